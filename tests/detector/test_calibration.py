"""From similarities to probabilities and bands."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.records import Band, Kind
from detector.calibration import (
    Calibration,
    CalibrationError,
    KindCalibration,
    features,
    load_calibration,
    probability,
    save_calibration,
)


def _calibration(*, expedited: float | None = 0.9, review: float | None = 0.4) -> Calibration:
    fitted = KindCalibration(
        weights=(1.0, 2.0, 3.0), intercept=-1.0, expedited=expedited, review=review
    )
    return Calibration(
        model="abc", rival=0.3, kinds=dict.fromkeys(Kind, fitted), fitted_on={"photos": 2}
    )


def _plain_features(similarities: list[float], rival: float) -> list[tuple[float, float, float]]:
    """Say the same as `features`, one candidate at a time."""
    rows = []
    for i, own in enumerate(similarities):
        others = similarities[:i] + similarities[i + 1 :]
        best = max(others, default=rival)
        cohort = float(np.mean(others[:20])) if others else rival
        rows.append((own, own - best, own - cohort))
    return rows


@given(st.lists(st.floats(-1, 1), max_size=40), st.floats(-1, 1))
def test_features_are_what_they_are_said_to_be(values: list[float], rival: float) -> None:
    ranked = sorted(values, reverse=True)
    expected = np.array(_plain_features(ranked, rival)).reshape(-1, 3)
    np.testing.assert_allclose(features(np.array(ranked), rival), expected, atol=1e-9)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_probabilities_lie_in_the_unit_interval_and_keep_the_order(values: list[float]) -> None:
    ordered = np.sort(np.array(values))
    chances = probability(ordered)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances) >= 0).all()


def test_log_odds_by_hand() -> None:
    odds = _calibration().log_odds(np.array([0.9, 0.5]), [Kind.TRADEMARK] * 2)
    np.testing.assert_allclose(odds, [0.9 + 2 * 0.4 + 3 * 0.4 - 1, 0.5 - 2 * 0.4 - 3 * 0.4 - 1])


def test_bands() -> None:
    calibration = _calibration()
    bands = [calibration.band(Kind.TRADEMARK, p) for p in (0.39, 0.4, 0.89, 0.9)]
    assert bands == [Band.NONE, Band.REVIEW, Band.REVIEW, Band.EXPEDITED]


def test_where_no_threshold_is_precise_enough_nothing_is_expedited() -> None:
    assert _calibration(expedited=None).band(Kind.TRADEMARK, 1.0) is Band.REVIEW


def test_where_no_threshold_is_worth_a_reviewers_time_nothing_is_shown() -> None:
    assert _calibration(expedited=None, review=None).band(Kind.TRADEMARK, 1.0) is Band.NONE


def test_a_calibration_survives_being_written(tmp_path: Path) -> None:
    save_calibration(_calibration(), tmp_path)
    assert load_calibration("abc", tmp_path) == _calibration()


def test_a_model_without_one_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match="index rebuild"):
        load_calibration("unknown", tmp_path)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "abc.json").write_text('{"format": 1}')
    with pytest.raises(CalibrationError, match=r"abc\.json"):
        load_calibration("abc", tmp_path)


def test_a_file_of_another_model_is_refused(tmp_path: Path) -> None:
    save_calibration(_calibration(), tmp_path).rename(tmp_path / "other.json")
    with pytest.raises(CalibrationError, match="for model abc"):
        load_calibration("other", tmp_path)
