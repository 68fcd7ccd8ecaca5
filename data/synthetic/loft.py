"""Surfaces through cross-sections, for products that neither a lathe nor a swept tube makes."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from data.synthetic import mesh
from data.synthetic.mesh import Floats, Mesh, sheet


def bulge(share: ArrayLike, power: float) -> Floats:
    """Return how far a superellipse's rim is from one axis, 0 to 1, at a share of that axis.

    A `power` of 2 is an ellipse; the higher, the more like a rectangle (Lamé, 1818).
    """
    inside = 1 - np.minimum(np.abs(np.asarray(share, dtype=float)), 1) ** power
    rim: Floats = inside ** (1 / power)
    return rim


def superellipse(
    half_width: float, half_depth: float, power: float = 2.0, *, sides: int = 40
) -> Floats:
    """Return the ``(sides, 2)`` corners of a superellipse, from the back and round by the left."""
    return mesh.superellipse(power, sides) * (half_width, half_depth)


def skinned(rings: ArrayLike) -> Mesh:
    """Span a surface over ``(k, n, 3)`` closed rings of points, with flat ends.

    A ring, or a point of all rings, that is given twice makes a crisp edge.
    """
    grid = np.asarray(rings, dtype=float)
    ends = [np.broadcast_to(ring.mean(axis=0), ring.shape) for ring in (grid[0], grid[-1])]
    grid = np.stack([ends[0], grid[0], *grid, grid[-1], ends[1]])
    skin = sheet(np.concatenate([grid, grid[:, :1]], axis=1))
    normals = skin.normals.reshape(len(grid), -1, 3).copy()
    seam = normals[:, 0] + normals[:, -1]
    length = np.linalg.norm(seam, axis=1, keepdims=True)
    normals[:, 0] = normals[:, -1] = seam / np.maximum(length, 1e-9)
    # Where a ring shrinks to a point nothing says which way it faces; its neighbour does.
    rows = len(normals)
    for row, neighbour in [(i, i + 1) for i in range(rows - 2, -1, -1)] + [
        (i, i - 1) for i in range(1, rows)
    ]:
        lost = ~normals[row].any(axis=1)
        normals[row, lost] = normals[neighbour, lost]
    return replace(skin, normals=normals.reshape(-1, 3))


def hull(
    centres: ArrayLike, sizes: ArrayLike, *, power: float | ArrayLike = 2.0, sides: int = 40
) -> Mesh:
    """Skin level superellipses that are stacked along z.

    Args:
        centres: ``(k, 3)`` middle of each cross-section.
        sizes: ``(k, 2)`` half of its width along x and of its depth along y.
        power: Of the superellipse, one or one for each cross-section.
        sides: Corners of a cross-section.
    """
    middle, half = np.asarray(centres, dtype=float), np.asarray(sizes, dtype=float)
    powers = np.broadcast_to(np.asarray(power, dtype=float), (len(middle),))
    flat = np.stack(
        [superellipse(a, b, p, sides=sides) for (a, b), p in zip(half, powers, strict=True)]
    )
    level = np.zeros((*flat.shape[:2], 1))
    return skinned(np.concatenate([flat, level], axis=2) + middle[:, None])


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
