"""How far a figure could lie from the truth because only so many listings were measured."""

from dataclasses import asdict
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.evaluation.metrics import Judged

Interval = tuple[float, float]
"""Lower and upper end; ``nan`` where a figure is not defined."""

RESAMPLES: Final = 400
_ENDS = (2.5, 97.5)


def intervals(
    judged: Judged, listings: NDArray[np.intp], *, seed: int, resamples: int = RESAMPLES
) -> dict[str, Interval]:
    """Return a 95 % percentile bootstrap interval of each figure (Efron & Tibshirani 1993, ch. 13).

    Listings are drawn and not photos, as photos of one listing show the same thing. Samples in
    which a figure is not defined are left out of its interval. Costs `resamples` passes over the
    pairs.

    Args:
        judged: What was measured.
        listings: ``(m,)`` int from 0 without gaps: the listing that each query belongs to.
        seed: Of the draws.
        resamples: How often to draw.
    """
    rng = np.random.default_rng(seed)
    count = int(listings.max(initial=-1)) + 1
    samples = []
    for _ in range(resamples):
        times = np.bincount(rng.integers(max(count, 1), size=count), minlength=count)
        samples.append(asdict(judged.repeated(times[listings]).accuracy()))
    return {name: _interval(np.array([s[name] for s in samples])) for name in samples[0]}


def _interval(values: NDArray[np.float64]) -> Interval:
    defined = values[~np.isnan(values)]
    if not len(defined):
        return float("nan"), float("nan")
    low, high = np.percentile(defined, _ENDS)
    return float(low), float(high)
