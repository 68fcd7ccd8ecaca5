"""Filed drawings: pen lines on white paper from what a rendering shows of a product.

Lines are drawn where the parts seen at neighbouring pixels differ, where the surface jumps in
depth or turns sharply, and along the borders of what is printed on it (after Saito and Takahashi,
"Comprehensible rendering of 3-D shapes", 1990). What is hidden is never drawn.
"""

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.synthetic.extra import load
from data.synthetic.raster import NOTHING

Tone = Literal["none", "hatch", "stipple"]
Mask = NDArray[np.bool_]

_JUMP = 0.012
"""Depth of a step that is drawn, as a share of the longer side of the paper."""
_REACH = 2
"""Pixels to either side between which a surface must turn to be drawn as bent."""
_PRINT_CONTRAST = 48
_SPECK = 10
"""Lines of fewer pixels are not drawn."""
_DASH, _GAP = 7.0, 4.5
"""Lengths in widths of the pen."""
_DARK = 0.45
_TO_LIGHT = np.array([-0.5, 0.6, 0.62], dtype=np.float32)
"""Towards the light in drawings, by custom from the upper left: right, up, to the viewer."""


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a filed drawing is drawn.

    Attributes:
        pen: Width of a line in pixels.
        crease: Degrees by which a surface must turn sharply for a line to be drawn along the bend.
        tone: How shaded surfaces are shown: not at all, by parallel lines or by dots.
        disclaimed: Indices of the parts that the design does not claim, drawn in dashed lines.
    """

    pen: float = 1.5
    crease: float = 32.0
    tone: Tone = "none"
    disclaimed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Surfaces:
    """What is seen at each pixel.

    Attributes:
        part: ``(height, width)`` int64 number of the part, or `NOTHING`.
        normal: ``(height, width, 2)`` float32 unit normal's shares to the right and upwards.
        nearness: ``(height, width)`` float32 inverse of the distance in centimetres.
        scale: Pixels for one centimetre at one centimetre's distance.
        paint: ``(height, width, 3)`` uint8 paint, if anything is printed on the product.
    """

    part: NDArray[np.int64]
    normal: NDArray[np.float32]
    nearness: NDArray[np.float32]
    scale: float
    paint: NDArray[np.uint8] | None


def ink(surfaces: Surfaces, style: LineStyle) -> Image.Image:
    """Draw what is seen as an L picture."""
    part = surfaces.part
    outlines = _outlines(surfaces)
    near_outline = _grown(outlines, _REACH + 1)
    lines = outlines | (_creases(surfaces, style.crease) & ~near_outline)
    if surfaces.paint is not None:
        lines |= _print_borders(part, surfaces.paint) & ~near_outline
    lines = _without_specks(load("skimage.morphology").skeletonize(lines))
    unclaimed = np.isin(part, list(style.disclaimed))
    if unclaimed.any():
        # Where a claimed part meets an unclaimed one, the line is the claimed part's.
        claimed = _grown((part != NOTHING) & ~unclaimed, 2)
        lines = _dashed(lines, lines & ~claimed, style.pen)
    darkness = _strokes(lines, style.pen)
    if style.tone != "none":
        shade = _shade(surfaces)
        shade[unclaimed] = 1.0
        tone = _hatching if style.tone == "hatch" else _stippling
        darkness = np.maximum(darkness, tone(shade, style.pen))
    return Image.fromarray((255 * (1 - darkness) + 0.5).astype(np.uint8))


def _outlines(surfaces: Surfaces) -> Mask:
    """Return where one part ends before another, before itself or before the ground."""
    part, nearness = surfaces.part, surfaces.nearness
    lines = np.zeros(part.shape, dtype=np.bool_)
    least = _JUMP * max(part.shape)
    for axis in (0, 1):
        here, there = _shifted(axis, 0, 1), _shifted(axis, 1, None)
        step = np.abs(np.diff(nearness, axis=axis))
        depth = step * surfaces.scale / np.maximum(nearness[here], nearness[there])
        # A plane that is seen at a glance recedes as steeply on both sides of every pixel.
        around = np.pad(step, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
        slope = np.minimum(around[_shifted(axis, 0, 2)], around[_shifted(axis, 2, None)])
        jump = (depth > least) & (step > 2 * slope)
        border = (part[here] != part[there]) | jump
        nearer_here = nearness[here] >= nearness[there]
        lines[here] |= border & nearer_here
        lines[there] |= border & ~nearer_here
    return lines


def _creases(surfaces: Surfaces, degrees: float) -> Mask:
    """Return where a part's surface turns by more than an angle within a few pixels."""
    x, y = surfaces.normal[:, :, 0], surfaces.normal[:, :, 1]
    normal = np.dstack([x, y, np.sqrt(np.clip(1 - x**2 - y**2, 0, 1))])
    lines = np.zeros(surfaces.part.shape, dtype=np.bool_)
    least = np.cos(np.radians(degrees))
    for axis in (0, 1):
        before = _shifted(axis, 0, 2 * _REACH)
        after = _shifted(axis, 2 * _REACH, None)
        middle = _shifted(axis, _REACH, _REACH)
        bent = np.einsum("ijk,ijk->ij", normal[before], normal[after]) < least
        lines[middle] |= bent & (surfaces.part[middle] != NOTHING)
    return lines


def _print_borders(part: NDArray[np.int64], paint: NDArray[np.uint8]) -> Mask:
    """Return where the paint of one part changes."""
    lines = np.zeros(part.shape, dtype=np.bool_)
    level = paint.astype(np.int16)
    for axis in (0, 1):
        # Paint is blurred over a pixel.
        before, middle, after = _shifted(axis, 0, 2), _shifted(axis, 1, 1), _shifted(axis, 2, None)
        red, green, blue = np.moveaxis(np.abs(level[after] - level[before]), 2, 0)
        change = np.maximum(np.maximum(red, green), blue)
        lines[middle] |= (change > _PRINT_CONTRAST) & (part[before] == part[after])
    return lines


def _dashed(lines: Mask, broken: Mask, pen: float) -> Mask:
    """Return the lines with gaps in those that are to be broken."""
    kept = lines.copy()
    todo = {(int(y), int(x)) for y, x in np.argwhere(broken)}
    period, dash = (_DASH + _GAP) * pen, _DASH * pen
    # Ends first, so that a line is not begun in its middle.
    for start in sorted(todo, key=lambda p: (len(_neighbours(p, todo)), p)):
        point, along = start, 0.0
        while point in todo:
            todo.discard(point)
            kept[point] = along % period < dash
            following = _neighbours(point, todo)
            if following:
                step = following[0]
                along += math.hypot(step[0] - point[0], step[1] - point[1])
                point = step
    return kept


_AROUND = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, -1), (-1, 1))


def _neighbours(point: tuple[int, int], todo: set[tuple[int, int]]) -> list[tuple[int, int]]:
    y, x = point
    return [(y + dy, x + dx) for dy, dx in _AROUND if (y + dy, x + dx) in todo]


def _shade(surfaces: Surfaces) -> NDArray[np.float32]:
    """Return how much light falls on each pixel, 1 on the ground."""
    x, y = surfaces.normal[:, :, 0], surfaces.normal[:, :, 1]
    z = np.sqrt(np.clip(1 - x**2 - y**2, 0, 1))
    lit = np.clip(x * _TO_LIGHT[0] + y * _TO_LIGHT[1] + z * _TO_LIGHT[2], 0, 1)
    shade: NDArray[np.float32] = np.where(surfaces.part == NOTHING, 1.0, lit).astype(np.float32)
    return shade


def _hatching(shade: NDArray[np.float32], pen: float) -> NDArray[np.float32]:
    """Return parallel strokes, closer where it is darker."""
    y, x = np.indices(shade.shape, dtype=np.float32)
    across = (x + y) / np.float32(np.sqrt(2))
    gap = 5 * pen
    line = np.abs((across / gap) % 1 - 0.5) * gap
    between = np.abs((across / gap + 0.5) % 1 - 0.5) * gap
    line = np.where(shade < _DARK / 2, np.minimum(line, between), line)
    strokes: NDArray[np.float32] = np.clip(0.3 * pen + 0.5 - line, 0, 1) * (shade < _DARK)
    return strokes


def _stippling(shade: NDArray[np.float32], pen: float) -> NDArray[np.float32]:
    """Return dots, more of them where it is darker."""
    rng = np.random.default_rng(0)
    cell = max(round(2.2 * pen), 2)
    rows, columns = shade.shape[0] // cell, shade.shape[1] // cell
    y, x = np.indices((rows, columns)) * cell + rng.integers(0, cell, (2, rows, columns))
    dots = np.zeros(shade.shape, dtype=np.bool_)
    chosen = rng.random((rows, columns)) > 0.25 + shade[y, x]
    dots[y[chosen], x[chosen]] = True
    return _strokes(dots, 0.9 * pen)


def _strokes(lines: Mask, pen: float) -> NDArray[np.float32]:
    """Return how dark a pen leaves each pixel that was led along lines one pixel wide."""
    if not lines.any():
        return np.zeros(lines.shape, dtype=np.float32)
    distance = cv2.distanceTransform((~lines).astype(np.uint8), cv2.DIST_L2, 5)
    dark: NDArray[np.float32] = np.clip(pen / 2 + 0.5 - distance, 0, 1).astype(np.float32)
    return dark


def _without_specks(lines: Mask) -> Mask:
    _, label, stats, _ = cv2.connectedComponentsWithStats(lines.astype(np.uint8), connectivity=8)
    long_enough = stats[:, cv2.CC_STAT_AREA] >= _SPECK
    long_enough[0] = False
    kept: Mask = long_enough[label]
    return kept


def _grown(mask: Mask, by: int) -> Mask:
    kernel = np.ones((2 * by + 1, 2 * by + 1), dtype=np.uint8)
    return cv2.dilate(mask.astype(np.uint8), kernel).astype(np.bool_)


def _shifted(axis: int, start: int, stop: int | None) -> tuple[slice, slice]:
    """Return slices of all but the first `start` and the last `stop` rows or columns."""
    part = slice(start, None if stop is None else -stop)
    return (part, slice(None)) if axis == 0 else (slice(None), part)
