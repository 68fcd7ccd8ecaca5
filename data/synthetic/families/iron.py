"""Steam irons."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import loft
from data.synthetic.mesh import Floats, Mesh, extruded, lathe, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_TIP, _HEEL = -0.58, 0.42
"""Ends of the sole along x, over its length."""
_BODIES: dict[str, tuple[tuple[float, float, float], ...]] = {
    # Height over the body's, length and width over the sole's; bottom to top.
    "swept": (
        (0.0, 0.98, 0.98),
        (0.2, 0.98, 0.98),
        (0.55, 0.88, 0.84),
        (0.85, 0.7, 0.56),
        (1.0, 0.6, 0.4),
        (1.0, 0.0, 0.0),
    ),
    "stepped": (
        (0.0, 0.98, 0.98),
        (0.0, 0.98, 0.98),
        (0.4, 0.95, 0.95),
        (0.42, 0.93, 0.9),
        (0.42, 0.72, 0.55),
        (0.46, 0.7, 0.52),
        (1.0, 0.62, 0.48),
        (1.0, 0.6, 0.45),
        (1.0, 0.0, 0.0),
    ),
    "bulb": (
        (0.0, 0.95, 0.95),
        (0.25, 1.0, 1.08),
        (0.7, 0.96, 1.0),
        (1.0, 0.78, 0.7),
        (1.02, 0.5, 0.4),
        (1.02, 0.0, 0.0),
    ),
}
_METAL = Material((196, 200, 206), 0.8, True)


def build(s: Specification) -> Model:
    """Build an iron that stands on its sole, tip to the left."""
    m = s.measures
    sole = _sole(s)
    plate = extruded(sole, 0.8, bevel=0.15).turned(x=90).moved((0, 0, 0.4))
    shield = extruded(sole * 0.97, 1.0, bevel=0.2).turned(x=90).moved((0, 0, 1.2))
    parts = [
        Part(plate, _METAL),
        Part(shield, s.trim()),
        Part(_body(s, sole), s.body()),
        *_handle(s),
        *_heel(s),
        *_controls(s),
        Part(
            lathe(rounded([(0.8, 0), (0.8, 0.8), (0.4, 1.3), (0, 1.4)], 2))
            .turned(y=-75)
            .moved((m["length"] * _TIP * 0.66, 0, 1.6 + 0.6 * m["height"])),
            s.trim(),
        ),
    ]
    return tuple(parts)


def _sole(s: Specification) -> Floats:
    """Return the sole's outline, tip to the left: ``(k, 2)``."""
    along = np.linspace(0, 1, 34) ** 1.5
    if s.traits["sole"] == "teardrop":
        wide = np.sin(np.pi / 2 * np.clip(along / 0.72, 0, 1)) ** 0.8
    elif s.traits["sole"] == "pointed":
        wide = np.clip(along / 0.85, 0, 1) ** 0.95
    else:
        wide = (1 - (1 - along) ** 3) ** 0.55
    wide = wide * np.clip((1.0 - along) / 0.08, 0.0, 1) ** 0.4
    x = s.measures["length"] * (_TIP + (_HEEL - _TIP) * along)
    y = s.measures["width"] / 2 * wide
    return np.concatenate([np.stack([x, y], 1), np.stack([x, -y], 1)[-2:0:-1]])


def _body(s: Specification, sole: Floats) -> Mesh:
    m = s.measures
    levels = rounded(_BODIES[s.traits["body"]], 3)
    # The body draws back from the tip more than from the heel.
    anchor = m["length"] * (0.05 + m["rake"])
    skin = loft(sole - (anchor, 0), levels * (m["height"], 1, 1))
    return skin.moved((anchor, 0, 1.6))


def _handle(s: Specification) -> list[Part]:
    m = s.measures
    length, thick = m["length"], m["thickness"]
    low, top = 1.2 + 0.9 * m["height"], 1.6 + m["height"] + m["rise"]
    front, back = -0.26 * length, 0.34 * length
    if s.traits["handle"] == "closed":
        path = rounded(
            [
                (front, 0, low - 1.0),
                (front - 0.6, 0, 0.55 * low + 0.45 * top),
                (0.4 * front, 0, top),
                (0.5 * back, 0, top + 0.4),
                (back + 1, 0, 0.9 * top),
                (back, 0, low - 1.5),
            ],
            4,
        )
        grip = tube(
            path, np.interp(np.linspace(0, 1, len(path)), [0, 0.5, 1], [1.2, 1, 1.3]) * thick
        )
    elif s.traits["handle"] == "open":
        path = rounded(
            [
                (0.8 * back, 0, low - 2.0),
                (back + 0.4, 0, 0.5 * (low + top)),
                (0.75 * back, 0, top),
                (0.2 * front, 0, top + 0.2),
                (1.1 * front, 0, top - 1.2),
            ],
            4,
        )
        grip = tube(path, np.linspace(1.45, 0.95, len(path)) * thick)
    else:
        bar = np.linspace((1.15 * front, 0, top - 0.3), (back + 1.2, 0, top + 0.4), 8)
        grip = tube(bar, thick * 1.05, flatten=1.2)
        posts = [
            Part(tube([(x, 0, low - 1.2), (x * 1.02, 0, top)], 0.75 * thick), s.trim())
            for x in (0.85 * front, 0.9 * back)
        ]
        return [Part(grip, s.accent()), *posts]
    return [Part(grip, s.accent() if s.traits["handle"] == "open" else s.body())]


def _heel(s: Specification) -> list[Part]:
    """Return what the iron stands up on, and the flex."""
    m = s.measures
    end, wide = m["length"] * _HEEL, m["width"]
    high = 1.6 + m["height"]
    if s.traits["heel"] == "plate":
        stand = rounded_box((1.1, 0.92 * wide, high + 1.5), 0.5).moved(
            (end - 0.2, 0, high / 2 + 1.2)
        )
        parts = [Part(stand, s.trim())]
        at = (end + 0.2, 0, high + 0.8)
    elif s.traits["heel"] == "feet":
        parts = [
            Part(
                tube([(end - 2.5, y, 0.5 * high), (end + 1.2, y, 0.6 * high)], 0.7, flatten=1.3),
                s.trim(),
            )
            for y in (-0.3 * wide, 0.3 * wide)
        ]
        at = (0.72 * end, 0, high + 0.4)
    else:
        tail = [(end - 4, 0, 0.5 * high), (end - 0.2, 0, 0.75 * high), (end + 1.0, 0, high + 0.6)]
        parts = [Part(tube(rounded(tail), 1.5, flatten=1.9), s.body())]
        at = (end + 0.8, 0, high + 1.0)
    x, _, z = at
    flex = rounded(
        [at, (x + 3, 0, z + 3.5), (x + 7, 1, z + 2), (x + 7.5, 2, z - 4), (x + 6.5, 3, 0.4)], 4
    )
    parts.append(Part(tube(flex, 0.32, sides=8), Material((36, 36, 40), 0.3)))
    parts.append(Part(tube([at, (x + 1.4, 0, z + 1.6)], 0.62), s.trim()))
    return parts


def _controls(s: Specification) -> list[Part]:
    m = s.measures
    top = 1.6 + m["height"]
    x = 0.04 * m["length"]
    disc = rounded([(1.9, 0), (1.9, 0), (1.8, 1.0), (1.8, 1.0), (0, 1.1)], 2)
    high = top + m["rise"] + 0.9 * m["thickness"]
    buttons = [
        Part(rounded_box((1.5, 1.2, 0.9), 0.35).moved((at * m["length"], 0, high)), s.trim())
        for at in (-0.13, -0.05)
    ]
    return [Part(lathe(disc).moved((x, 0, top - 0.2)), s.accent()), *buttons]


FAMILY = Family(
    name="iron",
    title="Steam iron",
    locarno="07-05",
    traits={
        "body": ("swept", "stepped", "bulb"),
        "handle": ("closed", "open", "bridge"),
        "sole": ("teardrop", "pointed", "rounded"),
        "heel": ("plate", "feet", "tail"),
    },
    ranges={
        "length": (22.0, 29.0),
        "width": (10.0, 13.0),
        "height": (4.0, 7.5),
        "rise": (4.5, 8.0),
        "thickness": (1.2, 1.8),
        "rake": (0.0, 0.22),
    },
    build=build,
)
