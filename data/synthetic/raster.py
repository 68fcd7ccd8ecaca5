"""Which triangle is seen at each pixel: a scan-line rasteriser with a z-buffer, in numpy alone.

Every triangle is cut into its pixel rows and every row into its pixels at once, so the cost is
that of the covered pixels, overdraw included; no Python loop runs over triangles.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Ints = NDArray[np.int64]

_FLAT = 1e-6
NOTHING = -1
"""Fills `Visible.faces` where no triangle is seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Visible:
    """What is nearest at each pixel.

    Attributes:
        faces: ``(height, width)`` int64 indices of triangles, or `NOTHING`.
        nearness: ``(height, width)`` float32 nearness of what is seen; 0 where nothing is.
    """

    faces: NDArray[np.int64]
    nearness: NDArray[np.float32]


def rasterise(
    points: Floats, nearness: Floats, faces: NDArray[np.int64], size: tuple[int, int]
) -> Visible:
    """Find the nearest triangle at every pixel centre.

    Args:
        points: ``(n, 2)`` vertices in pixels, x to the right and y down.
        nearness: ``(n,)`` positive and linear over the screen: one divided by the distance for a
            perspective view. Greater is nearer.
        faces: ``(m, 3)`` indices of vertices, wound either way.
        size: Width and height of the picture in pixels.
    """
    width, height = size
    corner = points.astype(np.float32)[faces]
    near = nearness.astype(np.float32)[faces]
    order = np.argsort(corner[:, :, 1], axis=1)
    corner = np.take_along_axis(corner, order[:, :, None], axis=1)
    near = np.take_along_axis(near, order, axis=1)
    (ax, ay), (bx, by), (cx, cy) = (corner[:, i].T for i in range(3))
    area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    near_b, near_c = near[:, 1] - near[:, 0], near[:, 2] - near[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        slope_x = (near_b * (cy - ay) - near_c * (by - ay)) / area
        slope_y = (near_c * (bx - ax) - near_b * (cx - ax)) / area

    # Half-open rows and columns: a pixel on a shared edge belongs to one triangle of the two.
    top, bottom = _first_centre(ay, height), _first_centre(cy, height)
    rows = np.where(np.abs(area) > _FLAT, bottom - top, 0)
    owner = np.repeat(np.arange(len(faces)), rows)
    row = np.arange(len(owner)) + np.repeat(top - (np.cumsum(rows) - rows), rows)
    y = row.astype(np.float32) + np.float32(0.5)
    long_edge = _along(ax, ay, cx, cy, owner, y)
    short_edge = np.where(
        y < by[owner], _along(ax, ay, bx, by, owner, y), _along(bx, by, cx, cy, owner, y)
    )
    left = _first_centre(np.minimum(long_edge, short_edge), width)
    right = _first_centre(np.maximum(long_edge, short_edge), width)
    start = near[owner, 0] + slope_y[owner] * (y - ay[owner])
    start += slope_x[owner] * (left.astype(np.float32) + np.float32(0.5) - ax[owner])

    lengths = np.maximum(right - left, 0)
    begins = np.cumsum(lengths) - lengths
    number = np.arange(lengths.sum())
    column = (number - np.repeat(begins, lengths)).astype(np.float32)
    value = np.repeat(start, lengths) + np.repeat(slope_x[owner], lengths) * column
    pixel = number + np.repeat(row * width + left - begins, lengths)
    # Positive floats order as their bits do: one maximum keeps the nearest and its triangle.
    key = np.maximum(value, np.float32(1e-9)).view(np.uint32).astype(np.uint64)
    key <<= np.uint64(32)
    key |= np.repeat((owner + 1).astype(np.uint64), lengths)
    seen = np.zeros(width * height, dtype=np.uint64)
    np.maximum.at(seen, pixel, key)
    face = (seen & np.uint64(0xFFFFFFFF)).astype(np.int64) - 1
    depth = (seen >> np.uint64(32)).astype(np.uint32).view(np.float32)
    return Visible(face.reshape(height, width), depth.reshape(height, width))


def _first_centre(edge: Floats32, limit: int) -> Ints:
    """Return the first pixel whose centre is not before an edge, between 0 and `limit`."""
    first: Ints = np.clip(np.ceil(edge - np.float32(0.5)), 0, limit).astype(np.int64)
    return first


def _along(
    x0: Floats32, y0: Floats32, x1: Floats32, y1: Floats32, owner: Ints, y: Floats32
) -> Floats32:
    """Return x where the edge of each owner crosses row y."""
    rise = y1 - y0
    slope = np.divide(x1 - x0, rise, out=np.zeros_like(rise), where=rise > _FLAT)
    crossing: Floats32 = x0[owner] + slope[owner] * (y - y0[owner])
    return crossing
