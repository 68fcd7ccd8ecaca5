"""What the demonstration does with folders, and how it judges."""

from pathlib import Path

import pytest

from api.cli.demo import DemoFolderError, Verdict, claim
from api.scoring.journal import Entry
from data.records import Band, Hit


def _entry(truth: tuple[str, ...], *found: str) -> Entry:
    hits = tuple(
        Hit("l", "i", right_id, "v", 0.9, 1.0, Band.REVIEW, {}, (), "m", "1") for right_id in found
    )
    return Entry("l", 1, hits, 0, (), {}, None, None, None, truth)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (_entry(("a",), "a"), "  l  found a (90%, review)"),
        (_entry(("a",), "b"), "! l  WRONG b (90%, review); MISSED a"),
        (_entry((), "b"), "! l  WRONG b (90%, review)"),
        (_entry(()), "  l  nothing found, and nothing registered is in it"),
        (_entry(("a", "b"), "b"), "! l  found b (90%, review); MISSED a"),
    ],
)
def test_every_listing_is_judged(entry: Entry, said: str) -> None:
    assert str(Verdict(entry)) == said


def test_an_earlier_demonstration_is_replaced(tmp_path: Path) -> None:
    claim(tmp_path / "demo")
    (tmp_path / "demo" / "hits.jsonl").touch()
    claim(tmp_path / "demo")
    assert not (tmp_path / "demo" / "hits.jsonl").exists()


def test_other_folders_are_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(DemoFolderError, match="--out"):
        claim(tmp_path)
    assert (tmp_path / "thesis.txt").exists()
