"""The gallery of a scoring run, over an installation whose model needs no weights."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.gallery_report import write_gallery
from api.scoring.journal import Entry
from api.scoring.pipeline import Selection
from api.workspace import Workspace
from data.db.rights import withdraw_right
from data.manifest import read_listings, read_rights
from data.records import Listing

MakeImage = Callable[..., bytes]


@pytest.fixture
def empty_database_url(tmp_path: Path) -> str:
    """Use SQLite alone: the repositories are tested on both databases."""
    return f"sqlite:///{tmp_path / 'lookalike.db'}"


@pytest.fixture
def entries(tmp_path: Path, workspace: Workspace, make_image: MakeImage) -> list[Entry]:
    """Two listings that show r0 and r1."""
    for folder in ("rights", "listings"):
        (tmp_path / folder).mkdir()
        for number in range(2):
            path = tmp_path / folder / f"r{number}.png"
            path.write_bytes(make_image(number, "PNG", 200))
    rights = read_rights(tmp_path / "rights")
    workspace.registrar.register(rights, read=workspace.read, reject=_no_rejects)
    listings = [row for row in read_listings(tmp_path / "listings") if isinstance(row, Listing)]
    scored = workspace.scorer(Selection()).score(listings)
    return [Entry.of(listing) for listing in scored]


def _no_rejects(rejected: object) -> None:
    raise AssertionError(rejected)


def test_every_hit_has_its_pictures(
    tmp_path: Path, workspace: Workspace, entries: list[Entry]
) -> None:
    page = write_gallery(tmp_path / "report", entries, workspace)
    text = page.read_text(encoding="utf-8")
    assert re.findall('data-exhibits="([^"]*)"', text) == [
        "keypoints overlay differences heat",
        "keypoints overlay differences heat",
    ]
    shown = set(re.findall('src="(images/[^"]*)"', text))
    assert len(shown) >= 10
    assert all((page.parent / name).is_file() for name in shown)


def test_progress_reaches_the_number_of_hits(
    tmp_path: Path, workspace: Workspace, entries: list[Entry]
) -> None:
    totals: list[int] = []
    done: list[int] = []

    @contextmanager
    def progress(total: int) -> Iterator[Callable[[int], None]]:
        totals.append(total)
        yield done.append

    with workspace.database.write() as session:
        withdraw_right(session, "r0", now=workspace.clock())
    write_gallery(tmp_path / "report", entries, workspace, progress=progress)
    assert totals == [sum(done)] == [2]


def test_a_photo_that_is_gone_costs_its_pictures_alone(
    tmp_path: Path, workspace: Workspace, entries: list[Entry]
) -> None:
    (tmp_path / "listings" / "r0.png").unlink()
    text = write_gallery(tmp_path / "report", entries, workspace).read_text(encoding="utf-8")
    assert text.count("<article") == 2
    assert text.count("data-exhibits=") == 1
    assert "Pictures that could not be read" in text


def test_a_right_that_was_withdrawn_since_is_said_to_be(
    tmp_path: Path, workspace: Workspace, entries: list[Entry]
) -> None:
    with workspace.database.write() as session:
        withdraw_right(session, "r0", now=workspace.clock())
    text = write_gallery(tmp_path / "report", entries, workspace).read_text(encoding="utf-8")
    assert "The right was withdrawn" in text
