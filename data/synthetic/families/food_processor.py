"""Food processors."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import loft, superellipse
from data.synthetic.mesh import lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_BOWL = Material((198, 210, 216), 0.95)
_CHROME = Material((206, 208, 212), 0.8, True)
_BASES: dict[str, tuple[float, tuple[tuple[float, float], ...]]] = {
    # Power of the cross-section; width and height over the base's, from below.
    "block": (6.0, ((1.0, 0.0), (1.02, 0.0), (1.0, 0.85), (0.94, 1.0), (0.0, 1.0))),
    "cone": (2.6, ((1.08, 0.0), (1.08, 0.12), (0.86, 0.9), (0.8, 1.0), (0.0, 1.0))),
    "waist": (3.0, ((1.1, 0.0), (1.1, 0.1), (0.78, 0.5), (0.94, 0.96), (0.9, 1.0), (0.0, 1.0))),
}
_BOWLS: dict[str, tuple[tuple[float, float], ...]] = {
    "drum": ((0.9, 0.0), (0.96, 0.0), (1.0, 0.1), (1.0, 1.0)),
    "taper": ((0.72, 0.0), (0.76, 0.0), (1.02, 0.95), (1.04, 1.0)),
    "round": ((0.55, 0.0), (0.9, 0.05), (1.12, 0.5), (1.0, 0.95), (1.0, 1.0)),
}


def build(s: Specification) -> Model:
    """Build a food processor, its bowl's handle to the right and a chute on its lid."""
    m = s.measures
    radius, tall, high = m["radius"], m["bowl"], m["base"]
    power, base = _BASES[s.traits["base"]]
    skin = rounded(np.array(base) * (radius + 1.2, high), 3)[:, [1, 0, 0]]
    bowl = rounded(np.array(_BOWLS[s.traits["bowl"]]) * (radius, tall), 3)
    floor = high + 0.8
    rim = float(bowl[-1, 0])
    lid = rounded(
        [(rim + 0.4, -0.8), (rim + 0.4, -0.8), (rim + 0.3, 0.4), (0.8 * rim, 1.4), (0, 1.6)]
    )
    parts = [
        Part(loft(superellipse(power), skin), s.body()),
        Part(
            lathe(rounded([(0.62 * radius, 0), (0.62 * radius, 1), (0, 1)], 2)).moved(
                (0, 0, high - 0.1)
            ),
            s.trim(),
        ),
        Part(lathe(bowl).moved((0, 0, floor)), _BOWL),
        Part(ring(rim, 0.35).moved((0, 0, floor + tall - 0.4)), s.trim()),
        Part(
            lathe(lid).moved((0, 0, floor + tall)),
            s.trim() if s.traits["chute"] == "oval" else _BOWL,
        ),
        *_chute(s, rim, floor + tall + 0.8),
        _handle(s, floor),
        *_controls(s, radius + 1.2),
        *(
            Part(
                lathe(rounded([(0, -0.7), (1.3, -0.7), (1.3, 0.4), (0, 0.4)], 2)).moved((x, y, 0)),
                s.trim(),
            )
            for x in (-0.6 * radius, 0.6 * radius)
            for y in (-0.6 * radius, 0.6 * radius)
        ),
    ]
    for share in (0.3, 0.5, 0.7):
        reach = float(np.interp(share * tall, bowl[:, 1], bowl[:, 0]))
        mark = rounded_box((2.4, 0.3, 0.25), 0.1).moved((0, -reach - 0.02, floor + share * tall))
        parts.append(Part(mark, Material((70, 84, 94), 0.3)))
    return tuple(parts)


def _chute(s: Specification, rim: float, z: float) -> list[Part]:
    m = s.measures
    wide, tall = m["chute"], m["rise"]
    power = {"round": 2.0, "oval": 2.6, "square": 7.0}[s.traits["chute"]]
    long = 1.75 * wide if s.traits["chute"] == "oval" else wide
    at = (-rim + long + 1.6, 0.15 * rim, z)
    wall = [
        (0, long, wide),
        (tall, long, wide),
        (tall, 1.12 * long, 1.12 * wide),
        (tall + 0.5, 1.12 * long, 1.12 * wide),
        (tall + 0.5, 0, 0),
    ]
    pusher = rounded(
        [
            (tall, 0.8 * long, 0.8 * wide),
            (tall + 2.4, 0.78 * long, 0.78 * wide),
            (tall + 2.6, 1.15 * long, 1.15 * wide),
            (tall + 3.5, 1.15 * long, 1.15 * wide),
            (tall + 3.6, 0.0, 0.0),
        ],
        2,
    )
    shape = superellipse(power)
    return [
        Part(loft(shape, wall).moved(at), _BOWL),
        Part(loft(shape, pusher).moved(at), s.accent()),
    ]


def _handle(s: Specification, floor: float) -> Part:
    m = s.measures
    x, tall = m["radius"] - 0.6, m["bowl"]
    out = x + m["reach"]
    if s.traits["handle"] == "loop":
        path = [
            (x, 0, 0.9 * tall),
            (out + 0.8, 0, tall),
            (out + 1, 0, 0.5 * tall),
            (x, 0, 0.08 * tall),
        ]
    elif s.traits["handle"] == "angular":
        top, low = (out, 0, 0.9 * tall), (out, 0, 0.12 * tall)
        path = [(x, 0, 0.9 * tall), top, top, low, low, (x, 0, 0.12 * tall)]
    else:
        path = [
            (x, 0, 0.92 * tall),
            (out, 0, tall),
            (out + 0.6, 0, 0.6 * tall),
            (out, 0, 0.05 * tall),
        ]
    return Part(tube(rounded(path, 4), 1.15, flatten=1.5).moved((0, 0, floor)), s.trim())


def _controls(s: Specification, reach: float) -> list[Part]:
    high = s.measures["base"]
    z = 0.48 * high
    lean = 0.0
    if s.traits["base"] != "block":
        lean, reach = (-14.0, 0.97 * reach) if s.traits["base"] == "cone" else (-6.0, 0.9 * reach)
    if s.traits["controls"] == "dial":
        size = 0.3 * high
        disc = rounded([(size, 0), (size, 0), (0.85 * size, 1.7), (0.85 * size, 1.7), (0, 1.8)], 2)
        pieces = [
            (ring(1.2 * size, 0.3).turned(x=90), _CHROME),
            (lathe(disc).turned(x=90), s.accent()),
            (rounded_box((0.5, 0.4, 0.9 * size), 0.15).moved((0, -1.8, 0.4 * size)), _CHROME),
        ]
    elif s.traits["controls"] == "buttons":
        pieces = [(rounded_box((10.5, 1.2, 4.2), 0.4), s.trim())] + [
            (rounded_box((2.4, 1.8, 2.4), 0.5).moved((x, -0.4, 0)), s.accent())
            for x in (-3.2, 0.0, 3.2)
        ]
    else:
        paddle = rounded_box((2.6, 2.4, 3.6), 0.6)
        pieces = [(paddle.turned(x=-12).moved((x, -0.6, 0)), s.accent()) for x in (-2.6, 2.6)]
    return [Part(mesh.turned(x=lean).moved((0, -reach, z)), paint) for mesh, paint in pieces]


FAMILY = Family(
    name="food_processor",
    title="Food processor",
    locarno="31-00",
    traits={
        "base": ("block", "cone", "waist"),
        "bowl": ("drum", "taper", "round"),
        "chute": ("round", "oval", "square"),
        "handle": ("loop", "angular", "open"),
        "controls": ("dial", "buttons", "paddles"),
    },
    ranges={
        "radius": (8.5, 11.0),
        "bowl": (10.0, 15.0),
        "base": (8.5, 14.0),
        "chute": (2.4, 3.4),
        "rise": (4.5, 8.5),
        "reach": (3.0, 4.6),
    },
    build=build,
)
