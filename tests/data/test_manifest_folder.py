"""Folders of images, read as rights and as listings."""

from pathlib import Path

import pytest

from data.manifest import ManifestError, Rejected, RightRows, count_rows, read_listings, read_rights
from data.records import Kind, Listing


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def rights(folder: Path) -> list[tuple[str, Kind, list[str]]]:
    return [
        (item.right.right_id, item.right.kind, [view.name for view in item.views])
        for item in read_rights(folder)
        if isinstance(item, RightRows)
    ]


def listings(folder: Path) -> list[tuple[str, list[str]]]:
    return [
        (item.listing_id, [photo.image for photo in item.photos])
        for item in read_listings(folder)
        if isinstance(item, Listing)
    ]


def test_sub_folders_are_rights_with_several_views(tmp_path: Path) -> None:
    fill(tmp_path, "kettle/front.png", "kettle/parts/lid.JPG", "lamp.webp", "logos/acme.png")
    fill(tmp_path, "Trademarks/fizz/mark.svg.png", "Trademarks/fizz/word.gif")
    assert rights(tmp_path) == [
        ("kettle", Kind.REGISTERED_DESIGN, ["front", "parts/lid"]),
        ("lamp", Kind.REGISTERED_DESIGN, ["front"]),
        ("acme", Kind.TRADEMARK, ["front"]),
        ("fizz", Kind.TRADEMARK, ["mark.svg", "word"]),
    ]


def test_a_view_knows_its_file(tmp_path: Path) -> None:
    fill(tmp_path, "logos/acme/front.png")
    [found] = read_rights(tmp_path)
    assert isinstance(found, RightRows)
    [view] = found.views
    assert view.image == "logos/acme/front.png"
    assert view.location == str(tmp_path / "logos/acme/front.png")
    assert found.right.title == "acme"


def test_two_images_of_one_name_are_one_view(tmp_path: Path) -> None:
    fill(tmp_path, "kettle/front.jpg", "kettle/front.png")
    refused = [item for item in read_rights(tmp_path) if isinstance(item, Rejected)]
    assert refused == [Rejected(2, "kettle", "view", "front", "is in row 1 already")]


def test_order_is_natural(tmp_path: Path) -> None:
    fill(tmp_path, "10.jpg", "9.jpg", "b/2.png", "b/10.png", "B/1.png", "a-1.png")
    assert listings(tmp_path) == [
        ("9", ["9.jpg"]),
        ("10", ["10.jpg"]),
        ("a-1", ["a-1.png"]),
        ("B", ["B/1.png"]),
        ("b", ["b/2.png", "b/10.png"]),
    ]


def test_listings_of_one_name_go_by_their_files(tmp_path: Path) -> None:
    fill(tmp_path, "a.jpg", "a.png", "b/1.jpg", "b.jpg", "c.jpg")
    assert listings(tmp_path) == [
        ("a.jpg", ["a.jpg"]),
        ("a.png", ["a.png"]),
        ("b", ["b/1.jpg"]),
        ("b.jpg", ["b.jpg"]),
        ("c", ["c.jpg"]),
    ]


def test_a_folder_holds_no_ground_truth(tmp_path: Path) -> None:
    [found] = read_listings(fill(tmp_path, "a.jpg"))
    assert isinstance(found, Listing)
    assert found.right_ids is None


def test_hidden_files_and_other_files_are_ignored(tmp_path: Path) -> None:
    fill(tmp_path, "a.jpg", ".b.jpg", ".git/c.jpg", "notes.txt", "d/.e.png", "d/Thumbs.db")
    assert listings(tmp_path) == [("a", ["a.jpg"])]
    assert count_rows(tmp_path) == 1


def test_a_circle_of_links_has_an_end(tmp_path: Path) -> None:
    fill(tmp_path, "a/1.jpg")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert listings(tmp_path) == [("a", ["a/1.jpg"]), ("b", ["b/1.jpg"])]


def test_a_file_name_that_is_not_text_is_rejected(tmp_path: Path) -> None:
    fill(tmp_path, "a.jpg", "b\udcff.jpg")
    taken, refused = read_listings(tmp_path)
    assert isinstance(taken, Listing)
    assert refused == Rejected(
        2, None, "listing_id", "'b\\udcff'", "holds the control character U+DCFF"
    )


def test_a_folder_without_images_is_refused(tmp_path: Path) -> None:
    fill(tmp_path, "notes.txt")
    with pytest.raises(ManifestError, match="there are no images in this folder"):
        list(read_rights(tmp_path))
