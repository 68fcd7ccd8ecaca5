"""How far probabilities are from being what they say."""

import numpy as np
from numpy.typing import NDArray

_BINS = 15


def expected_calibration_error(
    chances: NDArray[np.float64], correct: NDArray[np.bool_], *, bins: int = _BINS
) -> float:
    """Return the mean gap between stated and observed probability (ECE, Naeini et al. 2015).

    Args:
        chances: ``(n,)`` probabilities in [0, 1].
        correct: ``(n,)`` whether it was so.
        bins: Into how many bins of equal width the probabilities are sorted.
    """
    if not len(chances):
        return float("nan")
    which = np.minimum((chances * bins).astype(np.intp), bins - 1)
    counts = np.bincount(which, minlength=bins)
    stated = np.bincount(which, weights=chances, minlength=bins)
    observed = np.bincount(which, weights=correct, minlength=bins)
    return float(np.abs(stated - observed).sum() / counts.sum())
