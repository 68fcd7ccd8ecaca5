"""Manifests of listings, with and without ground truth."""

from pathlib import Path

from data.manifest import Rejected, read_listings
from data.records import Listing, Photo


def read(folder: Path, *lines: str) -> list[Listing | Rejected]:
    path = folder / "listings.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return list(read_listings(path))


def test_every_column_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "listing_id,image,seller_id,title,category,price,currency,territory,url,right_ids,stock",
        "L1,a.jpg,s1,Kettle,kitchen,12.50,EUR,de,https://x.example/1,D1;D2,7",
    )
    assert found == [
        Listing(
            listing_id="L1",
            photos=(Photo("a.jpg", str(tmp_path / "a.jpg"), 1),),
            seller_id="s1",
            title="Kettle",
            category="kitchen",
            price="12.50",
            currency="EUR",
            territory="DE",
            url="https://x.example/1",
            right_ids=("D1", "D2"),
            metadata={"stock": "7"},
        )
    ]


def test_photos_keep_the_order_of_their_rows(tmp_path: Path) -> None:
    found = read(tmp_path, "listing_id,image", "L1,b.jpg", "L2,c.jpg", "L1,a.jpg")
    assert [
        (item.listing_id, [(photo.image, photo.row) for photo in item.photos])
        for item in found
        if isinstance(item, Listing)
    ] == [("L2", [("c.jpg", 2)]), ("L1", [("b.jpg", 1), ("a.jpg", 3)])]


def test_no_truth_is_told_from_the_truth_that_there_is_nothing(tmp_path: Path) -> None:
    [without] = read(tmp_path, "listing_id,image", "L1,a.jpg")
    [empty] = read(tmp_path, "listing_id,image,right_ids", "L1,a.jpg,")
    [short] = read(tmp_path, "listing_id,image,right_ids", "L1,a.jpg")
    assert isinstance(without, Listing)
    assert without.right_ids is None
    assert isinstance(empty, Listing)
    assert empty.right_ids == ()
    assert isinstance(short, Listing)
    assert short.right_ids == ()


def test_the_truth_of_a_listing_is_that_of_all_its_photos(tmp_path: Path) -> None:
    [found] = read(
        tmp_path, "listing_id,image,right_ids", "L1,a.jpg,D1", "L1,b.jpg,", "L1,c.jpg,D2;D1"
    )
    assert isinstance(found, Listing)
    assert found.right_ids == ("D1", "D2")


def test_a_photo_that_is_given_twice_is_rejected(tmp_path: Path) -> None:
    found = read(tmp_path, "listing_id,image", "L1,a.jpg", "L1,./a.jpg", "L2,a.jpg")
    assert [item for item in found if isinstance(item, Rejected)] == [
        Rejected(2, "L1", "image", "./a.jpg", "is in row 1 already")
    ]


def test_a_row_that_contradicts_its_listing_is_rejected(tmp_path: Path) -> None:
    found = read(tmp_path, "listing_id,image,seller_id", "L1,a.jpg,s1", "L1,b.jpg,s2")
    assert [item.field for item in found if isinstance(item, Rejected)] == ["seller_id"]


def test_a_listing_is_in_one_territory(tmp_path: Path) -> None:
    found = read(tmp_path, "listing_id,image,territory", "L1,a.jpg,DE;FR")
    assert found == [Rejected(1, "L1", "territory", "DE;FR", "names more than one country")]
