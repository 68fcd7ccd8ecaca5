"""What rows of a manifest are, whichever kind of file they are in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from data.manifest.cells import Cells
from data.rejects import Rejected


class ManifestError(ValueError):
    """The manifest as a whole can't be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, counted from 1 without the header, and what it holds."""

    number: int
    cells: Cells


class Table(Protocol):
    """Rows that can be read any number of times."""

    def rows(self) -> Iterator[Row | Rejected]:
        """Read the rows in order; one that is malformed by itself is rejected.

        Raises:
            ManifestError: the file can't be read.
        """

    def count(self) -> int:
        """Return how many rows there are.

        Raises:
            ManifestError: the file can't be read.
        """
