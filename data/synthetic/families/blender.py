"""Kitchen blenders with a jar."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import loft, superellipse
from data.synthetic.mesh import Floats, Mesh, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_GLASS = Material((190, 206, 212), 0.95)
_INK = Material((70, 84, 94), 0.3)
_JARS: dict[str, tuple[float, tuple[tuple[float, float], ...]]] = {
    # Power of the cross-section; radius over the rim's and height over the jar's, from below.
    "taper": (2.0, ((0.62, 0.0), (0.64, 0.04), (0.98, 0.96), (1.0, 1.0))),
    "square": (6.0, ((0.66, 0.0), (0.68, 0.03), (0.92, 0.97), (0.94, 1.0))),
    "carafe": (
        2.0,
        ((0.6, 0.0), (0.95, 0.12), (1.12, 0.4), (0.86, 0.78), (0.84, 0.92), (1.0, 1.0)),
    ),
    "stepped": (2.4, ((0.56, 0.0), (0.6, 0.26), (0.62, 0.3), (0.98, 0.44), (1.0, 0.5), (1.0, 1.0))),
}
_BASES: dict[str, tuple[float, tuple[tuple[float, float], ...]]] = {
    "cone": (2.6, ((1.0, 0.0), (1.02, 0.0), (1.02, 0.1), (0.72, 0.9), (0.68, 1.0), (0.0, 1.0))),
    "block": (7.0, ((0.94, 0.0), (0.96, 0.0), (0.96, 0.06), (0.9, 0.9), (0.86, 1.0), (0.0, 1.0))),
    "bell": (
        2.0,
        ((1.0, 0.0), (1.04, 0.0), (1.04, 0.1), (1.0, 0.45), (0.8, 0.85), (0.6, 1.0), (0.0, 1.0)),
    ),
    "hourglass": (
        2.0,
        ((1.05, 0.0), (1.05, 0.12), (0.72, 0.4), (0.66, 0.6), (0.84, 0.95), (0.8, 1.0), (0.0, 1.0)),
    ),
}


def build(s: Specification) -> Model:
    """Build a blender, its jar's handle to the right."""
    m = s.measures
    foot, high = m["foot"], m["base"]
    base_power, base = _BASES[s.traits["base"]]
    levels = _levels(base, foot, high)
    power, jar = _JARS[s.traits["jar"]]
    walls = _levels(jar, m["rim"], m["jar"])
    floor = high + 1.8
    collar = rounded(
        [(0.7 * m["rim"], 0), (0.75 * m["rim"], 0), (0.7 * m["rim"], 2.0), (0, 2.0)], 2
    )
    parts = [
        Part(loft(superellipse(base_power), levels), s.body()),
        Part(_plate(base_power, float(levels[0, 1])), s.trim()),
        Part(lathe(collar).moved((0, 0, high - 0.1)), s.trim()),
        Part(loft(superellipse(power), walls).moved((0, 0, floor)), _GLASS),
        Part(ring(float(walls[-1, 1]), 0.25).moved((0, 0, floor + m["jar"])), _GLASS)
        if power < 3
        else Part(
            loft(superellipse(power), [(0, *walls[-1, 1:]), (0.5, *walls[-1, 1:])]).moved(
                (0, 0, floor + m["jar"] - 0.5)
            ),
            _GLASS,
        ),
        *_marks(walls, floor),
        *_lid(s, power, float(walls[-1, 1]), floor + m["jar"]),
        _handle(s, walls, floor),
        *_controls(s, levels),
    ]
    lip = float(walls[-1, 1])
    spout = rounded(
        [(-lip + 1.5, 0, floor + 0.9 * m["jar"]), (-lip - 1.2, 0, floor + m["jar"] - 0.2)]
    )
    parts.append(Part(tube(spout, np.linspace(1.8, 0.9, len(spout))), _GLASS))
    return tuple(parts)


def _levels(profile: tuple[tuple[float, float], ...], radius: float, height: float) -> Floats:
    """Turn (radius, height) shares into rounded levels of a loft."""
    line = rounded(np.array(profile) * (radius, height), 3)
    return line[:, [1, 0, 0]]


def _plate(power: float, radius: float) -> Mesh:
    """Return the rubber plate under the base."""
    inner = 0.93 * radius
    return loft(superellipse(power), [(-0.6, inner, inner), (0.4, inner, inner)])


def _marks(walls: Floats, floor: float) -> list[Part]:
    """Return the scale on the front of the jar."""
    top = walls[-1, 0]
    parts = []
    for i, share in enumerate((0.3, 0.42, 0.54, 0.66, 0.78)):
        reach = float(np.interp(share * top, walls[:, 0], walls[:, 2]))
        size = (1.9 if i % 2 else 2.8, 0.3, 0.25)
        parts.append(
            Part(rounded_box(size, 0.1).moved((0, -reach - 0.02, floor + share * top)), _INK)
        )
    return parts


def _lid(s: Specification, power: float, radius: float, z: float) -> list[Part]:
    tall = s.measures["lid"]
    if s.traits["lid"] == "cap":
        shape = [(0, 1.02, 1.02), (0, 1.02, 1.02), (tall, 0.98, 0.98), (tall, 0, 0)]
        plug = [(0.42 * radius, 0), (0.42 * radius, 0), (0.38 * radius, 1.8), (0, 1.9)]
    elif s.traits["lid"] == "dome":
        shape = [(0, 1.02, 1.02), (0.4 * tall, 1, 1), (1.5 * tall, 0.6, 0.6), (1.6 * tall, 0, 0)]
        plug = [(0.2 * radius, 0.5 * tall), (0.3 * radius, tall + 0.8), (0, tall + 1)]
    else:
        shape = [(0, 1.02, 1.02), (0, 1.02, 1.02), (0.6 * tall, 1, 1), (0.6 * tall, 0, 0)]
        plug = [(0, -0.4 * tall), (0, -0.4 * tall)]
    levels = rounded(np.array(shape) * (1, radius, radius), 2)
    parts = [Part(loft(superellipse(power), levels).moved((0, 0, z)), s.trim())]
    if s.traits["lid"] == "strap":
        arch = [
            (-0.8 * radius, 0, z),
            (-0.5 * radius, 0, z + tall + 1.6),
            (0.5 * radius, 0, z + tall + 1.6),
            (0.8 * radius, 0, z),
        ]
        return [*parts, Part(tube(rounded(arch, 4), 0.7, flatten=1.8), s.accent())]
    return [*parts, Part(lathe(rounded(plug, 2)).moved((0, 0, z + tall - 0.2)), s.accent())]


def _handle(s: Specification, walls: Floats, floor: float) -> Part:
    m = s.measures
    tall = m["jar"]
    low, high = 0.2 * tall, 0.88 * tall
    x0, x1 = (float(np.interp(z, walls[:, 0], walls[:, 1])) - 0.5 for z in (low, high))
    out = max(x0, x1) + m["reach"]
    if s.traits["handle"] == "loop":
        path = [(x1, 0, high), (out, 0, high + 1), (out + 0.6, 0, 0.6 * tall), (x0, 0, low)]
    elif s.traits["handle"] == "angular":
        corner, lower = (out, 0, high), (out - 0.6, 0, low)
        path = [(x1, 0, high), corner, corner, lower, lower, (x0, 0, low)]
    else:
        path = [
            (x1, 0, high),
            (out, 0, high + 0.8),
            (out + 0.5, 0, 0.7 * tall),
            (out - 0.3, 0, 0.3 * tall),
        ]
    line = rounded(path, 4)
    return Part(tube(line, 1.0, flatten=1.4).moved((0, 0, floor)), s.trim())


def _controls(s: Specification, levels: Floats) -> list[Part]:
    high = s.measures["base"]
    z = 0.42 * high
    reach = float(np.interp(z, levels[:, 0], levels[:, 2]))
    upper = float(np.interp(z + 2, levels[:, 0], levels[:, 2]))
    lean = -float(np.degrees(np.arctan2(reach - upper, 2.0)))
    chrome = Material((206, 208, 212), 0.8, True)
    if s.traits["controls"] == "dial":
        disc = lathe(rounded([(2.5, 0), (2.5, 0), (2.2, 1.5), (2.2, 1.5), (0, 1.6)], 2))
        pointer = rounded_box((0.5, 0.5, 1.8), 0.15).moved((0, -1.6, 1.0))
        plate = ring(2.9, 0.25).turned(x=90)
        pieces = [(plate, chrome), (disc.turned(x=90), s.accent()), (pointer, chrome)]
    elif s.traits["controls"] == "buttons":
        pieces = [
            (rounded_box((1.5, 1.4, 2.2), 0.4).moved((x, 0, 0)), s.accent())
            for x in (-3.3, -1.1, 1.1, 3.3)
        ]
    else:
        lever = rounded_box((1.0, 2.6, 1.6), 0.4)
        plate = rounded_box((5.6, 0.6, 4.0), 0.25)
        pieces = [(plate, s.trim())] + [(lever.moved((x, -0.6, 0)), chrome) for x in (-1.2, 1.2)]
    return [Part(mesh.turned(x=lean).moved((0, -reach, z)), paint) for mesh, paint in pieces]


FAMILY = Family(
    name="blender",
    title="Blender",
    locarno="31-00",
    traits={
        "jar": ("taper", "square", "carafe", "stepped"),
        "base": ("cone", "block", "bell", "hourglass"),
        "handle": ("loop", "angular", "open"),
        "lid": ("cap", "dome", "strap"),
        "controls": ("dial", "buttons", "levers"),
    },
    ranges={
        "foot": (7.5, 10.0),
        "base": (11.0, 17.0),
        "rim": (6.2, 8.6),
        "jar": (17.0, 26.0),
        "lid": (1.4, 2.6),
        "reach": (3.0, 5.0),
    },
    build=build,
)
