"""Galleries in memory, and photos in batches."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.decode import decode
from data.manifest import Rejected, read_listings, read_rights
from data.records import Kind
from detector.description import ViewDescriber
from detector.verification import ViewPicture
from training.editions import InMemory, build_edition, decoded_photos

Shapes = Callable[..., Image.Image]
WriteManifest = Callable[..., Path]

_HEADER = ("right_id", "kind", "title", "view", "image")


def _read(location: str) -> bytes:
    return Path(location).read_bytes()


def _no_rejects(rejected: Rejected) -> None:
    pytest.fail(str(rejected))


def test_an_edition_holds_every_view_as_it_is_described(
    shapes: Shapes, write_manifest: WriteManifest, describer: ViewDescriber, tmp_path: Path
) -> None:
    for seed in (1, 2, 3):
        shapes(seed)
    Image.new("RGB", (100, 100), (200, 10, 10)).save(tmp_path / "plain.png")
    rows = [
        ("a", "trademark", "A", "front", "1.png"),
        ("a", "trademark", "A", "back", "2.png"),
        ("b", "registered_design", "B", "front", "3.png"),
        ("c", "trademark", "C", "front", "plain.png"),
    ]
    manifest = write_manifest("rights.csv", _HEADER, *rows)
    done: list[int] = []
    edition = build_edition(
        read_rights(manifest), describer, read=_read, reject=_no_rejects, advance=done.append
    )
    assert sum(done) == 4
    assert len(edition.catalog) == 3
    assert InMemory(edition).current() is edition
    named = {
        (right.right_id, view.name): view.id
        for number in edition.catalog.view_ids.tolist()
        for right, view in [edition.catalog.locate(number)]
    }
    assert named.keys() == {("a", "front"), ("a", "back"), ("b", "front"), ("c", "front")}
    for right_id, kind, _, name, image in rows:
        payload = (tmp_path / image).read_bytes()
        (described,) = describer.describe([decode(payload)])
        number = named[right_id, name]
        assert number is not None
        view = edition.catalog.locate(number)[1]
        assert view.image_sha256 == hashlib.sha256(payload).hexdigest()
        np.testing.assert_array_equal(
            edition.vectors.vectors_of(np.array([number]))[0], described.vector
        )
        found = edition.codes.search(np.zeros((1, 32), dtype=np.uint8), 9).ids
        assert (number in found) == bool(described.code) == (image != "plain.png")
        expected = ViewPicture.from_bytes(described.picture).features
        held = edition.pictures.get(edition.catalog, [number])[number].features
        twice = 2 if kind == Kind.TRADEMARK else 1
        assert len(held) == twice * len(expected)
        np.testing.assert_array_equal(held.descriptors[: len(expected)], expected.descriptors)
        if len(expected):
            assert edition.features.search(expected, 1).ids.tolist() == [number]


def test_one_picture_of_two_rights_is_held_once(
    shapes: Shapes, write_manifest: WriteManifest, describer: ViewDescriber
) -> None:
    shapes(1)
    manifest = write_manifest(
        "rights.csv",
        _HEADER,
        ("a", "trademark", "A", "front", "1.png"),
        ("b", "trademark", "B", "front", "1.png"),
    )
    edition = build_edition(read_rights(manifest), describer, read=_read, reject=_no_rejects)
    assert (len(edition.vectors), len(edition.features)) == (2, 1)


def test_what_cannot_be_read_is_rejected_and_the_rest_goes_in(
    shapes: Shapes, write_manifest: WriteManifest, describer: ViewDescriber, tmp_path: Path
) -> None:
    shapes(1)
    (tmp_path / "torn.png").write_bytes(b"\x89PNG torn")
    manifest = write_manifest(
        "rights.csv",
        _HEADER,
        ("a", "trademark", "A", "front", "torn.png"),
        ("a", "trademark", "A", "back", "1.png"),
        ("b", "patent", "B", "front", "1.png"),
    )
    rejected: list[Rejected] = []
    edition = build_edition(read_rights(manifest), describer, read=_read, reject=rejected.append)
    assert {(row.row, row.id, row.field) for row in rejected} == {
        (1, "a", "image"),
        (3, "b", "kind"),
    }
    (number,) = edition.catalog.view_ids.tolist()
    assert edition.catalog.locate(number)[1].name == "back"


def test_no_rights_make_an_empty_edition(describer: ViewDescriber) -> None:
    edition = build_edition([], describer, read=_read, reject=_no_rejects)
    assert (len(edition.catalog), len(edition.vectors), len(edition.features)) == (0, 0, 0)


def test_photos_come_in_order_and_what_cannot_be_read_is_rejected(
    shapes: Shapes, write_manifest: WriteManifest, tmp_path: Path
) -> None:
    shapes(1)
    (tmp_path / "torn.png").write_bytes(b"")
    rows = [(f"l{number}", "torn.png" if number == 7 else "1.png") for number in range(40)]
    manifest = write_manifest("listings.csv", ("listing_id", "image"), *rows)
    rejected: list[Rejected] = []
    batches = list(decoded_photos(read_listings(manifest), read=_read, reject=rejected.append))
    assert len(batches) > 1
    decoded = [listing.listing_id for batch in batches for listing, _, _ in batch]
    assert decoded == [f"l{number}" for number in range(40) if number != 7]
    assert [(row.row, row.id) for row in rejected] == [(8, "l7")]
