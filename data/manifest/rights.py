"""Manifests of rights: one row, or one image of a folder, for each view."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from data.manifest import cells
from data.manifest.cells import CellError, Cells
from data.manifest.folder import FolderOfRights
from data.manifest.grouping import grouped, merged
from data.manifest.polygons import polygons
from data.manifest.row_reader import RowReader
from data.manifest.tables import Table, open_table
from data.offices import check_right
from data.records import MAX_VIEWS, Agent, Kind, Polygon, Right, RightStatus, ViewForm
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
    "application_number",
    "registered_on",
    "priority_on",
    "renewed_until",
    "status",
    "owner_verified",
    "documents",
    "agent",
    "evaluation_report",
)
_OF_THE_VIEW = ("view", "form", "disclaimed")
_KNOWN = frozenset({*_REQUIRED, *_OF_THE_RIGHT, *_OF_THE_VIEW, "agent_from", "agent_until"})


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view whose image is still to be read.

    Attributes:
        name: Unique within its right.
        image: The image as the manifest names it.
        location: Where the bytes are: an absolute path, or an http(s) URL.
        row: Number of the manifest's row; in a folder, of the image.
        form: Whether it is a drawing, a photograph or a rendering, as in `data.records.View`.
        disclaimed: Parts of the image that are not protected, as in `data.records.View`.
    """

    name: str
    image: str
    location: str
    row: int
    form: ViewForm | None = None
    disclaimed: tuple[Polygon, ...] = ()


@dataclass(frozen=True, slots=True)
class RightRows:
    """A right whose images are still to be read: `right` itself has no views yet."""

    right: Right
    views: tuple[ViewRow, ...]


def read_rights(path: Path) -> Iterator[RightRows | Rejected]:
    """Read rights from a CSV, XLSX, JSONL or Parquet file, or a folder of images.

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
        cell = RowReader(given)
        image = cell.read(cells.line, "image", "")
        location = cell.read(
            lambda _, field: cells.image_location(field, image, self._folder), "image", ""
        )
        named = cell.read(cells.optional_text, "view", None) is not None
        name = cell.read(cells.identifier, "view", "") if named else cells.image_stem(location)
        form = cell.read(cells.choice(ViewForm), "form", None)
        nothing: tuple[Polygon, ...] = ()
        disclaimed = cell.read(polygons, "disclaimed", nothing)
        right = _right(self._right_id, cell, given)
        cell.check()
        if self._right is not None:
            right = merged(self._right, right, _OF_THE_RIGHT)
        for error in check_right(right):
            cell.add(CellError(error.field, error.value, error.reason))
        if not named:
            name = cell.read(lambda _, field: cells.identifier({field: name}, field), "view", name)
        if name in self._views:
            cell.add(CellError("view", name, f"is in row {self._views[name].row} already"))
        if len(self._views) == MAX_VIEWS:
            cell.add(CellError("view", name, f"is one too many: a right has {MAX_VIEWS} at most"))
        cell.check()
        self._named = named
        self._right = right
        self._views[name] = ViewRow(name, image, location, row, form, disclaimed)

    def deliver(self) -> RightRows | None:
        if self._right is None:
            return None
        views = tuple(self._views.values())
        if self._rows == 1 and not self._named:
            views = (replace(views[0], name="front"),)
        return RightRows(self._right, views)


def _right(right_id: str, cell: RowReader, given: Cells) -> Right:
    """Read what a row says of its right; `cell` is told what is wrong with it."""
    none: tuple[str, ...] = ()
    nothing: dict[str, str] = {}
    return Right(
        right_id=right_id,
        kind=cell.read(cells.kind, "kind", Kind.TRADEMARK),
        title=cell.read(cells.required_text, "title", ""),
        views=(),
        owner=cell.read(cells.optional_text, "owner", None),
        office=cell.read(cells.optional_text, "office", None),
        registration_number=cell.read(cells.optional_text, "registration_number", None),
        classes=cell.read(cells.several, "classes", none),
        words=cell.read(cells.several, "words", none),
        filed_on=cell.read(cells.day, "filed_on", None),
        expires_on=cell.read(cells.day, "expires_on", None),
        territories=cell.read(cells.territories, "territories", none),
        authorised_sellers=cell.read(cells.several, "authorised_sellers", none),
        metadata=cell.read(lambda row, _: cells.metadata(row, _KNOWN), "metadata", nothing),
        application_number=cell.read(cells.optional_text, "application_number", None),
        registered_on=cell.read(cells.day, "registered_on", None),
        priority_on=cell.read(cells.day, "priority_on", None),
        renewed_until=cell.read(cells.day, "renewed_until", None),
        status=cell.read(cells.choice(RightStatus), "status", None),
        owner_verified=cell.read(cells.flag, "owner_verified", False),
        documents=cell.read(cells.several, "documents", none),
        agent=_agent(cell, given),
        evaluation_report=cell.read(cells.optional_text, "evaluation_report", None),
    )


def _agent(cell: RowReader, given: Cells) -> Agent | None:
    name = cell.read(cells.optional_text, "agent", None)
    since = cell.read(cells.day, "agent_from", None)
    until = cell.read(cells.day, "agent_until", None)
    if name is None:
        for field in ("agent_from", "agent_until"):
            if given.get(field):
                cell.add(CellError(field, given[field], "has no agent: fill in agent"))
        return None
    return Agent(name, since, until)
