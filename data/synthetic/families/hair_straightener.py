"""Hair straighteners."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import (
    Floats,
    extruded,
    joined,
    lathe,
    ring,
    rounded,
    rounded_box,
    tube,
)
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_PLATE = Material((150, 140, 136), 0.9, True)
_STEEL = Material((202, 204, 208), 0.85, True)
_DARK = Material((30, 30, 34), 0.35)
_LIFT = 5.4
"""Height of the hinge's foot above the lowest point of the flex."""
_ARMS: dict[str, tuple[tuple[float, float], ...]] = {
    # Thickness over the arm's and height over its length, along the outer side from the hinge up.
    "slim": ((0.7, 0.0), (0.9, 0.1), (0.92, 0.5), (0.9, 0.9), (0.6, 1.0)),
    "wave": ((0.6, 0.0), (1.0, 0.12), (0.62, 0.38), (0.7, 0.55), (1.1, 0.8), (0.7, 1.0)),
    "wedge": ((0.45, 0.0), (0.5, 0.1), (0.75, 0.5), (1.35, 0.93), (1.2, 1.0)),
    "grip": ((0.8, 0.0), (1.3, 0.08), (1.25, 0.42), (0.72, 0.52), (0.7, 0.95), (0.5, 1.0)),
}


def build(s: Specification) -> Model:
    """Build a straightener that stands on its hinge, open to the top."""
    half = s.measures["opening"] / 2
    parts = [
        Part(part.mesh.turned(y=sign * half).moved((sign * 0.2, 0, 3.0)), part.material)
        for sign in (-1, 1)
        for part in _arm(s, sign)
    ]
    parts += [*_hinge(s), *_flex(s)]
    return tuple(Part(part.mesh.moved((0, 0, _LIFT)), part.material) for part in parts)


def _arm(s: Specification, sign: int) -> list[Part]:
    """Return the left (-1) or right (1) arm, closed: its inner side at x = 0."""
    m = s.measures
    long, deep, thick = m["length"], m["depth"], m["thickness"]
    outer = rounded(np.array(_ARMS[s.traits["arm"]]) * (thick, long), 3)
    skin = extruded(_mirrored([(0.15, 0.0), *outer.tolist(), (0.15, long)], sign), deep, bevel=0.35)
    share = m["plate"]
    low, high = (0.96 - share) * long, 0.96 * long
    bed = rounded_box((0.5, 0.96 * deep, high - low + 0.8), 0.15)
    plate = rounded_box((0.5, 0.8 * deep, high - low), 0.15)
    middle = (low + high) / 2
    parts = [
        Part(skin, s.body()),
        Part(bed.moved((sign * 0.15, 0, middle)), _DARK),
        Part(plate.moved((-sign * 0.02, 0, middle)), _PLATE),
        *_tip(s, outer, sign),
    ]
    if sign == 1:
        parts += _controls(s, outer)
    if s.traits["vents"] == "slots":
        slots = [
            rounded_box((1.2, 0.94 * deep, 0.5), 0.15).moved((_reach(outer, z), 0, z))
            for z in (np.linspace(0.58, 0.86, 7) * long).tolist()
        ]
        parts.append(Part(joined(slots).stretched((sign, 1, 1)), _DARK))
    elif s.traits["vents"] == "spine":
        heights = np.linspace(0.12, 0.9, 16) * long
        line = [(sign * (_reach(outer, z) - 0.02), 0.0, z) for z in heights.tolist()]
        parts.append(Part(tube(line, 0.6, flatten=1.4), s.accent()))
    return parts


def _mirrored(outline: list[tuple[float, float]] | list[list[float]], sign: int) -> Floats:
    line: Floats = np.array(outline, dtype=float) * (sign, 1)
    return line


def _reach(outer: Floats, z: float) -> float:
    """Return how far an arm reaches out at a height."""
    return float(np.interp(z, outer[:, 1], outer[:, 0]))


def _tip(s: Specification, outer: Floats, sign: int) -> list[Part]:
    m = s.measures
    long, deep = m["length"], m["depth"]
    wide = _reach(outer, 0.97 * long)
    if s.traits["tip"] == "cap":
        shape = rounded(
            [
                (0.0, 0.95 * long),
                (wide + 0.12, 0.95 * long),
                (wide + 0.1, long + 0.6),
                (0.0, long + 0.9),
                (0.0, 0.95 * long),
            ],
            2,
        )
        return [Part(extruded(shape * (sign, 1), deep + 0.25, bevel=0.3), s.accent())]
    if s.traits["tip"] == "horn":
        path = [
            (sign * 0.5 * wide, 0, 0.95 * long),
            (sign * 0.7 * wide, 0, long + 0.6),
            (sign * (wide + 1.0), 0, long + 1.6),
        ]
        return [Part(tube(rounded(path), 0.55, flatten=0.7 * deep), s.trim())]
    return []


def _hinge(s: Specification) -> list[Part]:
    m = s.measures
    deep, thick = m["depth"], m["thickness"]
    size = 0.95 * thick
    if s.traits["hinge"] == "disc":
        drum = rounded(
            [
                (0, -0.55 * deep),
                (size, -0.55 * deep),
                (size, -0.55 * deep),
                (size, 0.55 * deep),
                (size, 0.55 * deep),
                (0, 0.55 * deep),
            ],
            2,
        )
        return [
            Part(lathe(drum).turned(x=90).moved((0, 0, 3.0)), s.trim()),
            Part(ring(0.7 * size, 0.18).turned(x=90).moved((0, -0.55 * deep, 3.0)), s.accent()),
        ]
    if s.traits["hinge"] == "boot":
        boot = rounded(
            [
                (-0.6, 0),
                (0.6, 0),
                (1.35 * thick, 3.2),
                (1.3 * thick, 5.2),
                (-1.3 * thick, 5.2),
                (-1.35 * thick, 3.2),
                (-0.6, 0),
            ],
            2,
        )
        return [Part(extruded(boot, 1.08 * deep, bevel=0.3), s.trim())]
    fork = rounded_box((1.5 * thick, 0.9 * deep, 3.4), 0.6).moved((0, 0, 2.2))
    pin = tube([(0, -0.56 * deep, 3.2), (0, 0.56 * deep, 3.2)], 0.6)
    return [Part(fork, s.accent()), Part(pin, _STEEL)]


def _flex(s: Specification) -> list[Part]:
    """Return the swivel and the flex, which falls to the back."""
    foot = 2.4 - 0.95 * s.measures["thickness"] if s.traits["hinge"] == "disc" else 0.0
    path = rounded(
        [
            (0, 0, -0.6),
            (0.3, 0.3, -3.4),
            (2.5, 3, -5.2),
            (6.5, 5, -3.8),
            (9.5, 6, -4.6),
            (12, 6, -4.2),
        ],
        4,
    )
    knuckle = lathe(rounded([(0, -1.4), (0.55, -1.3), (0.8, 0.2), (0.7, 0.9), (0, 1.0)]))
    return [
        Part(tube(np.add(path, (0, 0, foot)), 0.33, sides=8), _DARK),
        Part(knuckle.moved((0, 0, foot)), s.trim()),
    ]


def _controls(s: Specification, outer: Floats) -> list[Part]:
    """Return what is on the front of the right arm."""
    m = s.measures
    z = 0.3 * m["length"]
    x, y = 0.5 * _reach(outer, z) + 0.05, -m["depth"] / 2
    wide = 0.62 * _reach(outer, z)
    if s.traits["controls"] == "buttons":
        cap = lathe(rounded([(0.42 * wide, -0.2), (0.42 * wide, 0.25), (0, 0.3)], 2)).turned(x=90)
        return [
            Part(cap.moved((x, y, z + step)), s.accent() if step else _STEEL)
            for step in (-1.5, 0.0, 1.5)
        ]
    if s.traits["controls"] == "wheel":
        wheel = rounded([(0.9 * wide, -0.3), (0.9 * wide, 0.5), (0.6 * wide, 0.6), (0, 0.5)], 2)
        return [
            Part(lathe(wheel).turned(x=90).moved((x, y, z)), s.accent()),
            Part(ring(0.95 * wide, 0.14).turned(x=90).moved((x, y - 0.1, z)), _STEEL),
        ]
    screen = rounded_box((wide, 0.4, 3.6), 0.15).moved((x, y, z))
    light = rounded_box((0.6 * wide, 0.2, 0.9), 0.08).moved((x, y - 0.2, z + 0.9))
    return [Part(screen, _DARK), Part(light, Material((120, 214, 236), 0.3))]


FAMILY = Family(
    name="hair_straightener",
    title="Hair straightener",
    locarno="28-03",
    traits={
        "arm": ("slim", "wave", "wedge", "grip"),
        "hinge": ("disc", "boot", "fork"),
        "tip": ("plain", "cap", "horn"),
        "vents": ("none", "slots", "spine"),
        "controls": ("buttons", "wheel", "screen"),
    },
    ranges={
        "length": (21.0, 27.0),
        "depth": (2.8, 4.4),
        "thickness": (1.7, 2.6),
        "opening": (14.0, 34.0),
        "plate": (0.32, 0.56),
    },
    build=build,
)
