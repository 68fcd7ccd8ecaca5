"""Desk lamps."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import Floats, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_SHADES: dict[str, tuple[tuple[float, float], ...]] = {
    # Radius and height over the shade's width and depth, from the opening to the neck.
    "cone": ((1.0, 0.0), (1.0, 0.0), (0.3, 0.92), (0.24, 1.0), (0.0, 1.05)),
    "dome": ((1.0, 0.0), (1.0, 0.15), (0.9, 0.6), (0.5, 0.95), (0.0, 1.02)),
    "drum": ((1.0, 0.0), (1.0, 0.0), (0.86, 1.0), (0.86, 1.0), (0.0, 1.0)),
    "bell": ((1.0, 0.0), (0.92, 0.04), (0.58, 0.42), (0.52, 0.8), (0.22, 1.0), (0.0, 1.02)),
}


def build(s: Specification) -> Model:
    """Build a lamp whose head leans to the left."""
    m = s.measures
    path = _stem(s)
    head = path[-1]
    parts = [Part(tube(path, m["stem"]), s.accent()), *_base(s)]
    if s.traits["stem"] == "jointed":
        parts.extend(
            Part(
                lathe(
                    rounded(
                        [(0, -0.9), (1.1, -0.9), (1.1, -0.9), (1.1, 0.9), (1.1, 0.9), (0, 0.9)], 2
                    )
                )
                .turned(x=90)
                .moved(joint),
                s.trim(),
            )
            for joint in (path[0] + (0, 0, 0.6), path[len(path) // 2])
        )
    shade = rounded(np.array(_SHADES[s.traits["shade"]]) * (m["width"], m["depth"]), 3)
    tilt = m["tilt"]
    down = np.array([-np.sin(np.radians(tilt)), 0.0, -np.cos(np.radians(tilt))])
    at = head + down * m["depth"] * 0.95
    inner = lathe(shade * (0.96, 0.96)).turned(y=tilt).moved(at)
    rim = ring(m["width"], 0.22).turned(y=tilt).moved(at)
    bulb = lathe(rounded([(0, 0), (1.6, 0.4), (1.9, 2.0), (0.9, 4.0), (0, 4.2)])).turned(y=tilt)
    parts += [
        Part(lathe(shade).turned(y=tilt).moved(at), s.body()),
        Part(inner, Material((250, 238, 205), 0.1)),
        Part(rim, s.body()),
        Part(bulb.moved(head + down * m["depth"] * 0.8), Material((255, 246, 214), 0.4)),
    ]
    return tuple(parts)


def _stem(s: Specification) -> Floats:
    height, lean = s.measures["height"], s.measures["lean"]
    if s.traits["stem"] == "straight":
        return rounded([(2, 0, 1), (2, 0, height), (2, 0, height), (-lean, 0, height + 1.5)], 4)
    if s.traits["stem"] == "arc":
        return rounded(
            [
                (4, 0, 1),
                (5.5, 0, 0.7 * height),
                (3, 0, 1.2 * height),
                (-lean, 0, 1.15 * height),
                (-lean - 1, 0, height),
            ],
            4,
        )
    elbow = (lean * 0.9, 0, 0.55 * height)
    return np.concatenate(
        [np.linspace((0, 0, 1), elbow, 12), np.linspace(elbow, (-lean, 0, 1.05 * height), 12)]
    )


def _base(s: Specification) -> list[Part]:
    size = s.measures["base"]
    if s.traits["base"] == "disc":
        return [
            Part(
                lathe(
                    rounded(
                        [(0, 0), (size, 0), (size, 0), (size, 1.2), (size * 0.9, 1.5), (0, 1.7)], 2
                    )
                ),
                s.body(),
            )
        ]
    if s.traits["base"] == "dome":
        return [
            Part(
                lathe(
                    rounded([(0, 0), (size, 0), (size, 0), (size * 0.9, 2.2), (1.2, 3.4), (0, 3.5)])
                ),
                s.body(),
            )
        ]
    if s.traits["base"] == "block":
        return [Part(rounded_box((size * 2.1, size * 1.4, 2.4), 0.5).moved((0, 0, 1.2)), s.body())]
    feet = [np.radians(angle) for angle in (90, 210, 330)]
    return [
        Part(tube([(1, 0, 2.4), (1 + size * np.cos(a), size * np.sin(a), 0.5)], 0.6), s.accent())
        for a in feet
    ]


FAMILY = Family(
    name="lamp",
    title="Desk lamp",
    locarno="26-05",
    traits={
        "shade": ("cone", "dome", "drum", "bell"),
        "stem": ("straight", "arc", "jointed"),
        "base": ("disc", "dome", "block", "tripod"),
    },
    ranges={
        "height": (22.0, 34.0),
        "lean": (5.0, 11.0),
        "stem": (0.5, 0.95),
        "width": (5.5, 9.5),
        "depth": (6.5, 11.0),
        "tilt": (5.0, 40.0),
        "base": (5.5, 8.5),
    },
    build=build,
)
