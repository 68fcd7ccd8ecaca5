"""Headphones."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import hull, superellipse
from data.synthetic.mesh import Floats, Mesh, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_CUPS = {"round": (1.0, 2.0), "oval": (1.3, 2.2), "square": (1.1, 4.5)}
"""Height over width, and power of the superellipse."""
_CLOTH = Material((44, 44, 48), 0.05)


def build(s: Specification) -> Model:
    """Build headphones that stand on their ear cups, as on a head that faces the viewer."""
    m = s.measures
    tall, _ = _CUPS[s.traits["cup"]]
    axis = tall * m["cup"]
    parts = _band(s, axis)
    for side in (-1.0, 1.0):
        parts += _ear(s, side, axis)
    if s.traits["lead"] == "cable":
        x = m["span"] + 0.4 * m["depth"]
        path = rounded(
            [
                (x, 0, 0.5),
                (x + 0.4, -1, -2.5),
                (x - 3, -3, -4.5),
                (x - 8, -3, -4.2),
                (x - 11, -2, -5.2),
                (x - 14, -1, -4.6),
            ],
            4,
        )
        parts.append(Part(tube(path, 0.24, sides=8), _CLOTH))
        parts.append(Part(tube([path[-1], path[-1] + (-1.6, 0, 0.1)], 0.42), s.accent()))
    elif s.traits["lead"] == "microphone":
        # Made in the x-z plane and turned, so that it reaches from the left cup to the mouth.
        arm = rounded([(0, 0, 0), (2, 0, -1.5), (7, 0, -3.4), (8.6, 0, -3.5)], 3)
        boom = tube(arm, 0.28).turned(z=-76)
        tip = tube([arm[-1] - (0.6, 0, 0), arm[-1] + (1.2, 0, 0)], 0.65).turned(z=-76)
        at = (-m["span"] - 0.5 * m["depth"], -0.5, axis)
        parts += [Part(boom.moved(at), s.trim()), Part(tip.moved(at), _CLOTH)]
    return tuple(parts)


def _arch(s: Specification, axis: float) -> Floats:
    """Return the head band's centre line, from the left ear over the head to the right."""
    m = s.measures
    span, top, foot = m["span"], axis + m["rise"], axis + 0.32 * m["rise"]
    square = m["square"]
    return rounded(
        [
            (-span * (1 - 0.04), 0, foot),
            (-span * 1.04, 0, foot + 0.35 * m["rise"]),
            (-span * square, 0, top),
            (span * square, 0, top),
            (span * 1.04, 0, foot + 0.35 * m["rise"]),
            (span * (1 - 0.04), 0, foot),
        ],
        4,
    )


def _band(s: Specification, axis: float) -> list[Part]:
    m = s.measures
    line, thick = _arch(s, axis), m["band"]
    if s.traits["band"] == "wires":
        wires = [tube(np.add(line, (0, y, 0)), 0.3, sides=8) for y in (-0.9, 0.9)]
        middle = line[len(line) // 5 : -len(line) // 5] - (0, 0, 1.1)
        return [
            *(Part(wire, s.accent()) for wire in wires),
            Part(tube(middle, 0.26, flatten=7.0, sides=16), _CLOTH),
        ]
    if s.traits["band"] == "padded":
        middle = line[len(line) // 4 : -len(line) // 4] - (0, 0, 0.8 * thick)
        return [
            Part(tube(line, 0.6 * thick, flatten=2.6, sides=16), s.body()),
            Part(tube(middle, 0.95 * thick, flatten=1.9, sides=16), s.trim()),
        ]
    return [
        Part(tube(line, 0.45 * thick, flatten=4.4, sides=20), s.body()),
        Part(tube(line - (0, 0, 0.5 * thick), 0.35 * thick, flatten=4.6, sides=20), _CLOTH),
    ]


def _ear(s: Specification, side: float, axis: float) -> list[Part]:
    m = s.measures
    tall, power = _CUPS[s.traits["cup"]]
    wide, high, deep, pad = m["cup"], axis, m["depth"], m["cushion"]

    def out(mesh: Mesh) -> Mesh:
        """Turn what was made along z outwards, to the side of the ear."""
        return mesh.turned(y=90 * side).turned(z=side * m["toe"]).moved((side * m["span"], 0, axis))

    levels = np.array([0.0, 0.0, 0.3, 0.7, 0.9, 1.0]) * deep
    shares = np.array([0.9, 1.0, 1.0, 0.94, 0.84, 0.7])
    shell = hull(
        np.stack([0 * levels, 0 * levels, levels], axis=1),
        np.stack([high * shares, wide * shares], axis=1),
        power=power,
    )
    rim = superellipse(power, 44) * (0.78 * high, 0.78 * wide)
    rim = np.concatenate([rim, rim[:1]])
    # A swept ring must lie in the x-z plane; it is laid flat afterwards.
    pillow = tube(np.stack([rim[:, 0], 0 * rim[:, 0], rim[:, 1]], axis=1), 0.24 * wide, sides=14)
    pillow = pillow.stretched((1, pad / (0.24 * wide), 1)).turned(x=90).moved((0, 0, -0.6 * pad))
    disc = lathe([(0.62 * wide, 0), (0.58 * wide, 0.25), (0, 0.32)])
    disc = disc.stretched((tall, 1, 1)).moved((0, 0, deep - 0.05))
    parts = [
        Part(out(shell), s.body()),
        Part(out(pillow), _CLOTH),
        Part(out(disc), s.accent()),
        Part(out(ring(0.62 * wide, 0.1).stretched((tall, 1, 1)).moved((0, 0, deep))), s.trim()),
    ]
    foot = axis + 0.32 * m["rise"]
    x = side * m["span"]
    if s.traits["mount"] == "fork":
        y = wide + 0.35
        path = rounded(
            [
                (-y, 0, 0),
                (-y, 0, 0.75 * high),
                (-0.5 * y, 0, high + 1.2),
                (0.5 * y, 0, high + 1.2),
                (y, 0, 0.75 * high),
                (y, 0, 0),
            ],
            3,
        )
        fork = tube(path, 0.38, flatten=1.7).turned(z=90).moved((x + side * 0.3 * deep, 0, axis))
        stem = tube([(x, 0, axis + high + 1.0), (x * 0.98, 0, foot + 1.2)], 0.5, flatten=1.6)
        parts += [Part(fork, s.trim()), Part(stem, s.trim())]
    elif s.traits["mount"] == "arm":
        path = rounded(
            [
                (x * 0.96, 0, foot + 1.5),
                (x, 0, foot - 1),
                (x + side * (deep + 0.6), 0, axis + 0.8 * high),
                (x + side * (deep + 0.5), 0, axis),
            ],
            3,
        )
        parts.append(Part(tube(path, 0.42, flatten=2.4, sides=16), s.accent()))
    else:
        slide = rounded_box((0.9, 2.6, foot + 2.4 - axis - 0.6 * high), 0.4)
        parts.append(
            Part(slide.moved((x * 0.99, 0, (foot + 2.4 + axis + 0.6 * high) / 2)), s.trim())
        )
    return parts


FAMILY = Family(
    name="headphones",
    title="Headphones",
    locarno="14-01",
    traits={
        "band": ("padded", "wires", "wide"),
        "cup": ("round", "oval", "square"),
        "mount": ("fork", "arm", "slide"),
        "lead": ("none", "cable", "microphone"),
    },
    ranges={
        "span": (6.6, 8.2),
        "rise": (10.5, 15.0),
        "square": (0.72, 1.05),
        "band": (0.7, 1.2),
        "cup": (3.4, 4.6),
        "depth": (1.7, 3.4),
        "cushion": (0.8, 1.5),
        "toe": (-8.0, 18.0),
    },
    build=build,
)
