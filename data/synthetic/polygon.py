"""Simple polygons: which way round they run, and their triangles."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def anticlockwise(outline: Floats) -> Floats:
    """Return the ``(k, 2)`` corners in anticlockwise order, without corners that repeat.

    Raises:
        ValueError: fewer than three corners are left.
    """
    size = max(float(np.ptp(outline, axis=0).max()), 1e-12)
    apart = np.linalg.norm(outline - np.roll(outline, 1, axis=0), axis=1) > 1e-9 * size
    corners: Floats = outline[apart]
    if len(corners) < 3:
        raise ValueError(f"an outline needs three corners or more, not {len(corners)}")
    x, y = corners.T
    area = float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
    return corners if area > 0 else np.flip(corners, axis=0)


def triangulated(outline: Floats) -> NDArray[np.int64]:
    """Cut a simple anticlockwise ``(k, 2)`` polygon into ``(m, 3)`` triangles (ear clipping).

    Raises:
        ValueError: the outline crosses itself.
    """
    left = list(range(len(outline)))
    triangles: list[tuple[int, int, int]] = []
    at = tries = 0
    while len(left) > 3:
        before, here, after = (left[(at + step) % len(left)] for step in (-1, 0, 1))
        turn = _twice_area(outline[before], outline[here], outline[after])
        if turn > 1e-12 and not _holds_any(outline[[before, here, after]], outline[left]):
            triangles.append((before, here, after))
        elif abs(turn) > 1e-12:
            tries += 1
            if tries > len(left):
                raise ValueError("the outline crosses itself; give a simple polygon")
            at = (at + 1) % len(left)
            continue
        # An ear was cut off, or the corner lies on a straight line. Going on at the corner after
        # next keeps the triangles from fanning out into slivers.
        left.pop(at)
        at, tries = (at + 1) % len(left), 0
    return np.array([*triangles, tuple(left)], dtype=np.int64)


def _twice_area(a: Floats, b: Floats, c: Floats) -> float:
    return float((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]))


def _holds_any(triangle: Floats, points: Floats) -> bool:
    """Whether any of the points lies in the triangle or on its sides, other than its corners."""
    inside = np.ones(len(points), dtype=bool)
    for start, end in zip(triangle, np.roll(triangle, -1, axis=0), strict=True):
        side = end - start
        inside &= side[0] * (points[:, 1] - start[1]) >= side[1] * (points[:, 0] - start[0])
    corner = (points[inside, None] == triangle[None]).all(axis=2).any(axis=1)
    return not bool(corner.all())
