"""Computer mice."""

import numpy as np
from numpy.typing import ArrayLike

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import bulge, skinned, superellipse
from data.synthetic.mesh import Floats, lathe, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_LIFT = 0.25
_ROOF = 2.4
"""Power of the superellipse that bends the roof down to the sides."""
_BLACK = Material((30, 30, 34), 0.3)


def build(s: Specification) -> Model:
    """Build a mouse whose keys point to the viewer."""
    m = s.measures
    share = np.sin(np.linspace(0, np.pi / 2, 14))[::-1]
    floor = superellipse(m["power"], 56)
    rings = [_on(s, floor[:, 0] * r, floor[:, 1] * r) for r in share]
    sole = _on(s, 0.96 * floor[:, 0], 0.96 * floor[:, 1]) * (1, 1, 0)
    skirt = _on(s, 0.985 * floor[:, 0], 0.985 * floor[:, 1]) * (1, 1, 0) + (0, 0, _LIFT + 0.15)
    parts = [
        Part(skinned(rings), s.body()),
        Part(skinned([sole, skirt]), _BLACK),
        *_keys(s),
        *_wheel(s),
        *_thumb(s),
    ]
    if s.traits["tail"] == "cable":
        nose = -0.5 * m["length"]
        # Made in the x-z plane, then laid flat on the table.
        path = rounded([(0, 0, 0), (0, 0, 2.6), (2.2, 0, 3.6), (5, 0, 1.6), (5.6, 0, -2)], 4)
        cord = tube(path, 0.2, sides=8).turned(x=90).moved((0, nose + 0.3, 0.5))
        cuff = tube([(0, 0, 0), (0, 0, 1.2)], 0.4).turned(x=90).moved((0, nose + 0.3, 0.5))
        parts += [Part(cord, _BLACK), Part(cuff, s.trim())]
    return tuple(parts)


def _on(s: Specification, u: ArrayLike, v: ArrayLike) -> Floats:
    """Return the points of the roof over a floor plan in [-1, 1]: `u` to the right, `v` back."""
    m = s.measures
    across, along = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
    waist = 1 - m["waist"] * np.exp(-(((along + 0.1) / 0.4) ** 2)) - m["taper"] * (1 - along) / 2
    x = across * waist * m["width"] / 2
    if s.traits["form"] == "ergonomic":
        x = x + 0.16 * m["width"] * (along**2 - 0.4)
    rim = (np.abs(across) ** m["power"] + np.abs(along) ** m["power"]) ** (1 / m["power"])
    crest = m["crest"]
    back, front = (
        np.clip((along - crest) / (1 - crest), 0, 1),
        np.clip((crest - along) / (1 + crest), 0, 1),
    )
    spine = 1 - 0.35 * back**2 - (0.52 if s.traits["form"] != "slab" else 0.4) * front**1.6
    if s.traits["form"] == "arched":
        spine = spine - 0.15 * np.cos(np.pi * np.clip(along - crest, -1, 1)) + 0.15
    lean = 1 - 0.3 * across if s.traits["form"] == "ergonomic" else 1.0
    tall = m["height"] * (0.52 if s.traits["form"] == "slab" else 1.0)
    roof = 4.5 if s.traits["form"] == "slab" else _ROOF
    z = _LIFT + 0.1 + tall * spine * lean * bulge(rim, roof)
    return np.stack([x, along * m["length"] / 2, z], axis=-1)


def _line(s: Specification, u: ArrayLike, v: ArrayLike, thick: float) -> Part:
    """Return a dark joint along a line of the floor plan."""
    path = _on(s, u, v)
    # A tube of that shape is swept with x and y exchanged where it runs along y.
    if np.ptp(path[:, 1]) > np.ptp(path[:, 0]):
        mesh = tube(path[:, [1, 0, 2]] * (1, -1, 1), thick, sides=8).turned(z=90)
    else:
        mesh = tube(path, thick, sides=8)
    return Part(mesh, _BLACK)


def _keys(s: Specification) -> list[Part]:
    m = s.measures
    back = m["keys"]
    cross = np.linspace(-0.93, 0.93, 40) * float(bulge(back, m["power"]))
    if s.traits["keys"] == "split":
        return [
            _line(s, np.zeros(20), np.linspace(-0.97, back, 20), 0.09),
            _line(s, cross, np.full(40, back), 0.06),
        ]
    if s.traits["keys"] == "inset":
        lines = [_line(s, np.zeros(14), np.linspace(-0.97, back, 14), 0.07)]
        for side in (-1.0, 1.0):
            v = np.linspace(-0.92, back, 24)
            edge = side * 0.72 * bulge(v, m["power"])
            lines.append(_line(s, edge, v, 0.08))
        bow = np.linspace(-0.72, 0.72, 30)
        return [*lines, _line(s, bow * float(bulge(back, m["power"])), np.full(30, back), 0.08)]
    # "bow": one shell, whose keys are only set apart by a curved joint.
    bow = np.linspace(-0.95, 0.95, 40)
    return [_line(s, bow * 0.95, back - 0.55 * bow**2, 0.08)]


def _wheel(s: Specification) -> list[Part]:
    m = s.measures
    v = -0.55
    hub = _on(s, 0.0, v)
    r, wide = m["wheel"], 0.42
    if s.traits["wheel"] == "strip":
        path = np.linspace(-0.82, -0.1, 12)
        return [_line(s, np.zeros(12), path, 0.26)]
    tyre = rounded(
        [(0.7 * r, -wide), (r, -wide), (r, -wide), (r, wide), (r, wide), (0.7 * r, wide)], 2
    )
    wheel = lathe(tyre).turned(y=90).moved(hub - (0, 0, 0.4 * r))
    ribs = [
        Part(
            rounded_box((1.8 * wide, 0.12, 0.12), 0.05)
            .moved((0, 0, r))
            .turned(x=float(turn))
            .moved(hub - (0, 0, 0.4 * r)),
            _BLACK,
        )
        for turn in range(-75, 90, 15)
    ]
    parts = [
        _line(s, np.zeros(10), np.linspace(v - 0.2, v + 0.2, 10), 0.42),
        Part(wheel, s.accent()),
        *ribs,
    ]
    if s.traits["wheel"] == "dial":
        spot = _on(s, 0.0, 0.0)
        button = rounded_box((0.75, 1.3, 0.3), 0.14).turned(x=8).moved(spot)
        parts.append(Part(button, s.accent()))
    return parts


def _thumb(s: Specification) -> list[Part]:
    """Return what is under the thumb; the viewer sees it on the right."""
    if s.traits["form"] == "slab":
        return []
    parts = []
    for start in (-0.32, 0.06):
        v = np.linspace(start, start + 0.3, 10)
        ends = _on(s, 0.92 * bulge(v, s.measures["power"]), v)[[0, 5, -1]]
        path = rounded(ends)
        mesh = tube(path[:, [1, 0, 2]] * (1, -1, 1), 0.24, sides=10).turned(z=90)
        parts.append(Part(mesh, s.accent()))
    return parts


FAMILY = Family(
    name="computer_mouse",
    title="Computer mouse",
    locarno="14-02",
    traits={
        "form": ("plain", "ergonomic", "slab", "arched"),
        "keys": ("split", "inset", "bow"),
        "wheel": ("plain", "dial", "strip"),
        "tail": ("none", "cable"),
    },
    ranges={
        "length": (9.8, 12.6),
        "width": (5.6, 7.2),
        "height": (3.0, 4.4),
        "power": (2.3, 3.4),
        "waist": (0.0, 0.2),
        "taper": (-0.06, 0.12),
        "crest": (0.0, 0.42),
        "keys": (-0.15, 0.2),
        "wheel": (0.9, 1.25),
    },
    build=build,
)
