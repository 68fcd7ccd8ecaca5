"""Handbags and totes."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.families.legs import corners
from data.synthetic.families.shells import (
    plate,
    ribbon,
    squircle,
    thick,
)
from data.synthetic.loft import bulge, loft
from data.synthetic.mesh import Floats, Mesh, joined, lathe, ring, rounded, rounded_box, tube
from data.synthetic.studio import Model, Part

_BODIES: dict[str, tuple[tuple[float, float, float], ...]] = {
    # Width, depth and height over the bag's, from the bottom to the top.
    "tote": ((0.84, 1.0, 0.0), (0.9, 0.85, 0.4), (0.98, 0.4, 0.9), (1.0, 0.34, 1.0)),
    "satchel": ((1.0, 1.0, 0.0), (1.0, 1.0, 0.5), (0.98, 0.9, 0.96), (0.96, 0.8, 1.0)),
    "bowler": ((0.96, 1.0, 0.0), (1.0, 1.0, 0.3), (0.9, 0.72, 0.75), (0.66, 0.3, 1.0)),
    "trapeze": ((1.0, 1.0, 0.0), (0.96, 0.86, 0.3), (0.78, 0.5, 0.9), (0.76, 0.42, 1.0)),
    "hobo": ((0.62, 0.8, 0.0), (0.92, 1.1, 0.3), (1.0, 0.7, 0.75), (0.98, 0.3, 1.0)),
}


def build(s: Specification) -> Model:
    """Build a bag that stands on its bottom, front to the viewer."""
    m = s.measures
    sections = _sections(s)
    outline = squircle(m["width"], m["depth"], _squareness(s))
    body = _sagging(s, loft(outline[:-1], sections[:, [2, 0, 1]]))
    bottom = plate(outline * sections[0, :2], 0.6, edge=0.25)
    studs = lathe(rounded([(0, -0.7), (0.7, -0.7), (0.8, 0.2), (0, 0.2)], 2), segments=16)
    places = corners(0.66 * m["width"] * sections[0, 0], 0.6 * m["depth"] * sections[0, 1])
    mouth = np.column_stack([outline * sections[-1, :2], np.full(len(outline), sections[-1, 2])])
    seam = np.column_stack([1.005 * outline * sections[0, :2], np.full(len(outline), 0.4)])
    parts = [
        Part(body, s.body()),
        Part(bottom, s.trim()),
        Part(tube(seam, 0.3, sides=8), s.trim()),
        Part(_sagging(s, tube(mouth, 0.32, sides=8)), s.trim()),
        *(Part(mesh, s.trim()) for mesh in _seams(s)),
        *(Part(studs.moved((x, y, 0)), s.accent()) for x, y in places),
        *_closure(s),
        *_handle(s),
    ]
    return tuple(Part(part.mesh.moved((0, 0, 0.7)), part.material) for part in parts)


def _squareness(s: Specification) -> float:
    return 6.0 - 3.0 * s.measures["round"]


def _sections(s: Specification) -> Floats:
    return rounded(np.array(_BODIES[s.traits["body"]]) * (1, 1, s.measures["height"]), 3)


def _sagging(s: Specification, mesh: Mesh) -> Mesh:
    """Let the middle of a soft bag's upper edge hang."""
    share = np.clip(mesh.vertices[:, 2] / s.measures["height"], 0, 1) ** 2
    mesh.vertices[:, 2] -= share * _sag(s, mesh.vertices[:, 0])
    return mesh


def _sag(s: Specification, x: Floats) -> Floats:
    if s.traits["body"] != "hobo":
        return np.zeros_like(x)
    hang: Floats = (
        0.38 * s.measures["height"] * np.clip(1 - (2 * x / s.measures["width"]) ** 2, 0, 1)
    )
    return hang


def _front(s: Specification, x: Floats, z: Floats, out: float) -> Floats:
    """Return points `out` before the front at `x`, a share of the half width there, and `z`."""
    m = s.measures
    sections = _sections(s)
    wide = np.interp(z, sections[:, 2], sections[:, 0]) * m["width"] / 2
    deep = np.interp(z, sections[:, 2], sections[:, 1]) * m["depth"] / 2
    at = x * wide
    drop = np.clip(z / m["height"], 0, 1) ** 2 * _sag(s, at)
    return np.stack([at, -deep * bulge(x, _squareness(s)) - out, z - drop], axis=-1)


def _seams(s: Specification) -> list[Mesh]:
    """Return the piping between the sides and the front and back."""
    z = np.linspace(0.03, 0.99, 12) * s.measures["height"]
    return [
        tube(_front(s, np.full(12, x), z, 0.05) * (1, face, 1), 0.22, sides=6)
        for x in (-0.93, 0.93)
        for face in (-1, 1)
    ]


def _closure(s: Specification) -> list[Part]:
    m = s.measures
    high = m["height"]
    deep = float(_sections(s)[-1, 1]) * m["depth"] / 2
    if s.traits["closure"] == "zip":
        x = np.linspace(-0.94, 0.94, 25)
        ridge = _front(s, x, np.full(25, high), 0.0) * (1, 0, 1)
        lid = np.stack(
            [ridge + np.array([0.0, deep * side, 0.0]) for side in (-0.96, 0.0, 0.96)], axis=1
        )
        pull = ring(0.8, 0.18, segments=20).turned(x=90).moved(ridge[-3] + (0, -0.4, 0.4))
        return [
            Part(thick(lid, 0.3), s.trim()),
            Part(tube(ridge + np.array([0.0, 0.0, 0.3]), 0.35, sides=8), s.accent()),
            Part(pull, s.accent()),
        ]
    if s.traits["closure"] == "pocket":
        x, z = np.meshgrid(np.linspace(-0.68, 0.68, 17), np.linspace(0.1, 0.1 + m["flap"], 9))
        pocket = _front(s, x, z * high, 0.7)
        rim = _front(s, np.linspace(-0.68, 0.68, 17), np.full(17, (0.1 + m["flap"]) * high), 1.0)
        return [Part(thick(pocket, 0.8), s.body()), Part(tube(rim, 0.35, sides=8), s.accent())]
    # A flap or a tab, from behind the mouth over it and down the front.
    half = 0.97 if s.traits["closure"] == "flap" else 0.17
    x = np.linspace(-half, half, 25)
    reach = m["flap"] + (0.1 if s.traits["closure"] == "tab" else 0.0)
    tip = high * (1 - reach * (1 - 0.3 * np.abs(x / half) ** (2 + 6 * m["round"])))
    rows = [_front(s, x, np.full(25, high), 0.5) * (1, side, 1) + (0, 0, 0.5) for side in (-1, 0)]
    rows += [_front(s, x, high + (tip - high) * share, 0.55) for share in np.linspace(0, 1, 9)]
    foot = rows[-1]
    lock = rounded_box((3.4, 0.8, 2.2), 0.4).moved(foot[12] + (0, -0.4, 0.9))
    turn = tube([(0, 0, -0.7), (0, 0, 0.7)], 0.35).moved(foot[12] + (0, -1.0, 0.9))
    return [
        Part(thick(np.stack(rows), 0.45), s.body() if half > 0.5 else s.trim()),
        Part(tube(foot, 0.26, sides=8), s.trim()),
        Part(lock, s.accent()),
        Part(turn, s.trim()),
    ]


def _handle(s: Specification) -> list[Part]:
    m = s.measures
    high, rise, thin = m["height"], m["rise"], m["strap"]
    top = _sections(s)[-1]
    wide = top[0] * m["width"] / 2
    if s.traits["handle"] == "pair":
        span = 0.46 * wide
        parts = []
        for side in (-1, 1):
            start = _front(s, np.array([0.46]), np.array([0.86 * high]), 0.3)[0]
            end = _front(s, np.array([0.46]), np.array([high]), 0.3)[0]
            bends = [
                (-start[0], start[1], start[2]),
                (-end[0], end[1], end[2]),
                (-span, end[1], high + 0.8 * rise),
                (-0.4 * span, end[1], high + rise),
                (0.4 * span, end[1], high + rise),
                (span, end[1], high + 0.8 * rise),
                (end[0], end[1], end[2]),
                (start[0], start[1], start[2]),
            ]
            line = rounded(bends, 3) * (1, -side, 1)
            parts.append(Part(tube(line, 0.4 + 0.18 * thin), s.trim()))
            for x in (-1, 1):
                tab = rounded_box((1.6 + thin, 0.5, 2.6), 0.22)
                at = (x * start[0], -side * start[1], start[2])
                parts.append(Part(tab.moved(at), s.accent()))
        return parts
    rings = [
        ring(0.9, 0.2, segments=20).turned(x=90, z=90).moved((x * (wide + 0.2), 0, high - 0.4))
        for x in (-1, 1)
    ]
    peak = high + (1.9 if s.traits["handle"] != "arch" else 1.1) * rise
    spread = 0.92 if s.traits["handle"] != "arch" else 1.0
    path = rounded(
        [
            (-wide - 0.3, 0, high),
            (-spread * wide, 0, high + 0.75 * (peak - high)),
            (-0.4 * wide, 0, peak),
            (0.4 * wide, 0, peak),
            (spread * wide, 0, high + 0.75 * (peak - high)),
            (wide + 0.3, 0, high),
        ],
        4,
    )
    parts = [Part(mesh, s.accent()) for mesh in rings]
    if s.traits["handle"] == "arch":
        return [*parts, Part(tube(path, 0.5 + 0.25 * thin, flatten=1.2), s.trim())]
    if s.traits["handle"] == "strap":
        return [*parts, Part(ribbon(path, 1.2 + thin, 0.4), s.trim())]
    return [*parts, Part(_chain(path, 0.55 + 0.16 * thin), s.accent())]


def _chain(path: Floats, size: float) -> Mesh:
    """Link rings along a path, every other one turned on edge."""
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    links = []
    for i, at in enumerate(np.arange(0, lengths[-1], 1.75 * size)):
        spot = np.array([np.interp(at, lengths, path[:, k]) for k in range(3)])
        ahead = np.array([np.interp(at + 0.2, lengths, path[:, k]) for k in range(3)])
        turn = float(np.degrees(np.arctan2(ahead[2] - spot[2], ahead[0] - spot[0])))
        link = ring(size, 0.24 * size, segments=14, sides=6).stretched((1.25, 0.8, 1))
        links.append(link.turned(x=90 if i % 2 else 0).turned(y=-turn).moved(spot))
    return joined(links)


FAMILY = Family(
    name="bag",
    title="Handbag",
    locarno="03-01",
    traits={
        "body": ("tote", "satchel", "bowler", "trapeze", "hobo"),
        "handle": ("pair", "arch", "strap", "chain"),
        "closure": ("zip", "flap", "tab", "pocket"),
    },
    ranges={
        "width": (22.0, 38.0),
        "height": (17.0, 29.0),
        "depth": (8.0, 15.0),
        "rise": (8.0, 15.0),
        "strap": (0.4, 2.6),
        "flap": (0.35, 0.62),
        "round": (0.0, 1.0),
    },
    build=build,
)
