"""Rows of the input that were not taken, and the file that tells the user which and why."""

import csv
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

COLUMNS = ("row", "id", "field", "value", "reason", "cell")

# A spreadsheet takes a cell that begins so for a formula, and the cells are other people's text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row of the input that was not taken.

    Attributes:
        row: Number of the row, counted from 1 without the header; in a folder, of the image.
        id: The row's ``right_id`` or ``listing_id``, if it has a valid one.
        field: The column that is wrong, if it is a single one.
        value: What that column holds, shortened.
        reason: What is wrong, and what would be right.
        cell: Where that is in a spreadsheet, such as ``B7``.
    """

    row: int
    id: str | None
    field: str | None
    value: str | None
    reason: str
    cell: str | None = None


class RejectsFile:
    """A CSV file of rejected rows, which comes into being with the first of them."""

    def __init__(self, path: Path, *, resume: bool = False) -> None:
        """Take the place of an earlier run's file, or go on with it where a run is resumed.

        A resumed run may reject again what the file holds already: it is not written twice.
        """
        self.path = path
        self._resume = resume
        self._file: TextIO | None = None
        self._written: set[tuple[str, ...]] = set()

    def __enter__(self) -> Self:
        if not self._resume:
            self.path.unlink(missing_ok=True)
        elif self.path.exists():
            with self.path.open(encoding="utf-8", errors="replace", newline="") as file:
                self._written = {tuple(cells) for cells in csv.reader(file)} - {COLUMNS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def __len__(self) -> int:
        """How many rows the file holds."""
        return len(self._written)

    def add(self, rejected: Rejected) -> None:
        """Write one row; it is in the file, whatever happens to this process, on return."""
        cells = tuple(_cell(value) for value in astuple(rejected))
        if cells in self._written:
            return
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("a", encoding="utf-8", newline="")
            if self._file.tell() == 0:
                csv.writer(self._file).writerow(COLUMNS)
        csv.writer(self._file).writerow(cells)
        self._file.flush()
        self._written.add(cells)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    # Names of files need not be text: what can't be encoded is written as an escape.
    text = text.encode(errors="backslashreplace").decode()
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
