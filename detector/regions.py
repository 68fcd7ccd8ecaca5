"""Parts of a photo that may hold a design or logo on their own.

A logo or product small in a cluttered photo is lost in an embedding of the whole. Windows of
several sizes are rated by how much they stand out: the gradient energy inside a window above
that of its surroundings, as in the classic centre-surround measure (Itti, Koch & Niebur 1998), so
they follow the picture and not a fixed raster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.records import Point

_THUMBNAIL = 96
_SCALES = (0.7, 0.5, 0.35, 0.25)
_STEP = 0.25
_MARGIN = 0.25
_OVERLAP = 0.4
_PLAIN_SIDE = 384
_UNPLAIN_BORDER = 0.2
_BACKGROUND_TOLERANCE = 24
_ROOM = 0.04


@dataclass(frozen=True, slots=True)
class Region:
    """An axis-aligned box in fractions of the photo's width and height."""

    left: float
    top: float
    right: float
    bottom: float

    def crop(self, image: Image.Image) -> Image.Image:
        """Cut this region out of the picture; the whole picture is returned as it is."""
        if self == WHOLE:
            return image
        width, height = image.size
        return image.crop(
            (
                round(self.left * width),
                round(self.top * height),
                round(self.right * width),
                round(self.bottom * height),
            )
        )

    def polygon(self, width: int, height: int) -> tuple[Point, ...]:
        """Return the corners, clockwise from the top left, in pixels of a photo of this size."""
        left, right = self.left * width, self.right * width
        top, bottom = self.top * height, self.bottom * height
        return ((left, top), (right, top), (right, bottom), (left, bottom))


WHOLE = Region(0.0, 0.0, 1.0, 1.0)


def foreground(image: Image.Image) -> Region:
    """Return what an RGB image shows, with a little room, where a plain background is around it.

    The background is plain if nearly all of the border has one colour. Where it isn't, or there is
    nothing else, the whole image is returned. Views and photos that are cropped so are compared
    with their subjects at the same size.
    """
    small = image.copy()
    small.thumbnail((_PLAIN_SIDE, _PLAIN_SIDE), Image.Resampling.BOX, reducing_gap=2.0)
    pixels = np.asarray(small, dtype=np.int16)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    colour = np.median(border, axis=0)
    if (_differs(border, colour)).mean() > _UNPLAIN_BORDER:
        return WHOLE
    shown = _differs(pixels, colour)
    if not shown.any():
        return WHOLE
    height, width = shown.shape
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    box = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])
    room = _ROOM * max(box[2] - box[0], box[3] - box[1])
    grown = (box + room * np.array([-1, -1, 1, 1])) / (width, height, width, height)
    return Region(*map(float, grown.clip(0, 1)))


def _differs(pixels: NDArray[np.int16], colour: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(np.abs(pixels - colour).max(axis=-1) > _BACKGROUND_TOLERANCE)


class RegionProposer(Protocol):
    """Names the parts of a photo to embed."""

    def __call__(self, image: Image.Image) -> Sequence[Region]:
        """Return regions of an RGB image; the first holds all that it shows."""


def whole_photo(image: Image.Image) -> Sequence[Region]:
    """Propose all that the photo shows and nothing else."""
    return (foreground(image),)


@dataclass(frozen=True, slots=True)
class SalientRegions:
    """Proposes the foreground and the `count` windows that stand out most, without near-repeats.

    Each window costs a forward pass, and the first few find nearly all that more would: see
    ``benchmarks/regions.py``. Proposing costs a few milliseconds per photo whatever its size.
    """

    count: int = 3

    def __call__(self, image: Image.Image) -> Sequence[Region]:
        """See `RegionProposer`."""
        boxes, salience = _rated_windows(_gradient_energy(image))
        chosen: list[int] = []
        for candidate in np.argsort(-salience, kind="stable"):
            if len(chosen) == self.count:
                break
            if not chosen or _overlap(boxes[candidate], boxes[chosen]).max() < _OVERLAP:
                chosen.append(int(candidate))
        return (foreground(image), *(Region(*map(float, boxes[window])) for window in chosen))


def _gradient_energy(image: Image.Image) -> NDArray[np.float32]:
    """Return the gradient magnitude of a square thumbnail, with a one-pixel border of zeros."""
    side = (_THUMBNAIL, _THUMBNAIL)
    small = image.resize(side, Image.Resampling.BILINEAR, reducing_gap=2.0)
    pixels = np.asarray(small, dtype=np.float32)
    across = np.zeros_like(pixels)
    down = np.zeros_like(pixels)
    across[:, 1:-1] = pixels[:, 2:] - pixels[:, :-2]
    down[1:-1] = pixels[2:] - pixels[:-2]
    energy: NDArray[np.float32] = np.sqrt(across**2 + down**2).max(axis=2)
    return energy


def _rated_windows(
    energy: NDArray[np.float32],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return ``(n, 4)`` boxes in fractions and how far each exceeds its surroundings, ``(n,)``."""
    side = energy.shape[0]
    integral = np.zeros((side + 1, side + 1))
    integral[1:, 1:] = energy.cumsum(0).cumsum(1)
    boxes = np.array(
        [
            (left, top, left + scale, top + scale)
            for scale in _SCALES
            for top in np.linspace(0, 1 - scale, 1 + round((1 - scale) / (scale * _STEP)))
            for left in np.linspace(0, 1 - scale, 1 + round((1 - scale) / (scale * _STEP)))
        ]
    )
    grown = (boxes[:, 2] - boxes[:, 0])[:, None] * _MARGIN * np.array([-1, -1, 1, 1])
    inner_sum, inner_area = _sums(integral, boxes)
    outer_sum, outer_area = _sums(integral, (boxes + grown).clip(0, 1))
    inside = inner_sum / inner_area
    around = (outer_sum - inner_sum) / np.maximum(outer_area - inner_area, 1)
    return boxes, inside - around


def _sums(
    integral: NDArray[np.float64], boxes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    left, top, right, bottom = np.rint(boxes * (integral.shape[0] - 1)).astype(np.intp).T
    sums = (
        integral[bottom, right]
        - integral[top, right]
        - integral[bottom, left]
        + integral[top, left]
    )
    return sums, ((bottom - top) * (right - left)).astype(np.float64)


def _overlap(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the intersection over union of one box with each of ``(n, 4)`` others."""
    width = np.minimum(box[2], others[:, 2]) - np.maximum(box[0], others[:, 0])
    height = np.minimum(box[3], others[:, 3]) - np.maximum(box[1], others[:, 1])
    shared = width.clip(min=0) * height.clip(min=0)
    area = (box[2] - box[0]) * (box[3] - box[1])
    areas = (others[:, 2] - others[:, 0]) * (others[:, 3] - others[:, 1])
    return np.asarray(shared / (area + areas - shared))
