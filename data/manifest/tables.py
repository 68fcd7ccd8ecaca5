"""Rows of CSV, XLSX, JSONL and Parquet files."""

import csv
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import TextIO

from data.manifest.rows import ManifestError, Row, Table
from data.manifest.spreadsheet import XlsxTable
from data.rejects import Rejected

__all__ = ["ManifestError", "Row", "Table", "open_table"]


def open_table(path: Path, required: Collection[str] = ()) -> Table:
    """Return the rows of a file by its extension.

    Raises:
        ManifestError: there is no such file, it can't be read, its extension is none of those
            known, or it lacks a required column.
    """
    if not path.exists():
        raise ManifestError(f"{path}: no such file or folder")
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        # Every line has names of its own, so what is missing is missing from a row.
        return JsonlTable(path)
    table: CsvTable | ParquetTable | XlsxTable
    if suffix == ".csv":
        table = CsvTable(path)
    elif suffix == ".xlsx":
        table = XlsxTable(path)
    elif suffix == ".parquet":
        table = ParquetTable(path)
    else:
        raise ManifestError(
            f"{path}: unknown kind of manifest: use a .csv, .xlsx, .jsonl or .parquet file, "
            "or a folder of images"
        )
    columns = table.columns()
    missing = [name for name in required if name not in columns]
    if missing:
        raise ManifestError(
            f"{path}: column {', '.join(missing)} is missing; there are: {', '.join(columns)}"
        )
    return table


class CsvTable:
    """Comma-separated values after RFC 4180, in UTF-8, under a header."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def columns(self) -> list[str]:
        """Return the header's names."""
        with _open_text(self._path) as file:
            return self._header(csv.reader(file, strict=True))

    def rows(self) -> Iterator[Row | Rejected]:
        """Read the rows; blank lines are counted and passed over."""
        with _open_text(self._path) as file:
            records = csv.reader(file, strict=True)
            header = self._header(records)
            number = 0
            while True:
                number += 1
                try:
                    record = next(records)
                except StopIteration:
                    return
                except csv.Error as error:
                    where = f"up to line {records.line_num} of the file"
                    reason = f"is not well-formed CSV ({where}): {error}"
                    yield Rejected(number, None, None, None, reason)
                    continue
                if len(record) > len(header):
                    reason = f"has {len(record)} cells under a header of {len(header)}"
                    yield Rejected(number, None, None, None, reason)
                elif record:
                    cells = dict(zip_longest(header, record, fillvalue=""))
                    # The column under an empty name is what a trailing comma makes.
                    cells.pop("", None)
                    yield Row(number, cells)

    def count(self) -> int:
        """Return how many rows there are."""
        return sum(1 for _ in self.rows())

    def _header(self, records: Iterator[list[str]]) -> list[str]:
        try:
            names = [name.strip() for name in next(records, [])]
        except csv.Error as error:
            raise ManifestError(f"{self._path}: the header is not well-formed: {error}") from error
        if not any(names):
            raise ManifestError(f"{self._path}: the first line must name the columns")
        for name in names:
            if name and names.count(name) > 1:
                raise ManifestError(f"{self._path}: two columns are named {name!r}")
        return names


class JsonlTable:
    """One JSON object to a line, in UTF-8."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self) -> Iterator[Row | Rejected]:
        """Read the rows; blank lines are counted and passed over."""
        with _open_text(self._path) as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    cells = json.loads(line, parse_constant=_refuse_constant)
                except (ValueError, RecursionError) as error:
                    yield Rejected(number, None, None, None, f"is not well-formed JSON: {error}")
                    continue
                if isinstance(cells, dict):
                    yield Row(number, cells)
                else:
                    yield Rejected(number, None, None, None, "is not a JSON object")

    def count(self) -> int:
        """Return how many rows there are."""
        with _open_text(self._path) as file:
            return sum(1 for line in file if line.strip())


class ParquetTable:
    """An Apache Parquet file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def columns(self) -> list[str]:
        """Return the schema's top-level names."""
        import pyarrow.parquet as pq

        with self._reporting():
            return list(pq.read_schema(self._path).names)

    def rows(self) -> Iterator[Row | Rejected]:
        """Read the rows in batches."""
        import pyarrow.parquet as pq

        with self._reporting(), pq.ParquetFile(self._path) as file:
            batches = file.iter_batches(batch_size=1024)
            rows = (cells for batch in batches for cells in batch.to_pylist())
            for number, cells in enumerate(rows, start=1):
                yield Row(number, cells)

    def count(self) -> int:
        """Return how many rows there are."""
        import pyarrow.parquet as pq

        with self._reporting():
            return int(pq.read_metadata(self._path).num_rows)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        import pyarrow as pa

        try:
            yield
        except (pa.ArrowException, OSError) as error:
            raise ManifestError(f"{self._path}: can't be read as Parquet: {error}") from error


@contextmanager
def _open_text(path: Path) -> Iterator[TextIO]:
    try:
        # "-sig" passes over the byte order mark that spreadsheets write. newline="" leaves line
        # ends inside quoted cells to the csv module.
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path}: is not UTF-8 text: save it as UTF-8 ({error})") from error
    except OSError as error:
        raise ManifestError(f"{path}: can't be read: {error.strerror}") from error


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
