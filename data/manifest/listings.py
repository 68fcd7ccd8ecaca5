"""Manifests of listings: one row, or one image of a folder, for each photo."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from data.manifest import cells
from data.manifest.cells import CellError, Cells
from data.manifest.folder import FolderOfListings
from data.manifest.grouping import grouped, merged
from data.manifest.tables import Table, open_table
from data.records import Listing, Photo
from data.rejects import Rejected

_REQUIRED = ("listing_id", "image")
_OF_THE_LISTING = ("seller_id", "title", "category", "price", "currency", "territory", "url")
_KNOWN = frozenset({*_REQUIRED, *_OF_THE_LISTING, "right_ids"})


def read_listings(path: Path) -> Iterator[Listing | Rejected]:
    """Read listings from a CSV, JSONL or Parquet file, or a folder of images.

    `Listing.right_ids` is what any of its rows names; ``None`` where the column is absent. In a
    folder, a sub-folder is a listing with several photos and an image by itself a listing with
    one, under its name without the extension if no other entry has that.

    Raises:
        ManifestError: it can't be read, or lacks a column. Some of this shows only when the first
            listing is asked for.
    """
    table: Table
    if path.is_dir():
        table, folder = FolderOfListings(path), path.absolute()
    else:
        table, folder = open_table(path, _REQUIRED), path.absolute().parent
    return grouped(table, "listing_id", lambda listing_id: _ListingGroup(listing_id, folder))


class _ListingGroup:
    def __init__(self, listing_id: str, folder: Path) -> None:
        self._listing_id = listing_id
        self._folder = folder
        self._listing: Listing | None = None
        self._photos: dict[str, Photo] = {}

    def add(self, row: int, given: Cells) -> None:
        image = cells.line(given, "image")
        location = cells.image_location("image", image, self._folder)
        listing = _listing(self._listing_id, given)
        if self._listing is not None:
            right_ids = _either(self._listing.right_ids, listing.right_ids)
            listing = merged(self._listing, listing, _OF_THE_LISTING)
            listing = replace(listing, right_ids=right_ids)
        if location in self._photos:
            raise CellError("image", image, f"is in row {self._photos[location].row} already")
        self._listing = listing
        self._photos[location] = Photo(image, location, row)

    def deliver(self) -> Listing | None:
        if self._listing is None:
            return None
        return replace(self._listing, photos=tuple(self._photos.values()))


def _listing(listing_id: str, given: Cells) -> Listing:
    return Listing(
        listing_id=listing_id,
        photos=(),
        seller_id=cells.optional_text(given, "seller_id"),
        title=cells.optional_text(given, "title"),
        category=cells.optional_text(given, "category"),
        price=cells.optional_text(given, "price"),
        currency=cells.optional_text(given, "currency"),
        territory=cells.territory(given, "territory"),
        url=cells.optional_text(given, "url"),
        right_ids=cells.several(given, "right_ids") if "right_ids" in given else None,
        metadata=cells.metadata(given, _KNOWN),
    )


def _either(first: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if first is None or other is None:
        return other if first is None else first
    return tuple(dict.fromkeys(first + other))
