"""Vacuum cleaners: cordless sticks, uprights and sledges."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import Mesh, extruded, joined, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_METAL = Material((186, 190, 196), 0.75, True)
_CLEAR = Material((176, 188, 196), 0.9)
_DARK = Material((34, 34, 38), 0.3)
_QUARTER = 38.0
"""Degrees by which the product is turned, so that its nozzle shows to the front."""


def build(s: Specification) -> Model:
    """Build a vacuum cleaner on the floor, its nozzle to the left and to the front."""
    form = {"stick": _stick, "upright": _upright, "sledge": _sledge}[s.traits["form"]]
    return tuple(Part(part.mesh.turned(z=_QUARTER), part.material) for part in form(s))


def _lean(parts: list[Part], degrees: float, at: tuple[float, float, float]) -> list[Part]:
    """Tip parts that stand on the origin to the right, and move them."""
    return [Part(part.mesh.turned(y=degrees).moved(at), part.material) for part in parts]


def _stick(s: Specification) -> list[Part]:
    m = s.measures
    length, radius = m["length"], 0.62 * m["bin"]
    hand = 0.66 * length
    motor = lathe(
        rounded([(0, -6), (4.2, -5.6), (4.6, -3), (4.6, 4), (3.4, 6.5), (0, 6.6)])
    ).turned(y=90)
    parts = [
        Part(tube(np.linspace((0, 0, 2), (0, 0, hand), 6), m["wand"]), _METAL),
        Part(tube([(0, 0, hand - 3), (0, 0, hand + 2)], m["wand"] * 1.5), s.trim()),
        Part(
            tube(np.linspace((0, 0, hand), (0, 0, hand + 1.14 * m["height"]), 5), 2.6),
            s.body(),
        ),
        *_moved(_bin(s, radius, m["height"] * 0.75), (-radius - 1.2, 0, hand + 1)),
        Part(motor.moved((-1.5, 0, hand + m["height"])), s.body()),
        Part(
            ring(3.4, 0.5).turned(y=90).moved((-8.0, 0, hand + m["height"])),
            s.accent(),
        ),
        *_moved(_grip(s), (3.0, 0, hand + m["height"] - 2)),
        Part(rounded_box((7, 5.4, 9), 1.2).moved((5.5, 0, hand - 2)), s.trim()),
    ]
    return [*_nozzle(s), *_lean(parts, m["lean"], (1.5, 0, 3.5))]


def _upright(s: Specification) -> list[Part]:
    m = s.measures
    length, radius, high = m["length"], m["bin"], 1.5 * m["height"]
    shell = rounded(
        [(0, 0), (radius, 0.5), (radius + 1.6, 5), (radius + 1.4, 12), (radius + 0.4, 14), (0, 14)]
    )
    top = 14 + high
    spine = np.linspace((radius, 0, 4), (radius, 0, top + 6), 6)
    parts = [
        Part(lathe(shell), s.body()),
        *_moved(_bin(s, radius, high), (0, 0, 14)),
        Part(tube(spine, 3.0, flatten=1.6), s.body()),
        Part(tube(np.linspace(spine[-1], (radius, 0, length), 5), m["wand"] * 1.1), _METAL),
        *_moved(_grip(s), (radius - 1, 0, length)),
        *(
            Part(tube([(radius + 3.2, 0, z), (radius + 6, 0, z)], 0.8), s.trim())
            for z in (0.45 * length, 0.75 * length)
        ),
    ]
    wheel = rounded([(0, -1.4), (4.6, -1.4), (4.6, -1.4), (4.6, 1.4), (4.6, 1.4), (0, 1.4)], 2)
    wheels = [
        Part(lathe(wheel).turned(x=90).moved((9, sign * (radius + 1.5), 4.6)), s.trim())
        for sign in (-1, 1)
    ]
    return [*_nozzle(s), *wheels, *_lean(parts, 0.6 * m["lean"], (7.5, 0, 6))]


def _sledge(s: Specification) -> list[Part]:
    m = s.measures
    radius, long = m["bin"] * 1.25, 1.6 * m["height"]
    x0 = 42.0
    wheel = rounded([(0, -2), (8.5, -2), (8.5, -2), (8.5, 2), (8, 2.4), (0, 2.6)], 2)
    hull = lathe(
        rounded(
            [
                (0, 0),
                (0.6 * radius, 0.5),
                (1.05 * radius, 0.25 * long),
                (1.1 * radius, 0.7 * long),
                (0.7 * radius, long),
                (0, long),
            ]
        )
    ).turned(y=90)
    hull = hull.stretched((1, 1.1, 0.72)).moved((x0, 0, 0.8 * radius + 1.5))
    parts = [Part(hull, s.body())]
    for sign in (-1, 1):
        at = (x0 + 0.72 * long, sign * (1.12 * radius), 8.5)
        parts += [
            Part(lathe(wheel).turned(x=-90 * sign).moved(at), s.trim()),
            Part(
                lathe(rounded([(4, 0), (4, 0.8), (0, 1)], 2))
                .turned(x=-90 * sign)
                .moved((at[0], at[1] + sign * 2.2, at[2])),
                s.accent(),
            ),
        ]
    parts += _lean(_bin(s, 0.8 * m["bin"], m["height"]), -20, (x0 + 0.45 * long, 0, radius))
    carry = [
        (x0 + 0.75 * long, 0, 1.3 * radius),
        (x0 + 0.85 * long, 0, 2.1 * radius),
        (x0 + 1.02 * long, 0, 1.6 * radius),
        (x0 + 0.98 * long, 0, 0.9 * radius),
    ]
    parts.append(Part(tube(rounded(carry, 4), 1.3, flatten=1.4), s.accent()))
    wand = 0.62 * m["length"]
    stem = [
        Part(tube(np.linspace((0, 0, 2), (0, 0, wand), 6), m["wand"]), _METAL),
        Part(tube([(0, 0, 0.5 * wand), (0, 0, 0.5 * wand + 4)], 1.4 * m["wand"]), s.trim()),
        *_moved(_grip(s), (0, 0, wand)),
    ]
    slant = m["lean"] + 12
    tip = np.array(
        [1.5 + np.sin(np.radians(slant)) * wand, 0, 3.5 + np.cos(np.radians(slant)) * wand]
    )
    hose = rounded(
        [
            tip,
            np.add(tip, (8, 1, 14)),
            (x0 + 0.5 * long, 6, tip[2] + 16),
            (x0 + 0.6 * long, 5, 0.5 * tip[2] + 20),
            (x0 - 9, 3, 2.2 * radius + 6),
            (x0 - 7, 0, 0.9 * radius),
            (x0 + 3, 0, 0.8 * radius),
        ],
        4,
    )
    wavy = m["wand"] * (1.15 + 0.16 * np.sin(np.arange(len(hose)) * 2.1))
    parts.append(Part(tube(hose, wavy), _DARK))
    return [*_nozzle(s), *_lean(stem, slant, (1.5, 0, 3.5)), *parts]


def _moved(parts: list[Part], offset: tuple[float, float, float]) -> list[Part]:
    return [Part(part.mesh.moved(offset), part.material) for part in parts]


def _bin(s: Specification, radius: float, height: float) -> list[Part]:
    """Return the dust container, standing on the origin."""
    if s.traits["bin"] == "cylinder":
        return [
            Part(lathe([(radius, 0.8), (radius, height - 1)]), _CLEAR),
            Part(
                lathe(rounded([(0, 0), (radius + 0.3, 0), (radius + 0.3, 1.4), (0, 1.4)], 2)),
                s.trim(),
            ),
            Part(
                lathe(
                    rounded([(radius + 0.3, height - 3), (radius + 0.3, height), (0, height + 0.4)])
                ),
                s.accent(),
            ),
            Part(ring(radius, 0.3).moved((0, 0, 0.45 * height)), s.accent()),
        ]
    if s.traits["bin"] == "cyclone":
        cones = [
            lathe(
                rounded([(0.12 * radius, 0), (0.3 * radius, 0.45 * height), (0, 0.5 * height)], 2)
            )
            .turned(y=8)
            .moved((0.72 * radius, 0, 0.56 * height))
            .turned(z=360 * i / 9)
            for i in range(9)
        ]
        cup = rounded(
            [(0, 0), (0.72 * radius, 0), (0.98 * radius, 0.58 * height), (0, 0.6 * height)]
        )
        return [
            Part(lathe(cup), _CLEAR),
            Part(joined(cones), s.accent()),
            Part(ring(0.98 * radius, 0.5).moved((0, 0, 0.58 * height)), s.trim()),
        ]
    bag = lathe(
        rounded(
            [
                (0, 0),
                (0.9 * radius, 0),
                (1.25 * radius, 0.3 * height),
                (0.95 * radius, 0.75 * height),
                (0.35 * radius, height),
                (0, height),
            ]
        )
    )
    return [
        Part(bag.stretched((0.85, 1.05, 1)), s.accent()),
        Part(
            lathe(rounded([(0, 0), (0.5 * radius, 0), (0.45 * radius, 2.5), (0, 2.6)], 2)).moved(
                (0, 0, height - 1)
            ),
            s.trim(),
        ),
    ]


def _grip(s: Specification) -> list[Part]:
    """Return the handle: its stem ends in the origin, fingers to the right."""
    if s.traits["handle"] == "loop":
        path = [
            (0.0, 0.0, -1.0),
            (-1, 0, 7),
            (2, 0, 13),
            (8, 0, 11),
            (9, 0, 4),
            (5, 0, -2),
            (0, 0, -3),
        ]
    elif s.traits["handle"] == "pistol":
        path = [(-1, 0, 0), (2, 0, 5), (6, 0, 5.5), (8, 0, 3), (10.5, 0, -8)]
    else:
        path = [(0.0, 0.0, -2.0), (0, 0, 6), (2, 0, 11), (9, 0, 14), (14, 0, 13)]
    line = rounded(path, 4)
    trigger = rounded_box((1.2, 1.4, 2.4), 0.4).moved(line[len(line) // 2] + (-1.2, 0, -1.2))
    return [Part(tube(line, 1.35, flatten=1.25), s.trim()), Part(trigger, s.accent())]


def _nozzle(s: Specification) -> list[Part]:
    """Return the floor head: across the y axis, its neck at the origin."""
    wide = s.measures["nozzle"]
    neck = Part(tube(rounded([(-4, 0, 2.5), (-1, 0, 3), (1.8, 0, 5)]), 2.2, flatten=1.4), s.trim())
    if s.traits["nozzle"] == "roller":
        roll = tube(np.linspace((0, -wide / 2 + 2.6, 0), (0, wide / 2 - 2.6, 0), 6), 2.6)
        hood = rounded_box((7, wide + 0.6, 3.4), 1.4).moved((-4.5, 0, 4.0))
        return [neck, Part(roll.moved((-7.5, 0, 2.7)), s.accent()), Part(hood, s.body())]
    if s.traits["nozzle"] == "delta":
        return [
            neck,
            Part(_delta(wide), s.body()),
            Part(rounded_box((1.4, wide, 2.0), 0.5).moved((-8.2, 0, 1.2)), s.trim()),
        ]
    slab = rounded_box((8.5, wide, 2.6), 1.0).moved((-5, 0, 1.4))
    strip = rounded_box((1.0, 0.92 * wide, 0.8), 0.3).moved((-6.4, 0, 2.7))
    return [neck, Part(slab, s.trim()), Part(strip, s.accent())]


def _delta(wide: float) -> Mesh:
    half = wide / 2
    outline = rounded(
        [
            (2, 0),
            (2, -2.5),
            (-5, -half),
            (-9, -half),
            (-9, 0),
            (-9, half),
            (-5, half),
            (2, 2.5),
            (2, 0),
        ],
        2,
    )
    return extruded(outline[:-1], 3.2, bevel=1.0).turned(x=90).moved((0, 0, 2.0))


FAMILY = Family(
    name="vacuum_cleaner",
    title="Vacuum cleaner",
    locarno="15-05",
    traits={
        "form": ("stick", "upright", "sledge"),
        "bin": ("cylinder", "cyclone", "bag"),
        "handle": ("loop", "pistol", "cane"),
        "nozzle": ("flat", "roller", "delta"),
    },
    ranges={
        "length": (88.0, 112.0),
        "bin": (6.5, 9.5),
        "height": (15.0, 24.0),
        "wand": (1.4, 2.2),
        "lean": (12.0, 30.0),
        "nozzle": (22.0, 32.0),
    },
    build=build,
)
