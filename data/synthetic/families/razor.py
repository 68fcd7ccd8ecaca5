"""Electric shavers."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import loft, superellipse
from data.synthetic.mesh import (
    Floats,
    Mesh,
    extruded,
    joined,
    lathe,
    ring,
    rounded,
    rounded_box,
    tube,
)
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_STEEL = Material((198, 202, 208), 0.85, True)
_DARK = Material((30, 30, 34), 0.35)
_PRESSED = 0.22
"""Thickness of the grip panel over its width."""
_BODIES: dict[str, tuple[tuple[float, float, float], ...]] = {
    # Height over the body's, half width and half depth over the body's; from below.
    "straight": (
        (0.0, 0, 0),
        (0.0, 0.8, 0.8),
        (0.06, 0.94, 0.94),
        (0.95, 1.0, 1.0),
        (1.0, 0.9, 0.9),
        (1.0, 0, 0),
    ),
    "waisted": (
        (0.0, 0, 0),
        (0.0, 0.8, 0.85),
        (0.1, 0.92, 1.0),
        (0.5, 0.7, 0.78),
        (0.85, 1.08, 1.08),
        (1.0, 0.9, 0.86),
        (1.0, 0, 0),
    ),
    "drop": (
        (0.0, 0, 0),
        (0.0, 0.5, 0.55),
        (0.12, 0.68, 0.72),
        (0.6, 0.86, 0.9),
        (0.9, 1.15, 1.1),
        (1.0, 1.0, 0.8),
        (1.0, 0, 0),
    ),
    "club": (
        (0.0, 0, 0),
        (0.0, 0.9, 0.9),
        (0.25, 1.1, 1.12),
        (0.7, 0.82, 0.82),
        (1.0, 0.78, 0.74),
        (1.0, 0, 0),
    ),
}


def build(s: Specification) -> Model:
    """Build a shaver that stands upright, its head on top."""
    m = s.measures
    lift = 2.2 if s.traits["stand"] == "dock" else 0.0
    levels = rounded(_BODIES[s.traits["body"]], 3) * (m["length"], m["width"] / 2, m["depth"] / 2)
    head = {"rotary": _rotary, "foil": _foil, "blade": _blade}[s.traits["head"]]
    neck = tube([(0, 0, m["length"] - 1), (0, -0.2, m["length"] + 0.7)], 0.3 * m["width"])
    parts = [
        Part(loft(superellipse(m["corner"]), levels), s.body()),
        Part(neck, s.trim()),
        *_grip(s, levels),
        *_switch(s, levels),
        *_tilted(head(s), m["tilt"], (0, -0.2, m["length"] + 0.6)),
    ]
    parts = [Part(part.mesh.moved((0, 0, lift)), part.material) for part in parts]
    if lift:
        wide, deep = 0.85 * m["width"], 1.1 * m["depth"]
        foot = rounded(
            [
                (0, wide, deep),
                (0, wide, deep),
                (1.2, wide, deep),
                (3.4, 0.62 * wide, 0.62 * deep),
                (3.6, 0, 0),
            ],
            3,
        )
        parts.append(Part(loft(superellipse(2.6), foot), s.trim()))
    return tuple(parts)


def _tilted(parts: list[Part], degrees: float, at: tuple[float, float, float]) -> list[Part]:
    """Nod parts that stand on the origin to the front, and move them."""
    return [Part(part.mesh.turned(x=degrees).moved(at), part.material) for part in parts]


def _rotary(s: Specification) -> list[Part]:
    """Return three round cutters on a plate that looks up and to the front."""
    size = s.measures["head"] * s.measures["width"] / 2
    cutter = 0.5 * size
    spots = [(-0.56 * size, 0.3 * size), (0.56 * size, 0.3 * size), (0.0, -0.62 * size)]
    angle = np.linspace(0, 2 * np.pi, 49)[:-1]
    # Grows to each of the three cutters.
    reach = 1.22 * size * (1 + 0.1 * np.cos(3 * (angle + np.pi / 2)))
    outline = np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=1)
    plate = loft(
        outline,
        [
            (-1.6, 0, 0),
            (-1.5, 0.45, 0.45),
            (-0.3, 0.92, 0.92),
            (0.2, 1, 1),
            (0.7, 0.94, 0.94),
            (0.8, 0, 0),
        ],
    )
    parts = [Part(plate, s.body())]
    for x, y in spots:
        rim = lathe(rounded([(cutter, 0.4), (cutter, 1.2), (0.8 * cutter, 1.5), (0, 1.5)], 2))
        parts += [
            Part(rim.moved((x, y, 0)), _STEEL),
            Part(ring(0.72 * cutter, 0.09).moved((x, y, 1.5)), _DARK),
            Part(ring(0.48 * cutter, 0.07).moved((x, y, 1.52)), _DARK),
            Part(
                lathe([(0.3 * cutter, 1.45), (0.26 * cutter, 1.7), (0, 1.72)]).moved((x, y, 0)),
                s.accent(),
            ),
        ]
    return [Part(part.mesh.turned(x=40).moved((0, 0, 1.4)), part.material) for part in parts]


def _foil(s: Specification) -> list[Part]:
    """Return a block with bars of foil across."""
    wide, deep = s.measures["head"] * s.measures["width"], 1.05 * s.measures["depth"]
    block = rounded_box((wide, deep, 3.0), 0.6).moved((0, 0, 1.9))
    count = 3
    radius = 0.42 * deep / count
    bars = [
        tube(np.linspace((-0.39 * wide, y, 0), (0.39 * wide, y, 0), 4), radius, sides=14)
        for y in np.linspace(-0.31 * deep, 0.31 * deep, count)
    ]
    ends = [
        rounded_box((0.5, deep * 0.95, 1.4), 0.2).moved((x, 0, 3.6))
        for x in (-0.47 * wide, 0.47 * wide)
    ]
    return [
        Part(block, s.trim()),
        Part(joined([bars[0], bars[2]]).moved((0, 0, 3.6)), _STEEL),
        Part(bars[1].moved((0, 0, 3.7)), s.accent()),
        Part(joined(ends), s.body()),
    ]


def _blade(s: Specification) -> list[Part]:
    """Return a flat head with a toothed edge: a trimmer."""
    wide = s.measures["head"] * s.measures["width"]
    cheek = [(-0.3 * wide, 0), (-0.5 * wide, 2.2), (0.5 * wide, 2.2), (0.3 * wide, 0)]
    teeth = [(-0.5 * wide, 2.0)]
    count = 15
    step = wide / count
    for i in range(count):
        x = -0.5 * wide + i * step
        teeth += [(x, 3.6), (x + 0.5 * step, 3.6), (x + 0.55 * step, 2.6), (x + 0.95 * step, 2.6)]
    teeth += [(0.5 * wide, 2.6), (0.5 * wide, 2.0)]
    comb = extruded(teeth, 0.3)
    return [
        Part(extruded(rounded([*cheek, cheek[0]], 1)[:-1], 1.5, bevel=0.3), s.trim()),
        Part(comb.moved((0, -0.5, 0)), _STEEL),
        Part(comb.stretched((0.92, 1, 0.96)).moved((0, 0.1, 0)), _DARK),
    ]


def _front(levels: Floats, z: float) -> float:
    """Return y of the body's front at a height."""
    return -float(np.interp(z, levels[:, 0], levels[:, 2]))


def _grip(s: Specification, levels: Floats) -> list[Part]:
    m = s.measures
    if s.traits["grip"] == "panel":
        heights = np.linspace(0.1, 0.84, 24) * m["length"]
        path = [(0.0, _front(levels, float(z)) + 0.12, float(z)) for z in heights]
        shape = np.sin(np.linspace(0.08, np.pi - 0.08, 24)) ** 0.6
        # Wide across and thin from front to back.
        strip = tube(path, 0.3 * m["width"] * shape, sides=20)
        return [Part(_flattened(strip, path), s.accent())]
    if s.traits["grip"] == "ribs":
        ribs = []
        for share in np.linspace(0.12, 0.44, 8):
            z = float(share * m["length"])
            half = float(np.interp(z, levels[:, 0], levels[:, 1]))
            y = _front(levels, z)
            ribs.append(
                tube([(-0.55 * half, y, z), (0, y - 0.12, z), (0.55 * half, y, z)], 0.2, sides=8)
            )
        return [Part(joined(ribs), s.trim())]
    sides = []
    for sign in (-1, 1):
        heights = np.linspace(0.15, 0.75, 10) * m["length"]
        path = [
            (sign * float(np.interp(z, levels[:, 0], levels[:, 1])) * 0.97, 0.0, float(z))
            for z in heights
        ]
        sides.append(
            tube(
                path,
                np.sin(np.linspace(0.5, np.pi - 0.5, 10)) * 0.15 * m["depth"] + 0.15,
                sides=14,
                flatten=1.8,
            )
        )
    return [Part(joined(sides), s.trim())]


def _flattened(mesh: Mesh, path: list[tuple[float, float, float]]) -> Mesh:
    """Press a swept strip flat against the body behind it."""
    line = np.array(path)
    y = np.interp(mesh.vertices[:, 2], line[:, 2], line[:, 1])
    vertices = mesh.vertices.copy()
    vertices[:, 1] = y + _PRESSED * (vertices[:, 1] - y)
    # Pressed along y, the surface turns to face it (normals scale the other way round).
    normals = mesh.normals * (_PRESSED, 1, _PRESSED)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return Mesh(vertices, normals, mesh.uv, mesh.faces)


def _switch(s: Specification, levels: Floats) -> list[Part]:
    z = 0.62 * s.measures["length"]
    y = _front(levels, z) - 0.15
    if s.traits["switch"] == "button":
        cap = lathe(rounded([(0.85, -0.4), (0.85, 0.2), (0, 0.3)], 2)).turned(x=90)
        return [
            Part(ring(0.95, 0.16).turned(x=90).moved((0, y, z)), _STEEL),
            Part(cap.moved((0, y, z)), s.trim()),
        ]
    if s.traits["switch"] == "slider":
        groove = rounded_box((1.2, 0.7, 3.6), 0.3).moved((0, y + 0.1, z))
        thumb = rounded_box((1.0, 1.0, 1.2), 0.25).moved((0, y - 0.2, z + 0.8))
        return [Part(groove, _DARK), Part(thumb, _STEEL)]
    screen = rounded_box((1.7, 0.5, 2.8), 0.2).moved((0, y + 0.12, z - 1.4))
    cap = lathe(rounded([(0.6, -0.4), (0.6, 0.2), (0, 0.3)], 2)).turned(x=90)
    return [Part(screen, _DARK), Part(cap.moved((0, y, z + 1.3)), _STEEL)]


FAMILY = Family(
    name="razor",
    title="Electric shaver",
    locarno="28-03",
    traits={
        "head": ("rotary", "foil", "blade"),
        "body": ("straight", "waisted", "drop", "club"),
        "grip": ("panel", "ribs", "sides"),
        "switch": ("button", "slider", "screen"),
        "stand": ("none", "dock"),
    },
    ranges={
        "length": (10.5, 14.0),
        "width": (4.4, 6.2),
        "depth": (3.2, 4.4),
        "corner": (2.0, 3.6),
        "head": (0.9, 1.2),
        "tilt": (-4.0, 16.0),
    },
    build=build,
)
