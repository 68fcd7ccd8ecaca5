"""How far probabilities are from what they say."""

import math

import numpy as np
import pytest

from training.evaluation.calibration_error import expected_calibration_error


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
