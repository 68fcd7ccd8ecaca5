"""How far probabilities are from what they say."""

import math

import numpy as np
import pytest

from training.evaluation.calibration_error import expected_calibration_error, reliability


def test_by_hand() -> None:
    chances = np.array([0.0, 0.0, 1.0, 1.0])
    correct = np.array([False, True, True, True])
    # Bin of zeros: says 0, is one half, holds half of all; bin of ones is right.
    assert expected_calibration_error(chances, correct) == pytest.approx(0.25)


def test_honest_probabilities_have_none() -> None:
    chances = np.full(10, 0.3)
    assert expected_calibration_error(chances, np.arange(10) < 3) == pytest.approx(0)


def test_nothing_to_judge() -> None:
    assert math.isnan(expected_calibration_error(np.array([]), np.array([], dtype=bool)))


def test_the_bins_of_a_reliability_diagram() -> None:
    chances = np.array([0.1, 0.2, 0.6, 0.8, 1.0])
    found = reliability(chances, np.array([False, True, True, True, False]), bins=2)
    assert found.stated == pytest.approx([0.15, 0.8])
    assert found.observed == pytest.approx([1 / 2, 2 / 3])
    assert found.counts.tolist() == [2, 3]
    assert found.expected_error() == pytest.approx((2 * 0.35 + 3 * (0.8 - 2 / 3)) / 5)


def test_empty_bins_are_left_out() -> None:
    assert reliability(np.array([0.5]), np.array([True])).counts.tolist() == [1]
