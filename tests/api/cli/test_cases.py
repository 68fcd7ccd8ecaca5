import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.settings import Settings
from api.workspace import Workspace
from data.db.hits import NewHit, save_hits
from data.records import Band, Hit

Run = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Give a home with two hits of one seller."""
    workspace = Workspace.open(Settings(home=tmp_path))
    hits = [
        NewHit(
            Hit(each, "1.jpg", "R1", "front", 0.9, 1.0, Band.REVIEW, {}, (), "m", "1"),
            seller_id="S1",
        )
        for each in ("L1", "L2")
    ]
    with workspace.database.write() as session:
        save_hits(session, hits, now=workspace.clock())
    yield tmp_path
    workspace.close()


@pytest.fixture
def run(home: Path) -> Run:
    def run(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["cases", *arguments, "--home", str(home)])
        assert done.exit_code == code, done.output
        return done.output

    return run


def test_a_case_is_worked_on(run: Run) -> None:
    assert "1 cases opened, 0 grown, 2 listings" in run("open")
    assert "0 cases opened" in run("open")
    assert "1 cases" in run("list", "--state", "open")
    assert "case 1: under_review, decision before" in run("move", "1", "start_review")
    assert "case 1: under_review" in run("decide", "1", "2", "cleared", "--role", "reviewer")
    assert "case 1: notified, answer before" in run("move", "1", "notify", "--note", "Look!")
    shown = run("show", "1")
    assert "cleared" in shown
    assert "seller may: counter, accept" in shown
    full = json.loads(run("show", "1", "--json"))
    assert full["events"][-1]["payload"] == {"note": "Look!"}
    assert json.loads(run("list", "--json"))["listings"] == 2
    assert "0 cases changed" in run("overdue")


def test_what_is_not_possible_is_refused(run: Run) -> None:
    run("open")
    refused = run("move", "1", "uphold", code=1)
    assert "Refused: a case that is open has no move uphold." in refused
    assert "Possible now: gather, start_review, withdraw, assess." in refused
    assert "acts as seller" in run("move", "1", "start_review", "--role", "seller", code=1)
    assert "there is no case 9" in run("move", "9", "notify", code=1)
    assert "no cluster 7" in run("decide", "1", "7", "cleared", code=1)
    assert "There is no case 9" in run("show", "9", code=1)
    assert "as the system" in run("move", "1", "escalate", "--role", "system", code=2)
    assert "--value" in run("move", "1", "assess", code=2)


def test_much_value_takes_two_persons(run: Run) -> None:
    run("open")
    run("move", "1", "assess", "--value", "1000000")
    run("move", "1", "start_review")
    assert "waits for a second person" in run("move", "1", "notify", "--actor", "anna")
    assert "took the first decision" in run("move", "1", "notify", "--actor", "anna", code=1)
    assert "notified" in run("move", "1", "notify", "--actor", "ben")
