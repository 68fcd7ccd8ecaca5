"""Backpacks."""

from itertools import pairwise

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import bulge, hull
from data.synthetic.mesh import Floats, Mesh, joined, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_WEB = Material((36, 36, 40), 0.08)
_PULL = Material((196, 198, 202), 0.7, True)
_SHAPES: dict[str, tuple[tuple[float, float, float], ...]] = {
    # Height over the whole height, width and depth over the widest and deepest; bottom to top.
    "dome": (
        (0.0, 0.88, 0.85),
        (0.03, 1.0, 1.0),
        (0.6, 1.0, 0.95),
        (0.85, 0.92, 0.75),
        (0.96, 0.68, 0.5),
        (1.0, 0.4, 0.25),
    ),
    "box": (
        (0.0, 0.92, 0.92),
        (0.02, 1.0, 1.0),
        (0.9, 1.0, 0.96),
        (0.97, 0.98, 0.9),
        (1.0, 0.9, 0.7),
    ),
    "roll": (
        (0.0, 0.9, 0.9),
        (0.03, 1.0, 1.0),
        (0.7, 1.0, 0.9),
        (0.88, 0.96, 0.5),
        (1.0, 0.94, 0.28),
    ),
    "flap": (
        (0.0, 0.9, 0.9),
        (0.03, 1.0, 1.0),
        (0.75, 1.02, 1.0),
        (0.86, 0.9, 0.85),
        (0.9, 0.8, 0.7),
    ),
}
_POUCH = (
    (0.0, 0.92, 0.3),
    (0.03, 1.0, 0.8),
    (0.3, 1.0, 1.0),
    (0.8, 0.95, 0.85),
    (0.97, 0.85, 0.5),
    (1.0, 0.7, 0.2),
)
"""As above, of a pocket."""


def build(s: Specification) -> Model:
    """Build a backpack that stands with its front pocket to the viewer."""
    parts = [*_sack(s), *_pocket(s), *_straps(s), *_sides(s)]
    return tuple(parts)


def _cloth(s: Specification) -> Material:
    return Material(s.palette.body, 0.1)


def _contrast(s: Specification) -> Material:
    return Material(s.palette.accent, 0.1)


def _outline(s: Specification) -> Floats:
    """Return height, half width and half depth of the sack, bottom up."""
    m = s.measures
    shape = np.array(_SHAPES[s.traits["top"]])
    narrow = np.where(shape[:, :1] > 0.5, m["taper"], 1.0)
    size = np.array([m["height"], m["width"] / 2, m["depth"] / 2])
    rows = shape * size * np.concatenate([np.ones_like(narrow), narrow, np.ones_like(narrow)], 1)
    return rounded(rows, 3)


def _front(s: Specification, x: float, z: float) -> float:
    """Return the y of the sack's front at a place of its outline."""
    line = _outline(s)
    wide, deep = (float(np.interp(z, line[:, 0], line[:, i])) for i in (1, 2))
    return -deep * float(bulge(x / wide, s.measures["power"]))


def _standing(line: Floats, power: float, y: float = 0.0) -> Mesh:
    centres = np.stack([0 * line[:, 0], 0 * line[:, 0] + y, line[:, 0]], axis=1)
    return hull(centres, line[:, 1:], power=power, sides=44)


def _zip(wide: float, low: float, high: float, y: float) -> list[Part]:
    """Return an arched zip in the plane of the front, with its pull on the right."""
    path = rounded([(-wide, y, low), (-wide, y, high), (wide, y, high), (wide, y, low)], 3)
    pull = rounded_box((0.5, 0.5, 2.6), 0.2).moved(
        (0.86 * wide, y - 0.6, low + 0.66 * (high - low))
    )
    return [Part(tube(path, 0.32, sides=8), _WEB), Part(pull, _PULL)]


def _sack(s: Specification) -> list[Part]:
    m = s.measures
    line = _outline(s)
    h, power = m["height"], m["power"]
    parts = [Part(_standing(line, power), _cloth(s))]
    base = line[line[:, 0] < 0.16 * h] * (1, 1.015, 1.02) - (0.1, 0, 0)
    parts.append(Part(_standing(base, power), s.trim()))
    if s.traits["top"] == "roll":
        w = 0.97 * m["taper"] * m["width"] / 2
        for z, r in ((h - 0.3, 1.7), (h + 1.8, 1.5)):
            parts.append(Part(tube([(-w, 0, z), (w, 0, z)], r, sides=20), _cloth(s)))
        for x in (-0.55, 0.55):
            band = rounded_box((2.0, 4.6, 6.5), 1.0).moved((x * w, 0, h + 0.3))
            parts.append(Part(band, _WEB))
    elif s.traits["top"] == "flap":
        lid = np.array(
            [
                (0.8, 1.0, 1.0),
                (0.8, 1.04, 1.1),
                (0.9, 1.04, 1.12),
                (0.98, 0.95, 0.95),
                (1.0, 0.6, 0.6),
            ]
        )
        lid = rounded(lid * (h, m["taper"] * m["width"] / 2, m["depth"] / 2), 2)
        parts.append(Part(_standing(lid, power, -0.3), _contrast(s)))
        for x in (-0.24, 0.24):
            y = -0.56 * m["depth"] - 0.5
            strap = rounded_box((2.2, 0.5, 0.34 * h), 0.2).moved((x * m["width"], y, 0.68 * h))
            buckle = rounded_box((3.2, 1.0, 2.4), 0.35).moved((x * m["width"], y - 0.3, 0.6 * h))
            parts += [Part(strap, _WEB), Part(buckle, _PULL)]
    else:
        # The main zip runs over the shoulders of the sack, a little behind its front.
        top = line[line[:, 0] > 0.45 * h]
        edge = np.stack([top[:, 1], 0 * top[:, 1] - 0.15 * m["depth"], top[:, 0]], axis=1)
        edge = edge * (float(bulge(0.3, power)), 1, 1) + (0.15, 0, 0.15)
        path = np.concatenate([edge * (-1, 1, 1), edge[::-1]])
        parts.append(Part(tube(path, 0.4, sides=8), _WEB))
    return parts


def _pocket(s: Specification) -> list[Part]:
    m = s.measures
    low, share = 0.07 * m["height"], m["pocket"]
    high = share * m["height"]
    wide = 0.76 * m["width"] / 2
    middle = _front(s, 0.0, (low + high) / 2)
    swell = m["swell"]

    def bag(half: float, foot: float, head: float) -> Mesh:
        line = rounded(np.array(_POUCH) * (head - foot, half, swell) + (foot, 0, 0), 3)
        return _standing(line, 3.6, middle + 0.6)

    if s.traits["pocket"] == "pair":
        parts = []
        for side in (-1, 1):
            pouch = bag(0.46 * wide, low, high).moved((side * 0.52 * wide, 0, 0))
            flap = rounded_box((0.98 * wide, 1.2 * swell + 1.2, 0.3 * (high - low)), 0.8)
            spot = (side * 0.52 * wide, middle - 0.4 * swell, high - 0.12 * (high - low))
            snap = rounded_box((1.6, 1.0, 1.6), 0.4).moved(
                (spot[0], middle - swell - 0.5, spot[2] - 1.5)
            )
            parts += [
                Part(pouch, _cloth(s)),
                Part(flap.moved(spot), _contrast(s)),
                Part(snap, _PULL),
            ]
        return parts
    if s.traits["pocket"] == "laced":
        parts = [Part(bag(wide, low, 0.8 * high), _contrast(s))]
        turns = np.linspace(0.84 * high, max(0.8, share + 0.2) * 0.92 * m["height"], 6)
        for z0, z1 in pairwise(turns.tolist()):
            y0 = min(_front(s, 0.4 * wide, z) for z in (z0, z1)) - 0.2
            parts += [
                Part(
                    tube([(a * 0.4 * wide, y0, z0), (-a * 0.4 * wide, y0, z1)], 0.26, sides=6),
                    _PULL,
                )
                for a in (-1, 1)
            ]
        return parts
    parts = [Part(bag(wide, low, high), _contrast(s))]
    foot = low + 0.5 * (high - low)
    parts += _zip(0.8 * wide, foot, high - 0.12 * (high - low), middle - 0.85 * swell)
    if s.traits["pocket"] == "tiers":
        second = high + 0.6 * (0.86 * m["height"] - high)
        parts += _zip(0.62 * wide, high + 1.5, second + 1.5, _front(s, 0.5 * wide, second) - 0.1)
        patch = rounded_box((0.7 * wide, 0.5, 0.09 * m["height"]), 0.2)
        parts.append(
            Part(patch.moved((0, middle - swell + 0.35, low + 0.25 * (high - low))), s.trim())
        )
    return parts


def _straps(s: Specification) -> list[Part]:
    m = s.measures
    h, d = m["height"], m["depth"] / 2
    top = 0.9 * h if s.traits["top"] != "box" else 0.95 * h
    bow = m["strap"]
    # Made in the x-z plane behind the sack, then turned to run back and down.
    path = rounded(
        [
            (0.2 * d, 0, top),
            (d + 2, 0, top + 2.5),
            (d + 2 + bow, 0, 0.72 * h),
            (d + 0.7 * bow, 0, 0.4 * h),
            (0.9 * d, 0, 0.1 * h),
        ],
        4,
    )
    strap = tube(path, 0.55, flatten=5.0, sides=16).turned(z=90)
    x = 0.27 * m["width"]
    loop = rounded([(-3.2, 0, 0), (-3.2, 0, 3.4), (3.2, 0, 3.4), (3.2, 0, 0)], 3)
    grip = tube(loop, 0.42, flatten=2.6).moved(
        (0, 0.25 * d, top + (0.02 * h if s.traits["top"] != "flap" else 0.06 * h))
    )
    return [
        *(Part(strap.moved((side * x, 0, 0)), s.trim()) for side in (-1, 1)),
        Part(grip, _WEB),
    ]


def _sides(s: Specification) -> list[Part]:
    m = s.measures
    h, parts = m["height"], []
    for side in (-1, 1):
        x = side * m["width"] / 2
        if s.traits["sides"] == "bottle":
            line = np.array(
                [
                    (0, 0.8, 0.8),
                    (0.5, 0.8, 0.8),
                    (0.5, 0.8, 0.8),
                    (9.5, 1, 1),
                    (9.5, 1, 1),
                    (9.6, 0.95, 0.95),
                ]
            )
            pouch = _standing(line * (h / 28, 2.2, 0.36 * m["depth"]) + (0.05 * h, 0, 0), 2.6)
            parts.append(Part(pouch.moved((0.97 * x, 0, 0)), _WEB))
        elif s.traits["sides"] == "belts":
            belts = [
                rounded_box((1.4, 0.8 * m["depth"], 1.8), 0.5).moved(
                    (0.985 * x * (m["taper"] if z > 0.5 else 1), 0, z * h)
                )
                for z in (0.28, 0.62)
            ]
            parts.append(Part(joined(belts), _WEB))
    return parts


FAMILY = Family(
    name="backpack",
    title="Backpack",
    locarno="03-01",
    traits={
        "top": ("dome", "box", "roll", "flap"),
        "pocket": ("zipped", "pair", "tiers", "laced"),
        "sides": ("plain", "bottle", "belts"),
    },
    ranges={
        "width": (26.0, 34.0),
        "height": (38.0, 50.0),
        "depth": (13.0, 19.0),
        "power": (2.6, 5.0),
        "taper": (0.8, 1.02),
        "pocket": (0.38, 0.6),
        "swell": (2.2, 4.8),
        "strap": (1.0, 5.0),
    },
    build=build,
)
