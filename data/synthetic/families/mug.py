"""Mugs and cups."""

import numpy as np

from data.synthetic.decoration import PATTERNS, wall
from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import arc_lengths, lathe, ring, rounded, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_WALLS: dict[str, tuple[tuple[float, float], ...]] = {
    # Radius over the rim's, height over the whole height; bottom to top.
    "straight": ((0.0, 0.0), (0.97, 0.0), (1.0, 0.03), (1.0, 0.03), (1.0, 1.0)),
    "tapered": ((0.0, 0.0), (0.66, 0.0), (0.68, 0.02), (0.68, 0.02), (1.0, 1.0)),
    "tulip": ((0.0, 0.0), (0.55, 0.0), (0.95, 0.18), (0.92, 0.5), (0.84, 0.75), (1.0, 1.0)),
    "barrel": ((0.0, 0.0), (0.85, 0.0), (0.88, 0.0), (1.16, 0.45), (1.12, 0.65), (1.0, 1.0)),
    "bowl": ((0.0, 0.0), (0.42, 0.0), (0.44, 0.06), (0.9, 0.3), (1.0, 0.7), (1.0, 1.0)),
}


def build(s: Specification) -> Model:
    """Build a mug, handle to the right."""
    m = s.measures
    radius, height = m["radius"], m["height"]
    outline = rounded(np.array(_WALLS[s.traits["wall"]]) * (radius, height), 3)
    bare = int(np.argmax(outline[:, 0] > 0.6 * outline[:, 0].max()))
    outside, foot = outline[bare:], outline[: bare + 1]
    inside = outside[::-1] - (0.35, 0.0)
    bottom = np.array([[0.0, inside[-1, 1] + 0.3]])
    around = 2 * np.pi * outside[:, 0].mean()
    parts = [
        Part(lathe(outside), wall(s, s.traits["pattern"], around, arc_lengths(outside)[-1])),
        Part(lathe(foot), s.body()),
        Part(lathe(np.concatenate([inside, bottom])), Material(s.palette.trim, 0.6)),
        Part(ring(radius - 0.17, 0.2).moved((0, 0, height)), s.accent()),
    ]

    def reach(z: float) -> float:
        return float(np.interp(z, outside[:, 1], outside[:, 0])) - 0.25

    high, low = m["top"] * height, 0.24 * height
    out = reach(high) + m["reach"]
    if s.traits["handle"] == "round":
        path = [
            (reach(high), 0, high),
            (out, 0, high + 0.6),
            (out + 0.6, 0, (high + low) / 2),
            (out - 0.4, 0, low - 0.4),
            (reach(low), 0, low),
        ]
        parts.append(Part(tube(rounded(path, 4), m["thickness"], flatten=1.35), s.accent()))
    elif s.traits["handle"] == "square":
        a, b = (out, 0, high), (out, 0, low)
        path = [(reach(high), 0, high), a, a, b, b, (reach(low), 0, low)]
        parts.append(Part(tube(rounded(path, 2), m["thickness"], flatten=1.6), s.accent()))
    elif s.traits["handle"] == "ear":
        path = [
            (reach(high), 0, high),
            (out + 1, 0, high + 1.4),
            (out + 0.7, 0, 0.6 * height),
            (reach(low), 0, low),
        ]
        line = rounded(path, 4)
        parts.append(
            Part(
                tube(
                    line,
                    np.linspace(m["thickness"] * 1.25, m["thickness"] * 0.6, len(line)),
                    flatten=1.2,
                ),
                s.body(),
            )
        )
    return tuple(parts)


FAMILY = Family(
    name="mug",
    title="Mug",
    locarno="07-01",
    traits={
        "wall": ("straight", "tapered", "tulip", "barrel", "bowl"),
        "handle": ("round", "square", "ear", "none"),
        "pattern": PATTERNS,
    },
    ranges={
        "radius": (3.4, 5.2),
        "height": (6.5, 11.5),
        "reach": (1.8, 3.4),
        "top": (0.74, 0.9),
        "thickness": (0.4, 0.75),
    },
    build=build,
    printable=True,
)
