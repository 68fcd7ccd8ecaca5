"""Accuracy figures, against cases computed by hand and against scikit-learn."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from training.evaluation.metrics import Ranking, accuracy, by_column, precision_recall


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
    assert (figures.n_listings, figures.n_negatives) == (3, 1)


def test_ties_are_sorted_for_the_worst() -> None:
    figures = accuracy([_ranking("a", ("a", 0.5), ("b", 0.5))])
    assert figures.r1 == 0
    assert figures.uap == 0.5
    assert figures.recall_p90 == 0


def test_a_threshold_takes_all_pairs_of_its_score() -> None:
    curve = precision_recall(np.array([0.5, 0.5, 0.9]), np.array([True, False, True]), 2)
    assert curve.recall_at(0.9) == (0.5, 0.9)


def test_what_is_not_found_counts_as_missed() -> None:
    assert accuracy([_ranking("a b", ("a", 1.0))]).uap == 0.5


def test_without_positives_nothing_is_defined() -> None:
    figures = accuracy([_ranking("", ("a", 0.5))])
    assert math.isnan(figures.r1)
    assert math.isnan(figures.uap)


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.booleans()), min_size=1, unique_by=lambda p: p[0])
)
def test_average_precision_agrees_with_scikit_learn(pairs: list[tuple[int, bool]]) -> None:
    scores = np.array([float(score) for score, _ in pairs])
    correct = np.array([is_correct for _, is_correct in pairs])
    if correct.any():
        ours = precision_recall(scores, correct, int(correct.sum())).average_precision()
        assert ours == pytest.approx(average_precision_score(correct, scores))


def test_columns_with_a_few_values_are_split() -> None:
    rankings = [_ranking("a", ("a", 1.0)), _ranking("a", ("b", 1.0)), _ranking("", ("b", 0.1))]
    columns = [{"group": "x", "id": "1"}, {"group": "y", "id": "2"}, {}]
    split = by_column(rankings, columns, most=2)
    assert split["group"]["x"].r1 == 1
    assert split["group"]["y"].r1 == 0
    assert by_column(rankings, columns, most=1) == {}
