"""Perfume flacons."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import block, bulge, hull, skinned
from data.synthetic.mesh import Floats, Mesh, joined, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Colour, Material
from data.synthetic.studio import Model, Part

_GOLD = Material((206, 176, 112), 0.85, True)
_SILVER = Material((208, 210, 214), 0.85, True)

_SHAPES: dict[str, tuple[tuple[float, float, float], ...]] = {
    # Height over the whole height, width and depth over the design's; bottom to top.
    "block": ((0.0, 0.97, 0.97), (0.02, 1.0, 1.0), (0.9, 1.0, 1.0), (0.96, 0.98, 0.96)),
    "drop": (
        (0.0, 0.5, 0.6),
        (0.04, 0.62, 0.75),
        (0.3, 1.12, 1.1),
        (0.62, 0.8, 0.9),
        (0.88, 0.35, 0.5),
    ),
    "column": ((0.0, 0.68, 0.97), (0.02, 0.7, 1.0), (0.75, 0.7, 1.0), (0.93, 0.6, 0.8)),
    "urn": (
        (0.0, 0.6, 0.8),
        (0.06, 0.66, 0.85),
        (0.55, 1.0, 1.1),
        (0.8, 1.08, 1.1),
        (0.93, 0.75, 0.8),
    ),
}


def build(s: Specification) -> Model:
    """Build a flacon with its cap on."""
    m = s.measures
    body, top = _flacon(s)
    neck = 0.62 * m["cap"]
    collar = lathe(rounded([(1.05 * neck, 0), (1.05 * neck, 0.8), (1.05 * neck, 0.8), (0, 0.8)], 1))
    cap_at = top + 0.7
    parts = [
        *body,
        Part(collar.moved((0, 0, top - 0.1)), _metal(s)),
        *(Part(part.mesh.moved((0, 0, cap_at)), part.material) for part in _cap(s)),
    ]
    return (*parts, *_label(s, top))


def _metal(s: Specification) -> Material:
    """Return gold with warm colours and silver with cold ones."""
    return _GOLD if s.palette.body[0] > s.palette.body[2] else _SILVER


def _tinted(colour: Colour) -> Material:
    """Return what thick glass over scent of a colour looks like: paler and glossy."""
    pale = np.round(0.55 * np.array(colour) + 0.45 * np.array((250, 246, 240))).astype(int)
    return Material((int(pale[0]), int(pale[1]), int(pale[2])), 0.95)


def _outline(s: Specification) -> Floats:
    """Return height, half width and half depth of the flacon, bottom up."""
    m = s.measures
    w, d, h = m["width"] / 2, m["depth"] / 2, m["height"]
    neck = 0.6 * m["cap"]
    shape = _SHAPES[s.traits["flacon"]]
    rows = [(z * h, a * w * (m["taper"] if z > 0.5 else 1.0), b * d) for z, a, b in shape]
    rows += [(0.97 * h, max(neck, 0.3 * rows[-1][1]), neck), (h, neck, neck)]
    return rounded(rows, 3 if s.traits["flacon"] in ("drop", "urn") else 2)


def _flacon(s: Specification) -> tuple[list[Part], float]:
    """Return the glass and the height of its mouth."""
    m = s.measures
    glass = _tinted(s.palette.body)
    if s.traits["flacon"] == "disc":
        r = 0.5 * max(m["width"], 0.8 * m["height"])
        foot = block((1.1 * r, m["depth"], 0.18 * r), power=3.5, bevel=0.15)
        flask = _disc(s, r).turned(x=90).moved((0, 0, 1.08 * r))
        return [Part(flask, glass), Part(foot, glass)], 2.06 * r
    line = _outline(s)
    power = {"round": 2.3, "square": m["power"], "cut": 5.0}[s.traits["facets"]]
    centres = np.stack([0 * line[:, 0], 0 * line[:, 0], line[:, 0]], axis=1)
    shell = _cut(line) if s.traits["facets"] == "cut" else hull(centres, line[:, 1:], power=power)
    return [Part(shell, glass), _base(line, power, s)], m["height"]


def _disc(s: Specification, r: float) -> Mesh:
    """Return a flat flask of radius `r` about the z axis, thinner towards its rim."""
    power, flat = {"round": (2.0, 0.45), "square": (6.0, 0.9), "cut": (2.6, 0.7)}[
        s.traits["facets"]
    ]
    edge = np.linspace(-1, 1, 15)
    radius = r * (flat + (1 - flat) * bulge(edge, power))
    profile = np.stack([radius, edge * s.measures["depth"] / 2], axis=1)
    profile = np.concatenate([[(0, profile[0, 1])], profile, [(0, profile[-1, 1])]])
    return lathe(profile, segments=8 if s.traits["facets"] == "cut" else 44).turned(z=22.5)


def _cut(line: Floats) -> Mesh:
    """Skin an outline with eight flat faces."""
    corner = np.array(
        [(-0.55, 1), (-1, 0.5), (-1, -0.5), (-0.55, -1), (0.55, -1), (1, -0.5), (1, 0.5), (0.55, 1)]
    )
    corner = np.repeat(corner, 2, axis=0)
    flat = corner[None] * line[:, None, 1:]
    level = np.broadcast_to(line[:, None, :1], (*flat.shape[:2], 1))
    return skinned(np.concatenate([flat, level], axis=2))


def _base(line: Floats, power: float, s: Specification) -> Part:
    """Return the thick clear foot of the glass."""
    width, depth = 2 * line[2, 1:]
    foot = block((1.02 * width, 1.02 * depth, 0.1 * s.measures["height"]), power=power, bevel=0.12)
    return Part(foot, Material((232, 236, 238), 0.95))


def _cap(s: Specification) -> list[Part]:
    m = s.measures
    r = m["cap"]
    lid = s.trim() if s.palette.finish != "metal" else _metal(s)
    if s.traits["cap"] == "ball":
        turn = np.linspace(-np.pi / 2, np.pi / 2, 17)
        ball = lathe(np.stack([1.15 * r * np.cos(turn), 1.15 * r * (1 + np.sin(turn))], axis=1))
        return [Part(ball, lid)]
    if s.traits["cap"] == "block":
        return [Part(block((2.2 * r, 1.5 * r, 1.5 * r), power=7, bevel=0.12), lid)]
    if s.traits["cap"] == "drum":
        grooves = [ring(1.01 * r, 0.05, sides=6).moved((0, 0, z * r)) for z in (0.25, 0.4, 1.5)]
        drum = [(r, 0), (r, 1.75 * r), (r, 1.75 * r), (0.94 * r, 1.82 * r), (0, 1.82 * r)]
        return [Part(lathe(drum), lid), Part(joined(grooves), _metal(s))]
    if s.traits["cap"] == "flame":
        flame = [
            (0.55 * r, 0),
            (1.1 * r, 0.7 * r),
            (0.75 * r, 1.5 * r),
            (0.2 * r, 2.5 * r),
            (0, 2.9 * r),
        ]
        return [Part(lathe(rounded(flame)), lid)]
    # "pump": an atomiser with a bulb on a hose.
    nozzle = lathe(
        rounded(
            [
                (0.7 * r, 0),
                (0.7 * r, 0.7 * r),
                (0.7 * r, 0.7 * r),
                (0.3 * r, 1.2 * r),
                (0, 1.2 * r),
            ],
            2,
        )
    )
    x = max(2.2 * r, 0.5 * m["width"] + 0.6 * r)
    hose = rounded(
        [(0.4 * r, 0, 0.6 * r), (x - 0.3 * r, 0, 0.9 * r), (x, 0, -0.5 * r), (x, 0, -1.6 * r)], 3
    )
    pear = [
        (0.2 * r, 0),
        (0.9 * r, -0.9 * r),
        (1.05 * r, -1.8 * r),
        (0.5 * r, -2.7 * r),
        (0, -2.8 * r),
    ]
    return [
        Part(nozzle, _metal(s)),
        Part(tube([(-0.4 * r, 0, 0.6 * r), (-1.1 * r, 0, 0.6 * r)], 0.22 * r), _metal(s)),
        Part(tube(hose, 0.2 * r), s.accent()),
        Part(lathe(rounded(pear)).moved((x, 0, -1.3 * r)), s.accent()),
    ]


def _label(s: Specification, top: float) -> list[Part]:
    m = s.measures
    if s.traits["flacon"] == "disc":
        front, z, wide = -m["depth"] / 2, 0.52 * top, 0.4 * top
    else:
        line = _outline(s)
        z = 0.45 * m["height"]
        front = -float(np.interp(z, line[:, 0], line[:, 2]))
        wide = 1.05 * float(np.interp(z, line[:, 0], line[:, 1]))
    if s.traits["label"] == "plate":
        plate = rounded_box((wide, 0.16, 0.62 * wide), 0.05)
        rule = rounded_box((0.7 * wide, 0.2, 0.07 * wide), 0.02)
        return [
            Part(plate.moved((0, front, z)), Material((244, 240, 230), 0.2)),
            *(Part(rule.moved((0, front, z + dz * wide)), s.accent()) for dz in (0.1, -0.08)),
        ]
    if s.traits["label"] == "medal":
        disc = lathe(
            rounded([(0.36 * wide, 0), (0.36 * wide, 0.14), (0.36 * wide, 0.14), (0, 0.16)], 2)
        )
        rim = ring(0.3 * wide, 0.05).moved((0, 0, 0.15))
        return [
            Part(disc.turned(x=90).moved((0, front, z)), _metal(s)),
            Part(rim.turned(x=90).moved((0, front, z)), s.accent()),
        ]
    return []


FAMILY = Family(
    name="perfume",
    title="Perfume flacon",
    locarno="09-01",
    traits={
        "flacon": ("block", "disc", "drop", "column", "urn"),
        "facets": ("square", "cut", "round"),
        "cap": ("ball", "block", "drum", "flame", "pump"),
        "label": ("none", "plate", "medal"),
    },
    ranges={
        "width": (4.8, 7.6),
        "depth": (2.6, 4.0),
        "height": (5.8, 9.6),
        "taper": (0.72, 1.1),
        "power": (4.0, 12.0),
        "cap": (0.95, 1.6),
    },
    build=build,
)
