"""A verification as numbers, for the decision that weighs all evidence."""

import numpy as np
from numpy.typing import NDArray

from detector.verification.verifier import Verification

FEATURES = (
    "log_inliers",
    "log_pairs",
    "inlier_share",
    "coverage",
    "recall",
    "residual",
    "perspective",
    "upright",
    "correlation",
    "correlation_high",
    "colour",
    "edges",
    "alike",
)
"""What `features` returns, in order; all but `residual` and `colour` grow with the likeness.

``log_inliers``, ``log_pairs``
    log(1 + count) of the ratio-tested matches explained, and of all that agree in place and look.
``inlier_share``
    Inliers among the ratio-tested matches: low where they are accidents, or the photo holds more.
``coverage``
    See `Verification.view_coverage`.
``recall``
    Square root of `Verification.view_recall`.
``residual``
    See `Verification.residual`.
``perspective``
    1 if so many matches agree that a full homography is the best model.
``upright``
    1 unless mirrored.
``correlation``, ``correlation_high``
    Mean and upper quartile of the cells' correlations: the second bears a covering hand.
``colour``
    Mean distance of the cells' colours after correction for the light, over 10, at most 4.
``edges``
    Mean agreement of the cells' edges.
``alike``
    Mean of `Comparison.alike`.
"""


def features(found: Verification) -> NDArray[np.float32]:
    """Return the ``(len(FEATURES),)`` float32 vector of a verification; always finite."""
    compared = found.photometric
    return np.array(
        [
            np.log1p(found.inliers),
            np.log1p(len(found.pairs)),
            found.inliers / max(found.matches, 1),
            found.view_coverage,
            np.sqrt(found.view_recall),
            found.residual,
            found.model == "homography",
            not found.mirrored,
            _mean(compared.correlation),
            _upper_quartile(compared.correlation),
            min(_mean(compared.colour) / 10, 4.0),
            _mean(compared.edges),
            _mean(compared.alike),
        ],
        dtype=np.float32,
    )


def _mean(cells: NDArray[np.floating]) -> float:
    """Average over the cells that say something; 0 if none does."""
    known = cells[~np.isnan(cells)]
    return float(known.mean()) if known.size else 0.0


def _upper_quartile(cells: NDArray[np.floating]) -> float:
    known = cells[~np.isnan(cells)]
    return float(np.percentile(known, 75)) if known.size else 0.0
