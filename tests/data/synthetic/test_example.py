"""The example as written: the same for the same seed, readable, and true."""

import csv
import hashlib
from pathlib import Path

import pytest
from PIL import Image

from data.manifest import Rejected, RightRows, read_listings, read_rights
from data.records import Listing
from data.synthetic.cases import Case
from data.synthetic.example import ExampleSet, write_example

_LISTINGS = 10


def write_small(folder: Path, seed: int, split: str = "demo") -> ExampleSet:
    return write_example(folder, seed=seed, split=split, marks=4, designs=3, listings=_LISTINGS)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> ExampleSet:
    return write_small(tmp_path_factory.mktemp("example"), seed=1)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_same_seed_writes_the_same_bytes(example: ExampleSet, tmp_path: Path) -> None:
    write_small(tmp_path, seed=1)
    assert digests(tmp_path) == digests(example.rights.parent)


def test_another_seed_writes_other_pictures(example: ExampleSet, tmp_path: Path) -> None:
    write_example(tmp_path, seed=2, marks=2, designs=1, listings=3)
    pictures = [
        {digest for name, digest in digests(folder).items() if name.endswith(".jpg")}
        for folder in (example.rights.parent, tmp_path)
    ]
    assert not pictures[0] & pictures[1]


def test_manifests_are_read_without_a_reject(example: ExampleSet) -> None:
    rights = list(read_rights(example.rights))
    assert not [right for right in rights if isinstance(right, Rejected)]
    assert len(rights) == 7
    for right in rights:
        assert isinstance(right, RightRows)
        assert 1 <= len(right.views) <= 3
        for view in right.views:
            with Image.open(view.location) as picture:
                assert picture.size == (640, 640)
    listings = list(read_listings(example.listings))
    assert not [listing for listing in listings if isinstance(listing, Rejected)]
    assert len(listings) == _LISTINGS
    for listing in listings:
        assert isinstance(listing, Listing)
        assert listing.right_ids is not None
        for photo in listing.photos:
            with Image.open(photo.location) as picture:
                assert 768 <= max(picture.size) <= 1024


def test_truth_names_registered_rights_and_fits_the_case(example: ExampleSet) -> None:
    registered = {row["right_id"] for row in rows(example.rights)}
    guilty = {
        Case.LOGO_ON_GOODS: {"mark"},
        Case.LOGO_ON_PRODUCT: {"mark"},
        Case.LOGO_ON_PHOTOGRAPH: {"mark"},
        Case.DESIGN_COPY: {"design"},
        Case.COPY_WITH_LOGO: {"design", "mark"},
    }
    for row in rows(example.listings):
        truth = [right_id for right_id in row["right_ids"].split(";") if right_id]
        assert set(truth) <= registered
        case = Case(row["case"])
        assert {right_id.partition("-")[0] for right_id in truth} == guilty.get(case, set())


def test_every_right_that_is_true_has_its_place(example: ExampleSet) -> None:
    expected = {
        (row["image"], right_id)
        for row in rows(example.listings)
        for right_id in row["right_ids"].split(";")
        if right_id
    }
    assert {(place.image, place.right_id) for place in example.placements} == expected
    for place in example.placements:
        with Image.open(example.listings.parent / place.image) as picture:
            width, height = picture.size
        assert len(place.polygon) >= 3
        assert all(0 <= x <= width and 0 <= y <= height for x, y in place.polygon)
