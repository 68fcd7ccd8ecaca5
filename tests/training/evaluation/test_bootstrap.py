"""Intervals of figures, against resampling written as a plain loop."""

import math
from dataclasses import asdict

import numpy as np
import pytest

from training.evaluation.bootstrap import intervals
from training.evaluation.metrics import Judged, Ranking, accuracy

SEED = 3
RESAMPLES = 40


@pytest.fixture
def rankings() -> list[Ranking]:
    """Photos with coarse scores, so that ties come up within photos and between them."""
    rng = np.random.default_rng(0)
    rankings = []
    for number in range(60):
        scores = rng.integers(1, 10, size=4) / 10
        truth = frozenset({"a"}) if number % 3 else frozenset()
        answers = zip("abcd", scores + 0.3 * np.isin([*"abcd"], [*truth]), strict=True)
        rankings.append(Ranking(truth, tuple(answers), chances=tuple(scores)))
    return rankings


def test_agrees_with_a_loop_over_listings(rankings: list[Ranking]) -> None:
    listings = np.arange(60) // 2
    found = intervals(Judged.of(rankings), listings, seed=SEED, resamples=RESAMPLES)
    rng = np.random.default_rng(SEED)
    samples = []
    for _ in range(RESAMPLES):
        drawn = rng.integers(30, size=30)
        sample = [
            r for listing in drawn for r in (rankings[2 * listing], rankings[2 * listing + 1])
        ]
        samples.append(asdict(accuracy(sample)))
    for name, interval in found.items():
        values = [sample[name] for sample in samples if not math.isnan(sample[name])]
        assert interval == pytest.approx((*np.percentile(values, (2.5, 97.5)),)), name


def test_photos_of_one_listing_are_drawn_together(rankings: list[Ranking]) -> None:
    one = intervals(Judged.of(rankings), np.zeros(60, int), seed=SEED, resamples=RESAMPLES)
    figures = asdict(accuracy(rankings))
    assert one == {name: (value, value) for name, value in figures.items()}


def test_the_interval_holds_the_figure_and_shrinks_with_more_listings(
    rankings: list[Ranking],
) -> None:
    def width(copies: int) -> float:
        judged = Judged.of(rankings * copies)
        low, high = intervals(judged, np.arange(60 * copies), seed=SEED, resamples=200)["uap"]
        assert low < accuracy(rankings).uap < high
        return high - low

    assert width(16) == pytest.approx(width(1) / 4, rel=0.3)


def test_what_is_never_defined_has_no_interval() -> None:
    negatives = Judged.of([Ranking(frozenset(), (("a", 0.1),), chances=(0.1,))])
    found = intervals(negatives, np.zeros(1, int), seed=SEED, resamples=RESAMPLES)
    assert all(math.isnan(end) for end in found["uap"])
    assert found["ece"] == pytest.approx((0.1, 0.1))


def test_nothing_measured_has_no_interval() -> None:
    found = intervals(Judged.of([]), np.zeros(0, int), seed=SEED, resamples=2)
    assert all(math.isnan(end) for interval in found.values() for end in interval)
