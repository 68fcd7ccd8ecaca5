"""Registered pictures as sellers edit them, and others."""

import csv
from collections.abc import Callable, Container
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.manifest import read_listings
from data.records import Listing
from data.synthetic.designs import DIFFERENT_DISTANCE, distance, near_copy
from data.synthetic.registry import draw_registry
from training.scenes import EDITED, Size, copies, draw_registered, write_edited, write_scenes

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

    def written(name: str, seed: int, *strangers: Row, leave_out: Container[str] = ()) -> Path:
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
        write_edited(folder, others, _COUNT, leave_out=leave_out, seed=seed)
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


def test_what_is_left_out_is_no_stranger(write: Write) -> None:
    """There is no picture of it, which is missed as soon as it is drawn."""
    missing = ("c", "trademark", "C", "gone.png")
    with pytest.raises(FileNotFoundError):
        write("drawn", 0, missing)
    write("left", 0, missing, leave_out={"c"})


def test_registered_marks_and_much_like_designs_are_copies() -> None:
    rng = np.random.default_rng(0)
    registered = draw_registry(rng, split="calibration", marks=3, designs=7)
    strangers = draw_registry(rng, split="calibration", marks=3, designs=7)
    (again, *_) = registered.marks
    others = replace(
        strangers,
        marks={**strangers.marks, again: registered.marks[again]},
        designs={
            **strangers.designs,
            "twin": near_copy(registered.designs["design-kettle-01"], rng),
        },
    )
    found = copies(registered, others)
    assert {again, "twin"} <= found
    for right_id in others.designs.keys() - found:
        apart = [distance(others.designs[right_id], one) for one in registered.designs.values()]
        assert min(apart) >= DIFFERENT_DISTANCE


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


def test_what_is_registered_is_known_before_it_is_written(tmp_path: Path) -> None:
    size = Size(marks=2, designs=1, listings=1)
    written, drawn = write_scenes(tmp_path, size), draw_registered(size)
    assert (written.marks, written.designs) == (drawn.marks, drawn.designs)
