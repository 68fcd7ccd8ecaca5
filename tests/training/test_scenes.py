"""Registered pictures as sellers edit them, and others."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from data.manifest import read_listings
from data.records import Listing
from training.scenes import EDITED, write_edited

_COUNT = 12
_COLUMNS = ("right_id", "kind", "title", "image")

Row = tuple[str, ...]
Write = Callable[..., Path]


@pytest.fixture
def write(
    shapes: Callable[..., Image.Image], write_manifest: Callable[..., Path], tmp_path: Path
) -> Write:
    """Write edited pictures of a mark and a design into a folder.

    The strangers are another design that happens to have the same id, and those that are given.
    """
    for seed in (1, 2, 3):
        shapes(seed)

    def written(name: str, seed: int, *strangers: Row) -> Path:
        others = write_manifest(
            "strangers.csv", _COLUMNS, ("b", "registered_design", "B", "3.png"), *strangers
        )
        folder = tmp_path / name
        folder.mkdir()
        write_manifest(
            f"{name}/rights.csv",
            _COLUMNS,
            ("a", "trademark", "A", "../1.png"),
            ("b", "registered_design", "B", "../2.png"),
        )
        write_edited(folder, others, _COUNT, seed=seed)
        return folder

    return written


def _pictures(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "edited").iterdir()}


def test_half_of_the_listings_show_a_registered_right_and_half_none(write: Write) -> None:
    folder = write("scenes", 0)
    listings = [row for row in read_listings(folder / EDITED) if isinstance(row, Listing)]
    assert len({listing.listing_id for listing in listings}) == 2 * _COUNT
    shown = [listing.right_ids for listing in listings]
    assert shown.count(()) == _COUNT
    assert set(shown) == {(), ("a",), ("b",)}
    assert {photo.location for listing in listings for photo in listing.photos} == {
        str(folder / "edited" / name) for name in _pictures(folder)
    }


def test_a_registered_mark_is_no_stranger(write: Write) -> None:
    """There is no picture of it, which is missed as soon as it is drawn."""
    with pytest.raises(FileNotFoundError):
        write("unregistered", 0, ("c", "trademark", "C", "gone.png"))
    write("registered", 0, ("a", "trademark", "A", "gone.png"))


def test_the_same_seed_writes_the_same_bytes(write: Write) -> None:
    first, again, other = write("first", 0), write("again", 0), write("other", 1)
    assert (first / EDITED).read_bytes() == (again / EDITED).read_bytes()
    assert _pictures(first) == _pictures(again)
    assert _pictures(first) != _pictures(other)


def test_edits_and_strengths_are_said(write: Write) -> None:
    with (write("scenes", 0) / EDITED).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["edit"] for row in rows}) > 5
    assert len({row["strength"] for row in rows}) > 1
