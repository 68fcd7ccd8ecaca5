"""Bringing the rows of one id together, wherever in the file they are."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import numpy as np

from data.manifest import cells
from data.manifest.cells import CellError, Cells
from data.manifest.row_reader import RowError
from data.manifest.tables import Row, Table
from data.records import Listing, Right
from data.rejects import Rejected

Delivered_co = TypeVar("Delivered_co", covariant=True)
Delivered = TypeVar("Delivered")
Record = TypeVar("Record", Right, Listing)


class Group(Protocol[Delivered_co]):
    """The rows of one id, as they come in."""

    def add(self, row: int, given: Cells) -> None:
        """Take a row.

        Raises:
            CellError: it can't be taken.
            RowError: likewise, for several reasons.
        """

    def deliver(self) -> Delivered_co | None:
        """Return what the rows make; ``None`` if no row could be taken."""


def grouped(
    table: Table, id_field: str, new_group: Callable[[str], Group[Delivered]]
) -> Iterator[Delivered | Rejected]:
    """Deliver each id's group as soon as its last row has been read.

    Args:
        table: The rows.
        id_field: The column by which they belong together.
        new_group: Makes an empty group for an id.
    """
    last_rows = _LastRows(_identified(table.rows(), id_field))
    groups: dict[str, Group[Delivered]] = {}
    for row in table.rows():
        if isinstance(row, Rejected):
            yield row
            continue
        try:
            identifier = cells.identifier(row.cells, id_field)
        except CellError as error:
            yield error.rejected(row.number)
            continue
        group = groups.setdefault(identifier, new_group(identifier))
        try:
            group.add(row.number, row.cells)
        except CellError as error:
            yield error.rejected(row.number, identifier)
        except RowError as found:
            for cell_error in found.errors:
                yield cell_error.rejected(row.number, identifier)
        if last_rows.holds(row.number, identifier):
            yield from _delivered(groups.pop(identifier))
    # Two ids of one hash have one last row; the group that did not have it is still here.
    for group in groups.values():
        yield from _delivered(group)


def merged(first: Record, other: Record, fields: Sequence[str]) -> Record:
    """Return `first` with its empty fields filled from `other`.

    Raises:
        CellError: they contradict each other.
    """
    changes: dict[str, Any] = {"metadata": {**other.metadata, **first.metadata}}
    for field in fields:
        old, new = getattr(first, field), getattr(other, field)
        if new and old and new != old:
            raise CellError(field, new, f"contradicts an earlier row of the same id: {old}")
        changes[field] = old or new
    return replace(first, **changes)


class _LastRows:
    """Where each id has its last row, in 16 bytes for each id instead of the id itself."""

    def __init__(self, identified: Iterable[tuple[int, str]]) -> None:
        numbers, hashes = array("q"), array("q")
        for number, identifier in identified:
            numbers.append(number)
            hashes.append(hash(identifier))
        backwards = np.frombuffer(hashes, dtype=np.int64)[::-1]
        self._hashes, first = np.unique(backwards, return_index=True)
        self._numbers = np.frombuffer(numbers, dtype=np.int64)[::-1][first]

    def holds(self, number: int, identifier: str) -> bool:
        """Whether this row is the last of all those whose id has this one's hash."""
        place = np.searchsorted(self._hashes, hash(identifier))
        return bool(self._numbers[place] == number)


def _identified(rows: Iterable[Row | Rejected], id_field: str) -> Iterator[tuple[int, str]]:
    for row in rows:
        if isinstance(row, Row):
            try:
                yield row.number, cells.identifier(row.cells, id_field)
            except CellError:
                continue


def _delivered(group: Group[Delivered]) -> Iterator[Delivered]:
    delivered = group.deliver()
    if delivered is not None:
        yield delivered
