"""Toasters."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import Floats, Mesh, extruded, joined, lathe, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_DARK = Material((26, 26, 28), 0.2)
_CHROME = Material((206, 208, 212), 0.85, True)
_SECTIONS: dict[str, tuple[tuple[float, float], ...]] = {
    # Half depth over the body's, height over the body's; from the middle of the floor to the top.
    "box": ((0.0, 0.0), (0.97, 0.0), (1.0, 0.05), (1.0, 0.93), (0.93, 1.0), (0.0, 1.0)),
    "arch": ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.98, 0.72), (0.8, 0.98), (0.5, 1.0), (0.0, 1.0)),
    "belly": ((0.0, 0.0), (0.8, 0.0), (1.08, 0.3), (1.0, 0.7), (0.72, 1.0), (0.0, 1.0)),
    "wedge": ((0.0, 0.0), (1.06, 0.0), (1.06, 0.12), (0.76, 0.94), (0.68, 1.0), (0.0, 1.0)),
}


def build(s: Specification) -> Model:
    """Build a toaster, long side to the viewer."""
    m = s.measures
    wide = m["width"]
    lift = {"pegs": 1.0, "plinth": 1.6, "legs": 2.4}[s.traits["feet"]]
    section = _section(s)
    shell = _across(section, wide, m["corner"])
    caps = [
        _across(section * (1.03, 1.0) + (0, 0.1), 2.2, 0.6).moved((sign * (wide / 2 - 1.0), 0, 0))
        for sign in (-1, 1)
    ]
    parts = [Part(shell, s.body()), *_slots(s), *_controls(s, section)]
    if s.traits["ends"] == "capped":
        parts.extend(Part(cap, s.trim()) for cap in caps)
    elif s.traits["ends"] == "banded":
        band = _across(section * (1.025, 1.0) + (0, 0.1), 0.34 * wide, 0.1)
        parts.append(Part(band, s.accent()))
    parts = [Part(part.mesh.moved((0, 0, lift)), part.material) for part in parts]
    if s.traits["feet"] == "plinth":
        base = rounded_box((wide + 0.8, m["depth"] + 0.8, 1.8), 0.4).moved((0, 0, 0.9))
        parts.append(Part(base, s.trim()))
    else:
        thick = 1.1 if s.traits["feet"] == "pegs" else 0.65
        parts.extend(
            Part(
                tube([(x * 0.4 * wide, y, thick), (x * 0.37 * wide, 0.9 * y, lift + 1)], thick),
                s.trim(),
            )
            for x in (-1, 1)
            for y in (-0.36 * m["depth"], 0.36 * m["depth"])
        )
    crumbs = rounded_box((0.6 * wide, 0.5, 0.9), 0.2).moved((0, 0.47 * m["depth"], lift + 1.2))
    flex = rounded([(-0.3 * wide, 0.45 * m["depth"], 2), (-0.5 * wide, 0.8 * m["depth"], 0.3)])
    cord = [*flex, (-0.72 * wide, 0.5 * m["depth"], 0.3)]
    parts += [Part(crumbs, s.trim()), Part(tube(rounded(cord), 0.3, sides=8), _DARK)]
    return tuple(parts)


def _section(s: Specification) -> Floats:
    half = np.array(_SECTIONS[s.traits["body"]]) * (s.measures["depth"] / 2, s.measures["height"])
    right = rounded(half, 3)
    return np.concatenate([right, (right * (-1, 1))[-2:0:-1]])


def _across(section: Floats, width: float, bevel: float) -> Mesh:
    """Push a section in the y-z plane along x."""
    return extruded(section, width, bevel=bevel).turned(z=90)


def _slots(s: Specification) -> list[Part]:
    m = s.measures
    wide, top = m["width"], m["height"]
    spread = 0.21 * m["depth"] * (0.8 if s.traits["body"] in ("wedge", "belly") else 1.0)
    if s.traits["slots"] == "pair":
        spots = [(0.0, -spread), (0.0, spread)]
        long = 0.66 * wide
    elif s.traits["slots"] == "single":
        spots = [(0.0, 0.0)]
        long = 0.8 * wide
    else:
        spots = [(x * 0.21 * wide, y) for x in (-1, 1) for y in (-spread, spread)]
        long = 0.36 * wide
    gap = m["slot"]
    parts = []
    for x, y in spots:
        frame = rounded_box((long + 1.2, gap + 1.2, 0.9), 0.35).moved((x, y, top))
        hole = rounded_box((long, gap, 0.5), 0.1).moved((x, y, top + 0.25))
        parts += [Part(frame, _CHROME), Part(hole, _DARK)]
    if s.traits["slots"] == "single":
        rail = 0.32 * m["depth"]
        rack = [
            tube(
                rounded(
                    [
                        (-0.36 * wide, y, top - 1),
                        (-0.36 * wide, y, top + 3.4),
                        (0.36 * wide, y, top + 3.4),
                        (0.36 * wide, y, top - 1),
                    ],
                    2,
                ),
                0.28,
                sides=8,
            )
            for y in (-rail, 0.0, rail)
        ]
        parts.append(Part(joined(rack), _CHROME))
    return parts


def _controls(s: Specification, section: Floats) -> list[Part]:
    """Return lever, dial and button: on the right end or on the front."""
    m = s.measures
    wide, high = m["width"], m["height"]
    lever = {
        "paddle": rounded_box((4.2, 3.4, 1.4), 0.5),
        "bar": tube(np.linspace((-4.2, 0, 0), (4.2, 0, 0), 4), 0.8),
        "ball": lathe(rounded([(0, -2.2), (2.0, -2.1), (2.5, 0.2), (2.0, 2.2), (0, 2.2)])),
    }[s.traits["lever"]]
    groove = rounded_box((0.9, 0.5, 0.52 * high), 0.2)
    dial = lathe(rounded([(1.6, 0), (1.6, 0), (1.4, 1.3), (1.4, 1.3), (0, 1.4)], 2)).turned(x=90)
    button = lathe(rounded([(0.7, 0), (0.7, 0.5), (0, 0.6)], 2)).turned(x=90)
    front = float(np.interp(0.3 * high, *_reach(section)))
    upper = float(np.interp(0.72 * high, *_reach(section)))
    if s.traits["controls"] == "end":
        face = wide / 2
        turned = [
            (groove.turned(z=90).moved((face, 0, 0.58 * high)), _DARK),
            (lever.turned(z=90).moved((face + 1.2, 0, m["travel"] * high)), s.accent()),
            (dial.turned(z=90).moved((face, -0.2 * m["depth"], 0.25 * high)), s.accent()),
            (button.turned(z=90).moved((face, 0.2 * m["depth"], 0.25 * high)), _CHROME),
        ]
        return [Part(mesh, material) for mesh, material in turned]
    x = 0.36 * wide
    lean = float(np.degrees(np.arctan2(front - upper, 0.42 * high)))
    return [
        Part(groove.turned(x=-lean).moved((x, -(front + upper) / 2, 0.52 * high)), _DARK),
        Part(lever.moved((x, -upper - 1.2, m["travel"] * high)), s.accent()),
        Part(dial.moved((-x, -front + 0.2, 0.3 * high)), s.accent()),
        *(
            Part(button.moved((-x + 3.4 + 2 * i, -front + 0.2, 0.3 * high)), _CHROME)
            for i in range(2)
        ),
    ]


def _reach(section: Floats) -> tuple[Floats, Floats]:
    """Return heights and how far the section reaches out at them."""
    right = section[section[:, 0] > 0.5 * section[:, 0].max()]
    order = np.argsort(right[:, 1])
    return right[order, 1], right[order, 0]


FAMILY = Family(
    name="toaster",
    title="Toaster",
    locarno="07-02",
    traits={
        "body": ("box", "arch", "belly", "wedge"),
        "slots": ("pair", "single", "four"),
        "controls": ("end", "front"),
        "lever": ("paddle", "bar", "ball"),
        "ends": ("flush", "capped", "banded"),
        "feet": ("pegs", "plinth", "legs"),
    },
    ranges={
        "width": (26.0, 37.0),
        "depth": (15.0, 22.0),
        "height": (15.0, 21.0),
        "corner": (0.6, 2.6),
        "slot": (1.8, 3.0),
        "travel": (0.55, 0.75),
    },
    build=build,
)
