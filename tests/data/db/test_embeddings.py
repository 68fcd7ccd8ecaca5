"""Embeddings by image and model."""

from collections.abc import Callable
from datetime import datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from data.db import Database
from data.db.embeddings import (
    embedded_models,
    images_without_embedding,
    load_embeddings,
    store_embeddings,
)
from data.db.rights import save_right, withdraw_right
from data.records import Right

MakeRight = Callable[..., Right]

A, B, C = "a" * 64, "b" * 64, "c" * 64


def vectors(rows: int, dimension: int = 3, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)


def test_vectors_are_read_bit_for_bit(database: Database) -> None:
    given = {A: vectors(1), B: vectors(5, dimension=2)[:, ::-1]}
    with database.write() as session:
        store_embeddings(session, "m1", given)
    with database.read() as session:
        found = load_embeddings(session, "m1", [A, B, C])
    assert found.keys() == {A, B}
    for sha, expected in given.items():
        assert found[sha].dtype == np.float32
        assert found[sha].flags.writeable
        np.testing.assert_array_equal(found[sha], expected)


def test_models_do_not_mix(database: Database) -> None:
    with database.write() as session:
        store_embeddings(session, "m2", {A: vectors(1)})
        store_embeddings(session, "m1", {A: vectors(2), B: vectors(1)})
        store_embeddings(session, "m3", {})
    with database.read() as session:
        assert load_embeddings(session, "m2", [A, B])[A].shape == (1, 3)
        assert load_embeddings(session, "m3", [A, B]) == {}
        assert embedded_models(session) == ["m1", "m2"]


def test_what_is_stored_already_stays(database: Database) -> None:
    with database.write() as session:
        store_embeddings(session, "m1", {A: vectors(1, seed=1)})
        store_embeddings(session, "m1", {A: vectors(1, seed=2), B: vectors(1, seed=3)})
        found = load_embeddings(session, "m1", [A, B])
    np.testing.assert_array_equal(found[A], vectors(1, seed=1))
    np.testing.assert_array_equal(found[B], vectors(1, seed=3))


@pytest.mark.parametrize("shape", [(3,), (0, 3), (3, 0), (1, 2, 3)])
def test_other_shapes_are_refused(database: Database, shape: tuple[int, ...]) -> None:
    with (
        pytest.raises(ValueError, match=r"image a+: .*, not \(rows, dimension\)"),
        database.write() as session,
    ):
        store_embeddings(session, "m1", {B: vectors(1), A: np.ones(shape, np.float32)})
    with database.read() as session:
        assert embedded_models(session) == []


def test_many_images_at_once(database: Database) -> None:
    shas = [f"{number:064x}" for number in range(2500)]
    with database.write() as session:
        store_embeddings(session, "m1", dict.fromkeys(shas, vectors(1)))
    with database.read() as session:
        assert list(load_embeddings(session, "m1", shas)) == shas


def test_images_that_a_model_has_not_seen(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    with database.write() as session:
        save_right(session, make_right("R1", front="b", back="a"), now=now)
        save_right(session, make_right("R2", front="a", back="c"), now=now)
        save_right(session, make_right("R3", front="d"), now=now)
        withdraw_right(session, "R3", now=now)
        store_embeddings(session, "m1", {B: vectors(1)})
        assert images_without_embedding(session, "m1") == [A, C]
        assert images_without_embedding(session, "m2") == [A, B, C]
