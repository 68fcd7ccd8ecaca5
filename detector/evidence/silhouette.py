"""What a view shows, without the plain ground that it may stand on."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from data.decode import DecodedImage
from detector.local_features import DESCRIPTOR_SIZE, LocalFeatures
from detector.verification import ViewPicture
from detector.verification.geometry import project

_SIDE = 192
_PIXEL = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])


def silhouette(view: DecodedImage) -> NDArray[np.float64]:
    """Return the convex hull of what the view shows, ``(n, 2)`` in its pixels, n at least 3.

    It is told from the ground as the verification does. All of the view, where there is no ground.
    """
    small = view.pixels.copy()
    small.thumbnail((_SIDE, _SIDE))
    smaller = replace(view, pixels=small)
    picture = ViewPicture.of(smaller, _no_features(smaller))
    hull = cv2.convexHull(cv2.findNonZero(picture.foreground.astype(np.uint8))).reshape(-1, 2)
    corners = (hull[:, None] + _PIXEL).reshape(-1, 2).astype(np.float32)
    outline = project(picture.to_view, cv2.convexHull(corners).reshape(-1, 2))
    return outline.clip(0, (view.width, view.height))


def _no_features(image: DecodedImage) -> LocalFeatures:
    return LocalFeatures(
        points=np.empty((0, 2), dtype=np.float32),
        sizes=np.empty(0, dtype=np.float32),
        angles=np.empty(0, dtype=np.float32),
        descriptors=np.empty((0, DESCRIPTOR_SIZE), dtype=np.uint8),
        width=image.width,
        height=image.height,
    )
