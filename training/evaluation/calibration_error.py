"""How far probabilities are from being what they say."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BINS = 15


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """Stated against observed probability, in bins of equal width; empty bins are left out.

    Attributes:
        stated: ``(b,)`` mean of the probabilities in each bin.
        observed: ``(b,)`` share of them for which it was so.
        counts: ``(b,)`` int, how many there are.
    """

    stated: NDArray[np.float64]
    observed: NDArray[np.float64]
    counts: NDArray[np.intp]

    def expected_error(self) -> float:
        """Return the mean gap between stated and observed; ``nan`` if there is no bin."""
        if not len(self.counts):
            return float("nan")
        gaps = np.abs(self.stated - self.observed)
        return float((self.counts * gaps).sum() / self.counts.sum())


def reliability(
    chances: NDArray[np.float64], correct: NDArray[np.bool_], bins: int = _BINS
) -> Reliability:
    """Sort ``(n,)`` probabilities in [0, 1] into `bins`, with ``(n,)`` whether it was so."""
    which = np.minimum((chances * bins).astype(np.intp), bins - 1)
    counts = np.bincount(which, minlength=bins)
    held = counts > 0
    counts = counts[held]
    stated = np.bincount(which, weights=chances, minlength=bins)[held]
    observed = np.bincount(which, weights=correct, minlength=bins)[held]
    return Reliability(stated / counts, observed / counts, counts)


def expected_calibration_error(
    chances: NDArray[np.float64], correct: NDArray[np.bool_], *, bins: int = _BINS
) -> float:
    """Return the mean gap between stated and observed probability (ECE, Naeini et al. 2015).

    Args:
        chances: ``(n,)`` probabilities in [0, 1].
        correct: ``(n,)`` whether it was so.
        bins: Into how many bins of equal width the probabilities are sorted.
    """
    return reliability(chances, correct, bins).expected_error()
