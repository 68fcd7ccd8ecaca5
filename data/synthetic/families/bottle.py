"""Drinking bottles and flasks."""

import numpy as np

from data.synthetic.decoration import PATTERNS, wall
from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import arc_lengths, lathe, ring, rounded, tube
from data.synthetic.studio import Model, Part

_BODIES: dict[str, tuple[tuple[float, float], ...]] = {
    # Radius over the body's, height over the wall's; bottom to top.
    "shoulder": ((0.95, 0.0), (1.0, 0.0), (1.0, 0.78), (0.98, 0.86), (0.5, 0.96), (0.48, 1.0)),
    "straight": ((0.96, 0.0), (1.0, 0.0), (1.0, 0.98), (1.0, 1.0), (0.85, 1.0)),
    "waisted": (
        (0.98, 0.0),
        (1.0, 0.0),
        (1.0, 0.25),
        (0.74, 0.5),
        (0.8, 0.62),
        (0.98, 0.8),
        (0.55, 1.0),
    ),
    "drop": ((0.75, 0.0), (0.95, 0.02), (1.05, 0.25), (0.9, 0.55), (0.45, 0.9), (0.42, 1.0)),
    "tapered": ((0.72, 0.0), (0.74, 0.0), (1.0, 0.92), (1.0, 0.98), (0.9, 1.0)),
}


def build(s: Specification) -> Model:
    """Build a standing bottle."""
    m = s.measures
    radius, height = m["radius"], m["height"]
    outline = rounded(np.array(_BODIES[s.traits["body"]]) * (radius, height), 3)
    neck, z = float(outline[-1, 0]), height
    floor = [(0.0, 0.02), (float(outline[0, 0]), 0.0)]
    parts = [
        Part(
            lathe(outline),
            wall(s, s.traits["pattern"], 2 * np.pi * radius, arc_lengths(outline)[-1]),
        ),
        Part(lathe(floor), s.trim()),
        Part(ring(neck, 0.28).moved((0, 0, z + 0.1)), s.trim()),
    ]
    wide, tall = neck * 1.04, m["cap"]
    if s.traits["cap"] == "screw":
        cap = [
            (wide, 0),
            (wide, 0),
            (wide, tall),
            (wide, tall),
            (0.9 * wide, tall + 0.3),
            (0, tall + 0.3),
        ]
        parts.append(Part(lathe(rounded(cap, 2)).moved((0, 0, z + 0.2)), s.accent()))
        parts.extend(
            Part(ring(wide, 0.12).moved((0, 0, z + 0.2 + tall * share)), s.accent())
            for share in (0.3, 0.5, 0.7)
        )
    elif s.traits["cap"] == "dome":
        cap = [
            (wide, 0),
            (wide, 0.2 * tall),
            (wide, 0.8 * tall),
            (0.6 * wide, 1.3 * tall),
            (0, 1.4 * tall),
        ]
        parts.append(Part(lathe(rounded(cap)).moved((0, 0, z + 0.2)), s.accent()))
    elif s.traits["cap"] == "loop":
        cap = [(wide, 0), (wide, 0), (wide, 0.6 * tall), (wide, 0.7 * tall), (0, 0.75 * tall)]
        parts.append(Part(lathe(rounded(cap, 2)).moved((0, 0, z + 0.2)), s.accent()))
        rise = z + 0.6 * tall
        span = 0.8 * wide
        path = [
            (-span, 0, rise),
            (-span, 0, rise + 1.4 * tall),
            (0, 0, rise + 1.9 * tall),
            (span, 0, rise + 1.4 * tall),
            (span, 0, rise),
        ]
        parts.append(Part(tube(rounded(path, 4), 0.42, flatten=2.0), s.accent()))
    else:
        cap = [
            (wide, 0),
            (wide, 0),
            (wide, 0.5 * tall),
            (0.9 * wide, 0.7 * tall),
            (0.4 * wide, 0.9 * tall),
            (0.35 * wide, 1.2 * tall),
            (0, 1.2 * tall),
        ]
        parts.append(Part(lathe(rounded(cap, 2)).moved((0, 0, z + 0.2)), s.accent()))
        spout = [
            (0.26 * wide, 0),
            (0.26 * wide, 0.6 * tall),
            (0.34 * wide, 0.7 * tall),
            (0.3 * wide, 1.1 * tall),
            (0, 1.15 * tall),
        ]
        parts.append(Part(lathe(rounded(spout, 2)).moved((0, 0, z + 0.2 + 1.1 * tall)), s.trim()))
    if s.traits["grip"] == "sleeve":
        low, high = m["sleeve"] * height, (m["sleeve"] + 0.2) * height
        heights = np.linspace(low, high, 12)
        sleeve = np.stack(
            [np.interp(heights, outline[:, 1], outline[:, 0]) + 0.22, heights], axis=1
        )
        parts.append(Part(lathe(sleeve), s.trim()))
        parts.extend(Part(ring(float(r), 0.14).moved((0, 0, h)), s.trim()) for r, h in sleeve[::3])
    elif s.traits["grip"] == "foot":
        foot = rounded(
            [
                (0, -0.3),
                (1.07 * outline[0, 0], -0.3),
                (1.07 * outline[0, 0], -0.3),
                (1.06 * outline[0, 0], 2.2),
                (outline[0, 0], 2.3),
            ],
            2,
        )
        parts.append(Part(lathe(foot), s.trim()))
    return tuple(parts)


FAMILY = Family(
    name="bottle",
    title="Drinking bottle",
    locarno="07-01",
    traits={
        "body": ("shoulder", "straight", "waisted", "drop", "tapered"),
        "cap": ("screw", "dome", "loop", "sport"),
        "grip": ("none", "sleeve", "foot"),
        "pattern": PATTERNS,
    },
    ranges={
        "radius": (2.9, 4.6),
        "height": (14.0, 22.0),
        "cap": (1.6, 3.2),
        "sleeve": (0.1, 0.2),
    },
    build=build,
    printable=True,
)
