"""A verification as the plain values that a hit keeps of it."""

import numpy as np
from numpy.typing import NDArray

from data.records import Box, Evidence
from detector.verification import Comparison, Verification

MOST_PAIRS = 60
_FILLED = 0.6
_DIGITS = 1


def alignment_evidence(found: Verification) -> Evidence:
    """Return where the view lies in the photo, some keypoints that agree, and what differs.

    Costs little beside the verification.
    """
    return Evidence(
        transform=tuple(float(value) for value in found.transform.ravel()),
        mirrored=found.mirrored,
        pairs=tuple(
            (view_x, view_y, photo_x, photo_y)
            for view_x, view_y, photo_x, photo_y in np.round(_spread(found.pairs), _DIGITS).tolist()
        ),
        differs=_differing_boxes(found.photometric),
    )


def _spread(pairs: NDArray[np.float32]) -> NDArray[np.float64]:
    """Choose pairs that are far from each other in the view (Gonzalez 1985), the first first."""
    places = pairs[:, :2].astype(np.float64)
    chosen: list[int] = []
    distance = np.full(len(places), np.inf)
    while len(chosen) < min(MOST_PAIRS, len(places)):
        farthest = int(distance.argmax())
        chosen.append(farthest)
        distance = np.minimum(distance, ((places - places[farthest]) ** 2).sum(axis=1))
        distance[farthest] = -1
    return pairs[chosen].astype(np.float64)


def _differing_boxes(compared: Comparison) -> tuple[Box, ...]:
    """Cover the cells that differ by few boxes, the largest first, in pixels of the view."""
    covering = _covering(compared.differs.astype(np.uint8), 0, 0)
    # A cell that differs alone is as often noise, or an edge that is a little off.
    boxes = sorted((box for box in covering if _area(box) > 1), key=_area, reverse=True)
    corners = np.array(boxes, dtype=np.float64).reshape(-1, 4) * compared.cell
    placed = np.round(corners + np.tile(compared.origin, 2), _DIGITS).clip(min=0)
    return tuple((left, top, right, bottom) for left, top, right, bottom in placed.tolist())


_Cells = tuple[int, int, int, int]


def _covering(cells: NDArray[np.uint8], left: int, top: int) -> list[_Cells]:
    """Cover the set cells by boxes that are mostly filled, cutting a box that is not in two.

    The cut that saves most is taken, as in the clustering of Berger & Rigoutsos (1991).
    """
    rows, columns = np.flatnonzero(cells.any(axis=1)), np.flatnonzero(cells.any(axis=0))
    if not len(rows):
        return []
    inner = cells[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    left, top = left + int(columns[0]), top + int(rows[0])
    height, width = inner.shape
    if inner.mean() >= _FILLED:
        return [(left, top, left + width, top + height)]
    across, down = _areas_of_halves(inner), _areas_of_halves(inner.T)
    if across.min(initial=height * width) <= down.min(initial=height * width):
        cut = 1 + int(across.argmin())
        return _covering(inner[:cut], left, top) + _covering(inner[cut:], left, top + cut)
    cut = 1 + int(down.argmin())
    return _covering(inner[:, :cut], left, top) + _covering(inner[:, cut:], left + cut, top)


def _areas_of_halves(cells: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return for each cut between two rows how large the boxes around both sides are together."""
    return np.asarray(_growing_area(cells)[:-1] + _growing_area(cells[::-1])[-2::-1])


def _growing_area(cells: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the area of the box around what is set in the first row, the first two and so on."""
    height, width = cells.shape
    filled = cells.any(axis=1)
    bottom = np.maximum.accumulate(np.where(filled, np.arange(1, height + 1), 0))
    left = np.minimum.accumulate(np.where(filled, cells.argmax(axis=1), width))
    right = np.maximum.accumulate(np.where(filled, width - cells[:, ::-1].argmax(axis=1), 0))
    return np.asarray(bottom * (right - left))


def _area(box: _Cells) -> int:
    left, top, right, bottom = box
    return (right - left) * (bottom - top)
