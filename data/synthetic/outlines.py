"""Outlines that emblems are made of: frames, and motifs with two measures of their own."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Outline = NDArray[np.float64]
"""``(n, 2)`` corners of a closed polygon about the origin, y downwards, 1 being the half side."""
Motif = Callable[[int, float, float], list[Outline]]
"""Draws from how many of whatever repeats, and two measures from 0 to 1."""

_CORNERS = 72


def turned(outline: Outline, angle: float) -> Outline:
    """Turn an outline about the origin by an angle in radians."""
    cos, sin = np.cos(angle), np.sin(angle)
    moved: Outline = outline @ np.array([[cos, sin], [-sin, cos]])
    return moved


def _polar(radius: Outline, angle: Outline) -> Outline:
    """Return points by distance and by angle clockwise from the top."""
    return np.column_stack([radius * np.sin(angle), -radius * np.cos(angle)])


def _disc(radius: float = 1.0, x: float = 0.0, y: float = 0.0) -> Outline:
    angle = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    moved: Outline = _polar(np.full(_CORNERS, radius), angle) + np.array([x, y])
    return moved


def _regular(corners: int, turn: float = 0.0) -> Outline:
    return _polar(np.ones(corners), turn + np.linspace(0, 2 * np.pi, corners, endpoint=False))


def _rounded_square() -> Outline:
    angle = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    cos, sin = np.cos(angle), np.sin(angle)
    radius = 0.96 / (np.abs(cos) ** 6 + np.abs(sin) ** 6) ** (1 / 6)
    return _polar(radius, angle)


def _shield() -> Outline:
    t = np.linspace(0, 1, 24)
    side = np.column_stack([0.84 * np.cos(t * np.pi / 2) ** 0.7, -0.1 + 1.1 * t])
    right = np.concatenate([[(0.84, -0.95)], side])
    return np.concatenate([right, (right * (-1, 1))[::-1]])


FRAMES: Mapping[str, Callable[[], Outline] | None] = MappingProxyType(
    {
        "none": None,
        "disc": _disc,
        "square": _rounded_square,
        "shield": _shield,
        "hexagon": lambda: _regular(6),
        "diamond": lambda: _regular(4),
        "oval": lambda: _disc() * (1, 0.66),
    }
)
"""What may be around a motif."""


def _star(repeat: int, a: float, b: float) -> list[Outline]:
    """Return a star; with a large `b` its points lean."""
    radius = np.tile([1.0, 0.25 + 0.5 * a], repeat)
    lean = np.tile([0.0, max(b - 0.5, 0.0)], repeat)
    return [_polar(radius, (np.arange(2 * repeat) + lean) * np.pi / repeat)]


def _petals(repeat: int, a: float, b: float) -> list[Outline]:
    t = np.linspace(0, np.pi, 20)
    thick = 0.1 + 0.3 * a
    start = 0.05 + 0.3 * b
    along = start + (1 - start) * (1 - np.cos(t)) / 2
    petal = np.concatenate(
        [
            np.column_stack([thick * np.sin(t), -along]),
            np.column_stack([-thick * np.sin(t), -along])[::-1],
        ]
    )
    return [turned(petal, 2 * np.pi * i / repeat) for i in range(repeat)]


def _flower(repeat: int, a: float, b: float) -> list[Outline]:
    angle = np.linspace(0, 2 * np.pi, 4 * _CORNERS, endpoint=False)
    wave = 0.1 + 0.35 * a
    hole = 0.15 + 0.3 * b
    return [_polar(1 - wave + wave * np.cos(repeat * angle), angle), _disc(hole)]


def _chevrons(repeat: int, a: float, b: float) -> list[Outline]:
    count = 2 + repeat % 3
    thick = (0.45 + 0.4 * a) * 1.1 / count
    drop = 0.25 + 0.6 * b
    upper = np.array([(-0.8, drop / 2), (0.0, -drop / 2), (0.8, drop / 2)])
    outline = np.concatenate([upper, upper[::-1] + np.array([0, thick])])
    places = (np.arange(count) - (count - 1) / 2) * 1.1 / count
    return [outline + np.array([0, y - thick / 2]) for y in places]


def _arcs(repeat: int, a: float, b: float) -> list[Outline]:
    count = 2 + repeat % 3
    sweep = np.pi * (0.5 + 1.2 * b)
    angle = np.linspace(-sweep / 2, sweep / 2, _CORNERS)
    step = 0.85 / count
    thick = step * (0.35 + 0.4 * a)
    return [
        np.concatenate(
            [_polar(np.full(_CORNERS, r), angle), _polar(np.full(_CORNERS, r - thick), angle[::-1])]
        )
        for r in 1 - step * np.arange(count)
    ]


def _crescent(repeat: int, a: float, b: float) -> list[Outline]:
    """Return a moon, and what it holds."""
    shift, radius = 0.3 + 0.25 * a, 0.8
    cross = np.arccos(np.clip((1 + shift**2 - radius**2) / (2 * shift), -1, 1))
    outer = np.linspace(cross, 2 * np.pi - cross, _CORNERS)
    rim = np.column_stack([np.cos(outer), np.sin(outer)])
    reach = np.arctan2(np.sin(cross), np.cos(cross) - shift)
    inner = np.linspace(2 * np.pi - reach, reach, _CORNERS)
    back = np.column_stack([shift + radius * np.cos(inner), radius * np.sin(inner)])
    star = _star(repeat, a, b)[0] * (0.2 + 0.2 * b) + (shift + 0.15, 0)
    return [np.concatenate([rim, back]), star]


def _rings(repeat: int, a: float, b: float) -> list[Outline]:
    count = 2 + repeat % 4
    radius = 0.62 - 0.05 * count
    thick = 0.08 + 0.16 * a
    spread = (1 - radius) * (0.6 + 0.4 * b)
    places = _polar(np.full(count, spread), 2 * np.pi * np.arange(count) / count)
    return [_disc(r, x, y) for x, y in places.tolist() for r in (radius, radius - thick)]


def _bars(repeat: int, a: float, b: float) -> list[Outline]:
    count = repeat
    heights = 0.35 + 0.65 * np.abs(np.sin(np.linspace(0.3, np.pi * (0.6 + 1.4 * a), count)))
    half = (0.4 + 0.45 * b) / count
    places = np.linspace(-0.85, 0.85, count)
    return [
        np.array([(x - half, -h), (x + half, -h), (x + half, h), (x - half, h)]) * (1, 0.85)
        for x, h in zip(places.tolist(), heights.tolist(), strict=True)
    ]


def _bolt(repeat: int, a: float, b: float) -> list[Outline]:
    lean, waist = 0.1 + 0.4 * a, 0.1 + 0.25 * b
    half = np.array([(lean + 0.15, -1.0), (-0.55, waist * 0.6), (-0.02, waist * 0.6)])
    bolt = np.concatenate([half, -half])
    return [bolt] if repeat % 2 else [bolt - np.array([0.6, 0]), bolt + np.array([0.6, 0])]


def _peaks(repeat: int, a: float, b: float) -> list[Outline]:
    left, right = 0.35 + 0.5 * a, 0.6 + 0.4 * b
    valley = 0.7 - left - 0.1
    ridge = [(-0.95, 0.7), (-0.4, 0.7 - 1.1 * left), (-0.05, max(valley, 0.0) * 0.6 + 0.2)]
    ridge += [(0.35, 0.75 - 1.4 * right), (0.95, 0.7)]
    sun = _disc(0.1 + 0.02 * repeat, -0.62, -0.55)
    return [np.array(ridge), sun]


def _whirl(repeat: int, a: float, b: float) -> list[Outline]:
    """Return blades that curve out of the middle."""
    r = np.linspace(0.12, 1, 24)
    bend = (a - 0.5) * 4
    width = (0.35 + 0.5 * b) * np.pi / repeat
    blade = np.concatenate([_polar(r, bend * r), _polar(r, bend * r + width)[::-1]])
    return [turned(blade, 2 * np.pi * i / repeat) for i in range(repeat)]


def _dots(repeat: int, a: float, b: float) -> list[Outline]:
    count, radius = repeat + 2, 0.1 + 0.14 * a
    ring = _polar(np.full(count, 0.78), 2 * np.pi * np.arange(count) / count)
    return [_disc(radius, x, y) for x, y in ring.tolist()] + [_disc(0.15 + 0.35 * b)]


def _drop(repeat: int, a: float, b: float) -> list[Outline]:
    t = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    drop = np.column_stack([0.75 * np.sin(t) * np.sin(t / 2) ** (1 + 2 * a), -np.cos(t)])
    count = 1 + repeat % 3
    places = np.linspace(1 - count, count - 1, count) * 0.62
    single = [drop, _disc(0.15 + 0.2 * b, 0, 0.4)]
    return [part + np.array([x, 0]) for x in places for part in single]


MOTIFS: Mapping[str, Motif] = MappingProxyType(
    {
        "star": _star,
        "petals": _petals,
        "flower": _flower,
        "chevrons": _chevrons,
        "arcs": _arcs,
        "crescent": _crescent,
        "rings": _rings,
        "bars": _bars,
        "bolt": _bolt,
        "peaks": _peaks,
        "whirl": _whirl,
        "dots": _dots,
        "drop": _drop,
    }
)
"""What may be inside a frame."""
