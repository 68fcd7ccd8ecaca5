"""CSV, JSONL and Parquet: the same rows, each with its own ways of going wrong."""

import csv
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.manifest import (
    ManifestError,
    Rejected,
    RightRows,
    count_rows,
    read_listings,
    read_rights,
)
from data.records import Listing

Rows = Sequence[dict[str, Any]]

RIGHTS: Rows = [
    {
        "right_id": "D1",
        "kind": "registered_design",
        "title": "Kettle, „große“",
        "image": "a.png",
        "view": "front",
        "filed_on": "2020-01-31",
        "words": "one;two",
        "colour": "red",
    },
    {
        "right_id": "D1",
        "kind": "registered_design",
        "title": "Kettle, „große“",
        "image": "b.png",
        "view": "back",
        "filed_on": "",
        "words": "",
        "colour": "",
    },
    {
        "right_id": "T1",
        "kind": "logo",
        "title": "Drink",
        "image": "https://example.org/d.png",
        "view": "",
        "filed_on": "",
        "words": "",
        "colour": "",
    },
]


def write_csv(path: Path, rows: Rows) -> Path:
    path = path.with_suffix(".csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_jsonl(path: Path, rows: Rows) -> Path:
    path = path.with_suffix(".jsonl")
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_parquet(path: Path, rows: Rows) -> Path:
    path = path.with_suffix(".parquet")
    pq.write_table(pa.Table.from_pylist(list(rows)), path)
    return path


WRITERS = [write_csv, write_jsonl, write_parquet]


def some_right(path: Path) -> RightRows:
    [found] = read_rights(path)
    assert isinstance(found, RightRows)
    return found


@pytest.mark.parametrize("write", WRITERS)
def test_every_kind_of_file_gives_the_same_rights(
    tmp_path: Path, write: Callable[[Path, Rows], Path]
) -> None:
    path = write(tmp_path / "rights", RIGHTS)
    design, refused = read_rights(path)
    assert isinstance(design, RightRows)
    assert design.right.title == "Kettle, „große“"
    assert design.right.filed_on == date(2020, 1, 31)
    assert design.right.words == ("one", "two")
    assert design.right.metadata == {"colour": "red"}
    assert [(view.name, view.row) for view in design.views] == [("front", 1), ("back", 2)]
    assert isinstance(refused, Rejected)
    assert (refused.row, refused.id, refused.field) == (3, "T1", "kind")
    assert count_rows(path) == 3


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_a_missing_column_refuses_the_file(
    tmp_path: Path, write: Callable[[Path, Rows], Path]
) -> None:
    path = write(tmp_path / "listings", [{"id": "L1", "image": "a.png"}])
    with pytest.raises(ManifestError, match="column listing_id is missing; there are: id, image"):
        read_listings(path)


def test_a_name_that_is_missing_from_a_json_line_rejects_the_line(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "l", [{"listing_id": "L1"}, {"listing_id": "L2", "image": "a"}])
    refused, taken = read_listings(path)
    assert refused == Rejected(1, "L1", "image", None, "is missing")
    assert isinstance(taken, Listing)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_csv_as_spreadsheets_write_it(tmp_path: Path, encoding: str, line_end: str) -> None:
    path = tmp_path / "rights.CSV"
    text = 'right_id , kind,title,image,"",\r"A",trademark,"1"" pipe, ""best""\n",a.png\r\r'
    path.write_bytes(text.replace("\r", line_end).encode(encoding))
    right = some_right(path).right
    assert (right.right_id, right.title, right.metadata) == ("A", '1" pipe, "best"', {})


def test_blank_csv_lines_are_counted_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("listing_id,image\n\nL1,a.png\n,\n")
    taken, refused = read_listings(path)
    assert isinstance(taken, Listing)
    assert taken.photos[0].row == 2
    assert refused == Rejected(3, None, "listing_id", None, "is missing")


def test_a_malformed_csv_row_is_rejected_alone(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text('listing_id,image\nL1,"a"b.png\nL2,b.png\nL3,"never closed\nL4,d.png\n')
    first, taken, last = read_listings(path)
    assert isinstance(first, Rejected)
    assert (first.row, first.reason.partition(":")[0]) == (
        1,
        "is not well-formed CSV (up to line 2 of the file)",
    )
    assert isinstance(taken, Listing)
    assert isinstance(last, Rejected)
    assert (last.row, last.reason) == (
        3,
        "is not well-formed CSV (up to line 5 of the file): unexpected end of data",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the first line must name the columns"),
        (b"listing_id,image,image\n", "two columns are named 'image'"),
        (b"listing_id,image\nL1,caf\xe9.png\n", "is not UTF-8 text: save it as UTF-8"),
        (b'"listing_id', "the header is not well-formed"),
        ("listing_id,image\n".encode("utf-16"), "is not UTF-8 text"),
    ],
)
def test_a_csv_file_that_cannot_be_read(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes(content)
    with pytest.raises(ManifestError, match=message):
        list(read_listings(path))


@pytest.mark.parametrize("name", ["l.csv", "l.jsonl"])
def test_a_file_without_rows_holds_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("listing_id,image\n" if name == "l.csv" else "\n")
    assert list(read_listings(path)) == []
    assert count_rows(path) == 0


def test_a_malformed_json_line_is_rejected_alone(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    bad = ["{", "[1]", "null", '{"listing_id": "L", "image": NaN}', "[" * 100_000]
    path.write_text("\n".join([*bad, "", '{"listing_id": "L1", "image": "a.png"}']))
    *refused, taken = read_listings(path)
    assert [item.row for item in refused if isinstance(item, Rejected)] == [1, 2, 3, 4, 5]
    assert isinstance(taken, Listing)
    assert taken.photos[0].row == 7


def test_json_values_of_other_types(tmp_path: Path) -> None:
    row = {
        "listing_id": 17,
        "image": "a.png",
        "price": 12.5,
        "right_ids": ["D1", " D2 "],
        "new": True,
        "sizes": {"m": [1]},
        "nothing": None,
    }
    [found] = read_listings(write_jsonl(tmp_path / "l", [row]))
    assert isinstance(found, Listing)
    assert (found.listing_id, found.price, found.right_ids) == ("17", "12.5", ("D1", "D2"))
    assert found.metadata == {"new": "true", "sizes": '{"m": [1]}'}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("listing_id", True),
        ("listing_id", ["L1"]),
        ("title", {"en": "Kettle"}),
        ("title", "\ud800"),
        ("right_ids", [["D1"]]),
        ("bad\ncolumn", "x"),
        ("note", "y" * 10_001),
    ],
)
def test_json_values_that_are_refused(tmp_path: Path, field: str, value: object) -> None:
    row = {"listing_id": "L1", "image": "a.png", field: value}
    [found] = read_listings(write_jsonl(tmp_path / "l", [row]))
    assert isinstance(found, Rejected)
    assert found.field == (repr(field) if "\n" in field else field)


def test_parquet_values_of_other_types(tmp_path: Path) -> None:
    row = {
        "right_id": 5,
        "kind": "trademark",
        "title": "T",
        "image": "a.png",
        "filed_on": date(2020, 1, 2),
        "expires_on": datetime(2030, 1, 2),
        "words": ["one", "two"],
        "fee": Decimal("1.50"),
        "thumbnail": b"\x89PNG",
    }
    right = some_right(write_parquet(tmp_path / "r", [row])).right
    assert (right.right_id, right.words) == ("5", ("one", "two"))
    assert (right.filed_on, right.expires_on) == (date(2020, 1, 2), date(2030, 1, 2))
    assert right.metadata == {"fee": "1.50"}


def test_a_time_is_no_date(tmp_path: Path) -> None:
    row = {**RIGHTS[0], "filed_on": datetime(2020, 1, 2, 3)}
    [found] = read_rights(write_parquet(tmp_path / "r", [row]))
    assert isinstance(found, Rejected)
    assert found.reason == "is a time, where a date is wanted"


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "l", [{"listing_id": "L1", "image": "a.png"}])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ManifestError, match=r"l\.parquet: can't be read as Parquet"):
        read_listings(path)


def test_an_unknown_extension_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rights.ods"
    path.touch()
    with pytest.raises(ManifestError, match=r"use a \.csv, \.xlsx, \.jsonl or \.parquet file"):
        read_rights(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"nothing\.csv: no such file or folder"):
        read_rights(tmp_path / "nothing.csv")
