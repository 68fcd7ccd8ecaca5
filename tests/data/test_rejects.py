"""The file that tells a user which rows were not taken."""

import csv
from pathlib import Path

import pytest

from data.rejects import Rejected, RejectsFile

BAD_KIND = Rejected(3, "A", "kind", "patent", "is not a known kind", "B4")
NO_ID = Rejected(5, None, "right_id", None, "is missing")


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_rows_are_written_under_a_header(tmp_path: Path) -> None:
    path = tmp_path / "new" / "rejects.csv"
    with RejectsFile(path) as rejects:
        rejects.add(BAD_KIND)
        rejects.add(NO_ID)
        assert len(rejects) == 2
    assert lines(path) == [
        ["row", "id", "field", "value", "reason", "cell"],
        ["3", "A", "kind", "patent", "is not a known kind", "B4"],
        ["5", "", "right_id", "", "is missing", ""],
    ]


def test_without_rejected_rows_there_is_no_file_not_even_an_old_one(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    path.write_text("from an earlier run")
    with RejectsFile(path):
        pass
    assert not path.exists()


def test_a_row_is_in_the_file_before_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with RejectsFile(path) as rejects:
        rejects.add(BAD_KIND)
        assert len(lines(path)) == 2


def test_a_resumed_run_adds_only_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with RejectsFile(path) as rejects:
        rejects.add(BAD_KIND)
    with RejectsFile(path, resume=True) as rejects:
        rejects.add(BAD_KIND)
        rejects.add(NO_ID)
        assert len(rejects) == 2
    assert [line[0] for line in lines(path)] == ["row", "3", "5"]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_spreadsheet_formula(tmp_path: Path, value: str) -> None:
    path = tmp_path / "rejects.csv"
    with RejectsFile(path) as rejects:
        rejects.add(Rejected(1, value, "kind", value, "is not a known kind"))
    assert lines(path)[1][1:4] == [f"'{value}", "kind", f"'{value}"]


def test_a_value_that_is_not_text_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    for resume in (False, True):
        with RejectsFile(path, resume=resume) as rejects:
            rejects.add(Rejected(1, None, "image", "b\udcff.jpg", "no such file"))
    assert [line[3] for line in lines(path)] == ["value", "b\\udcff.jpg"]
