"""What furniture stands on: straight and splayed legs, sleds of bent tube, swivel stars."""

from collections.abc import Sequence

import numpy as np

from data.synthetic.families.shells import squircle
from data.synthetic.loft import loft
from data.synthetic.mesh import Mesh, lathe, rounded, tube

Spots = Sequence[tuple[float, float]]
"""Where legs meet what they carry: x and y in centimetres."""


def corners(width: float, depth: float) -> Spots:
    """Return the corners of a rectangle about the origin."""
    return [(x * width / 2, y * depth / 2) for x in (-1, 1) for y in (-1, 1)]


def circle(radius: float, count: int) -> Spots:
    """Return `count` places round the origin, one of them in front."""
    turns = np.pi * (1.5 + 2 * np.arange(count) / count)
    return [(radius * float(np.cos(a)), radius * float(np.sin(a))) for a in turns]


def turned_legs(spots: Spots, height: float, splay: float, thick: float) -> list[Mesh]:
    """Return round legs that grow thinner downwards; `splay` is how far their feet stand out."""
    meshes = []
    for x, y in spots:
        path = np.linspace((x, y, height), (*_splayed(x, y, splay), 0.6 * thick), 6)
        leg = tube(path, np.linspace(thick, 0.6 * thick, 6), sides=14)
        # The rounded upper end must not come through what the legs carry.
        leg.vertices[:, 2] = np.minimum(leg.vertices[:, 2], height)
        meshes.append(leg)
    return meshes


def square_legs(spots: Spots, height: float, splay: float, thick: float) -> list[Mesh]:
    """Return legs with a square section that grow thinner downwards."""
    outline = squircle(2 * thick, 2 * thick, 9, segments=24)
    meshes = []
    for x, y in spots:
        leg = loft(outline[:-1], [(0, 0, 0), (0, 0.6, 0.6), (0.4, 0.62, 0.62), (height, 1, 1)])
        foot = np.array(_splayed(x, y, splay))
        share = leg.vertices[:, 2:] / height
        leg.vertices[:, :2] += foot * (1 - share) + np.array([x, y]) * share
        meshes.append(leg)
    return meshes


def sled_legs(width: float, depth: float, height: float, thick: float, lean: float) -> list[Mesh]:
    """Return two loops of tube, left and right, whose runners stand out by `lean` at both ends."""
    front, back = -depth / 2, depth / 2
    path = [
        (front + 0.1 * depth, height),
        (front, height),
        (front, height),
        (front - lean, thick),
        (front - lean, thick),
        (back + lean, thick),
        (back + lean, thick),
        (back, height),
        (back, height),
        (back - 0.1 * depth, height),
    ]
    bent = rounded([(y, 0.0, z) for y, z in path], 3)
    # Swept in the x-z plane, where the section does not twist, then turned to run front to back.
    return [tube(bent, thick).turned(z=90).moved((x * width / 2, 0, 0)) for x in (-1, 1)]


def star_legs(reach: float, height: float, thick: float, count: int = 5) -> list[Mesh]:
    """Return a column on a star of feet with glides."""
    column = lathe(
        rounded(
            [
                (0, 3),
                (1.7 * thick, 3),
                (1.7 * thick, 3),
                (1.7 * thick, 0.45 * height),
                (1.7 * thick, 0.45 * height),
                (thick, 0.46 * height),
                (thick, 0.46 * height),
                (thick, height),
            ],
            2,
        )
    )
    meshes = [column]
    for x, y in circle(reach, count):
        path = np.linspace((0.0, 0.0, 7.0), (x, y, 3.2), 5)
        meshes.append(tube(path, np.linspace(1.3 * thick, 0.8 * thick, 5)))
        glide = rounded([(0, 0), (1.8, 0), (1.8, 0), (1.6, 2.0), (0.8, 2.4), (0.6, 3.4)], 2)
        meshes.append(lathe(glide, segments=20).moved((x, y, 0)))
    return meshes


def disc_foot(radius: float, height: float, thick: float) -> list[Mesh]:
    """Return a column on a flat round foot."""
    profile = [
        (0, 0),
        (radius, 0),
        (radius, 0),
        (radius, 0.8),
        (0.9 * radius, 1.3),
        (1.6 * thick, 2.4),
        (thick, 5),
        (thick, 5),
        (thick, height),
    ]
    return [lathe(rounded(profile, 3))]


def crossbars(spots: Spots, height: float, thick: float) -> list[Mesh]:
    """Join neighbouring legs, given in the order of `corners` or `circle`, by bars."""
    order = np.argsort([np.arctan2(y, x) for x, y in spots])
    ring = [spots[i] for i in order]
    return [
        tube(np.linspace((*a, height), (*b, height), 4), thick)
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
    ]


def _splayed(x: float, y: float, splay: float) -> tuple[float, float]:
    out = 1 + splay / max(float(np.hypot(x, y)), 1e-6)
    return x * out, y * out
