"""Additive models that may not turn the wrong way."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from data.records import Channel
from detector.fusion import CUES, columns
from training.additive import PENALTIES, Additive, choose_penalty, fit_additive

_FINGERPRINT = frozenset({Channel.FINGERPRINT})
_REUSE = [cue.name for cue in CUES].index("reuse")
_ALL = frozenset(Channel)
_PENALTY = 1.0

Table = NDArray[np.float64]


def _drawn(seed: int, count: int = 600, *, says: float = 6) -> tuple[Table, NDArray[np.bool_]]:
    """Draw pairs of which the likelier a cue says, the more are correct; some cues are missing."""
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(count, len(CUES)))
    signs = np.array([cue.sign for cue in CUES])
    correct = rng.random(count) < 1 / (1 + np.exp(2 - (table * signs).mean(axis=1) * says))
    for channel in Channel:
        rows = np.flatnonzero(rng.random(count) < 0.3)
        table[np.ix_(rows, columns(frozenset({channel})))] = np.nan
    return table, correct


def _log_odds(model: Additive, table: Table, channels: frozenset[Channel]) -> Table:
    """Weigh pairs as the detector does."""
    total = np.full(len(table), model.intercept)
    for column in columns(channels):
        total += model.curves[CUES[column].name](table[:, column])
    for channel, offset in model.offsets.items():
        total += offset * ~np.isnan(table[:, columns(frozenset({channel}))[0]])
    return total


def test_it_is_a_logistic_regression_where_no_bound_is_met() -> None:
    """The same as scikit-learn's on ramps from each knot of the curve to the next."""
    table, _ = _drawn(0)
    value = np.nan_to_num(table[:, _REUSE])
    rng = np.random.default_rng(1)
    correct = rng.random(len(table)) < 1 / (1 + np.exp(1 - 2 * value))
    model = fit_additive(table, correct, _FINGERPRINT, penalty=_PENALTY)
    curve = model.curves["reuse"]
    knots = np.array(curve.cue)
    steps = np.diff(curve.log_odds)
    assert len(steps) > 3
    assert (steps > 1e-3).all()
    ramps = ((table[:, [_REUSE]] - knots[:-1]) / np.diff(knots)).clip(0, 1)
    heard = ~np.isnan(table[:, [_REUSE]])
    design = np.hstack([np.nan_to_num(ramps), heard])
    oracle = LogisticRegression(C=1 / _PENALTY, tol=1e-10, max_iter=10_000)
    oracle.fit(design, correct)
    np.testing.assert_allclose(
        _log_odds(model, table, _FINGERPRINT), oracle.decision_function(design), atol=0.02
    )


@pytest.mark.parametrize("seed", range(3))
def test_no_curve_turns_the_wrong_way(seed: int) -> None:
    table, _ = _drawn(seed, 200)
    correct = np.random.default_rng(seed).random(200) < 0.3
    model = fit_additive(table, correct, _ALL, penalty=_PENALTY)
    for cue in CUES:
        curve = model.curves[cue.name]
        assert list(curve.cue) == sorted(curve.cue)
        assert (np.diff(curve.log_odds) * cue.sign >= 0).all()


@pytest.mark.parametrize("name", ["reuse", "residual"])
def test_a_cue_that_points_the_wrong_way_is_worth_nothing(name: str) -> None:
    column = [cue.name for cue in CUES].index(name)
    rng = np.random.default_rng(0)
    correct = rng.random(300) < 0.4
    table = np.full((300, len(CUES)), np.nan)
    own = columns(frozenset({CUES[column].channel}))
    table[:, own] = 0.0
    table[:, column] = rng.normal(-1.5 * CUES[column].sign * correct, 1)
    channels = frozenset({CUES[column].channel})
    model = fit_additive(table, correct, channels, penalty=_PENALTY)
    assert np.ptp(model.curves[name].log_odds) == 0
    expected = np.log(correct.mean() / (1 - correct.mean()))
    np.testing.assert_allclose(_log_odds(model, table, channels), expected, atol=1e-3)


def test_what_says_more_is_found_to_say_more() -> None:
    table, correct = _drawn(3, 2_000)
    model = fit_additive(table, correct, _ALL, penalty=_PENALTY)
    rest, truth = _drawn(4, 2_000)
    said = _log_odds(model, rest, _ALL)
    assert said[truth].mean() > said[~truth].mean() + 0.5
    stated = 1 / (1 + np.exp(-said))
    assert stated.mean() == pytest.approx(truth.mean(), abs=0.03)


def test_what_was_hardly_ever_correct_is_worth_nothing() -> None:
    table, correct = _drawn(0)
    table[:, _REUSE] = np.nan
    table[np.flatnonzero(correct)[:9], _REUSE] = 1.0
    model = fit_additive(table, correct, _ALL, penalty=_PENALTY)
    assert set(model.curves["reuse"].log_odds) == {0.0}


def test_of_nothing_nothing_is_known() -> None:
    empty = np.empty((0, len(CUES)))
    model = fit_additive(empty, np.empty(0, bool), _FINGERPRINT, penalty=_PENALTY)
    assert model.intercept == 0
    assert model.offsets == {Channel.FINGERPRINT: 0}
    assert set(model.curves["reuse"].log_odds) == {0.0}


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_penalised_more_than_clear_evidence(seed: int) -> None:
    table, clear = _drawn(seed, 1_500, says=20)
    noise = np.random.default_rng(seed).permutation(clear)
    groups = np.arange(len(table))
    assert choose_penalty(table, noise, groups, _ALL) == max(PENALTIES)
    assert choose_penalty(table, clear, groups, _ALL) < max(PENALTIES)


def test_pairs_of_one_group_do_not_vouch_for_each_other() -> None:
    """Noise that is seen six times over looks like evidence only if groups are parted."""
    table, clear = _drawn(0, 150)
    noise = np.random.default_rng(0).permutation(clear)
    again = np.tile(table, (6, 1)), np.tile(noise, 6)
    together = np.tile(np.arange(150), 6)
    parted = np.arange(900) // 150
    assert choose_penalty(*again, together, _ALL) > choose_penalty(*again, parted, _ALL)
