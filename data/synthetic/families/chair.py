"""Dining and office chairs."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.families.legs import (
    corners,
    crossbars,
    sled_legs,
    square_legs,
    star_legs,
    turned_legs,
)
from data.synthetic.families.shells import plate, rounded_rectangle, squircle, thick
from data.synthetic.mesh import Floats, Mesh, rounded, tube
from data.synthetic.studio import Model, Part


def build(s: Specification) -> Model:
    """Build a chair that faces the viewer."""
    m = s.measures
    high = m["height"]
    seat = plate(_seat(s), m["cushion"], edge=0.45 * m["cushion"], crown=0.3 * m["cushion"])
    frame = rounded_rectangle(0.84 * m["width"], 0.84 * m["depth"], 3.0)
    return (
        Part(seat.moved((0, 0, high)), s.body()),
        Part(plate(frame, 2.0, edge=0.4).moved((0, 0, high - 1.9)), s.trim()),
        *(Part(mesh, s.trim()) for mesh in _legs(s)),
        *_back(s),
    )


def _seat(s: Specification) -> Floats:
    width, depth = s.measures["width"], s.measures["depth"]
    if s.traits["seat"] == "round":
        return squircle(width, depth, 2.2)
    outline = rounded_rectangle(width, depth, 5.0)
    if s.traits["seat"] == "tapered":
        outline[:, 0] *= 0.86 - 0.28 * outline[:, 1] / depth
    return outline


def _legs(s: Specification) -> list[Mesh]:
    m = s.measures
    high, leg = m["height"], m["leg"]
    spots = corners(0.74 * m["width"], 0.74 * m["depth"])
    if s.traits["legs"] == "turned":
        return turned_legs(spots, high, m["splay"] + 1, leg)
    if s.traits["legs"] == "square":
        feet = square_legs(spots, high, 0.5 * m["splay"], leg)
        return [*feet, *crossbars(spots, 0.32 * high, 0.5 * leg)]
    if s.traits["legs"] == "sled":
        return sled_legs(0.86 * m["width"], 0.7 * m["depth"], high, 0.6 * leg, m["splay"])
    return star_legs(0.58 * m["width"] + m["splay"], high, leg)


def _back(s: Specification) -> list[Part]:
    m = s.measures
    wide, tall, leg = 0.42 * m["width"], m["back"], m["leg"]
    if s.traits["back"] == "hoop":
        arches = [_arch(s, wide, tall), _arch(s, 0.55 * wide, 0.78 * tall)]
        return [Part(tube(path, 0.75 * leg), s.accent()) for path in arches]
    posts = [
        tube([_at(s, x, -3.0), _at(s, x, 0.5 * tall), _at(s, x, tall)], (leg, leg, 0.75 * leg))
        for x in (-wide, wide)
    ]
    parts = [Part(mesh, s.trim()) for mesh in posts]
    if s.traits["back"] == "panel":
        panel = _slat(s, 1.12 * wide, 0.3 * tall, 1.04 * tall, 1.8)
        return [*parts, Part(panel, s.body())]
    if s.traits["back"] == "ladder":
        return [
            *parts,
            *(
                Part(_slat(s, wide, (low - 0.07) * tall, (low + 0.07) * tall, 1.4), s.accent())
                for low in (0.36, 0.64, 0.92)
            ),
        ]
    rails = [_slat(s, wide, low * tall, (low + 0.13) * tall, 1.8) for low in (0.12, 0.88)]
    rods = [
        tube([_at(s, x, 0.15 * tall), _at(s, x, 0.95 * tall)], 0.4 * leg, sides=8)
        for x in np.linspace(-0.72, 0.72, 6) * wide
    ]
    return [*parts, *(Part(mesh, s.accent()) for mesh in (*rails, *rods))]


def _at(s: Specification, x: float, rise: float) -> tuple[float, float, float]:
    """Return the point of the leaning, bowed back at `x`, `rise` above the seat."""
    m = s.measures
    bow = m["bow"] * (1 - (x / (0.45 * m["width"])) ** 2)
    lean = float(np.tan(np.radians(m["recline"]))) * max(rise, 0.0)
    return x, 0.4 * m["depth"] + lean + bow * min(max(rise, 0.0) / 12, 1.0), m["height"] + rise


def _slat(s: Specification, wide: float, low: float, high: float, thickness: float) -> Mesh:
    grid = [
        [_at(s, float(x), float(z)) for x in np.linspace(-wide, wide, 11)]
        for z in np.linspace(low, high, 5)
    ]
    return thick(grid, thickness)


def _arch(s: Specification, wide: float, tall: float) -> Floats:
    corner = [(-0.95 * wide, 0.97 * tall), (0.95 * wide, 0.97 * tall)]
    line = [(-0.8 * wide, -2.0), (-wide, 0.55 * tall), *corner, (wide, 0.55 * tall)]
    flat = rounded([*line, (0.8 * wide, -2.0)], 4)
    return np.array([_at(s, float(x), float(z)) for x, z in flat])


FAMILY = Family(
    name="chair",
    title="Chair",
    locarno="06-01",
    traits={
        "back": ("panel", "ladder", "rods", "hoop"),
        "legs": ("turned", "square", "sled", "star"),
        "seat": ("square", "tapered", "round"),
    },
    ranges={
        "width": (40.0, 52.0),
        "depth": (39.0, 47.0),
        "height": (41.0, 48.0),
        "cushion": (2.2, 7.0),
        "back": (34.0, 58.0),
        "recline": (3.0, 16.0),
        "bow": (0.0, 5.0),
        "leg": (1.3, 2.3),
        "splay": (0.0, 7.0),
    },
    build=build,
)
