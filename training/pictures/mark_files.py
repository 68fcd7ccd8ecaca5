"""Marks in colours of their own, from a folder: SVG files and Iconify's JSON sets of icons."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from data.synthetic.marks import Mark, brand_of, draw_svg
from data.synthetic.shading import Colour, luminance

_LONGEST = 200_000
"""Letters of a drawing's SVG; what has more is an illustration."""
_SIDE = 96
_APART = 90
"""Sum of differences of red, green and blue from which two colours are told apart."""
_ANOTHER_COLOUR = 0.06
"""Share of the ink that makes a mark one of several colours."""
_BRIGHT = 128
_PICTURE = re.compile(r"<\s*(?:\w+:)?(?:fe)?image\b", re.IGNORECASE)
_ICON_SIDE = 16
"""Of an Iconify icon that does not say its own."""


class MarkFileError(ValueError):
    """A file of marks, or one mark in it, can't be used; the message names it."""


@dataclass(frozen=True, slots=True)
class PaintedMark(Mark):
    """A mark whose drawing has colours.

    Attributes:
        own: What most of its ink is: asked for that colour, it is drawn in all of its own.
        several: Whether it has others.
    """

    own: Colour
    several: bool

    @classmethod
    def of(cls, name: str, svg: str) -> "PaintedMark":
        """Find out what colours a drawing has.

        Raises:
            data.synthetic.extra.MissingExtraError: resvg is not installed.
            ValueError: it is no SVG, too long, shows nothing or has pictures in it.
        """
        if len(svg) > _LONGEST:
            raise ValueError(f"it is longer than {_LONGEST:,} letters")
        if _PICTURE.search(svg):
            raise ValueError("it has a picture in it")
        pixels = np.asarray(draw_svg(svg, _SIDE)).reshape(-1, 4)
        ink = pixels[pixels[:, 3] > 127][:, :3].astype(int)
        if not len(ink):
            raise ValueError("it shows nothing")
        _, coarse, counts = np.unique(ink // 32, axis=0, return_inverse=True, return_counts=True)
        red, green, blue = ink[coarse.ravel() == counts.argmax()].mean(axis=0).astype(int).tolist()
        others = np.abs(ink - (red, green, blue)).sum(axis=1) > _APART
        title = re.sub(r"[\W_]+", " ", name).strip() or name
        colour = (red, green, blue)
        several = bool(others.mean() > _ANOTHER_COLOUR)
        return cls(name, title, brand_of(title), colour, svg, colour, several)

    def render(self, size: int, colour: Colour | None = None) -> Image.Image:
        """Draw the mark as `Mark.render` does; in another colour, several become two tones."""
        drawn = draw_svg(self.svg, size)
        ink = colour or self.colour
        if ink == self.own:
            return drawn
        alpha = drawn.getchannel("A")
        if self.several:
            second = (0, 0, 0) if luminance(ink) > _BRIGHT else (255, 255, 255)
            red, green, blue = ((3 * b + 2 * a) // 5 for a, b in zip(ink, second, strict=True))
            grey = ImageOps.autocontrast(drawn.convert("L"), mask=alpha)
            painted = ImageOps.colorize(grey, ink, (red, green, blue))
        else:
            painted = Image.new("RGB", drawn.size, ink)
        painted.putalpha(alpha)
        return painted


def read_marks(folder: Path, refuse: Callable[[MarkFileError], None]) -> list[PaintedMark]:
    """Read the marks in all SVG files and sets of icons below a folder; of one name, the first.

    Args:
        folder: Other files in it are ignored, and so is JSON without icons.
        refuse: Is told what can't be used, and is followed by the rest.

    Raises:
        data.synthetic.extra.MissingExtraError: resvg is not installed.
    """
    marks: dict[str, PaintedMark] = {}
    for path in sorted(folder.rglob("*")):
        try:
            for name, svg in _drawings(path):
                try:
                    marks.setdefault(name, PaintedMark.of(name, svg))
                except ValueError as error:
                    refuse(MarkFileError(f"{path}: {name}: {error}"))
        except (OSError, ValueError) as error:
            refuse(MarkFileError(f"{path}: {error}"))
    return list(marks.values())


def _drawings(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix.lower() == ".svg":
        yield path.stem, path.read_text("utf-8-sig")
    elif path.suffix.lower() == ".json":
        content = json.loads(path.read_text("utf-8-sig"))
        icons = content.get("icons") if isinstance(content, dict) else None
        if isinstance(icons, dict):
            for name, icon in icons.items():
                yield name, _iconify_svg(content, icon)


def _iconify_svg(common: dict[str, Any], icon: object) -> str:
    """Return the SVG of an icon; what it does not say is said for the whole set.

    https://iconify.design/docs/types/iconify-json.html
    """
    own = icon if isinstance(icon, dict) else {}
    said = {"left": 0, "top": 0, "width": _ICON_SIDE, "height": _ICON_SIDE, **common, **own}
    box = " ".join(str(said[side]) for side in ("left", "top", "width", "height"))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{box}">{said.get("body", "")}</svg>'
    )
