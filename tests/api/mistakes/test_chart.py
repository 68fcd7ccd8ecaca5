"""Curves as coordinates, by hand."""

import pytest

from api.mistakes.chart import chart
from data.records import Band, Kind, Listing, Photo
from training.evaluation.answers import Answer, PhotoAnswers
from training.evaluation.breakdown import Group, breakdown


def _group(truth: str, *answers: Answer) -> Group:
    listing = Listing("l", (Photo("p", "p", 1),), right_ids=(*truth.split(),))
    photo = PhotoAnswers.of(listing, listing.photos[0], answers)
    kinds = dict.fromkeys("abcd", Kind.TRADEMARK)
    return breakdown([photo], kinds, resamples=2).overall


def _answers(**chances: float) -> list[Answer]:
    return [Answer(name, "front", c, c, Band.NONE, {}, ()) for name, c in chances.items()]


def test_precision_falls_as_recall_grows() -> None:
    drawn = chart("all", _group("a b d", *_answers(a=0.9, c=0.8, b=0.7)))
    # Of three rights, the first answer is one and the third another; y grows downwards.
    assert drawn.curve == "33.33,0.00 66.67,33.33"
    for mark in drawn.cuts:
        assert (mark.x, mark.y) == pytest.approx((100 / 3, 0))
    assert "precision 90 %: recall 0.333 from probability 0.9000" in drawn.cuts[0].label
    assert drawn.uap == pytest.approx((1 + 2 / 3) / 3)


def test_bins_lie_where_they_state_and_are() -> None:
    drawn = chart("all", _group("a", *_answers(a=0.9, c=0.92, b=0.1)))
    low, high = drawn.bins
    assert (low.x, low.y) == pytest.approx((10, 100))
    assert (high.x, high.y) == pytest.approx((91, 50))
    assert high.radius > low.radius


def test_a_long_curve_is_thinned_but_keeps_its_ends() -> None:
    names = [f"r{number}" for number in range(2_000)]
    chances = {name: 1 - number / 4_000 for number, name in enumerate(names)}
    points = chart("all", _group(" ".join(names), *_answers(**chances))).curve.split()
    assert len(points) == 300
    assert (points[0], points[-1]) == ("0.05,0.00", "100.00,0.00")


def test_nothing_found_draws_nothing() -> None:
    drawn = chart("all", _group("a"))
    assert (drawn.curve, drawn.cuts, drawn.bins) == ("", (), ())
