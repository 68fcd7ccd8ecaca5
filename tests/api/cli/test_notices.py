"""``lookalike notices`` and ``lookalike evidence``, in this process."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.exit_codes import reporting
from api.cli.main import app
from api.workspace import Workspace
from data.db.hits import NewHit, save_hits
from data.db.rights import save_right
from data.records import Band, Hit, Kind, Right, View

Run = Callable[..., Result]

CLAIM = (
    *("--name", "Brunel", "--email", "ip@brunel.example", "--good-faith"),
    *("--reasons", "The kettle offered has the body and the spout of our design."),
)
DECISION = ("--reference", "Article 19", "--explanation", "The same overall impression.")


@pytest.fixture
def empty_database_url(tmp_path: Path) -> str:
    """Use SQLite alone, in the home."""
    return f"sqlite:///{tmp_path / 'home' / 'lookalike.db'}"


@pytest.fixture
def run(workspace: Workspace) -> Run:
    def run(*arguments: str | Path, code: int = 0) -> Result:
        home = (
            [] if arguments[:2] == ("evidence", "verify") else ["--home", workspace.settings.home]
        )
        result = CliRunner().invoke(app, [str(word) for word in (*arguments, *home)])
        assert result.exit_code == code, (result.output, result.exception)
        return result

    return run


@pytest.fixture
def listings(workspace: Workspace, tmp_path: Path, make_image: Callable[..., bytes]) -> Path:
    """Store a right and hits of three listings, as a scoring run does; return the manifest."""
    sha256 = workspace.images.put(make_image(0))
    right = Right("D1", Kind.REGISTERED_DESIGN, "Kettle", (View("front", sha256, 160, 160),))
    names = ("L1", "L2", "L3")
    region = ((20.0, 20.0), (140.0, 20.0), (140.0, 140.0))
    rest = (Band.EXPEDITED, {"embedding": 0.9}, region, "pixels-8", "1")
    hits = [Hit(name, f"{name}.jpg", "D1", "front", 0.99, 3.0, *rest) for name in names]
    with workspace.database.write() as session:
        save_right(session, right, now=workspace.clock())
        save_hits(session, [NewHit(hit, seller_id="S1") for hit in hits], now=workspace.clock())
    path = tmp_path / "listings.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("listing_id", "image", "url"))
        for seed, name in enumerate((*names, "unknown"), 1):
            (tmp_path / f"{name}.jpg").write_bytes(make_image(seed))
            writer.writerow((name, f"{name}.jpg", f"https://shop.example/item/{name}"))
    return path


def test_from_listings_to_a_pack_that_is_verified(run: Run, listings: Path, tmp_path: Path) -> None:
    assert "Notice 1 is drafted: 3 items." in run("notices", "draft", listings, *CLAIM).output
    assert "complete" in run("notices", "check", "1").output
    assert "3 items" in run("notices", "send", "1").output
    run("notices", "acknowledge", "1")
    decided = run("notices", "decide", "1", "--reject", "L2", *DECISION)
    assert "2 of 3" in decided.output
    assert "L1" in run("notices", "statement", "1", "S1").output
    reasons = ("--reasons", "My own design.", "--seller", "S1", "--listing", "L1")
    assert "Complaint 1 is lodged" in run("notices", "complain", "1", *reasons).output
    assert "1 complaints" in run("notices", "complaints").output
    answered = run("notices", "answer", "1", "--uphold", "--explanation", "It is.")
    assert "Complaint 1 is upheld" in answered.output
    assert "decided" in run("notices", "list").output

    shown = json.loads(run("notices", "show", "1").output)
    assert [item["outcome"] for item in shown["items"]] == ["rejected", "rejected", "upheld"]
    run("notices", "export", "1", tmp_path / "notice.json")
    assert json.loads((tmp_path / "notice.json").read_text()) == shown
    run("notices", "export", "1", tmp_path / "notice.csv")
    assert len((tmp_path / "notice.csv").read_text().splitlines()) == 4

    pack = tmp_path / "notice.zip"
    run("notices", "export", "1", pack)
    key = run("evidence", "key").output.strip()
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert f"Signed by {key}" in run("evidence", "verify", pack).output
    assert "as required" in run("evidence", "verify", pack, "--key", key).output
    run("evidence", "verify", pack, "--key", "0" * 64, code=1)
    whole = bytearray(pack.read_bytes())
    whole[whole.index(b"items/0002/item.json") + 60] ^= 1
    pack.write_bytes(whole)
    tampered = run("evidence", "verify", pack, code=1).output
    assert "items/0002/item.json" in tampered
    assert "TAMPERED" in tampered


def test_what_a_draft_lacks_is_printed(run: Run, listings: Path) -> None:
    text = listings.read_text().replace("https://shop.example/item/L2", "")
    listings.write_text(text)
    assert "lookalike notices check 1" in run("notices", "draft", listings).output
    lacking = run("notices", "check", "1", code=1).output
    assert "items[1].url is missing" in lacking
    assert "listing L2" in lacking
    assert "name is missing" in run("notices", "send", "1", code=1).output
    run("notices", "withdraw", "1")


def test_listings_without_hits_make_no_notice(run: Run, listings: Path) -> None:
    output = run("notices", "draft", listings, "--right", "D9", code=1).output
    assert "lookalike score" in output
    assert "no notice 7" in run("notices", "show", "7", code=1).output


def test_an_extension_that_is_none_is_told(run: Run, listings: Path, tmp_path: Path) -> None:
    run("notices", "draft", listings, *CLAIM)
    assert ".zip" in run("notices", "export", "1", tmp_path / "notice.pdf", code=1).output
    assert not list(tmp_path.glob("notice.pdf*"))


def test_an_illegal_move_is_a_sentence(
    run: Run, workspace: Workspace, listings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("notices", "draft", listings, *CLAIM)
    arguments = ["notices", "acknowledge", "1", "--home", str(workspace.settings.home)]
    with pytest.raises(SystemExit), reporting():
        app(arguments, standalone_mode=False)
    assert "what can be done is revise or send or withdraw" in capsys.readouterr().err
