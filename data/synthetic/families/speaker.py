"""Loudspeakers."""

import numpy as np

from data.synthetic.decoration import wall
from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import Floats, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_EGG = ((0.0, 0.0), (0.7, 0.0), (1.08, 0.3), (0.95, 0.75), (0.35, 1.0), (0.0, 1.0))
"""Radius over the widest one's, height over the whole height."""


def build(s: Specification) -> Model:
    """Build a loudspeaker that faces the viewer."""
    lift = {"none": 0.0, "pegs": 1.2, "legs": 5.0}[s.traits["feet"]]
    cabinet, width, front, height = _cabinet(s)
    parts = [Part(part.mesh.moved((0, 0, lift)), part.material) for part in cabinet]
    if lift:
        thin = 0.45 if s.traits["feet"] == "pegs" else 0.5
        spread = 1.25 if s.traits["feet"] == "legs" else 1.0
        parts.extend(
            Part(
                tube(
                    [
                        (x * 0.34 * width * spread, y * 0.6 * front * spread, 0.4),
                        (x * 0.34 * width, y * 0.6 * front, lift + 0.6),
                    ],
                    thin,
                ),
                s.trim(),
            )
            for x in (-1, 1)
            for y in (-1, 1)
        )
    top = lift + height
    if s.traits["top"] == "handle":
        span = 0.36 * width
        path = [
            (-span, 0, top - 0.6),
            (-span, 0, top + 3.2),
            (0, 0, top + 4.2),
            (span, 0, top + 3.2),
            (span, 0, top - 0.6),
        ]
        parts.append(Part(tube(rounded(path, 4), 0.55, flatten=2.2), s.accent()))
    elif s.traits["top"] == "dial":
        dial = rounded([(1.7, 0), (1.7, 0), (1.6, 1.5), (1.6, 1.5), (0, 1.6)], 2)
        parts.append(Part(lathe(dial).moved((0, 0, top - 0.15)), s.accent()))
    return tuple(parts)


def _cabinet(s: Specification) -> tuple[list[Part], float, float, float]:
    """Return the parts, the width, the depth from middle to front, and the height."""
    m = s.measures
    width, height = m["width"], m["height"]
    if s.traits["body"] == "cylinder":
        radius = 0.42 * width
        shell = rounded([(0, 0), (radius, 0), (radius, 0), (radius, 0.12 * height)], 2)
        lid = rounded(
            [(radius, 0.9 * height), (radius, height), (0.97 * radius, height), (0, height)], 2
        )
        sleeve = [
            (radius, 0.12 * height),
            (radius * 1.01, 0.3 * height),
            (radius * 1.01, 0.7 * height),
            (radius, 0.9 * height),
        ]
        cloth = wall(s, "dots", 2 * np.pi * radius, 0.78 * height)
        return (
            [Part(lathe(shell), s.trim()), Part(lathe(sleeve), cloth), Part(lathe(lid), s.trim())],
            2 * radius,
            radius,
            height,
        )
    if s.traits["body"] == "egg":
        radius = 0.46 * width
        shell = rounded(np.array(_EGG) * (radius, height), 4)
        parts = [Part(lathe(shell), s.body()), *_drivers(s, 1.5 * radius, 0.85 * height, shell)]
        return parts, 1.4 * radius, radius, height
    deep, bezel = m["depth"], m["bezel"]
    box = rounded_box((width, deep, height), m["corner"]).moved((0, 0, height / 2))
    panel = rounded_box((width - 2 * bezel, 0.5, height - 2 * bezel), 0.25)
    parts = [
        Part(box, s.body()),
        Part(panel.moved((0, -deep / 2, height / 2)), Material(s.palette.trim, 0.2)),
        *_drivers(
            s, width - 2 * bezel, height, np.array([(deep / 2 + 0.2, 0), (deep / 2 + 0.2, height)])
        ),
    ]
    return parts, width, deep / 2, height


def _drivers(s: Specification, width: float, height: float, front: Floats) -> list[Part]:
    """Return round drivers in a room of `width` by `height`.

    `front` holds how far the cabinet reaches to the front, by height.
    """
    m = s.measures
    size = m["driver"] * min(width, height) / 2
    spots: list[tuple[float, float, float]]
    if s.traits["drivers"] == "one":
        spots = [(0.0, 0.5, 1.0)]
    elif s.traits["drivers"] == "stacked":
        size = min(size, 0.24 * height)
        spots = [(0.0, 0.33, 1.0), (0.0, 0.76, 0.55)]
    else:
        size = min(size, 0.22 * width)
        spots = [(-0.25, 0.5, 1.0), (0.25, 0.5, 1.0)]
    parts = []
    for x, z, scale in spots:
        r = size * scale
        reach = float(np.interp(z * height, front[:, 1], front[:, 0]))
        at = (x * width, -reach, z * height)
        cone = rounded(
            [
                (0, 0.25 * r),
                (0.3 * r, 0.2 * r),
                (0.36 * r, -0.05 * r),
                (0.82 * r, 0.12 * r),
                (0.95 * r, 0.1 * r),
            ],
            2,
        )
        cup = lathe([(r, -2.5), (r, 0.0)]).turned(x=90)
        parts += [
            Part(cup.moved(at), s.accent()),
            Part(ring(r, 0.09 * r + 0.1).turned(x=90).moved(at), s.accent()),
            Part(lathe(cone).turned(x=90).moved(at), Material((34, 34, 38), 0.5)),
        ]
    return parts


FAMILY = Family(
    name="speaker",
    title="Loudspeaker",
    locarno="14-01",
    traits={
        "body": ("box", "cylinder", "egg"),
        "drivers": ("one", "stacked", "pair"),
        "top": ("none", "handle", "dial"),
        "feet": ("none", "pegs", "legs"),
    },
    ranges={
        "width": (11.0, 24.0),
        "height": (11.0, 24.0),
        "depth": (7.0, 12.0),
        "corner": (0.6, 3.2),
        "bezel": (0.8, 1.8),
        "driver": (0.6, 0.9),
    },
    build=build,
)
