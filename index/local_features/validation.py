"""Refuse keypoints that the index would answer with garbage."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.local_features.protocol import DESCRIPTOR_SIZE, Keypoints


def check_keypoints(keypoints: Keypoints, name: str) -> None:
    """Refuse keypoints that can't be searched or searched for.

    Raises:
        ValueError: a shape or type is wrong, a number is not finite, or a size is not positive.
            The message calls the picture by `name`.
    """
    count = len(keypoints.descriptors)
    parts: dict[str, tuple[NDArray[Any], tuple[int, ...]]] = {
        "descriptors": (keypoints.descriptors, (count, DESCRIPTOR_SIZE)),
        "points": (keypoints.points, (count, 2)),
        "sizes": (keypoints.sizes, (count,)),
        "angles": (keypoints.angles, (count,)),
    }
    for part, (array, shape) in parts.items():
        if array.shape != shape:
            msg = f"{name} has {part} of shape {array.shape} instead of {shape}"
            raise ValueError(msg)
        if not np.isfinite(array).all():
            msg = f"{name} has {part} that are not finite"
            raise ValueError(msg)
    if keypoints.descriptors.dtype != np.uint8:
        msg = f"{name} has descriptors of {keypoints.descriptors.dtype} instead of uint8"
        raise ValueError(msg)
    if (keypoints.sizes <= 0).any():
        msg = f"{name} has keypoints without size"
        raise ValueError(msg)
    if keypoints.width < 1 or keypoints.height < 1:
        msg = f"{name} has no size: {keypoints.width} x {keypoints.height} pixels"
        raise ValueError(msg)
