"""Manifests of rights: one row, or one image of a folder, for each view."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from data.manifest import cells
from data.manifest.cells import CellError, Cells
from data.manifest.folder import FolderOfRights
from data.manifest.grouping import grouped, merged
from data.manifest.tables import Table, open_table
from data.records import Right
from data.rejects import Rejected

_REQUIRED = ("right_id", "kind", "title", "image")
_OF_THE_RIGHT = (
    "kind",
    "title",
    "owner",
    "office",
    "registration_number",
    "classes",
    "words",
    "filed_on",
    "expires_on",
    "territories",
    "authorised_sellers",
)
_KNOWN = frozenset({*_REQUIRED, *_OF_THE_RIGHT, "view"})


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view whose image is still to be read.

    Attributes:
        name: Unique within its right.
        image: The image as the manifest names it.
        location: Where the bytes are: an absolute path, or an http(s) URL.
        row: Number of the manifest's row; in a folder, of the image.
    """

    name: str
    image: str
    location: str
    row: int


@dataclass(frozen=True, slots=True)
class RightRows:
    """A right whose images are still to be read: `right` itself has no views yet."""

    right: Right
    views: tuple[ViewRow, ...]


def read_rights(path: Path) -> Iterator[RightRows | Rejected]:
    """Read rights from a CSV, JSONL or Parquet file, or a folder of images.

    A view without a name is called ``front`` if it is its right's only one, or else like its
    image's file. In a folder, a sub-folder is a right with several views and an image by itself a
    right with one; they are designs, unless in a sub-folder ``trademarks`` or ``logos``.

    Raises:
        ManifestError: it can't be read, or lacks a column. Some of this shows only when the first
            right is asked for.
    """
    table: Table
    if path.is_dir():
        table, folder = FolderOfRights(path), path.absolute()
    else:
        table, folder = open_table(path, _REQUIRED), path.absolute().parent
    return grouped(table, "right_id", lambda right_id: _RightGroup(right_id, folder))


class _RightGroup:
    def __init__(self, right_id: str, folder: Path) -> None:
        self._right_id = right_id
        self._folder = folder
        self._right: Right | None = None
        self._views: dict[str, ViewRow] = {}
        self._rows = 0
        self._named = False

    def add(self, row: int, given: Cells) -> None:
        self._rows += 1
        image = cells.line(given, "image")
        location = cells.image_location("image", image, self._folder)
        self._named = cells.optional_text(given, "view") is not None
        if not self._named:
            given = {**given, "view": cells.image_stem(location)}
        name = cells.identifier(given, "view")
        right = _right(self._right_id, given)
        if self._right is not None:
            right = merged(self._right, right, _OF_THE_RIGHT)
        if right.filed_on and right.expires_on and right.expires_on < right.filed_on:
            reason = f"is before the right was filed, {right.filed_on}"
            raise CellError("expires_on", right.expires_on, reason)
        if name in self._views:
            raise CellError("view", name, f"is in row {self._views[name].row} already")
        self._right = right
        self._views[name] = ViewRow(name, image, location, row)

    def deliver(self) -> RightRows | None:
        if self._right is None:
            return None
        views = tuple(self._views.values())
        if self._rows == 1 and not self._named:
            views = (replace(views[0], name="front"),)
        return RightRows(self._right, views)


def _right(right_id: str, given: Cells) -> Right:
    return Right(
        right_id=right_id,
        kind=cells.kind(given, "kind"),
        title=cells.required_text(given, "title"),
        views=(),
        owner=cells.optional_text(given, "owner"),
        office=cells.optional_text(given, "office"),
        registration_number=cells.optional_text(given, "registration_number"),
        classes=cells.several(given, "classes"),
        words=cells.several(given, "words"),
        filed_on=cells.day(given, "filed_on"),
        expires_on=cells.day(given, "expires_on"),
        territories=cells.territories(given, "territories"),
        authorised_sellers=cells.several(given, "authorised_sellers"),
        metadata=cells.metadata(given, _KNOWN),
    )
