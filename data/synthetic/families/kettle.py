"""Electric kettles."""

import numpy as np

from data.synthetic.decoration import wall
from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import Floats, Mesh, arc_lengths, lathe, ring, rounded, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_BODIES: dict[str, tuple[tuple[float, float], ...]] = {
    # Radius over the base radius, height over the wall height; bottom to top.
    "cone": ((1.0, 0.0), (1.0, 0.0), (0.98, 0.1), (0.62, 1.0), (0.62, 1.0)),
    "dome": ((0.92, 0.0), (1.02, 0.08), (1.08, 0.35), (0.98, 0.7), (0.72, 0.95), (0.5, 1.0)),
    "barrel": ((0.8, 0.0), (0.86, 0.0), (1.02, 0.4), (1.0, 0.62), (0.76, 1.0), (0.74, 1.0)),
    "stepped": (
        (1.0, 0.0),
        (1.0, 0.0),
        (1.0, 0.42),
        (1.0, 0.46),
        (0.7, 0.52),
        (0.66, 0.6),
        (0.6, 1.0),
    ),
}


def build(s: Specification) -> Model:
    """Build a kettle on its base plate, handle to the right and spout to the left."""
    m = s.measures
    radius, height = m["radius"], m["height"]
    outline = rounded(np.array(_BODIES[s.traits["body"]]) * (radius, height), 3)
    top = outline[-1, 0]
    lid = rounded([(top, 0), (top, 0.4), (0.8 * top, 0.9 + m["lid"]), (0, 1.2 + m["lid"])])
    summit = height + 1.2 + m["lid"]
    body = wall(s, s.traits["pattern"], 2 * np.pi * radius, arc_lengths(outline)[-1])
    plate = rounded(
        [
            (0, -2.2),
            (radius + 1, -2.2),
            (radius + 1, -2.2),
            (radius + 0.8, -0.6),
            (radius, -0.3),
            (0, -0.3),
        ]
    )
    parts = [
        Part(lathe(outline), body),
        Part(lathe(lid).moved((0, 0, height)), s.trim()),
        Part(lathe(plate), s.trim()),
        Part(ring(outline[0, 0] + 0.05, 0.3).moved((0, 0, 0.2)), s.accent()),
        Part(_handle(s, outline, summit), s.trim()),
        Part(_spout(s, outline), s.body() if s.traits["spout"] != "gooseneck" else s.accent()),
        Part(_knob(s).moved((0, 0, summit - 0.3)), s.accent()),
    ]
    if s.traits["pattern"] == "plain":
        parts.append(_gauge(outline, height))
    return tuple(parts)


def _reach(outline: Floats, z: float) -> float:
    """Return the body's radius at a height."""
    return float(np.interp(z, outline[:, 1], outline[:, 0]))


def _handle(s: Specification, outline: Floats, summit: float) -> Mesh:
    m = s.measures
    height, thick = m["height"], m["thickness"]
    high, low = 0.88 * height, 0.22 * height
    x0, x1 = _reach(outline, high) - 0.6, _reach(outline, low) - 0.6
    out = max(x0, x1) + m["reach"]
    if s.traits["handle"] == "loop":
        path = [
            (x0, 0, high),
            (out * 0.8, 0, high + 1.5),
            (out + 1, 0, high),
            (out + 0.6, 0, 0.5 * height),
            (x1, 0, low),
        ]
        return tube(rounded(path, 4), thick, flatten=1.5)
    if s.traits["handle"] == "angular":
        corner = (out, 0, high + 0.8)
        path = [
            (x0, 0, high + 0.8),
            corner,
            corner,
            (out - 0.6, 0, low + 1),
            (out - 0.8, 0, low - 1),
        ]
        return tube(rounded(path, 3), thick * 0.95, flatten=1.8)
    # "bail": an arch over the lid.
    span = _reach(outline, 0.8 * height)
    rise = summit + 2.2 + m["reach"] * 0.6
    path = [
        (-span, 0, 0.8 * height),
        (-span * 1.15, 0, summit),
        (-span * 0.8, 0, rise),
        (span * 0.8, 0, rise),
        (span * 1.15, 0, summit),
        (span, 0, 0.8 * height),
    ]
    return tube(rounded(path, 4), thick * 0.75, flatten=1.3)


def _spout(s: Specification, outline: Floats) -> Mesh:
    m = s.measures
    height, length = m["height"], m["spout"]
    if s.traits["spout"] == "gooseneck":
        x = _reach(outline, 0.25 * height) - 0.8
        path = rounded(
            [
                (-x, 0, 0.22 * height),
                (-x - length, 0, 0.35 * height),
                (-x - 0.8 * length, 0, 0.8 * height),
                (-x - 1.2 * length, 0, 0.98 * height),
                (-x - 1.7 * length, 0, 0.97 * height),
            ],
            4,
        )
        return tube(path, np.linspace(1.5, 0.62, len(path)))
    x = _reach(outline, 0.8 * height)
    if s.traits["spout"] == "beak":
        path = rounded(
            [
                (-x + 2.2, 0, 0.62 * height),
                (-x - 0.4, 0, 0.82 * height),
                (-x - length, 0, 0.99 * height),
            ]
        )
        return tube(path, np.linspace(2.6, 0.9, len(path)))
    path = rounded([(-x + 2.4, 0, 0.84 * height), (-x - 0.35 * length, 0, 0.97 * height)])
    return tube(path, np.linspace(2.4, 1.5, len(path)), flatten=1.2)


def _knob(s: Specification) -> Mesh:
    size = s.measures["knob"]
    if s.traits["knob"] == "ball":
        return lathe(
            rounded([(0.5, 0), (0.5, 0.4), (1.2, 0.7), (1.3, 1.6), (0.6, 2.2), (0, 2.2)])
        ).stretched((size, size, size))
    if s.traits["knob"] == "disc":
        return lathe(
            rounded([(0.6, 0), (0.6, 0.7), (1.9, 0.8), (1.9, 0.8), (1.9, 1.4), (0, 1.5)])
        ).stretched((size, size, size))
    return ring(1.2 * size, 0.35 * size).turned(x=90).moved((0, 0, 1.3 * size))


def _gauge(outline: Floats, height: float) -> Part:
    """Return the water gauge: a dark strip down the front, to the left."""
    heights = np.linspace(0.25, 0.68, 9) * height
    path = [(0.0, -_reach(outline, float(z)) + 0.12, float(z)) for z in heights]
    return Part(tube(path, 0.42).turned(z=-42), Material((38, 44, 52), 0.9))


FAMILY = Family(
    name="kettle",
    title="Electric kettle",
    locarno="07-02",
    traits={
        "body": ("cone", "dome", "barrel", "stepped"),
        "handle": ("loop", "angular", "bail"),
        "spout": ("beak", "gooseneck", "lip"),
        "knob": ("ball", "disc", "ring"),
        "pattern": ("plain", "bands", "ribs"),
    },
    ranges={
        "radius": (6.5, 9.5),
        "height": (13.0, 22.0),
        "lid": (0.0, 2.2),
        "reach": (3.5, 7.0),
        "thickness": (0.7, 1.3),
        "spout": (3.0, 5.5),
        "knob": (0.7, 1.25),
    },
    build=build,
    printable=True,
)
