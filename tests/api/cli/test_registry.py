"""Filling in, checking, renewing and looking back, at the command line."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import typer
from openpyxl import load_workbook

from api.cli.register import run_register
from api.cli.rights import renew, template, withdraw
from api.cli.rights_history import history
from api.workspace import Workspace
from data.db.rights import count_rights, get_right, registry_revision, save_right
from data.manifest.right_columns import RIGHT_COLUMNS
from data.records import Kind, Right, RightStatus, View


@pytest.fixture
def empty_database_url(tmp_path: Path) -> str:
    """Use SQLite alone, in the home: the repositories are tested on both databases."""
    return f"sqlite:///{tmp_path / 'home' / 'lookalike.db'}"


@pytest.fixture
def workbook(tmp_path: Path, make_image: Callable[..., bytes]) -> Path:
    """A filled-in template: a row in order, one with two wrong cells, and one without an image."""
    (tmp_path / "front.jpg").write_bytes(make_image(1))
    (tmp_path / "broken.jpg").write_bytes(make_image(1)[:300])
    path = tmp_path / "rights.xlsx"
    template(path)
    filled = load_workbook(path)
    names = [column.name for column in RIGHT_COLUMNS]
    for row in (
        {"right_id": "a", "title": "A", "image": "front.jpg", "disclaimed": "1,1 9,1 9,9"},
        {"right_id": "b", "title": "B", "image": "front.jpg", "office": "EUIPO"}
        | {"registration_number": "12", "classes": "99-01"},
        {"right_id": "c", "title": "C", "image": "broken.jpg"},
        {"right_id": "d", "title": "D", "image": "front.jpg", "disclaimed": "1,1 999,1 9,9"},
    ):
        cells = {"kind": "registered_design", **row}
        filled["Rights"].append([cells.get(name) for name in names])
    filled.save(path)
    return path


def test_a_dry_run_names_every_wrong_cell_and_stores_nothing(
    workspace: Workspace, workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = set(workbook.parent.iterdir())
    with pytest.raises(typer.Exit) as left:
        run_register(workspace.settings, workbook, dry_run=True)
    assert left.value.exit_code == 3
    *_, number, klass, image, outline, summary = capsys.readouterr().out.splitlines()
    assert number.startswith("P3 registration_number '12': is not a number of EUIPO")
    assert klass.startswith("Q3 classes '99-01': is not a Locarno class")
    assert image.startswith("D4 image 'broken.jpg': ")
    assert outline.startswith("G5 disclaimed '999,1': reaches beyond the image")
    assert summary == (
        "Nothing was stored. Registering would make 1 new, 0 updated and leave 0 unchanged rights "
        "with 1 views; 3 rows can't be used."
    )
    with workspace.database.read() as session:
        assert (count_rights(session).rights, registry_revision(session)) == (0, 0)
    assert not list((workspace.settings.home / "images").rglob("*"))
    assert set(workbook.parent.iterdir()) == files


def test_what_is_registered_from_a_spreadsheet_is_rejected_by_cell(
    workspace: Workspace, workbook: Path
) -> None:
    from data.manifest import Rejected, locator, read_rights

    wrong: list[Rejected] = []
    located = locator(workbook)
    summary = workspace.registrar.register(
        read_rights(workbook), read=workspace.read, reject=lambda row: wrong.append(located(row))
    )
    assert (summary.views, summary.rejected) == (1, 3)
    assert sorted(str(each.cell) for each in wrong) == ["D4", "G5", "P3", "Q3"]
    with workspace.database.read() as session:
        stored = get_right(session, "a")
    assert stored is not None
    assert stored.views[0].disclaimed == (((1.0, 1.0), (9.0, 1.0), (9.0, 9.0)),)
    edition = workspace.gallery.current()
    assert edition.catalog.view_ids.tolist() == [stored.views[0].id]


def _save(workspace: Workspace, **fields: object) -> None:
    right = Right("a", Kind.REGISTERED_DESIGN, "A", (View("front", "a" * 64, 9, 9),))
    right = replace(right, office="EUIPO", filed_on=date(2020, 1, 31), **fields)  # type: ignore[arg-type]
    with workspace.database.write() as session:
        save_right(session, right, now=workspace.clock(), actor="ann")


def test_a_renewal_brings_a_right_back_with_the_same_views(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    _save(workspace, expires_on=date(2025, 1, 31), status=RightStatus.EXPIRED)
    with workspace.database.read() as session:
        before = get_right(session, "a")
    renew(workspace.settings, "a", "2030-01-31")
    with workspace.database.read() as session:
        after = get_right(session, "a")
    assert before is not None
    assert after == replace(before, renewed_until=date(2030, 1, 31), status=RightStatus.IN_FORCE)
    assert capsys.readouterr().out == "a: renewed until 2030-01-31\n"


@pytest.mark.parametrize(
    ("right_id", "until", "said"),
    [
        ("nobody", "2030-01-31", "No right is called 'nobody'."),
        ("a", "2031-01-31", "use 2030-01-31 or 2035-01-31"),
        ("a", "2050-01-31", "which is on 2045-01-31"),
        ("a", "2020-05-01", "2020-05-01 is before 2025-01-31"),
        ("a", "soon", "is not a date of the form YYYY-MM-DD"),
    ],
)
def test_a_renewal_that_cannot_be_is_refused(
    workspace: Workspace,
    capsys: pytest.CaptureFixture[str],
    right_id: str,
    until: str,
    said: str,
) -> None:
    _save(workspace, expires_on=date(2025, 1, 31))
    with pytest.raises(typer.Exit):
        renew(workspace.settings, right_id, until)
    assert said in capsys.readouterr().out


def test_history_says_what_was_changed_and_by_whom(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    _save(workspace)
    _save(workspace, title="B")
    withdraw(workspace.settings, ["a"])
    capsys.readouterr()
    history(workspace.settings, "a", as_json=False)
    first, second, change, *_ = capsys.readouterr().out.splitlines()
    assert first.endswith(" UTC  withdrawn  by local")
    assert second.endswith(" UTC  updated  by ann")
    assert change == '  title: "A" -> "B"'
    history(workspace.settings, "a", as_json=True)
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [entry["event"] for entry in entries] == ["withdrawn", "updated", "created"]


def test_an_unknown_right_has_no_history(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        history(workspace.settings, "nobody", as_json=False)
    assert capsys.readouterr().out == "No right is called 'nobody'.\n"


def test_a_template_is_an_xlsx_file(tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter, match=r"ends in \.xlsx"):
        template(tmp_path / "rights.csv")
