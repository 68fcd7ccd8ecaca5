"""Drawing pictures, or parts of them, on rasters and beside each other."""

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from data.decode import DecodedImage
from data.records import Box
from detector.verification.geometry import inverse, magnification, project
from detector.verification.picture import Transform

Pixels: TypeAlias = NDArray[np.uint8]
"""``(h, w, 3)`` RGB."""

Colour: TypeAlias = tuple[int, int, int]
Size: TypeAlias = tuple[int, int]
"""Width and height."""

SIDE = 590
"""Of one of two pictures beside each other, at most."""

_GAP = 12
_EMPTY = 225
"""Grey level of what no picture covers."""

_RIM = (0, 0, 0)
_LARGEST_ZOOM = 4.0
"""Enlarged any further, a picture only gets more blurred."""

_SUBPIXEL_BITS = 4
_FARTHEST = 1e6


_MARGIN = 0.12
"""What is shown around a part of a picture, as a share of its longer side."""


def whole(image: DecodedImage) -> Box:
    """Return the box around all of a picture."""
    return (0.0, 0.0, float(image.width), float(image.height))


def around(points: NDArray[np.floating], image: DecodedImage) -> Box:
    """Return the part of a picture that holds points ``(n, 2)``, and some of what is around."""
    low, high = points.min(axis=0), points.max(axis=0)
    margin = _MARGIN * float((high - low).max())
    left, top = (low - margin).clip(0, (image.width - 1, image.height - 1))
    right, bottom = (high + margin).clip((left + 1, top + 1), (image.width, image.height))
    return (float(left), float(top), float(right), float(bottom))


def corners_of(box: Box) -> NDArray[np.float64]:
    """Return a box's corners, clockwise from the top left: ``(4, 2)``."""
    left, top, right, bottom = box
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def fitted(box: Box, side: int) -> tuple[Transform, Size]:
    """Return what brings a part of a picture onto a raster, and the raster's size.

    Args:
        box: The part, in pixels of the full-size picture; not empty.
        side: How wide and high the raster may be.
    """
    left, top, right, bottom = box
    zoom = min(side / max(right - left, bottom - top), _LARGEST_ZOOM)
    size = max(1, round(zoom * (right - left))), max(1, round(zoom * (bottom - top)))
    return _scaling(box, size), size


def draw(image: DecodedImage, onto: Transform, size: Size) -> Pixels:
    """Draw a picture on a raster, averaging where it shrinks.

    Args:
        image: The picture.
        onto: From its full-size pixels to those of the raster.
        size: Of the raster.
    """
    pixels = np.asarray(image.pixels)
    middle = project(inverse(onto), np.array([size]) / 2)[0]
    with np.errstate(all="ignore"):
        zoom = magnification(onto, middle) / image.scale
    if zoom < 1:
        smaller = [max(1, round(zoom * length)) for length in image.pixels.size]
        pixels = np.asarray(cv2.resize(pixels, smaller, interpolation=cv2.INTER_AREA))
    drawn = cv2.warpPerspective(
        pixels,
        onto @ inverse(_scaling(whole(image), (pixels.shape[1], pixels.shape[0]))),
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(_EMPTY, _EMPTY, _EMPTY),
    )
    return np.asarray(drawn, dtype=np.uint8)


def side_by_side(
    left: Pixels, right: Pixels
) -> tuple[Pixels, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Put two pictures beside each other, middles in line; also return their top left corners."""
    height = max(left.shape[0], right.shape[0])
    start = left.shape[1] + _GAP
    canvas = np.full((height, start + right.shape[1], 3), _EMPTY, dtype=np.uint8)
    corners = []
    for panel, x in ((left, 0), (right, start)):
        y = (height - panel.shape[0]) // 2
        canvas[y : y + panel.shape[0], x : x + panel.shape[1]] = panel
        corners.append(np.array([x, y]))
    return canvas, (corners[0], corners[1])


def draw_paths(canvas: Pixels, paths: NDArray[np.floating], colours: Sequence[Colour]) -> None:
    """Draw thin paths ``(n, points, 2)``."""
    for path, colour in zip(paths, colours, strict=True):
        _stroke(canvas, path, colour, closed=False, thickness=1)


def draw_outline(canvas: Pixels, corners: NDArray[np.floating], colour: Colour) -> None:
    """Draw a polygon ``(n, 2)``, with a rim that shows it on any ground."""
    _stroke(canvas, corners, _RIM, closed=True, thickness=4)
    _stroke(canvas, corners, colour, closed=True, thickness=2)


def draw_dots(canvas: Pixels, places: NDArray[np.floating], colours: Sequence[Colour]) -> None:
    """Draw dots at ``(n, 2)`` places, with a rim."""
    for (x, y), colour in zip(np.rint(places).astype(int).tolist(), colours, strict=True):
        cv2.circle(canvas, (x, y), 4, _RIM, cv2.FILLED, cv2.LINE_AA)
        cv2.circle(canvas, (x, y), 3, colour, cv2.FILLED, cv2.LINE_AA)


def _scaling(box: Box, size: Size) -> Transform:
    """Map a box of pixels to a raster of `size`; a pixel's place is its middle."""
    left, top, right, bottom = box
    across, down = size[0] / (right - left), size[1] / (bottom - top)
    return np.array(
        [
            [across, 0, across * (0.5 - left) - 0.5],
            [0, down, down * (0.5 - top) - 0.5],
            [0, 0, 1],
        ]
    )


def _stroke(
    canvas: Pixels, line: NDArray[np.floating], colour: Colour, *, closed: bool, thickness: int
) -> None:
    if np.isfinite(line).all() and np.abs(line).max() < _FARTHEST:
        places = np.rint(line * 2**_SUBPIXEL_BITS).astype(np.int32)
        cv2.polylines(canvas, [places], closed, colour, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)
