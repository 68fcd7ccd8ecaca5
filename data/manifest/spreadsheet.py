"""Rows of XLSX files, and the names of their cells."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.manifest.rows import ManifestError, Row
from data.rejects import Rejected

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

SHEET = "Rights"
"""The sheet that is read; in a workbook without one of this name, the first."""

_MAX_UNPACKED = 256 * 2**20
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


class XlsxTable:
    """A sheet of an Office Open XML workbook (ECMA-376) whose first row names the columns.

    Of a formula, what counts is the value that the spreadsheet saved with it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def columns(self) -> list[str]:
        """Return the names in the first row."""
        return [name for name in self._names if name]

    def rows(self) -> Iterator[Row | Rejected]:
        """Read the rows; blank ones are counted and passed over."""
        sheet = self._sheet_rows()
        header = self._header(sheet)
        for number, values in enumerate(sheet, start=1):
            if all(value is None for value in values):
                continue
            beyond = [value for value in values[len(header) :] if value is not None]
            if beyond:
                reason = f"has a value, {str(beyond[0])[:40]!r}, in a column that has no name"
                yield Rejected(number, None, None, None, reason)
                continue
            padded = (*values, *[None] * (len(header) - len(values)))
            cells = {name: value for name, value in zip(header, padded, strict=False) if name}
            broken = next((name for name, value in cells.items() if value in _ERRORS), None)
            if broken is not None:
                value = str(cells[broken])
                yield Rejected(number, None, broken, value, "is an error of the spreadsheet")
            else:
                yield Row(number, cells)

    def count(self) -> int:
        """Return how many rows there are."""
        return sum(1 for _ in self.rows())

    def located(self, rejected: Rejected) -> Rejected:
        """Return the rejection with the name of the cell, or else of the row, that it is about."""
        from openpyxl.utils import get_column_letter

        row = rejected.row + 1
        if rejected.field not in self._names:
            return replace(rejected, cell=f"{row}:{row}")
        letter = get_column_letter(self._names.index(rejected.field) + 1)
        return replace(rejected, cell=f"{letter}{row}")

    @cached_property
    def _names(self) -> list[str]:
        return self._header(self._sheet_rows())

    def _header(self, rows: Iterator[tuple[Any, ...]]) -> list[str]:
        names = ["" if value is None else str(value).strip() for value in next(rows, ())]
        if not any(names):
            raise ManifestError(f"{self._path}: the first row must name the columns")
        for name in names:
            if name and names.count(name) > 1:
                raise ManifestError(f"{self._path}: two columns are named {name!r}")
        return names

    def _sheet_rows(self) -> Iterator[tuple[Any, ...]]:
        try:
            with closing(self._open()) as workbook:
                sheet = workbook[SHEET] if SHEET in workbook.sheetnames else workbook.worksheets[0]
                # The extent that a file claims may be a million empty rows of all columns.
                sheet.reset_dimensions()
                yield from sheet.iter_rows(values_only=True)
        except ManifestError:
            raise
        except Exception as error:
            # What openpyxl raises for a damaged file is anything from KeyError to TypeError.
            raise ManifestError(f"{self._path}: can't be read as XLSX: {error}") from error

    def _open(self) -> "Workbook":
        from openpyxl import load_workbook

        with zipfile.ZipFile(self._path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > _MAX_UNPACKED:
            reason = f"unpacks to {unpacked:,} bytes, and {_MAX_UNPACKED:,} are read at most"
            raise ManifestError(f"{self._path}: {reason}")
        return load_workbook(self._path, read_only=True, data_only=True)


def locator(path: Path) -> Callable[[Rejected], Rejected]:
    """Return what adds to a rejection the cell that it is about, where the file has named cells."""
    return XlsxTable(path).located if path.suffix.lower() == ".xlsx" else lambda rejected: rejected
