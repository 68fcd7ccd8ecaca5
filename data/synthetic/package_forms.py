"""Forms of packages, with room for a print: boxes, cans, bottles, jars, bags, tubes, trays, cards.

Each form takes four measures from 0 to 1 and the print, and makes a model that stands on z = 0 and
faces the viewer.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageDraw

from data.synthetic.loft import block
from data.synthetic.mesh import joined, lathe, ring, rounded, rounded_box, sheet
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part
from data.synthetic.wrapping import Wrapping, box, contents, corners, disc, quad, round_wall

_METAL = Material((206, 208, 212), 0.75, True)
_BLACK = Material((30, 30, 34), 0.5)


Form = Callable[[tuple[float, ...], Wrapping], Model]


def _carton(m: tuple[float, ...], print_: Wrapping) -> Model:
    wide, high = 7 + 11 * m[0], 7 + 19 * m[1]
    return tuple(box(wide, 2.5 + 0.5 * wide * m[2], high, print_))


def _gable_top(m: tuple[float, ...], print_: Wrapping) -> Model:
    wide, high, roof = 7.0 + 2 * m[0], 13 + 9 * m[1], 3.2 + m[2]
    half, top = wide / 2, high + roof
    parts = box(wide, wide, high, print_)[:4]
    lid = print_.lid(wide, roof)
    for sign in (-1.0, 1.0):
        slope = quad(
            (-half, sign * half, high), (half, sign * half, high), (-half, 0, top), (half, 0, top)
        )
        parts.append(Part(slope, lid if sign < 0 else print_.plain()))
        fold = quad(
            (sign * half, -half, high), (sign * half, half, high),
            (sign * 0.8 * half, -0.01, top), (sign * 0.8 * half, 0.01, top),
        )  # fmt: skip
        parts.append(Part(fold, print_.plain()))
    fin = rounded_box((wide, 0.25, 1.6), 0.05).moved((0, 0, top + 0.6))
    parts.append(Part(fin, print_.plain(second=m[3] < 0.5)))
    if m[3] > 0.45:
        cap = lathe(rounded([(1.4, 0), (1.4, 1.4), (1.4, 1.4), (0, 1.4)], 1)).turned(x=45)
        at = (0, -half / 2 - 0.2, high + roof / 2)
        parts.append(Part(cap.moved(at), print_.plain(second=True)))
    return tuple(parts)


def _can(m: tuple[float, ...], print_: Wrapping) -> Model:
    if m[0] < 0.55:
        radius, high = 2.6 + 0.7 * m[1], 11 + 5 * m[2]
        neck = [
            (radius, high),
            (0.96 * radius, high + 0.5),
            (0.82 * radius, high + 1.1),
            (0.84 * radius, high + 1.3),
            (0.78 * radius, high + 1.3),
            (0.76 * radius, high + 0.9),
            (0, high + 0.9),
        ]
        foot = [(0.75 * radius, 0), (0.78 * radius, 0.0), (radius, 0.8)]
        wall = round_wall(radius, 0.8, high, print_, gloss=True)
        tab = block((0.9 * radius, 0.5 * radius, 0.12)).moved((0, 0, high + 0.95))
        return (wall, Part(lathe(neck), _METAL), Part(lathe(foot), _METAL), Part(tab, _METAL))
    radius, high = 3.4 + 2 * m[1], 4 + 8 * m[2]
    lid = [
        (radius, 0),
        (1.03 * radius, 0.1),
        (1.03 * radius, 0.35),
        (0.96 * radius, 0.35),
        (0.94 * radius, 0.1),
        (0, 0.1),
    ]
    wall = round_wall(radius, 0.35, high - 0.35, print_)
    feet = lathe(rounded([(1.03 * radius, 0), (1.03 * radius, 0.3), (radius, 0.4)], 1))
    return (wall, Part(lathe(lid).moved((0, 0, high - 0.35)), _METAL), Part(feet, _METAL))


_SHOULDERS = (
    ((1, 0.52), (1, 0.6), (0.6, 0.76), (0.36, 0.86), (0.34, 0.94), (0.36, 1.0)),
    ((1, 0.66), (1, 0.74), (0.92, 0.82), (0.4, 0.86), (0.36, 1.0)),
    ((1, 0.6), (1.0, 0.66), (0.8, 0.78), (0.5, 0.88), (0.42, 1.0)),
)


def _bottle(m: tuple[float, ...], print_: Wrapping) -> Model:
    radius, high = 2.8 + 1.6 * m[0], 15 + 13 * m[1]
    shoulder = _SHOULDERS[int(2.99 * m[2])]
    outline = [(0.0, 0.0), (0.9, 0.0), (1.0, 0.03), (1.0, 0.06), *shoulder]
    body = lathe(rounded(np.array(outline) * (radius, high), 2))
    glass = contents(m[3], print_)
    neck = shoulder[-1][0] * radius
    cap = lathe(rounded([(1.15 * neck, 0), (1.15 * neck, 1.9), (1.15 * neck, 1.9), (0, 2.0)], 1))
    low, top = 0.1 * high, (shoulder[0][1] - 0.03) * high
    return (
        Part(body, glass),
        round_wall(1.012 * radius, low, top, print_),
        Part(cap.moved((0, 0, high - 0.8)), print_.plain(second=True)),
    )


def _jar(m: tuple[float, ...], print_: Wrapping) -> Model:
    radius, high = 3.2 + 1.6 * m[0], 6 + 8 * m[1]
    outline = np.array(
        [(0, 0), (0.86, 0), (1, 0.06), (1, 0.1), (1, 0.8), (1, 0.84), (0.84, 0.92), (0.82, 1)]
    )
    body = lathe(rounded(outline * (radius, high), 2))
    wide = (0.86 + 0.16 * m[2]) * radius
    tall = 1.3 + 0.7 * m[3]
    lid = lathe(rounded([(wide, 0), (wide, tall), (wide, tall), (0, tall)], 1)).moved(
        (0, 0, high - 0.3)
    )
    top = disc(0.93 * wide).moved((0, 0, high - 0.3 + tall + 0.03))
    lid_material = _METAL if m[2] < 0.25 else print_.plain(second=True)
    parts = [Part(body, contents(m[3], print_)), Part(lid, lid_material)]
    parts.append(round_wall(1.012 * radius, 0.14 * high, 0.78 * high, print_))
    if m[2] > 0.5:
        parts.append(Part(top, print_.lid(2 * wide, 2 * wide)))
    return tuple(parts)


def _pouch(m: tuple[float, ...], print_: Wrapping) -> Model:
    """A pillow of film with crimped ends, a bag that stands, or a bar in its wrapper."""
    if m[0] < 0.25:
        wide, high, deep = 13 + 5 * m[1], 4 + 2 * m[2], 1.4 + m[3]
    else:
        wide, high, deep = 11 + 7 * m[1], 15 + 10 * m[2], 3.5 + 3 * m[3]
    rng = np.random.default_rng(int(1e6 * m[3]))
    u, v = np.meshgrid(np.linspace(-1, 1, 33), np.linspace(-1, 1, 41))
    standing = m[0] > 0.65
    ends = np.clip(1.06 - np.abs(v), 0, 1) if not standing else np.clip(1.06 + v, 0, 1)
    swell = np.clip(1 - u**2, 0, 1) ** 0.45 * np.clip(ends, 0, 1) ** 0.6
    if standing:
        # Rows run down: full at the foot, flat at the top.
        swell = np.clip(1 - u**2, 0, 1) ** 0.5 * np.clip((v + 0.86) / 1.86, 0, 1) ** 0.7
    folds = sum(
        np.sin(a * u + b * v + c) / (abs(a) + abs(b))
        for a, b, c in rng.uniform((-16, -9, 0), (16, 9, 6.3), (7, 3)).tolist()
    )
    depth = deep / 2 * swell * (1 + 0.35 * folds) + 0.02
    pinch = 1 - 0.07 * np.clip(swell, 0, 1) * (1 - np.abs(u) ** 6)
    x, z = u * wide / 2 * (1 - 0.03 * np.cos(3 * v)), (1 - v) * high / 2
    front = sheet(np.stack([x * pinch / pinch.max(), -depth, z], axis=2))
    behind = sheet(np.stack([-x, depth, z], axis=2))
    art = print_.front(wide, high)
    if art.texture is not None:
        _crimp(art.texture, both=not standing)
    return (Part(front, art), Part(behind, print_.plain()))


def _tube(m: tuple[float, ...], print_: Wrapping) -> Model:
    """Stands on its cap; the far end is pressed flat."""
    radius, high = 1.9 + m[0], 10 + 7 * m[1]
    share = np.linspace(0, 1, 24)
    turn = np.pi / 2 + np.linspace(0, 2 * np.pi, 49)
    flat = share[:, None] ** 1.3
    x = radius * (1 + 0.45 * flat) * np.cos(turn)[None, :]
    y = radius * (1 - 0.97 * flat) * np.sin(turn)[None, :]
    z = np.broadcast_to(2.2 + high * share[:, None], x.shape)
    skin = sheet(np.stack([x, y, z], axis=2)[::-1])
    cap_radius = (0.7 + 0.35 * m[2]) * radius
    cap = lathe(
        rounded([(0, 0), (cap_radius, 0), (cap_radius, 0), (cap_radius, 2.0), (radius, 2.3)], 1)
    )
    return (
        Part(skin, print_.around(2 * np.pi * radius, high)),
        Part(cap, print_.plain(second=m[3] < 0.6)),
    )


def _tub(m: tuple[float, ...], print_: Wrapping) -> Model:
    low, high = 2.6 + 1.2 * m[0], 5 + 5 * m[1]
    top = low * (1.12 + 0.25 * m[2])
    if m[2] < 0.3:
        low, top = top, 0.95 * low
    wall = lathe([(low, 0), (low + 0.02 * (top - low), 0.02), *_line(low, top, high)])
    rim = lathe(rounded([(1.05 * top, 0), (1.07 * top, 0.25), (1.05 * top, 0.5), (0, 0.5)], 1))
    lid = print_.lid(2 * top, 2 * top)
    return (
        Part(wall, print_.around(np.pi * (low + top), high)),
        Part(rim.moved((0, 0, high)), print_.plain(second=m[3] < 0.5)),
        Part(disc(1.0 * top).moved((0, 0, high + 0.54)), lid),
    )


def _tray(m: tuple[float, ...], print_: Wrapping) -> Model:
    """A tray in a sleeve, stood up so that its lid faces the viewer."""
    wide, high, deep = 14 + 6 * m[0], 11 + 8 * m[1], 3 + 2 * m[2]
    sleeve = box(wide * (0.72 + 0.2 * m[3]), deep + 0.2, high + 0.2, print_)
    rim = rounded_box((wide, 0.4, high), 0.15).moved((0, -deep / 2 + 0.4, high / 2 + 0.1))
    dish = rounded_box((0.92 * wide, 0.8 * deep, 0.92 * high), 0.8).moved((0, 0.1, high / 2 + 0.1))
    return (*sleeve, Part(joined([rim, dish]), _BLACK if m[2] < 0.7 else _METAL))


def _blister(m: tuple[float, ...], print_: Wrapping) -> Model:
    """A card with a hole to hang it by, and things under a bubble on its lower half."""
    wide, high = 8 + 5 * m[0], 12 + 6 * m[1]
    art = print_.front(wide, high)
    if art.texture is not None:
        _hole(art.texture)
    card = sheet(
        corners((-wide / 2, 0, high), (wide / 2, 0, high), (-wide / 2, 0, 0), (wide / 2, 0, 0))
    )
    behind = rounded_box((wide, 0.1, high), 0.04).moved((0, 0.08, high / 2))
    count = 1 + int(3.99 * m[2])
    step = 0.8 * wide / count
    radius = min(0.42 * step, 2.0)
    tall = 0.36 * high * (0.7 + 0.3 * m[3])
    profile = [
        (0, 0),
        (radius, 0),
        (radius, 0),
        (radius, 0.86 * tall),
        (0.4 * radius, 0.9 * tall),
        (0.4 * radius, tall),
        (0, tall),
    ]
    parts = [Part(card, art), Part(behind, Material((244, 244, 240), 0.2))]
    for i in range(count):
        article = lathe(rounded(profile, 1), segments=24)
        at = ((i + 0.5 - count / 2) * step, -0.8 * radius, 0.07 * high)
        parts.append(
            Part(article.stretched((1, 0.8, 1)).moved(at), print_.plain(second=i % 2 == 0))
        )
        parts.append(
            Part(
                ring(radius, 0.1).stretched((1, 0.8, 1)).moved((at[0], at[1], at[2] + 0.5 * tall)),
                _METAL,
            )
        )
    return tuple(parts)


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "carton": _carton,
        "gable_top": _gable_top,
        "can": _can,
        "labelled_bottle": _bottle,
        "jar": _jar,
        "pouch": _pouch,
        "squeeze_tube": _tube,
        "tub": _tub,
        "sleeved_tray": _tray,
        "blister_card": _blister,
    }
)
"""Every form by its name."""


def _line(low: float, top: float, high: float) -> list[tuple[float, float]]:
    return [(low + s * (top - low), s * high) for s in np.linspace(0.1, 1, 4).tolist()]


def _crimp(picture: Image.Image, *, both: bool) -> None:
    """Press fine lines into the ends of a bag."""
    width, height = picture.size
    draw = ImageDraw.Draw(picture, "RGBA")
    band = round(0.045 * height) + 2
    for top in (0, height - band) if both else (0,):
        draw.rectangle((0, top, width, top + band), fill=(255, 255, 255, 70))
        for x in range(0, width, 6):
            draw.line((x, top, x, top + band), fill=(0, 0, 0, 60), width=2)


def _hole(picture: Image.Image) -> None:
    """Punch the hole that a card hangs by: one sees through it what is pale behind."""
    width, height = picture.size
    x, y = width / 2, 0.05 * height
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle(
        (x - 0.13 * width, y - 6, x + 0.13 * width, y + 6), 6, fill=(226, 226, 224)
    )
    draw.circle((x, y - 3), 10, fill=(226, 226, 224))
