"""Surfaces through cross-sections, for products that neither a lathe nor a swept tube makes.

A cross-section is a closed line whose first point is not given again at its end. Where it runs from
the back and round by the left, texture coordinates do as on a surface of revolution.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from data.synthetic.mesh import Floats, Mesh, grid_mesh, unit


def bulge(share: ArrayLike, power: float) -> Floats:
    """Return how far a superellipse's rim is from one axis, 0 to 1, at a share of that axis.

    A `power` of 2 is an ellipse; the higher, the more like a rectangle (Lamé, 1818).
    """
    inside = 1 - np.minimum(np.abs(np.asarray(share, dtype=float)), 1) ** power
    rim: Floats = inside ** (1 / power)
    return rim


def superellipse(power: float, sides: int = 48) -> Floats:
    """Return the ``(sides, 2)`` corners of a superellipse that reaches 1 on both axes.

    They run from the back and round by the left. A power of 2 makes a circle; a greater one a
    square with ever tighter corners (Lamé, 1818).
    """
    angle = np.pi / 2 + np.linspace(0.0, 2 * np.pi, sides, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    outline: Floats = circle / (np.abs(circle) ** power).sum(axis=1, keepdims=True) ** (1 / power)
    return outline


def skinned(rings: ArrayLike, *, open_ends: bool = False) -> Mesh:
    """Span a surface over ``(k, n, 3)`` cross-sections, with flat ends unless they are open.

    A ring, or a point of all rings, that is given twice makes a crisp edge.
    """
    grid = np.asarray(rings, dtype=float)
    if not open_ends:
        ends = [np.broadcast_to(ring.mean(axis=0), ring.shape) for ring in (grid[0], grid[-1])]
        grid = np.stack([ends[0], grid[0], *grid, grid[-1], ends[1]])
    # A column more on either side, so that the seam is as smooth as the rest.
    around = np.pad(grid, ((0, 0), (1, 2), (0, 0)), mode="wrap")
    normals = unit(np.cross(np.gradient(around, axis=1), np.gradient(around, axis=0)))[:, 1:-1]
    # Where a ring shrinks to a point nothing says which way it faces; its neighbour does.
    rows = len(normals)
    for row, neighbour in [(i, i + 1) for i in range(rows - 2, -1, -1)] + [
        (i, i - 1) for i in range(1, rows)
    ]:
        lost = ~normals[row].any(axis=1)
        normals[row, lost] = normals[neighbour, lost]
    skin = grid_mesh(around[:, 1:-1], normals)
    return replace(skin, uv=skin.uv * (1, -1) + (0, 1))


def loft(outline: ArrayLike, levels: ArrayLike) -> Mesh:
    """Skin copies of an outline, stacked along z, with open ends.

    Args:
        outline: ``(n, 2)`` points (x, y) of the cross-section.
        levels: ``(k, 3)``: height, and by how much x and y are scaled there; from below.
    """
    rows = np.asarray(levels, dtype=float)
    flat = np.asarray(outline, dtype=float)[None] * rows[:, None, 1:]
    return skinned(_lifted(flat, rows[:, 0]), open_ends=True)


def hull(
    centres: ArrayLike, sizes: ArrayLike, *, power: float | ArrayLike = 2.0, sides: int = 40
) -> Mesh:
    """Skin level superellipses that are stacked along z, with flat ends.

    Args:
        centres: ``(k, 3)`` middle of each cross-section.
        sizes: ``(k, 2)`` half of its width along x and of its depth along y.
        power: Of the superellipse, one or one for each cross-section.
        sides: Corners of a cross-section.
    """
    middle, half = np.asarray(centres, dtype=float), np.asarray(sizes, dtype=float)
    powers = np.broadcast_to(np.asarray(power, dtype=float), (len(middle),))
    flat = np.stack([superellipse(p, sides) * size for size, p in zip(half, powers, strict=True)])
    return skinned(_lifted(flat + middle[:, None, :2], middle[:, 2]))


def block(size: ArrayLike, *, power: float = 5.0, bevel: float = 0.3) -> Mesh:
    """Stand a box with a superellipse as its floor on z = 0: ``(width, depth, height)``."""
    width, depth, height = np.asarray(size, dtype=float)
    bevel = min(bevel, 0.45 * height, 0.45 * width, 0.45 * depth)
    turn = np.radians([90, 67, 45, 22, 0])
    inset, rise = bevel * (1 - np.cos(turn)), bevel * (1 - np.sin(turn))
    inset = np.concatenate([inset, inset[::-1]])
    rise = np.concatenate([rise, height - rise[::-1]])
    nothing = np.zeros_like(rise)
    return hull(
        np.stack([nothing, nothing, rise], axis=1),
        np.stack([width / 2 - inset, depth / 2 - inset], axis=1),
        power=power,
    )


def _lifted(flat: Floats, heights: Floats) -> Floats:
    """Put ``(k, n, 2)`` lines at ``(k,)`` heights."""
    level = np.broadcast_to(heights[:, None, None], (*flat.shape[:2], 1))
    return np.concatenate([flat, level], axis=2)
