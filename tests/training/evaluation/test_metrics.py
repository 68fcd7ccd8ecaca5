"""Accuracy figures, against cases computed by hand and against scikit-learn."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, precision_recall_curve

from training.evaluation.metrics import Judged, Ranking, accuracy, precision_recall

PAIRS = st.lists(
    st.tuples(st.integers(0, 10_000), st.booleans()), min_size=1, unique_by=lambda p: p[0]
)


def _ranking(truth: str, *answers: tuple[str, float]) -> Ranking:
    return Ranking(frozenset(truth.split()), answers)


def test_by_hand() -> None:
    figures = accuracy(
        [
            _ranking("a", ("a", 0.9), ("b", 0.2)),
            _ranking("b", ("a", 0.8), ("b", 0.7)),
            _ranking("c", ("a", 0.1)),
            _ranking("", ("b", 0.3)),
        ]
    )
    # Sorted by score: right (1/1), wrong, right (2/3), wrong, wrong, wrong; three to be found.
    assert figures.r1 == pytest.approx(1 / 3)
    assert figures.r5 == pytest.approx(2 / 3)
    assert figures.uap == pytest.approx((1 + 2 / 3) / 3)
    assert figures.recall_p90 == pytest.approx(1 / 3)
    assert figures.threshold_p90 == 0.9


def test_ties_are_sorted_for_the_worst() -> None:
    figures = accuracy([_ranking("a", ("a", 0.5), ("b", 0.5))])
    assert figures.r1 == 0
    assert figures.uap == 0.5
    assert figures.recall_p90 == 0


def test_a_threshold_takes_all_pairs_of_its_score() -> None:
    curve = precision_recall(np.array([0.5, 0.5, 0.9]), np.array([True, False, True]), 2)
    assert curve.recall_at(0.9) == (0.5, 0.9)


def test_a_threshold_takes_no_wrong_pairs_for_nothing() -> None:
    scores, correct = np.linspace(1, 0.1, 10), np.arange(10) < 9
    assert precision_recall(scores, correct, 9).recall_at(0.9) == pytest.approx((1, 0.2))


def test_what_is_not_found_counts_as_missed() -> None:
    assert accuracy([_ranking("a b", ("a", 1.0))]).uap == 0.5


def test_without_positives_nothing_is_defined() -> None:
    figures = accuracy([_ranking("", ("a", 0.5))])
    assert math.isnan(figures.r1)
    assert math.isnan(figures.uap)
    assert math.isnan(figures.recall_p90)


def test_without_answers_nothing_is_found() -> None:
    figures = accuracy([_ranking("a")])
    assert (figures.r1, figures.uap, figures.recall_p99) == (0, 0, 0)
    assert math.isnan(figures.ece)


def test_stated_probabilities_are_held_against_the_truth() -> None:
    ranking = Ranking(frozenset("a"), (("a", 3.0), ("b", -3.0)), chances=(0.75, 0.25))
    assert accuracy([ranking]).ece == pytest.approx(0.25)
    assert math.isnan(accuracy([_ranking("a", ("a", 3.0))]).ece)


def test_pairs_of_some_rights_are_judged_alone_but_not_placed_alone() -> None:
    rankings = [
        _ranking("a x", ("x", 0.9), ("a", 0.8)),
        _ranking("b", ("y", 0.7), ("b", 0.6)),
        _ranking("x", ("x", 0.5), ("a", 0.1)),
    ]
    figures = Judged.of(rankings, among={"a", "b"}).accuracy()
    # The third photo is a negative; y, which isn't judged, is still answered before b.
    assert figures.r1 == 0.5
    assert figures.r5 == 1
    assert figures.uap == 1


@given(PAIRS)
def test_average_precision_agrees_with_scikit_learn(pairs: list[tuple[int, bool]]) -> None:
    scores = np.array([float(score) for score, _ in pairs])
    correct = np.array([is_correct for _, is_correct in pairs])
    if correct.any():
        ours = precision_recall(scores, correct, int(correct.sum())).average_precision()
        assert ours == pytest.approx(average_precision_score(correct, scores))


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1),
    st.sampled_from([0.5, 0.9, 0.99]),
)
def test_recall_at_precision_agrees_with_scikit_learn(
    pairs: list[tuple[int, bool]], least: float
) -> None:
    scores = np.array([float(score) for score, _ in pairs])
    correct = np.array([is_correct for _, is_correct in pairs])
    if correct.any():
        precision, recall, thresholds = precision_recall_curve(correct, scores)
        good = precision[:-1] >= least
        expected = recall[:-1][good].max(initial=0)
        ours, threshold = precision_recall(scores, correct, int(correct.sum())).recall_at(least)
        assert ours == pytest.approx(expected)
        if expected:
            assert threshold == thresholds[good & (recall[:-1] == expected)].max()
