"""Coffee machines: for filter coffee, espresso and capsules."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import loft, superellipse
from data.synthetic.mesh import Mesh, extruded, joined, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_CHROME = Material((206, 208, 212), 0.85, True)
_GLASS = Material((96, 78, 68), 0.95)
_CLEAR = Material((186, 202, 210), 0.95)
_DARK = Material((32, 32, 36), 0.3)
_PORCELAIN = Material((240, 238, 232), 0.8)
_WIDTHS = {"filter": 0.9, "espresso": 1.15, "capsule": 0.66}


def build(s: Specification) -> Model:
    """Build a coffee machine that faces the viewer."""
    wide = s.measures["width"] * _WIDTHS[s.traits["form"]]
    brew = {"filter": _filter, "espresso": _espresso, "capsule": _capsule}[s.traits["form"]]
    return (
        Part(_frame(s, wide), s.body()),
        *brew(s, wide),
        *_tank(s, wide),
        *_controls(s, wide),
        *(
            Part(tube([(x, y, 0.2), (x, y, 0.6)], 0.9), _DARK)
            for x in (-0.38 * wide, 0.38 * wide)
            for y in (-0.4 * s.measures["depth"], 0.4 * s.measures["depth"])
        ),
    )


def _frame(s: Specification, wide: float) -> Mesh:
    """Return base, back and head in one: a C seen from the side."""
    m = s.measures
    front, back, low, under, top = _lines(s)
    wall = back - m["column"]
    brow = 0.25 * front if s.traits["frame"] == "slant" else front
    corners = [
        (front, 0.0),
        (front, low),
        (wall, low),
        (wall, under),
        (front, under),
        (brow, top),
        (back, top),
        (back, 0.0),
    ]
    twice = 1 if s.traits["frame"] == "round" else 2
    line = [(0.0, 0.0), *(corner for corner in corners for _ in range(twice)), (0.0, 0.0)]
    return extruded(rounded(line, 3), wide, bevel=m["bevel"]).turned(z=90)


def _lines(s: Specification) -> tuple[float, float, float, float, float]:
    """Return y of front and back, and z of the base's top, the head's underside and its top."""
    m = s.measures
    half, high = m["depth"] / 2, m["height"]
    return -half, half, m["base"], high * (1 - m["head"]), high


def _filter(s: Specification, wide: float) -> list[Part]:
    front, back, low, under, _ = _lines(s)
    room = under - low
    y = (front + back - s.measures["column"]) / 2
    size = min(0.44 * wide, 0.36 * s.measures["depth"])
    tall = 0.62 * room
    jug = rounded(
        [
            (0.0, 0.0),
            (0.8 * size, 0.0),
            (1.0 * size, 0.35 * tall),
            (0.62 * size, 0.85 * tall),
            (0.66 * size, tall),
        ]
    )
    lid = rounded([(0.7 * size, 0), (0.7 * size, 0.8), (0.3 * size, 1.4), (0, 1.5)], 2)
    cone = [(0.5 * size, 0), (0.5 * size, 0), (0.9 * size, 0.3 * room), (0.9 * size, 0.34 * room)]
    ear = [
        (0, -0.6 * size, 0.95 * tall),
        (0, -1.55 * size, 0.95 * tall),
        (0, -1.6 * size, 0.5 * tall),
        (0, -0.95 * size, 0.2 * tall),
    ]
    plate = lathe(rounded([(1.02 * size, 0), (1.02 * size, 0.5), (0, 0.6)], 2))
    return [
        Part(plate.moved((0, y, low - 0.1)), _DARK),
        Part(lathe(jug).moved((0, y, low + 0.5)), _GLASS),
        Part(lathe(lid).moved((0, y, low + 0.4 + tall)), s.trim()),
        Part(ring(0.66 * size, 0.3).moved((0, y, low + 0.5 + 0.9 * tall)), _CHROME),
        Part(
            tube(rounded(ear, 3), 0.75, flatten=1.5).turned(z=38).moved((0, y, low + 0.5)), s.trim()
        ),
        Part(lathe(rounded(cone, 2)).moved((0, y, under - 0.32 * room)), s.accent()),
    ]


def _espresso(s: Specification, wide: float) -> list[Part]:
    front, _, low, under, _ = _lines(s)
    y = 0.5 * front
    collar = rounded([(3.9, 0), (3.9, 0), (3.6, -2.2), (3.6, -2.2), (0, -2.2)], 2)
    basket = rounded([(3.5, -2.0), (3.5, -2.0), (3.3, -4.2), (2.2, -5.0), (0, -5.0)], 2)
    grip = tube(np.linspace((0, -3.2, -3.2), (0, -14.5, -4.4), 8), np.linspace(0.9, 1.5, 8))
    spouts = [
        tube(rounded([(0, 0, -4.8), (x, 0, -5.6), (x, 0, -6.8)]), 0.5, sides=8) for x in (-1.2, 1.2)
    ]
    x = 0.36 * wide
    wand = rounded(
        [
            (x, y, under + 1),
            (x, y - 3, under - 2),
            (x + 2, y - 5, 0.6 * under),
            (x + 2.4, y - 5.4, 0.45 * under),
        ]
    )
    return [
        Part(lathe(collar).moved((0, y, under)), _CHROME),
        Part(lathe(basket).moved((0, y, under)), _CHROME),
        Part(grip.turned(z=18).moved((0, y, under)), s.accent()),
        Part(joined(spouts).moved((0, y, under)), _CHROME),
        Part(tube(wand, 0.42, sides=8), _CHROME),
        Part(tube([wand[len(wand) // 2], wand[len(wand) // 2 + 3]], 0.75), _DARK),
        *_tray(0.84 * wide, low, front),
        *(_cup(0, y, low + 0.8, 0.9)),
    ]


def _capsule(s: Specification, wide: float) -> list[Part]:
    front, _, low, under, top = _lines(s)
    y = 0.62 * front
    room = under - low
    nose = rounded(
        [
            (0.36 * wide, 0),
            (0.36 * wide, 0),
            (0.3 * wide, -0.2 * room),
            (1.0, -0.26 * room),
            (0, -0.26 * room),
        ],
        2,
    )
    high = 0.24 * room
    stand = rounded([(0.4 * wide, 0), (0.4 * wide, 0), (0.4 * wide, high), (0, high)], 2)
    arch = [
        (-0.42 * wide, 0.1 * front, top - 3),
        (-0.44 * wide, 0.6 * front, top + 2.2),
        (0.44 * wide, 0.6 * front, top + 2.2),
        (0.42 * wide, 0.1 * front, top - 3),
    ]
    return [
        Part(lathe(nose).moved((0, y, under)), s.trim()),
        Part(lathe(stand).moved((0, y, low - 0.1)), s.trim()),
        Part(ring(0.34 * wide, 0.25).moved((0, y, low + high)), _CHROME),
        Part(tube(rounded(arch, 4), 0.75, flatten=1.5), _CHROME),
        *_cup(0, y, low + high, 0.8),
    ]


def _tray(wide: float, low: float, front: float) -> list[Part]:
    """Return the drip tray: a plate with slots."""
    deep = -0.95 * front
    plate = rounded_box((wide, deep, 0.9), 0.3).moved((0, front + deep / 2 + 0.6, low + 0.2))
    slots = [
        rounded_box((0.86 * wide, 0.5, 0.3), 0.1).moved((0, float(y), low + 0.6))
        for y in np.linspace(front + 2, front + deep - 1, 7)
    ]
    return [Part(plate, _CHROME), Part(joined(slots), _DARK)]


def _cup(x: float, y: float, z: float, scale: float) -> list[Part]:
    bowl = rounded([(1.6, 0), (1.7, 0), (2.6, 1.6), (3.0, 4.8), (2.8, 4.8), (0, 3.6)])
    ear = rounded([(2.6, 0, 3.8), (4.6, 0, 4.2), (4.5, 0, 1.8), (2.4, 0, 1.4)], 3)
    size = (scale, scale, scale)
    return [
        Part(mesh.stretched(size).turned(z=-35).moved((x, y, z)), _PORCELAIN)
        for mesh in (lathe(bowl), tube(ear, 0.4, sides=8))
    ]


def _tank(s: Specification, wide: float) -> list[Part]:
    """Return what is on top of the machine or at its side: a hopper, a tank or a rack of cups."""
    deep = s.measures["depth"]
    _, back, _, _, top = _lines(s)
    if s.traits["tank"] == "hopper":
        size = 0.42 * min(wide, deep)
        at = (0.0, 0.35 * back, top)
        funnel = [(-0.3, 0.7 * size, 0.7 * size), (5.2, size, size), (6.2, size, size)]
        edge = 1.04 * size
        lid = [(6, edge, edge), (7, size, size), (7.4, 0.5 * size, 0.5 * size), (7.4, 0, 0)]
        shape = superellipse(3.0)
        return [
            Part(loft(shape, funnel).moved(at), _CLEAR),
            Part(loft(shape, rounded(lid, 2)).moved(at), s.trim()),
        ]
    if s.traits["tank"] == "side":
        size, high = 0.24 * deep, 0.8 * top
        at = (-wide / 2 - 0.7 * size, back - 1.2 * size, 0.0)
        cap = rounded(
            [(1.05 * size, high), (1.05 * size, high), (size, high + 1.6), (0, high + 1.8)]
        )
        wall = rounded([(0, 0.2), (size, 0.2), (size, 0.2), (size, high), (size, high)], 2)
        return [Part(lathe(wall).moved(at), _CLEAR), Part(lathe(cap).moved(at), s.accent())]
    x, near, far = 0.4 * wide, -0.2 * back, back - 1.5
    corners = [(-x, far), (-x, near), (-x, near), (x, near), (x, near), (x, far)]
    rail = rounded([(*corner, top + 1.6) for corner in corners], 2)
    posts = [
        tube([(*corner, top - 4), (*corner, top + 1.6)], 0.3, sides=8)
        for corner in dict.fromkeys(corners)
    ]
    return [
        Part(joined([tube(rail, 0.35, sides=8), *posts]), _CHROME),
        *_cup(-0.18 * wide, 0.3 * back, top, 0.75),
        *_cup(0.2 * wide, 0.45 * back, top, 0.75),
    ]


def _controls(s: Specification, wide: float) -> list[Part]:
    front, _, _, under, top = _lines(s)
    head = top - under
    lean = 0.0
    if s.traits["frame"] == "slant":
        lean = -float(np.degrees(np.arctan2(-0.75 * front, head)))
    y = front * (0.625 if s.traits["frame"] == "slant" else 1.0)
    disc = lathe(rounded([(1.5, 0), (1.5, 0), (1.3, 1.6), (1.3, 1.6), (0, 1.7)], 2)).turned(x=90)
    if s.traits["controls"] == "dials":
        pieces = [(disc.moved((x * wide, 0, 0)), s.accent()) for x in (-0.28, 0.28)]
        gauge = lathe(rounded([(1.9, 0), (1.9, 0.5), (0, 0.5)], 2)).turned(x=90)
        pieces += [(gauge, _PORCELAIN), (ring(1.9, 0.3).turned(x=90).moved((0, -0.4, 0)), _CHROME)]
    elif s.traits["controls"] == "buttons":
        button = rounded_box((1.7, 1.0, 1.1), 0.4)
        pieces = [(button.moved((x * wide, 0, 0)), s.accent()) for x in (-0.3, -0.1, 0.1, 0.3)]
    else:
        screen = rounded_box((0.5 * wide, 0.6, 0.42 * head), 0.25)
        pieces = [
            (screen.moved((-0.08 * wide, 0, 0)), _DARK),
            (disc.moved((0.32 * wide, 0, 0)), _CHROME),
        ]
    at = (0, y, under + 0.5 * head)
    return [Part(mesh.turned(x=lean).moved(at), paint) for mesh, paint in pieces]


FAMILY = Family(
    name="coffee_machine",
    title="Coffee machine",
    locarno="07-02",
    traits={
        "form": ("filter", "espresso", "capsule"),
        "frame": ("square", "round", "slant"),
        "tank": ("hopper", "side", "rack"),
        "controls": ("dials", "buttons", "screen"),
    },
    ranges={
        "width": (18.0, 25.0),
        "depth": (23.0, 30.0),
        "height": (29.0, 38.0),
        "head": (0.24, 0.34),
        "column": (8.0, 12.0),
        "base": (2.5, 5.0),
        "bevel": (0.3, 0.9),
    },
    build=build,
)
