"""Where things are on the front of a package."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageDraw

from data.synthetic.print_grounds import ink_on, mixed
from data.synthetic.print_panel import Box, Panel

_PAPER = (250, 248, 240)
_FORMS = ("plain", "rounded", "slanted", "ribbon")


def _form(rng: np.random.Generator) -> str:
    return str(rng.choice(_FORMS))


def _flavour(panel: Panel, rng: np.random.Generator, box: Box) -> None:
    """Print the flavour on a strip of its colour, or of another where the ground has that."""
    left, top, right, bottom = box
    ground = np.array(panel.under(box))
    fill = panel.scheme.accent
    if np.abs(ground - fill).sum() < 110:
        fill = mixed(fill, _PAPER, 0.85)
    panel.strip(box, fill, form=_form(rng))
    w, h = right - left, bottom - top
    inner = (left + 0.1 * w, top + 0.2 * h, right - 0.1 * w, bottom - 0.2 * h)
    panel.words(panel.flavour, inner, face=2, ink=ink_on(fill))


def _foot(panel: Panel, left: float = 0.06) -> None:
    panel.words(panel.weight, (left, 0.935, left + 0.2, 0.98), face=2, align="left")


def _stack(panel: Panel, rng: np.random.Generator) -> None:
    """Brand, title, flavour and picture from the top down, or beside the picture."""
    if panel.wide:
        panel.show((0.52, 0.04, 0.99, 0.96))
        panel.brand((0.05, 0.08, 0.48, 0.36))
        panel.words(panel.title, (0.05, 0.42, 0.5, 0.68))
        _flavour(panel, rng, (0.05, 0.74, 0.48, 0.88))
        panel.roundels([(0.56, 0.84), (0.93, 0.16)], 0.26)
        return
    panel.show((0.03, 0.54, 0.97, 0.985))
    panel.brand((0.08, 0.05, 0.92, 0.22))
    panel.words(panel.title, (0.08, 0.26, 0.92, 0.44))
    _flavour(panel, rng, (0.08, 0.46, 0.92, 0.54))
    panel.roundels([(0.18, 0.86), (0.83, 0.62)], 0.25)
    _foot(panel)


def _hero(panel: Panel, rng: np.random.Generator) -> None:
    """A picture over all, the brand on a plate, the flavour along the foot."""
    panel.show((0, 0, 1, 1))
    plate = panel.scheme.brand if rng.random() < 0.6 else _PAPER
    top = 0.3 if not panel.wide else 0.4
    panel.strip((0, 0, 1, top - 0.02), plate, form="plain")
    panel.strip((0, top - 0.02, 1, top), panel.scheme.accent)
    panel.brand((0.1, 0.04, 0.9, top - 0.06))
    panel.strip(
        (0, 0.76, 1, 1), panel.scheme.accent, form="slanted" if rng.random() < 0.5 else "plain"
    )
    panel.words(panel.title.replace("\n", " "), (0.06, 0.78, 0.94, 0.89))
    panel.words(panel.flavour, (0.1, 0.91, 0.9, 0.97), face=2)
    panel.roundels([(0.82, 0.44), (0.18, 0.68)], 0.24)


def _window(panel: Panel, rng: np.random.Generator) -> None:
    """The picture in the middle, the brand above and the title below."""
    if panel.wide:
        panel.show((0.3, 0.04, 0.7, 0.96))
        panel.brand((0.03, 0.25, 0.31, 0.6))
        panel.words(panel.title, (0.68, 0.2, 0.97, 0.56))
        _flavour(panel, rng, (0.68, 0.62, 0.97, 0.78))
        panel.roundels([(0.1, 0.82)], 0.26)
        return
    panel.show((0.1, 0.26, 0.9, 0.68))
    panel.brand((0.12, 0.05, 0.88, 0.24))
    panel.words(panel.title, (0.1, 0.7, 0.9, 0.83))
    _flavour(panel, rng, (0.12, 0.85, 0.88, 0.925))
    panel.roundels([(0.83, 0.3), (0.17, 0.64)], 0.24)
    _foot(panel)


def _band(panel: Panel, rng: np.random.Generator) -> None:
    """A broad band of the flavour's colour across, with the title on it."""
    below = rng.random() < 0.5
    low, high = (0.36, 0.62) if not below else (0.56, 0.82)
    panel.show((0.06, high - 0.02, 0.94, 0.99) if not below else (0.06, 0.24, 0.94, low + 0.04))
    form = "slanted" if rng.random() < 0.5 else "plain"
    fill = panel.scheme.accent
    if np.abs(np.array(fill) - panel.scheme.ground).sum() < 110:
        fill = mixed(fill, (10, 10, 14), 0.55)
    panel.strip((0, low - 0.015, 1, high + 0.015), ink_on(fill), form=form)
    panel.strip((0, low, 1, high), fill, form=form)
    panel.words(panel.title, (0.08, low + 0.03, 0.92, high - 0.1))
    panel.words(panel.flavour, (0.14, high - 0.085, 0.86, high - 0.03), face=2)
    panel.brand((0.1, 0.05, 0.9, 0.25 if below else 0.32))
    panel.roundels([(0.84, 0.9 if below else 0.7)], 0.24)
    _foot(panel)


def _column(panel: Panel, rng: np.random.Generator) -> None:
    """A column of the flavour's colour at one side, the rest beside it."""
    left = rng.random() < 0.6
    column: Box = (0, 0, 0.3, 1) if left else (0.7, 0, 1, 1)
    panel.strip(column, panel.scheme.accent)
    a, b = (0.34, 0.96) if left else (0.04, 0.66)
    panel.brand((a, 0.06, b, 0.24))
    panel.words(panel.title, (a, 0.28, b, 0.46), align="left")
    panel.show((a - 0.02, 0.48, b + 0.02, 0.94))
    turned = panel.picture.transpose(Image.Transpose.ROTATE_270)
    upright = replace(panel, picture=turned)
    row: Box = (0.1, 0.05, 0.8, 0.25) if left else (0.1, 0.75, 0.8, 0.95)
    upright.words(panel.flavour, row, face=1)
    panel.picture.paste(turned.transpose(Image.Transpose.ROTATE_90))
    panel.roundels([(0.15 if left else 0.85, 0.1)], 0.24)
    _foot(panel, 0.05 if left else 0.73)


def _quiet(panel: Panel, rng: np.random.Generator) -> None:
    """Large type, much room, a small picture."""
    top = float(rng.uniform(0.1, 0.3))
    panel.show((0.4, 0.62, 0.95, 0.92) if not panel.wide else (0.66, 0.4, 0.96, 0.92))
    panel.brand((0.08, 0.05, 0.5, 0.05 + 0.4 * top))
    panel.words(panel.title, (0.08, top + 0.02, 0.92, top + 0.3), align="left")
    panel.strip((0.08, top + 0.34, 0.3, top + 0.352), panel.scheme.accent)
    panel.words(panel.flavour, (0.08, top + 0.37, 0.8, top + 0.44), face=2, align="left")
    panel.strip((0, 0.94, 1, 1), panel.scheme.accent)
    panel.print_lines((0.08, 0.8, 0.4, 0.92), share=0.4)


def _heritage(panel: Panel, rng: np.random.Generator) -> None:
    """A frame of lines, all centred, as old labels have it."""
    paper = mixed(_PAPER, panel.scheme.ground, float(rng.uniform(0, 0.25)))
    ink = ink_on(paper, panel.scheme.brand)
    draw = ImageDraw.Draw(panel.picture)
    panel.strip((0.05, 0.04, 0.95, 0.96), paper, form="plain")
    unit = min(panel.picture.size)
    for inset, thick in ((0.07, 0.012), (0.095, 0.004)):
        left, top, right, bottom = panel.pixels((0.0, 0.0, 1.0, 1.0))
        pad = inset * unit
        box = (left + pad, top + pad, right - pad, bottom - pad)
        draw.rounded_rectangle(box, 0.04 * unit, outline=ink, width=max(round(thick * unit), 1))
    panel.brand((0.16, 0.12, 0.84, 0.3))
    panel.strip((0.2, 0.325, 0.8, 0.335), panel.scheme.accent)
    panel.words(panel.title, (0.16, 0.36, 0.84, 0.5), ink=ink)
    panel.show((0.22, 0.51, 0.78, 0.75))
    _flavour(panel, rng, (0.13, 0.76, 0.87, 0.85))
    panel.words(panel.weight, (0.3, 0.875, 0.7, 0.915), face=2, ink=ink)


def _burst(panel: Panel, rng: np.random.Generator) -> None:
    """A large disc or star with the brand on it, loud."""
    w, h = panel.picture.size
    middle, reach = (0.5 * w, 0.33 * h), 0.44 * min(w, 0.75 * h)
    points = int(rng.choice((2, 24, 32)))
    turn = (
        np.linspace(0, 2 * np.pi, 2 * points * 8 // 8 + 1)
        if points > 2
        else np.linspace(0, 6.2832, 60)
    )
    far = reach * (
        np.where(np.arange(len(turn)) % 2, 0.9, 1.08) if points > 2 else np.ones(len(turn))
    )
    draw = ImageDraw.Draw(panel.picture)
    for scale, fill in ((1.0, ink_on(panel.scheme.ground)), (0.94, panel.scheme.accent)):
        corners = np.stack(
            [middle[0] + scale * far * np.cos(turn) * 1.1, middle[1] + scale * far * np.sin(turn)],
            1,
        )
        draw.polygon([tuple(p) for p in corners.tolist()], fill=fill)
    half = 0.85 * reach / w
    panel.brand((0.5 - half, 0.33 - 0.4 * reach / h, 0.5 + half, 0.33 + 0.3 * reach / h))
    panel.show((0.08, 0.56, 0.92, 0.98))
    panel.words(
        panel.title.replace("\n", " "),
        (0.06, 0.57, 0.94, 0.68),
        ink=panel.scheme.brand,
        outline=ink_on(panel.scheme.brand),
    )
    _flavour(panel, rng, (0.1, 0.7, 0.9, 0.78))
    panel.roundels([(0.16, 0.9), (0.86, 0.88)], 0.24)


def _halves(panel: Panel, rng: np.random.Generator) -> None:
    """Two halves: brand on the one, flavour and picture on the other, a curved edge between."""
    w, h = panel.picture.size
    edge = float(rng.uniform(0.3, 0.48))
    sag = float(rng.uniform(-0.14, 0.14)) * h
    x = np.linspace(0, w, 30)
    y = edge * h + sag * (1 - (2 * x / w - 1) ** 2)
    draw = ImageDraw.Draw(panel.picture)
    fill = panel.scheme.brand
    line = [tuple(p) for p in np.stack([x, y], 1).tolist()]
    draw.polygon([(0, 0), *line, (w, 0)], fill=fill)
    draw.line(line, fill=panel.scheme.accent, width=max(round(0.025 * h), 2))
    panel.brand((0.12, 0.05, 0.88, edge - 0.14 - max(-sag / h, 0)))
    panel.show((0.04, edge + 0.12, 0.96, 0.86))
    low = edge + 0.04 + max(sag / h, 0)
    panel.words(panel.title, (0.08, low, 0.92, low + 0.14))
    _flavour(panel, rng, (0.1, 0.86, 0.9, 0.95))
    panel.roundels([(0.85, edge - 0.02), (0.15, 0.8)], 0.24)


Layout = Callable[[Panel, np.random.Generator], None]
LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "stack": _stack,
        "hero": _hero,
        "window": _window,
        "band": _band,
        "column": _column,
        "quiet": _quiet,
        "heritage": _heritage,
        "burst": _burst,
        "halves": _halves,
    }
)
"""Every layout by its name."""
