"""Stools, from kitchen to bar height."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.families.legs import (
    Spots,
    circle,
    corners,
    crossbars,
    disc_foot,
    square_legs,
    turned_legs,
)
from data.synthetic.families.shells import plate, rounded_rectangle, squircle
from data.synthetic.mesh import Mesh, ring, tube
from data.synthetic.studio import Model, Part


def build(s: Specification) -> Model:
    """Build a stool."""
    high = s.measures["height"]
    parts = [Part(_seat(s).moved((0, 0, high)), s.body())]
    if s.traits["seat"] == "cushion":
        rim = ring(0.985 * s.measures["seat"], 0.5).moved((0, 0, high + 0.8))
        parts.append(Part(rim, s.accent()))
    parts.extend(Part(mesh, s.trim()) for mesh in _legs(s))
    parts.extend(Part(mesh, s.accent()) for mesh in _rest(s))
    return tuple(parts)


def _seat(s: Specification) -> Mesh:
    radius, deep = s.measures["seat"], s.measures["cushion"]
    if s.traits["seat"] == "round":
        return plate(squircle(2 * radius, 2 * radius, 2), deep, edge=0.4 * deep)
    if s.traits["seat"] == "cushion":
        outline = squircle(2 * radius, 2 * radius, 2)
        return plate(outline, 4 + deep, edge=2.2, crown=0.4 * deep)
    if s.traits["seat"] == "square":
        return plate(rounded_rectangle(1.9 * radius, 1.9 * radius, 2.5), deep, edge=0.4 * deep)
    # "saddle": wide, and sagging in the middle.
    outline = squircle(2.3 * radius, 1.6 * radius, 3.5)
    seat = plate(outline, deep, edge=0.4 * deep)
    rise = 4.5 * (seat.vertices[:, 0] / (1.15 * radius)) ** 2 - 1.0
    seat.vertices[:, 2] += np.where(rise > 0, rise, 0.4 * rise)
    return seat


def _spots(s: Specification) -> Spots:
    radius = s.measures["seat"]
    if s.traits["legs"] == "tripod":
        return circle(0.62 * radius, 3)
    return corners(1.05 * radius, 1.05 * radius)


def _legs(s: Specification) -> list[Mesh]:
    m = s.measures
    high = m["height"] + 0.5
    if s.traits["legs"] == "square":
        return square_legs(_spots(s), high, m["splay"], m["leg"])
    if s.traits["legs"] == "pedestal":
        return [
            *disc_foot(0.9 * m["seat"] + 0.6 * m["splay"], high, 1.5 * m["leg"]),
            plate(squircle(15, 15, 2), 1.2, edge=0.3).moved((0, 0, high - 1.8)),
        ]
    return turned_legs(_spots(s), high, m["splay"], m["leg"])


def _rest(s: Specification) -> list[Mesh]:
    """Return what the feet rest on."""
    m = s.measures
    level = m["rest"] * m["height"]
    if s.traits["rest"] == "none":
        return []
    if s.traits["legs"] == "pedestal":
        radius = 0.78 * m["seat"]
        if s.traits["rest"] == "ring":
            spokes = circle(radius, 3)
            return [
                ring(radius, 0.9).moved((0, 0, level)),
                *(tube([(0, 0, level), (x, y, level)], 0.7) for x, y in spokes),
            ]
        # A bar in front, held by two arms.
        path = [(-radius, -radius, level), (radius, -radius, level)]
        arms = [tube([(0, 0, level + 3), (x, -radius, level)], 0.7) for x in (-5.0, 5.0)]
        return [tube(path, 1.1), *arms]
    share = m["splay"] * (1 - m["rest"])
    spots = [
        (x * (1 + share / float(np.hypot(x, y))), y * (1 + share / float(np.hypot(x, y))))
        for x, y in _spots(s)
    ]
    if s.traits["rest"] == "bars":
        return crossbars(spots, level, 0.6 * m["leg"])
    return [ring(float(np.hypot(*spots[0])), 0.9).moved((0, 0, level))]


FAMILY = Family(
    name="stool",
    title="Stool",
    locarno="06-01",
    traits={
        "seat": ("round", "cushion", "square", "saddle"),
        "legs": ("turned", "square", "tripod", "pedestal"),
        "rest": ("none", "bars", "ring"),
    },
    ranges={
        "height": (42.0, 78.0),
        "seat": (14.5, 20.0),
        "cushion": (2.2, 6.0),
        "leg": (1.1, 2.2),
        "splay": (1.0, 9.0),
        "rest": (0.25, 0.45),
    },
    build=build,
)
