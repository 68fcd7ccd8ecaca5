"""Where evidence puts a view in a photo, if a picture can be drawn of it."""

import numpy as np
from numpy.typing import NDArray

from data.decode import DecodedImage
from data.records import Evidence
from detector.verification.geometry import project
from detector.verification.picture import Transform

_SMALLEST = 8.0
_FARTHEST = 1e5


def placement(
    photo: DecodedImage, outline: NDArray[np.float64], evidence: Evidence
) -> Transform | None:
    """Return the transform from view pixels to photo pixels, or `None` if it shows nothing.

    Evidence is read from files and databases, and pictures may have been replaced since. Whatever
    the numbers are, what is returned can be inverted, and puts the view where some of it is seen.

    Args:
        photo: The photo.
        outline: ``(n, 2)`` corners around what the view shows, in its pixels.
        evidence: What says where that is.
    """
    if evidence.transform is None or len(evidence.transform) != 9:
        return None
    transform = np.array(evidence.transform, dtype=np.float64).reshape(3, 3)
    if not np.isfinite(transform).all() or np.abs(transform).max() > _FARTHEST:
        return None
    placed = project(transform, outline)
    if not np.isfinite(placed).all() or np.abs(placed).max() > _FARTHEST:
        return None
    seen = np.minimum(placed.max(axis=0), (photo.width, photo.height)) - placed.min(axis=0).clip(0)
    if seen.min() < _SMALLEST or np.linalg.matrix_rank(transform) < 3:
        return None
    return transform
