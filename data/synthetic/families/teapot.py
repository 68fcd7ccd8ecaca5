"""Teapots."""

import numpy as np

from data.synthetic.decoration import wall
from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import Floats, Mesh, arc_lengths, lathe, ring, rounded, tube
from data.synthetic.studio import Model, Part

_BODIES: dict[str, tuple[tuple[float, float], ...]] = {
    # Radius over the widest one's, height over the whole height; bottom to top.
    "globe": ((0.5, 0.0), (0.75, 0.02), (1.04, 0.3), (1.04, 0.65), (0.7, 0.96), (0.42, 1.0)),
    "squat": ((0.62, 0.0), (0.7, 0.0), (0.98, 0.3), (1.05, 0.5), (1.0, 0.66), (0.42, 1.0)),
    "pear": ((0.6, 0.0), (0.9, 0.05), (1.06, 0.3), (0.85, 0.6), (0.52, 0.85), (0.45, 1.0)),
    "drum": ((0.92, 0.0), (1.0, 0.0), (1.0, 0.1), (0.98, 0.9), (0.98, 1.0), (0.5, 1.0)),
}


def build(s: Specification) -> Model:
    """Build a teapot, handle to the right and spout to the left."""
    m = s.measures
    radius, height = m["radius"], m["height"]
    lift = {"plain": 0.0, "ring": 0.8, "feet": 2.2}[s.traits["foot"]]
    shape = np.array(_BODIES[s.traits["body"]]) * (radius, height)
    outline = rounded(np.add(shape, (0, lift)), 3)
    top, summit = float(outline[-1, 0]), float(outline[-1, 1])
    cover = rounded(
        [
            (1.06 * top, -0.1),
            (1.06 * top, 0.3),
            (0.7 * top, 0.4 + 0.8 * m["lid"]),
            (0, 0.5 + m["lid"]),
        ]
    )
    paint = wall(s, s.traits["pattern"], 2 * np.pi * radius, float(arc_lengths(outline)[-1]))
    parts = [
        Part(lathe(outline), paint),
        Part(lathe([(outline[0, 0], lift), (0, lift)]), s.body()),
        Part(lathe(cover).moved((0, 0, summit)), s.body()),
        Part(ring(1.04 * top, 0.16).moved((0, 0, summit)), s.accent()),
        Part(_knob(s).moved((0, 0, summit + 0.35 + m["lid"])), s.accent()),
        Part(_spout(s, outline), s.body()),
        Part(_handle(s, outline), s.trim() if s.traits["handle"] == "bail" else s.body()),
    ]
    base = float(outline[0, 0])
    if s.traits["foot"] == "ring":
        foot = [(0.85 * base, 0), (1.02 * base, 0), (0.92 * base, 0.5), (base, 1.1)]
        parts.append(Part(lathe(foot), s.accent()))
    elif s.traits["foot"] == "feet":
        claw = rounded([(0, 0), (0.8, 0), (1.1, 0.6), (0.6, 1.8), (1.3, 3.4)])
        for turn in (60, 180, 300):
            at = (0.85 * base * np.sin(np.radians(turn)), 0.85 * base * np.cos(np.radians(turn)), 0)
            parts.append(Part(lathe(claw, segments=16).moved(at), s.accent()))
    return tuple(parts)


def _reach(outline: Floats, share: float) -> tuple[float, float]:
    """Return the body's radius and height at a share of its height."""
    z = float(outline[0, 1] + share * (outline[-1, 1] - outline[0, 1]))
    return float(np.interp(z, outline[:, 1], outline[:, 0])), z


def _spout(s: Specification, outline: Floats) -> Mesh:
    length, thick = s.measures["spout"], s.measures["mouth"]
    low, z0 = _reach(outline, 0.3)
    rim = float(outline[-1, 1])
    if s.traits["spout"] == "swan":
        path = rounded(
            [
                (-low + 1.2, 0, z0),
                (-low - 0.65 * length, 0, z0 + 0.4),
                (-low - 0.5 * length, 0, 0.85 * rim),
                (-low - 0.95 * length, 0, 1.04 * rim),
                (-low - 1.2 * length, 0, 1.02 * rim),
            ],
            4,
        )
        return tube(path, np.linspace(2.1 * thick, 0.75 * thick, len(path)), sides=20)
    if s.traits["spout"] == "cannon":
        path = np.linspace((-low + 1.2, 0, z0), (-low - length, 0, 1.03 * rim), 10)
        return tube(path, np.linspace(2.0 * thick, 0.8 * thick, 10), sides=20)
    high, z1 = _reach(outline, 0.68)
    path = rounded(
        [
            (-high + 1.6, 0, z1 - 0.6),
            (-high - 0.1 * length, 0, z1 + 0.3),
            (-high - 0.55 * length, 0, 1.05 * rim),
        ],
        3,
    )
    return tube(path, np.linspace(2.0 * thick, 0.95 * thick, len(path)), sides=20)


def _handle(s: Specification, outline: Floats) -> Mesh:
    m = s.measures
    high, z1 = _reach(outline, 0.82)
    low, z0 = _reach(outline, 0.22)
    rise = float(outline[-1, 1])
    if s.traits["handle"] == "bail":
        x, z = _reach(outline, 0.84)
        top = rise + m["lid"] + 2.8 + 0.9 * m["ear"]
        path = rounded(
            [
                (-x + 0.3, 0, z),
                (-1.05 * x, 0, rise + 2),
                (-0.75 * x, 0, top),
                (0.75 * x, 0, top),
                (1.05 * x, 0, rise + 2),
                (x - 0.3, 0, z),
            ],
            4,
        )
        return tube(path, 0.8 * m["thick"], flatten=1.3, sides=16)
    out = max(high, low) + m["ear"]
    if s.traits["handle"] == "ear":
        path = rounded(
            [
                (high - 0.6, 0, z1),
                (0.9 * out, 0, z1 + 1.8),
                (out + 1.0, 0, 0.7 * z1),
                (0.92 * out, 0, z0 + 0.5),
                (low - 0.6, 0, z0),
            ],
            4,
        )
    elif s.traits["handle"] == "scroll":
        path = rounded(
            [
                (high - 0.6, 0, z1 - 0.5),
                (0.9 * out, 0, z1 + 3.2),
                (out + 1.4, 0, z1),
                (out - 0.8, 0, 0.5 * (z0 + z1)),
                (low + 0.4, 0, z0 + 0.3),
                (low + 0.9, 0, z0 - 1.0),
            ],
            4,
        )
    else:  # "angled"
        corner = (out + 0.5, 0, z1 + 0.6)
        path = rounded(
            [(high - 0.6, 0, z1 + 0.6), corner, corner, (low - 0.6, 0, z0), (low - 0.9, 0, z0)], 2
        )
    return tube(path, m["thick"], flatten=1.25, sides=16)


def _knob(s: Specification) -> Mesh:
    r = s.measures["knob"]
    profiles = {
        "ball": [(0.4, 0), (0.4, 0.3), (1.3, 0.9), (0.9, 2.0), (0, 2.0)],
        "mushroom": [(0.4, 0), (0.4, 0.9), (1.7, 0.8), (1.5, 1.5), (0, 1.6)],
        "finial": [(1.0, 0), (0.3, 0.5), (1.0, 1.4), (0.3, 2.4), (0, 3.4)],
    }
    return lathe(rounded(np.array(profiles[s.traits["knob"]]) * r), segments=28)


FAMILY = Family(
    name="teapot",
    title="Teapot",
    locarno="07-01",
    traits={
        "body": ("globe", "squat", "pear", "drum"),
        "handle": ("ear", "bail", "scroll", "angled"),
        "spout": ("swan", "cannon", "lip"),
        "knob": ("ball", "mushroom", "finial"),
        "foot": ("plain", "ring", "feet"),
        "pattern": ("plain", "bands", "leaves"),
    },
    ranges={
        "radius": (6.5, 9.0),
        "height": (8.5, 13.5),
        "lid": (0.6, 2.6),
        "ear": (3.0, 5.2),
        "thick": (0.6, 1.0),
        "spout": (4.5, 7.5),
        "mouth": (0.8, 1.15),
        "knob": (0.75, 1.2),
    },
    build=build,
    printable=True,
)
