"""What an evaluation prints, and what it writes for machines."""

import json

import pytest

from api.cli.evaluation_figures import accuracy_table, as_json, band_table
from data.records import Band, Kind, Listing, Photo
from training.evaluation.answers import Answer, PhotoAnswers
from training.evaluation.bands import reach
from training.evaluation.breakdown import Breakdown, breakdown

KEYS = {
    "r1", "r5", "uap", "recall_p90", "recall_p99", "threshold_p90", "threshold_p99", "ece",
    "n_listings", "n_negatives", "n_rights", "ms_per_photo", "interval",
}  # fmt: skip


def _photo(number: int, *answers: Answer, **metadata: str) -> PhotoAnswers:
    truth = ("a",) if number else ()
    listing = Listing(str(number), (Photo("p", "p", 1),), right_ids=truth, metadata=metadata)
    return PhotoAnswers.of(listing, listing.photos[0], answers)


@pytest.fixture
def photos() -> list[PhotoAnswers]:
    good = Answer("a", "front", 0.9, 2.2, Band.EXPEDITED, {}, ())
    bad = Answer("b", "front", 0.4, -0.4, Band.REVIEW, {}, ())
    return [_photo(0, bad), _photo(1, good, bad, group="x"), _photo(2, group="y")]


@pytest.fixture
def figures(photos: list[PhotoAnswers]) -> Breakdown:
    return breakdown(photos, dict.fromkeys("abc", Kind.TRADEMARK), resamples=50)


def test_json_has_every_figure_in_every_place(
    photos: list[PhotoAnswers], figures: Breakdown
) -> None:
    content = json.loads(as_json(figures, reach(photos), 12.5))
    assert content.keys() == {"overall", "by", "bands"}
    assert {name: {*values} for name, values in content["by"].items()} == {
        "group": {"x", "y"},
        "kind": {"trademark"},
    }
    groups = [
        content["overall"],
        *(g for values in content["by"].values() for g in values.values()),
    ]
    assert all(group.keys() == KEYS for group in groups)
    overall = content["overall"]
    assert (overall["r1"], overall["n_listings"], overall["n_negatives"]) == (0.5, 2, 1)
    assert (overall["n_rights"], overall["ms_per_photo"]) == (3, 12.5)
    assert overall["threshold_p90"] == 0.9
    assert overall["interval"].keys() == KEYS - {
        "n_listings", "n_negatives", "n_rights", "ms_per_photo", "interval",
    }  # fmt: skip
    assert content["bands"]["review"] == {"negatives": 1, "positives": 0.5, "precision": 1 / 3}


def test_what_is_not_defined_is_null(photos: list[PhotoAnswers], figures: Breakdown) -> None:
    nowhere = json.loads(as_json(figures, reach(photos), 1.0))["by"]["group"]["y"]
    assert nowhere["recall_p90"] == 0
    assert nowhere["threshold_p90"] is None
    assert nowhere["interval"]["threshold_p90"] == [None, None]


def test_tables_are_for_people(photos: list[PhotoAnswers], figures: Breakdown) -> None:
    table = accuracy_table(figures)
    assert [row[0] for row in table.rows] == ["all", "group=x", "group=y", "kind=trademark"]
    overall, _, nowhere, _ = (dict(zip(table.headings, row, strict=True)) for row in table.rows)
    low, high = figures.overall.interval["r1"]
    assert overall["R@1"] == f"0.500 ±{(high - low) / 2:.3f}"
    assert nowhere["recall@P90"] == "0.000 ±0.000"
    bands = band_table(reach(photos), figures.overall)
    assert bands.rows[0] == ("expedited", "0.00% (0 of 1)", "50.00%", "100.00%")
    assert bands.rows[1] == ("review", "100.00% (1 of 1)", "50.00%", "33.33%")


def test_without_negatives_there_is_no_share_of_them(photos: list[PhotoAnswers]) -> None:
    figures = breakdown(photos[1:], {"a": Kind.TRADEMARK}, resamples=2)
    rows = band_table(reach(photos[1:]), figures.overall).rows
    assert [row[1] for row in rows] == ["n/a (0 of 0)"] * 2
