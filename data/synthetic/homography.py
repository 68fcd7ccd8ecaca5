"""Plane projective maps: solving, applying to points, and warping pictures."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.records import Point

Matrix = NDArray[np.float64]
Quad = Sequence[Point]
"""Four corners: top left, top right, bottom right, bottom left."""


def solve(source: Quad, target: Quad) -> Matrix:
    """Return the ``(3, 3)`` map that takes the corners of one quadrilateral to another's."""
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
        values += [u, v]
    return np.append(np.linalg.solve(np.array(rows), np.array(values)), 1.0).reshape(3, 3)


def project(matrix: Matrix, points: Sequence[Point]) -> tuple[Point, ...]:
    """Apply a map to points."""
    mapped = np.column_stack([np.array(points), np.ones(len(points))]) @ matrix.T
    return tuple((float(x / w), float(y / w)) for x, y, w in mapped)


def rectangle(width: float, height: float) -> Quad:
    """Return the corners of a picture."""
    return ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))


def warp(picture: Image.Image, target: Quad, size: tuple[int, int]) -> Image.Image:
    """Draw an RGBA picture into a quadrilateral of an otherwise transparent one of `size`."""
    # Shrunk first to about its final size: sampling alone would alias.
    reach = np.ptp(np.array(target), axis=0)
    scale = max(reach[0] / picture.width, reach[1] / picture.height)
    if scale < 0.8:
        smaller = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
        picture = picture.resize(smaller, Image.Resampling.LANCZOS)
    back = solve(target, rectangle(*picture.size))
    return picture.transform(
        size, Image.Transform.PERSPECTIVE, back.ravel()[:8].tolist(), Image.Resampling.BILINEAR
    )
