"""Additive logistic regression whose curves may not turn the wrong way.

What each cue is worth is a piecewise linear function of it (Hastie & Tibshirani 1986) that never
falls as the cue says more for the right, so that chance, or cues that are nearly the same, can't
make more evidence count for less.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.records import Channel
from detector.calibration import Curve
from detector.fusion import CUES, columns

PENALTIES = (0.1, 0.3, 1.0, 3.0)
"""Weights of the L2 penalty that are tried."""

_FOLDS = 3
_PRECISION = 1e-6
"""Share of the loss by which a step must lower it to be followed by another."""

_QUANTILES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
_WRONG_QUANTILES = (0.5, 0.99)
_LEAST_CORRECT = 10
"""Correct pairs with a cue below which it is taken to be worth nothing."""


@dataclass(frozen=True, slots=True)
class Additive:
    """The fitted model; see `detector.calibration.Fitted`.

    Attributes:
        curves: What each cue is worth, by its name.
        offsets: What it is worth that a channel found anything.
        intercept: Log-odds where none did.
    """

    curves: dict[str, Curve]
    offsets: dict[Channel, float]
    intercept: float


def fit_additive(
    table: NDArray[np.float64],
    correct: NDArray[np.bool_],
    channels: frozenset[Channel],
    *,
    penalty: float,
) -> Additive:
    """Fit the probability that a pair is correct.

    Args:
        table: ``(n, len(CUES))``, NaN where a cue is missing.
        correct: ``(n,)``.
        channels: The channels whose cues are used.
        penalty: Weight of the L2 penalty on the differences along each curve.
    """
    ramps = _Ramps.of(table, correct, channels)
    weights, intercept = _fit(ramps(table), correct, ramps.bounded, penalty)
    return Additive(*ramps.read(weights), intercept)


def choose_penalty(
    table: NDArray[np.float64],
    correct: NDArray[np.bool_],
    groups: NDArray[np.int64],
    channels: frozenset[Channel],
) -> float:
    """Return the penalty with the least log-loss on folds that are left out in turn.

    Args:
        table: As for `fit_additive`.
        correct: As for `fit_additive`.
        groups: ``(n,)``: pairs of one group are not parted when folds are made.
        channels: As for `fit_additive`.
    """
    ramps = _Ramps.of(table, correct, channels)
    design = ramps(table)
    folds = groups % _FOLDS

    def loss(penalty: float) -> float:
        total = 0.0
        for fold in range(_FOLDS):
            rest = folds == fold
            weights, intercept = _fit(design[~rest], correct[~rest], ramps.bounded, penalty)
            margins = np.where(correct[rest], 1, -1) * (design[rest] @ weights + intercept)
            total += float(np.logaddexp(0, -margins).sum())
        return total

    return min(PENALTIES, key=loss)


@dataclass(frozen=True, slots=True)
class _Ramps:
    """The functions that curves are sums of: each rises from 0 to 1 between two knots.

    Attributes:
        columns: The cues that are used.
        knots: For each of them, ascending values of the cue times its sign.
        channels: The channels that have an offset.
    """

    columns: Sequence[int]
    knots: Sequence[NDArray[np.float64]]
    channels: Sequence[Channel]

    @classmethod
    def of(
        cls,
        table: NDArray[np.float64],
        correct: NDArray[np.bool_],
        channels: frozenset[Channel],
    ) -> "_Ramps":
        used = columns(channels).tolist()
        knots = [_knots(table[:, column] * CUES[column].sign, correct) for column in used]
        return cls(used, knots, [channel for channel in Channel if channel in channels])

    @property
    def bounded(self) -> NDArray[np.bool_]:
        """Which weights may not be negative."""
        count = sum(len(knots) - 1 for knots in self.knots)
        return np.arange(count + len(self.channels)) < count

    def __call__(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        parts = [np.empty((len(table), 0))]
        for column, knots in zip(self.columns, self.knots, strict=True):
            values = (table[:, column] * CUES[column].sign)[:, None]
            parts.append(np.nan_to_num(((values - knots[:-1]) / np.diff(knots)).clip(0, 1)))
        for channel in self.channels:
            first = columns(frozenset({channel}))[0]
            parts.append(~np.isnan(table[:, [first]]))
        return np.hstack(parts)

    def read(self, weights: NDArray[np.float64]) -> tuple[dict[str, Curve], dict[Channel, float]]:
        curves = {}
        start = 0
        for column, knots in zip(self.columns, self.knots, strict=True):
            steps = weights[start : start + len(knots) - 1]
            start += len(steps)
            worth = np.concatenate(([0.0], np.cumsum(steps)))
            along = slice(None, None, CUES[column].sign)
            curves[CUES[column].name] = Curve(
                cue=tuple((knots * CUES[column].sign)[along].tolist()),
                log_odds=tuple(worth[along].tolist()),
            )
        offsets = dict(zip(self.channels, weights[start:].tolist(), strict=True))
        return curves, offsets


def _knots(values: NDArray[np.float64], correct: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Place knots where correct pairs are, and some where wrong ones are."""
    there = ~np.isnan(values)
    right, wrong = values[there & correct], values[there & ~correct]
    if len(right) < _LEAST_CORRECT:
        return np.zeros(1)
    places = [np.quantile(right, _QUANTILES)]
    if len(wrong):
        places.append(np.quantile(wrong, _WRONG_QUANTILES))
    knots = np.unique(np.concatenate(places))
    apart = np.diff(knots) > 1e-3 * (knots[-1] - knots[0])
    return knots[np.concatenate(([True], apart))]


def _fit(
    design: NDArray[np.float64],
    correct: NDArray[np.bool_],
    bounded: NDArray[np.bool_],
    penalty: float,
) -> tuple[NDArray[np.float64], float]:
    from scipy.optimize import minimize

    labels = np.where(correct, 1.0, -1.0)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, intercept = parameters[:-1], parameters[-1]
        margins = labels * (design @ weights + intercept)
        slope = -labels * 0.5 * (1 - np.tanh(margins / 2))
        value = np.logaddexp(0, -margins).sum() + penalty * (weights @ weights) / 2
        return float(value), np.append(design.T @ slope + penalty * weights, slope.sum())

    bounds = [(0, None) if bound else (None, None) for bound in bounded]
    start = np.zeros(design.shape[1] + 1)
    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[*bounds, (None, None)],
        options={"ftol": _PRECISION},
    )
    return found.x[:-1], float(found.x[-1])
