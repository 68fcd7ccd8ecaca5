"""Scoring runs: what they write, and how they go on after an interruption."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyarrow import parquet

from api.scoring.hits_file import COLUMNS, HitsFileError
from api.scoring.journal import JournalError
from api.scoring.pipeline import Scorer, Selection
from api.scoring.run import ScoringRun, ScoringSummary
from api.workspace import Workspace
from data.db.hits import list_hits
from data.manifest import read_rights

MakeImage = Callable[..., bytes]
Score = Callable[..., ScoringSummary]

_LISTINGS = 30
_HITS = Selection()


@pytest.fixture
def folder(tmp_path: Path, workspace: Workspace, make_image: MakeImage) -> Path:
    """Four registered rights, and listings that show them or nothing."""
    rights = tmp_path / "rights"
    listings = tmp_path / "listings"
    for number in range(4):
        (rights / f"r{number}").mkdir(parents=True)
        (rights / f"r{number}" / "front.png").write_bytes(make_image(number, "PNG"))
    listings.mkdir()
    with (listings / "listings.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("listing_id", "image", "right_ids", "seller_id"))
        for number in range(_LISTINGS):
            # Numbers 0 to 3 of every ten show a registered right.
            (listings / f"{number}.jpg").write_bytes(make_image(number % 10))
            truth = f"r{number % 10}" if number % 10 < 4 else ""
            writer.writerow((f"l{number}", f"{number}.jpg", truth, f"s{number}"))
    workspace.registrar.register(read_rights(rights), read=workspace.read, reject=_no_rejects)
    return listings


def _no_rejects(rejected: object) -> None:
    raise AssertionError(rejected)


@pytest.fixture
def score(workspace: Workspace, folder: Path) -> Score:
    def run(
        out: Path, selection: Selection = _HITS, stop_after: int | None = None
    ) -> ScoringSummary:
        scorer = workspace.scorer(selection)
        if stop_after is not None:
            scorer = _Interrupted(scorer, stop_after)
        model = workspace.embedder.fingerprint
        return ScoringRun(folder / "listings.csv", out, selection=selection, model=model).execute(
            scorer, workspace.database, workspace.clock
        )

    return run


class _Interrupted(Scorer):
    """Stops as Ctrl-C does, after some listings."""

    def __init__(self, scorer: Scorer, after: int) -> None:
        self._scorer, self._after = scorer, after

    def score(self, listings: object) -> Iterator[object]:  # type: ignore[override]
        for number, scored in enumerate(self._scorer.score(listings)):  # type: ignore[arg-type]
            if number == self._after:
                raise KeyboardInterrupt
            yield scored


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_hits_are_what_is_in_the_photos(score: Score, tmp_path: Path) -> None:
    summary = score(tmp_path / "hits.jsonl")
    lines = _lines(tmp_path / "hits.jsonl")
    assert tuple(lines[0]) == COLUMNS
    found = {(str(line["listing_id"]), line["right_id"]) for line in lines}
    expected = {(f"l{n}", f"r{n % 10}") for n in range(_LISTINGS) if n % 10 < 4}
    assert found == expected
    assert (summary.listings, summary.photos, summary.hits) == (_LISTINGS, _LISTINGS, len(expected))


def test_every_format_holds_the_same(score: Score, tmp_path: Path) -> None:
    for extension in ("jsonl", "csv", "parquet"):
        score(tmp_path / f"hits.{extension}")
    lines = _lines(tmp_path / "hits.jsonl")
    with (tmp_path / "hits.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table = parquet.read_table(tmp_path / "hits.parquet").to_pylist()
    assert len(lines) == len(rows) == len(table)
    for line, row, record in zip(lines, rows, table, strict=True):
        assert line["listing_id"] == row["listing_id"] == record["listing_id"]
        assert line["probability"] == float(row["probability"]) == record["probability"]
        assert line["region"] == json.loads(row["region"]) == record["region"]
        assert line["channels"] == json.loads(row["channels"]) == dict(record["channels"])


def test_an_unknown_format_is_refused_before_any_work(score: Score, tmp_path: Path) -> None:
    with pytest.raises(HitsFileError, match=r"\.jsonl"):
        score(tmp_path / "hits.txt")


@pytest.mark.parametrize("stops", [[0], [1], [7, 3], [29]])
def test_an_interrupted_run_goes_on_and_ends_as_if_it_had_not_been(
    score: Score, tmp_path: Path, stops: list[int]
) -> None:
    score(tmp_path / "whole.jsonl")
    for stop in stops:
        with pytest.raises(KeyboardInterrupt):
            score(tmp_path / "hits.jsonl", stop_after=stop)
        assert not (tmp_path / "hits.jsonl").exists()
    summary = score(tmp_path / "hits.jsonl")
    assert summary.resumed == sum(stops)
    assert summary.listings == _LISTINGS
    assert _lines(tmp_path / "hits.jsonl") == _lines(tmp_path / "whole.jsonl")
    assert not list(tmp_path.glob("*.journal"))


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_line_torn_by_a_kill_is_scored_again(score: Score, tmp_path: Path, cut: int) -> None:
    score(tmp_path / "whole.jsonl")
    with pytest.raises(KeyboardInterrupt):
        score(tmp_path / "hits.jsonl", stop_after=12)
    journal = tmp_path / "hits.jsonl.journal"
    journal.write_bytes(journal.read_bytes()[:-cut])
    assert score(tmp_path / "hits.jsonl").resumed == 11
    assert _lines(tmp_path / "hits.jsonl") == _lines(tmp_path / "whole.jsonl")


def test_a_journal_of_other_options_is_not_mixed_in(score: Score, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        score(tmp_path / "hits.jsonl", stop_after=2)
    with pytest.raises(JournalError, match="another input, model or options"):
        score(tmp_path / "hits.jsonl", Selection(min_probability=0.1))


def test_candidates_for_measuring_are_ranked_for_every_photo(
    score: Score, workspace: Workspace, tmp_path: Path
) -> None:
    score(tmp_path / "hits.jsonl", Selection(min_probability=0.0, top_k=3))
    lines = _lines(tmp_path / "hits.jsonl")
    assert len(lines) == 3 * _LISTINGS
    probabilities = [float(str(line["probability"])) for line in lines[:3]]
    assert probabilities == sorted(probabilities, reverse=True)
    with workspace.database.read() as session:
        assert list_hits(session, after=None, limit=1) == []


def test_hits_are_kept_for_reviewers_once(
    score: Score, workspace: Workspace, tmp_path: Path
) -> None:
    for _ in range(2):
        score(tmp_path / "hits.jsonl")
    with workspace.database.read() as session:
        stored = list_hits(session, after=None, limit=100)
    assert len(stored) == len(_lines(tmp_path / "hits.jsonl"))
    assert {hit.seller_id for hit in stored} >= {"s0", "s1"}


def test_one_bad_photo_stops_nothing(score: Score, folder: Path, tmp_path: Path) -> None:
    (folder / "5.jpg").write_bytes(b"\xff\xd8\xff torn")
    (folder / "6.jpg").unlink()
    summary = score(tmp_path / "hits.jsonl")
    assert (summary.listings, summary.rejected) == (_LISTINGS, 2)
    with (tmp_path / "hits.jsonl.rejects.csv").open(newline="") as file:
        rejects = list(csv.DictReader(file))
    assert [(row["row"], row["id"]) for row in rejects] == [("6", "l5"), ("7", "l6")]
