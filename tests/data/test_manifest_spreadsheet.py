"""XLSX: rows as in the other files, and errors by cell."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from data.manifest import (
    ManifestError,
    Rejected,
    RightRows,
    count_rows,
    locator,
    read_rights,
    write_template,
)
from data.manifest.right_columns import RIGHT_COLUMNS
from data.manifest.rights import _KNOWN
from data.records import Agent, Kind, Right, RightStatus, ViewForm

HEADER = ("right_id", "kind", "title", "image")


def write(path: Path, *rows: Sequence[object], sheet: str = "Rights") -> Path:
    workbook = Workbook()
    workbook.worksheets[0].title = sheet
    for row in rows:
        workbook.worksheets[0].append(row)
    workbook.save(path)
    return path


def errors(path: Path) -> list[tuple[str | None, str]]:
    located = locator(path)
    return [
        (located(item).cell, item.reason)
        for item in read_rights(path)
        if isinstance(item, Rejected)
    ]


def test_a_spreadsheet_is_read_like_any_manifest(tmp_path: Path) -> None:
    path = write(
        tmp_path / "rights.xlsx",
        (*HEADER, "view", "filed_on", "registered_on", "owner_verified", "classes", "note"),
        ("M1", "trademark", "Mark", "a.png", "front", date(2024, 1, 31), "2024-02-01", True, 9, 7),
        (None, None, None),
        ("M2", "trademark", "Other", "b.png"),
    )
    first, second = read_rights(path)
    assert isinstance(first, RightRows)
    assert first.right == Right(
        "M1",
        Kind.TRADEMARK,
        "Mark",
        (),
        filed_on=date(2024, 1, 31),
        registered_on=date(2024, 2, 1),
        owner_verified=True,
        classes=("9",),
        metadata={"note": "7"},
    )
    assert first.views[0].location == str(tmp_path / "a.png")
    assert isinstance(second, RightRows)
    assert second.views[0].row == 3
    assert count_rows(path) == 2


def test_every_wrong_cell_is_named(tmp_path: Path) -> None:
    path = write(
        tmp_path / "rights.xlsx",
        (*HEADER, "view", "classes", "filed_on", "office", "registration_number", "status"),
        ("D1", "registered_design", "Kettle", "a.png", "front", "07-01"),
        (
            "D2",
            "registered_design",
            None,
            "a.png",
            "front",
            datetime(2024, 1, 7),
            "31.1.2024",
            None,
            None,
            "dead",
        ),
        ("D3", "registered_design", "Jug", "a.png", "v", "99-01", None, "EUIPO", "123"),
        ("D4", "registered_design", "Jug", "#REF!", "v"),
        ("D5", "registered_design", "Jug", "a.png", "v", *[None] * 5, "stray"),
    )
    assert errors(path) == [
        ("C3", "is missing"),
        (
            "F3",
            "is a date, where text is wanted: give the column the format Text and write it anew",
        ),
        ("G3", "is not a date of the form YYYY-MM-DD"),
        ("J3", "is none of these: in_force, expired, pending, invalidity_pending, surrendered"),
        (
            "I4",
            (
                "is not a number of EUIPO: nine digits, a hyphen and the design's four digits, "
                "such as 007614402-0001"
            ),
        ),
        ("F4", "is not a Locarno class: they go from 01 to 32, such as 07-01"),
        ("D5", "is an error of the spreadsheet"),
        ("6:6", "has a value, 'stray', in a column that has no name"),
    ]


def test_the_sheet_of_rights_is_found_among_others(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(("nothing", "here"))
    workbook.create_sheet("Rights").append(HEADER)
    workbook["Rights"].append(("M1", "trademark", "Mark", "a.png"))
    workbook.save(tmp_path / "rights.xlsx")
    (found,) = read_rights(tmp_path / "rights.xlsx")
    assert isinstance(found, RightRows)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rights.xlsx"
    path.write_bytes(b"PK\3\4 but not really")
    with pytest.raises(ManifestError, match="can't be read as XLSX"):
        read_rights(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(ManifestError, match="can't be read as XLSX"):
        read_rights(path)
    write(path, ())
    with pytest.raises(ManifestError, match="the first row must name the columns"):
        read_rights(path)
    write(path, ("right_id", "title", "title"))
    with pytest.raises(ManifestError, match="two columns are named 'title'"):
        read_rights(path)
    write(path, ("right_id", "title"))
    with pytest.raises(ManifestError, match="column kind, image is missing"):
        read_rights(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = write(tmp_path / "rights.xlsx", HEADER)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/zeros", "w") as member,
    ):
        for _ in range(260):
            member.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    with pytest.raises(ManifestError, match="268,435,456 are read at most"):
        read_rights(path)


def test_an_extent_that_is_only_claimed_costs_nothing(tmp_path: Path) -> None:
    plain = write(tmp_path / "plain.xlsx", HEADER, ("M1", "trademark", "Mark", "a.png"))
    path = tmp_path / "rights.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"')
            new.writestr(name, content)
    assert count_rows(path) == 1


def test_the_template_has_every_column_that_is_known() -> None:
    assert {column.name for column in RIGHT_COLUMNS} == _KNOWN
    assert len(RIGHT_COLUMNS) == len(_KNOWN)


def test_the_template_explains_itself(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    assert list(read_rights(path)) == []
    sheet = load_workbook(path)["Rights"]
    assert [cell.value for cell in sheet[1]] == [column.name for column in RIGHT_COLUMNS]
    assert all(cell.comment and "Such as: " in cell.comment.text for cell in sheet[1])
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["B2:B2001"] == '"registered_design,trademark"'
    assert len(lists) == sum(bool(column.choices) for column in RIGHT_COLUMNS)
    assert sheet.column_dimensions["Q"].number_format == "@"


def test_the_examples_of_the_template_can_be_registered(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    workbook = load_workbook(path)
    workbook["Rights"].append([column.example for column in RIGHT_COLUMNS])
    workbook.save(path)
    (found,) = read_rights(path)
    assert isinstance(found, RightRows)
    assert found.right.agent == Agent("Example LLP", date(2024, 1, 1), date(2026, 12, 31))
    assert found.right.status is RightStatus.IN_FORCE
    assert found.right.owner_verified
    (view,) = found.views
    assert view.form is ViewForm.PHOTOGRAPH
    assert view.disclaimed == (((10, 10), (90, 10), (90, 40), (10, 40)),)
