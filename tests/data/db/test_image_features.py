"""What extractors made of images, by extractor and image."""

from collections.abc import Callable
from datetime import datetime

from data.db import Database
from data.db.image_features import images_without_features, load_features, store_features
from data.db.rights import restore_right, save_right, withdraw_right
from data.records import Right

MakeRight = Callable[..., Right]

A, B, C = "a" * 64, "b" * 64, "c" * 64


def test_payloads_are_read_bit_for_bit(database: Database) -> None:
    given = {A: bytes(range(256)) * 300, B: b""}
    with database.write() as session:
        store_features(session, "sift", given)
    with database.read() as session:
        found = load_features(session, "sift", [A, B, C])
    assert found == given
    assert all(type(payload) is bytes for payload in found.values())


def test_extractors_do_not_mix(database: Database) -> None:
    with database.write() as session:
        store_features(session, "sift", {A: b"one"})
        store_features(session, "pdq", {A: b"two", B: b"three"})
        store_features(session, "orb", {})
    with database.read() as session:
        assert load_features(session, "sift", [A, B]) == {A: b"one"}
        assert load_features(session, "pdq", [A, B]) == {A: b"two", B: b"three"}
        assert load_features(session, "orb", [A, B]) == {}
        assert load_features(session, "pdq", []) == {}


def test_what_is_stored_already_stays(database: Database) -> None:
    with database.write() as session:
        store_features(session, "sift", {A: b"first"})
        store_features(session, "sift", {A: b"second", B: b"third"})
        assert load_features(session, "sift", [A, B]) == {A: b"first", B: b"third"}


def test_many_images_at_once(database: Database) -> None:
    shas = [f"{number:064x}" for number in range(2500)]
    with database.write() as session:
        store_features(session, "sift", dict.fromkeys(shas, b"x"))
    with database.read() as session:
        assert list(load_features(session, "sift", shas)) == shas


def test_images_that_an_extractor_has_not_seen(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    with database.write() as session:
        save_right(session, make_right("R1", front="b", back="a"), now=now)
        save_right(session, make_right("R2", front="a", back="c"), now=now)
        save_right(session, make_right("R3", front="d"), now=now)
        withdraw_right(session, "R3", now=now)
        store_features(session, "sift", {B: b""})
        assert images_without_features(session, "sift") == [A, C]
        assert images_without_features(session, "pdq") == [A, B, C]
        restore_right(session, "R3", now=now)
        assert images_without_features(session, "sift") == [A, C, "d" * 64]
