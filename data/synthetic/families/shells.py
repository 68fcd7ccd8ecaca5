"""Surfaces that soft and flat goods are made of: plates, cushions, cases, straps, bent panels.

An outline is an ``(n, 2)`` closed line in the x-y plane, its first point repeated at its end; it
runs from the back over the left to the front, as texture coordinates do on a surface of revolution.
"""

import numpy as np
from numpy.typing import ArrayLike

from data.synthetic.loft import loft, superellipse
from data.synthetic.mesh import Floats, Mesh, joined, sheet


def squircle(width: float, depth: float, squareness: float, *, segments: int = 44) -> Floats:
    """Return an ellipse at squareness 2, ever more of a rectangle above (Lamé, 1818)."""
    outline = superellipse(squareness, segments) * (width / 2, depth / 2)
    outline[0, 0] = 0.0
    return np.concatenate([outline, outline[:1]])


def rounded_rectangle(width: float, depth: float, radius: float) -> Floats:
    """Return a rectangle whose corners have `radius`, as far as there is room."""
    radius = min(radius, 0.499 * width, 0.499 * depth)
    arc = np.radians(np.linspace(0.0, 90.0, 7))
    x, y = width / 2 - radius, depth / 2 - radius
    corners = [
        np.stack([sx * x + radius * np.cos(arc + turn), sy * y + radius * np.sin(arc + turn)], 1)
        for sx, sy, turn in (
            (-1, 1, np.pi / 2),
            (-1, -1, np.pi),
            (1, -1, 1.5 * np.pi),
            (1, 1, 0.0),
        )
    ]
    back = np.array([[0.0, depth / 2]])
    return np.concatenate([back, *corners, back])


def plate(outline: ArrayLike, thickness: float, *, edge: float, crown: float = 0.0) -> Mesh:
    """Return a slab on the x-y plane, its edges rounded with `edge`, its top arched by `crown`."""
    line = np.asarray(outline, dtype=float)
    half = np.ptp(line, axis=0) / 2
    edge = min(edge, 0.499 * thickness)
    bend = np.radians(np.linspace(0.0, 90.0, 4))
    inset = edge * (1 - np.concatenate([np.sin(bend), np.cos(bend)]))
    height = np.concatenate([edge * (1 - np.cos(bend)), thickness - edge * (1 - np.sin(bend))])
    scale = 1 - inset[:, None] / half
    # The first step inwards is long, so that the flat side outweighs the bend in the rim's normals.
    inwards = np.array([[1.0], [0.88], [0.7], [0.4], [0.0]])
    top, bottom = scale[-1:] * inwards, scale[:1] * inwards[[4, 1, 0]]
    arch = crown * (1 - inwards[:, 0] ** 2)
    rows = np.concatenate([bottom, scale[1:-1], top])
    heights = np.concatenate([np.zeros(3), height[1:-1], thickness + arch])
    return loft(line[:-1], np.column_stack([heights, rows]))


def thick(points: ArrayLike, thickness: float) -> Mesh:
    """Give a ``(rows, columns, 3)`` surface a thickness, half of it on either side."""
    grid = np.asarray(points, dtype=float)
    offset = sheet(grid).normals.reshape(grid.shape) * thickness / 2
    front, back = grid + offset, grid - offset
    rims = [
        np.stack([front[edge], back[edge]])
        for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1])
    ]
    return joined([sheet(surface) for surface in (front, back, *rims)])


def ribbon(path: ArrayLike, width: float | ArrayLike, thickness: float) -> Mesh:
    """Bend a strap along a ``(k, 3)`` path in the x-z plane; its width runs along y."""
    line = np.asarray(path, dtype=float)
    half = np.broadcast_to(np.asarray(width, dtype=float) / 2, (len(line),))
    across = np.array([0.0, 1.0, 0.0]) * half[:, None]
    return thick(np.stack([line - across, line, line + across], axis=1), thickness)


def stroke(start: ArrayLike, end: ArrayLike, width: float, thickness: float) -> Mesh:
    """Return a flat bar between two ``(2,)`` points of the x-y plane, on top of it."""
    a, b = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    along = (b - a) / np.linalg.norm(b - a)
    side = np.array([-along[1], along[0]]) * width / 2
    corners = np.array([[a - side, a + side], [b - side, b + side]])
    return thick(np.concatenate([corners, np.zeros((2, 2, 1))], axis=2), thickness)
