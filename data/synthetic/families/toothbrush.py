"""Electric toothbrushes."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import loft, superellipse
from data.synthetic.mesh import Floats, extruded, joined, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_WHITE = Material((244, 246, 248), 0.5)
_BODIES: dict[str, tuple[tuple[float, float], ...]] = {
    # Radius over the handle's and height over its length; from below.
    "straight": ((0.0, 0.0), (0.9, 0.0), (1.0, 0.03), (1.0, 0.86), (0.8, 0.96), (0.4, 1.0)),
    "waisted": (
        (0.0, 0.0),
        (1.0, 0.0),
        (1.1, 0.08),
        (0.84, 0.36),
        (1.06, 0.68),
        (0.72, 0.94),
        (0.4, 1.0),
    ),
    "taper": ((0.0, 0.0), (1.2, 0.0), (1.25, 0.04), (1.0, 0.5), (0.62, 0.92), (0.42, 1.0)),
    "club": (
        (0.0, 0.0),
        (0.7, 0.0),
        (0.78, 0.05),
        (0.95, 0.45),
        (1.2, 0.8),
        (0.9, 0.94),
        (0.4, 1.0),
    ),
}


def build(s: Specification) -> Model:
    """Build a toothbrush that stands upright, bristles to the front."""
    m = s.measures
    lift = {"none": 0.0, "puck": 1.8, "cradle": 2.4}[s.traits["stand"]]
    profile = rounded(_BODIES[s.traits["body"]], 3) * (m["radius"], m["length"])
    skin = loft(superellipse(m["corner"]), profile[:, [1, 0, 0]])
    parts = [
        Part(skin, s.body()),
        *_front(s, profile),
        *_brush(s),
    ]
    parts = [Part(part.mesh.moved((0, 0, lift)), part.material) for part in parts]
    return (*parts, *_stand(s))


def _front(s: Specification, profile: Floats) -> list[Part]:
    """Return the grip, the button and the lights on the handle's front."""
    m = s.measures

    def reach(z: float) -> float:
        return -float(np.interp(z, profile[:, 1], profile[:, 0]))

    heights = np.linspace(0.12, 0.82, 12) * m["length"]
    path = [(0.0, reach(float(z)) + 0.26 * m["radius"], float(z)) for z in heights]
    z = 0.66 * m["length"]
    y = reach(z)
    parts = []
    if s.traits["grip"] == "strip":
        parts.append(Part(tube(path, 0.42 * m["radius"], sides=16), s.accent()))
        y -= 0.1
    elif s.traits["grip"] == "rings":
        parts.extend(
            Part(ring(-reach(float(h)), 0.14).moved((0, 0, float(h))), s.accent())
            for h in np.linspace(0.14, 0.4, 6) * m["length"]
        )
    else:
        sleeve = [
            (1.04 * -reach(float(h)), float(h)) for h in np.linspace(0.05, 0.48, 10) * m["length"]
        ]
        parts.append(Part(lathe(sleeve), s.accent()))
    cap = lathe(rounded([(1, 0), (1, 0.4), (0, 0.5)], 2))
    if s.traits["switch"] == "round":
        parts.append(
            Part(cap.stretched((0.95, 0.95, 1.2)).turned(x=90).moved((0, y + 0.3, z)), s.trim())
        )
    elif s.traits["switch"] == "pair":
        parts.extend(
            Part(cap.stretched((0.6, 0.8, 1.0)).turned(x=90).moved((0, y + 0.2, z + dz)), s.trim())
            for dz in (-1.5, 1.5)
        )
    else:
        parts.append(Part(rounded_box((0.8, 1.0, 5.2), 0.35).moved((0, y + 0.05, z)), s.trim()))
    parts.extend(
        Part(rounded_box((0.3, 0.3, 0.3), 0.1).moved((0, reach(h) - 0.02, h)), _WHITE)
        for h in (0.3 * m["length"], 0.34 * m["length"], 0.38 * m["length"])
    )
    return parts


def _brush(s: Specification) -> list[Part]:
    """Return the neck and the head with its bristles."""
    m = s.measures
    foot, high, size = m["length"], m["length"] + m["neck"], m["head"]
    neck = rounded(
        [
            (0.42 * m["radius"], 0),
            (0.5 * m["radius"], 0.5),
            (0.38, 0.3 * m["neck"]),
            (0.3, m["neck"]),
        ]
    )
    power, reach = {
        "round": (2.0, (0.8 * size, 0.8 * size)),
        "oval": (2.6, (0.66 * size, 1.35 * size)),
        "diamond": (1.5, (0.85 * size, 1.55 * size)),
    }[s.traits["head"]]
    middle = np.array([0.0, 0.0, high + 0.7 * reach[1]])
    plate = extruded(superellipse(power) * reach * 1.14, 0.55, bevel=0.12)
    shares = np.stack(np.meshgrid(*(np.arange(-r, r + 0.01, 0.27) for r in reach)), axis=-1)
    places = shares.reshape(-1, 2)
    inward = (np.abs(places / reach) ** power).sum(axis=1)
    # The bristles inside are shorter, so that the outer ones close around a tooth.
    inner, outer = (
        joined(
            [
                tube([(x, -0.2, z), (x, -long, z)], 0.115, sides=6)
                for x, z in places[chosen].tolist()
            ]
        )
        for chosen, long in ((inward < 0.4, 0.85), ((inward >= 0.4) & (inward < 1.0), 1.1))
    )
    return [
        Part(lathe(neck).moved((0, 0, foot - 0.1)), _WHITE),
        Part(ring(0.46 * m["radius"], 0.13).moved((0, 0, foot + 0.3)), s.accent()),
        Part(plate.moved(middle), _WHITE),
        Part(inner.moved(middle), s.accent()),
        Part(outer.moved(middle), Material((226, 238, 244), 0.3)),
    ]


def _stand(s: Specification) -> list[Part]:
    m = s.measures
    radius = 1.25 * m["radius"]
    if s.traits["stand"] == "none":
        return []
    cord = rounded([(1.5, 1, 0.5), (3.5, 4, 0.3), (6.5, 3, 0.3), (8.5, 5, 0.3)], 3)
    parts = [Part(tube(cord, 0.25, sides=8), s.trim())]
    if s.traits["stand"] == "puck":
        wide = 1.75 * radius
        puck = [(0, 0), (wide, 0), (wide, 0), (0.94 * wide, 1.4), (radius, 2.0), (radius, 2.6)]
        return [*parts, Part(lathe(rounded(puck)), s.trim())]
    base = rounded_box((9.5, 5.2, 2.2), 0.9).moved((2.0, 0.3, 1.1))
    wall = rounded([(-2.2, 0), (-2.2, 6.5), (0.5, 7.5), (4.0, 4.0), (6.2, 0), (-2.2, 0)], 2)
    peg = lathe(rounded([(0.62, 0), (0.62, 0.5), (0.36, 2.5), (0.3, 6.2)]))
    spare = extruded(superellipse(2.0) * 0.9, 0.6, bevel=0.1)
    return [
        *parts,
        Part(base, s.trim()),
        Part(extruded(wall, 0.9, bevel=0.3).moved((0, 2.2, 1.6)), s.trim()),
        Part(peg.moved((4.6, -0.3, 2.0)), _WHITE),
        Part(spare.moved((4.6, -0.4, 8.6)), _WHITE),
    ]


FAMILY = Family(
    name="toothbrush",
    title="Electric toothbrush",
    locarno="04-02",
    traits={
        "body": ("straight", "waisted", "taper", "club"),
        "head": ("round", "oval", "diamond"),
        "grip": ("strip", "rings", "sleeve"),
        "switch": ("round", "pair", "bar"),
        "stand": ("none", "puck", "cradle"),
    },
    ranges={
        "radius": (1.25, 1.7),
        "length": (12.5, 16.0),
        "neck": (4.0, 6.0),
        "head": (0.85, 1.2),
        "corner": (2.0, 3.4),
    },
    build=build,
)
