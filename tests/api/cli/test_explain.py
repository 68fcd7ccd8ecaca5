"""``lookalike explain`` over an installation whose model needs no weights."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from PIL import Image, ImageDraw

from api.cli.explain import run_explain
from api.workspace import Workspace
from data.db.rights import withdraw_right
from data.manifest import read_rights

MakeImage = Callable[..., bytes]


@pytest.fixture
def empty_database_url(tmp_path: Path) -> str:
    """Use SQLite alone: the repositories are tested on both databases."""
    return f"sqlite:///{tmp_path / 'lookalike.db'}"


@pytest.fixture
def registered(tmp_path: Path, workspace: Workspace, make_image: MakeImage) -> Workspace:
    """Three rights of different pictures; r2 holds in France alone and has a word."""
    columns = "right_id,kind,title,image,territories,words,authorised_sellers"
    rows = []
    for number in range(3):
        (tmp_path / f"view-{number}.png").write_bytes(make_image(number, "PNG", 320))
        more = "FR,KETTLE,s2" if number == 2 else ",,"
        rows.append(f"r{number},registered_design,Design {number},view-{number}.png,{more}")
    manifest = tmp_path / "rights.csv"
    manifest.write_text("\n".join([columns, *rows]) + "\n")
    workspace.registrar.register(read_rights(manifest), read=workspace.read, reject=_no_rejects)
    return workspace


def _no_rejects(rejected: object) -> None:
    raise AssertionError(rejected)


@pytest.fixture
def photo(tmp_path: Path, make_image: MakeImage) -> Path:
    """A photo with the picture of r1 in it, and a sticker on that."""
    picture = Image.open(io.BytesIO(make_image(1, side=320)))
    ImageDraw.Draw(picture).rectangle((40, 40, 120, 120), fill="white")
    shown = Image.new("RGB", (480, 480), "gray")
    shown.paste(picture, (80, 80))
    path = tmp_path / "photo.jpg"
    shown.save(path, quality=90)
    return path


@pytest.fixture
def ask(
    registered: Workspace, photo: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    def run(right_id: str, *, of: Path = photo, **options: Any) -> str:
        run_explain(registered, of, right_id, **options)
        return capsys.readouterr().out

    return run


@pytest.fixture
def refused(
    registered: Workspace, photo: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    def run(right_id: str, *, of: Path = photo) -> str:
        with pytest.raises(typer.Exit) as stopped:
            run_explain(registered, of, right_id)
        assert stopped.value.exit_code == 1
        return capsys.readouterr().out

    return run


def test_a_match_is_explained(ask: Callable[..., str]) -> None:
    printed = ask("r1")
    assert "Design 1" in printed
    assert "keypoints" in printed
    assert "threshold for" in printed
    assert "fits better" not in printed


def test_a_right_that_is_not_there_is_told_what_fits_better(ask: Callable[..., str]) -> None:
    printed = ask("r0")
    assert "is under the threshold for review" in printed
    assert "Another right fits better: r1 (Design 1)" in printed
    assert "placed before it" in printed


def test_scope_and_seller_are_reasons(ask: Callable[..., str]) -> None:
    printed = ask("r2", territory="US", seller_id="s2")
    assert "The right holds in FR and not in US" in printed
    assert "authorised seller s2" in printed
    assert "None of its words can be read in the photo: KETTLE" in printed


def test_pictures_and_a_record_are_written(
    ask: Callable[..., str], tmp_path: Path, photo: Path
) -> None:
    out = tmp_path / "why"
    assert f"Pictures: {out / 'index.html'}" in ask("r0", out=out)
    ask("r1", out=out)
    page = (out / "index.html").read_text(encoding="utf-8")
    assert page.count("asked about") == 1
    assert 'data-exhibits="keypoints overlay differences heat"' in page
    record = json.loads((out / "evidence.json").read_text(encoding="utf-8"))
    assert record["photo"] == str(photo)
    assert record["right_id"] == record["match"]["right_id"] == "r1"
    assert record["rank"] == 1
    assert record["better"] == []
    assert len(record["match"]["evidence"]["transform"]) == 9
    assert record["match"]["evidence"]["differs"]
    for reason in record["reasons"]:
        assert reason in page


def test_an_unknown_right_says_where_to_look(refused: Callable[..., str]) -> None:
    assert "No right is called 'nothing'; `lookalike rights list`" in refused("nothing")


def test_a_withdrawn_right_says_when_it_was(
    registered: Workspace, refused: Callable[..., str]
) -> None:
    with registered.database.write() as session:
        withdraw_right(session, "r1", now=registered.clock())
    printed = refused("r1")
    assert "r1 was withdrawn on" in printed
    assert "lookalike rights restore r1" in printed


def test_an_unreadable_photo_says_why(refused: Callable[..., str], tmp_path: Path) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("hello")
    assert f"{text} could not be read: the file is not a JPEG" in refused("r1", of=text)
    gone = tmp_path / "gone.jpg"
    assert f"{gone} could not be read: there is no such file" in refused("r1", of=gone)
