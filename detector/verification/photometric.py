"""What a photo shows where a view should be, compared with the view.

Two products of one line share most of their picture: geometry finds either in a photo of the
other, and only what the region *holds* tells them apart. The view is compared cell by cell, so
that lighting, glare and a covering hand stay local, and so that a person can be shown what
differs.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.verification.geometry import magnification
from detector.verification.picture import PhotoPicture, Transform, ViewPicture

CELL = 8
_WINDOW = 15
_SHIFT = 2
_NOISE = 12.0
"""Variance of grey levels that noise and compression make in a plain area."""
_EDGE_NOISE = 4.0
"""Mean square of the gradients that they make there."""

_GAINS = (0.25, 3.0)
DARK = 24.0
_COVERED = 0.5
_ALIKE = 0.4
_COLOUR_SCALE = 30.0

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The view's cells against the photo's. Arrays are ``(rows, columns)``; NaN: nothing to see.

    Attributes:
        correlation: Of grey levels, each cell with its own brightness and contrast: 1 is alike,
            0 unrelated, -1 inverted. NaN where view and photo are both plain.
        colour: Distance in CIE L*a*b* with lightness halved, after one gain per colour channel.
        edges: Agreement of the outlines, whatever is dark and whatever light: 1 alike, 0 not.
        gains: What the photo's light does to the view's red, green and blue.
        cell: Side of a cell in pixels of the view.
        origin: Top left corner of the first cell in pixels of the view.
    """

    correlation: Floats
    colour: Floats
    edges: Floats
    gains: tuple[float, float, float]
    cell: float
    origin: tuple[float, float]

    @property
    def alike(self) -> Floats:
        """How far each cell agrees, from 0 to 1: the worse of structure and colour."""
        structure = np.where(np.isnan(self.correlation), 1, self.correlation).clip(0, 1)
        colour = np.exp(-((self.colour / _COLOUR_SCALE) ** 2))
        return np.asarray(np.minimum(structure, colour), dtype=np.float32)

    @property
    def differs(self) -> NDArray[np.bool_]:
        """Cells of the view that have no counterpart in the photo."""
        return np.asarray(self.alike < _ALIKE)

    def boxes(self, cells: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the chosen cells as ``(n, 4)`` left, top, right, bottom in pixels of the view."""
        rows, columns = np.nonzero(cells)
        corners = np.column_stack([columns, rows, columns + 1, rows + 1]) * self.cell
        return np.asarray(corners + np.tile(self.origin, 2))


def compare(view: ViewPicture, photo: PhotoPicture, transform: Transform) -> Comparison | None:
    """Compare the view with the photo under a transform from view pixels to photo pixels.

    Takes a millisecond or two. Each cell may be off by up to two raster pixels (2 % of the view),
    as surfaces are never quite plane. `None` when next to none of the view is inside the photo.
    """
    seen, inside = warped(view.foreground.shape, photo, transform @ view.to_view)
    wanted = _as_sharp(view, transform)
    weight = (view.foreground & inside).astype(np.float32)
    rim = (view.surroundings & inside).astype(np.float32)
    share = cell_means(weight)
    counted = share >= _COVERED * np.maximum(cell_means(view.foreground.astype(np.float32)), 0.1)
    if counted.sum() < 2:
        return None
    colour, gains = _colour_distance(wanted, seen, weight, share)
    grey_view = _grey(wanted)
    grey_photo = _grey(seen) / np.float32(np.mean(gains))
    correlation = _correlation(grey_view, grey_photo, rim)
    edges = _edge_agreement(grey_view, grey_photo, rim)
    for measured in (correlation, colour, edges):
        measured[~counted] = np.nan
    return Comparison(
        correlation=correlation,
        colour=colour,
        edges=edges,
        gains=gains,
        cell=float(view.to_view[0, 0]) * CELL,
        origin=(
            float(view.to_view[0, 2] - view.to_view[0, 0] / 2),
            float(view.to_view[1, 2] - view.to_view[1, 1] / 2),
        ),
    )


def warped(
    shape: tuple[int, ...], photo: PhotoPicture, to_photo: Transform
) -> tuple[Floats, NDArray[np.bool_]]:
    """Draw the photo on a raster of ``(h, w)``; also tell where that lies inside the photo."""
    height, width = shape
    zoom = magnification(to_photo, np.array([width / 2, height / 2]))
    level = int(np.clip(np.floor(np.log2(max(zoom, 1e-6)) + 0.5), 0, len(photo.levels) - 1))
    pixels = photo.levels[level]
    matrix = photo.to_level[level] @ to_photo
    seen = cv2.warpPerspective(
        pixels,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    places = matrix @ np.stack([x.ravel(), y.ravel(), np.ones(x.size)])
    places = places[:2] / places[2]
    inside = (places >= -0.5).all(axis=0) & (places[0] < pixels.shape[1] - 0.5)
    inside &= places[1] < pixels.shape[0] - 0.5
    return seen.astype(np.float32), inside.reshape(height, width)


def _as_sharp(view: ViewPicture, transform: Transform) -> Floats:
    """Return the view's raster with no more detail than the photo can have of it."""
    zoom = magnification(transform, view.outline.mean(axis=0)) * view.to_view[0, 0]
    raster = view.raster.astype(np.float32)
    if zoom < 1:
        sigma = 0.5 * float(np.sqrt(1 / zoom**2 - 1))
        raster = np.asarray(cv2.GaussianBlur(raster, (0, 0), min(sigma, 4.0)), dtype=np.float32)
    return raster


def cell_means(values: Floats) -> Floats:
    """Average over cells: ``(h, w)`` or ``(h, w, c)`` to ``(rows, columns)`` or with c."""
    rows, columns = values.shape[0] // CELL, values.shape[1] // CELL
    cut = values[: rows * CELL, : columns * CELL]
    return np.asarray(
        cut.reshape(rows, CELL, columns, CELL, *values.shape[2:]).mean(axis=(1, 3)),
        dtype=np.float32,
    )


def _sums(values: Floats) -> Floats:
    """Average over the windows around the middles of the cells."""
    window = (_WINDOW, _WINDOW)
    blurred = cv2.boxFilter(values, -1, window, borderType=cv2.BORDER_CONSTANT)
    rows, columns = values.shape[0] // CELL, values.shape[1] // CELL
    return np.asarray(blurred[CELL // 2 :: CELL, CELL // 2 :: CELL][:rows, :columns])


def _correlation(view: Floats, photo: Floats, rim: Floats) -> Floats:
    """Correlate windows around the cells, each at the best of nine small shifts."""
    total = np.maximum(_sums(rim), 1e-3)
    weighted = view * rim
    mean = _sums(weighted) / total
    spread = np.maximum(_sums(view * weighted) / total - mean**2, 0)
    height, width = view.shape
    padded = np.pad(photo, _SHIFT, mode="edge")
    best = np.full(mean.shape, -1.0, dtype=np.float32)
    plain = np.zeros(mean.shape, dtype=bool)
    for top in (0, _SHIFT, 2 * _SHIFT):
        for left in (0, _SHIFT, 2 * _SHIFT):
            moved = padded[top : top + height, left : left + width]
            moved_mean = _sums(moved * rim) / total
            moved_spread = np.maximum(_sums(moved * moved * rim) / total - moved_mean**2, 0)
            product = _sums(moved * weighted) / total - mean * moved_mean
            # Noise damps what is all but plain: there a correlation says nothing.
            score = product / np.sqrt((spread + _NOISE) * (moved_spread + _NOISE))
            best = np.maximum(best, score)
            plain |= np.maximum(spread, moved_spread) < 2 * _NOISE
    best[plain] = np.nan
    return best


def _colour_distance(
    view: Floats, photo: Floats, weight: Floats, share: Floats
) -> tuple[Floats, tuple[float, float, float]]:
    """Compare mean colours of cells once one gain per channel has made up for the light.

    The gains are the weighted medians of the ratios, so that what differs has no say unless it is
    most of the view (von Kries 1902, made robust).
    """
    least = np.maximum(share, 1e-3)[..., None]
    means_view = cell_means(view * weight[..., None]) / least
    means_photo = cell_means(photo * weight[..., None]) / least
    gains = _median_ratios(means_view, means_photo, share)
    lit = ((means_view + DARK) * gains - DARK).clip(0, 255)
    difference = _lab(lit) - _lab(means_photo)
    difference[..., 0] *= 0.5
    distance = np.sqrt((difference**2).sum(axis=2))
    return np.asarray(distance, dtype=np.float32), (
        float(gains[0]),
        float(gains[1]),
        float(gains[2]),
    )


def _grey(colours: Floats) -> Floats:
    return np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), dtype=np.float32)


def gains_between(view: Floats, photo: Floats, weight: Floats) -> NDArray[np.float32]:
    """Return how much brighter the photo shows red, green and blue than the view: ``(3,)``."""
    share = cell_means(weight)
    least = np.maximum(share, 1e-3)[..., None]
    means_view = cell_means(view * weight[..., None]) / least
    return _median_ratios(means_view, cell_means(photo * weight[..., None]) / least, share)


def _median_ratios(view: Floats, photo: Floats, share: Floats) -> NDArray[np.float32]:
    ratios = ((photo + DARK) / (view + DARK)).reshape(-1, 3)
    weights = share.ravel()
    gains = [_weighted_median(ratios[:, channel], weights) for channel in range(3)]
    return np.array(gains, dtype=np.float32).clip(*_GAINS)


def _lab(colours: Floats) -> Floats:
    lab = cv2.cvtColor((colours / 255).astype(np.float32), cv2.COLOR_RGB2LAB)
    return np.asarray(lab, dtype=np.float32)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    sums = np.cumsum(weights[order])
    return float(values[order[np.searchsorted(sums, sums[-1] / 2)]])


def _edge_agreement(view: Floats, photo: Floats, rim: Floats) -> Floats:
    """Compare gradient directions, blind to polarity, weighted by both gradients' lengths."""
    vx, vy = _gradient(view)
    px, py = _gradient(photo)
    view_square, photo_square = vx**2 + vy**2, px**2 + py**2
    along = np.square(vx * px + vy * py)
    lengths = np.sqrt(view_square * photo_square)
    # The cosine of the doubled angle between two gradients is the same for opposite ones.
    agreement = _sums((2 * along / (lengths + 1e-6) - lengths) * rim)
    total = _sums(view_square * rim), _sums(photo_square * rim)
    floor = _EDGE_NOISE * np.maximum(_sums(rim), 1e-3)
    edges = agreement / np.sqrt((total[0] + floor) * (total[1] + floor))
    edges[(total[0] < floor) & (total[1] < floor)] = np.nan
    return np.asarray(edges, dtype=np.float32)


def _gradient(grey: Floats) -> tuple[Floats, Floats]:
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.0)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.25)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.25)
    return np.asarray(across, dtype=np.float32), np.asarray(down, dtype=np.float32)
