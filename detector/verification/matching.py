"""Descriptors of two pictures that belong together: the ratio test, in both directions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Pairs of keypoints, by their positions in the two pictures' features.

    Attributes:
        view: ``(m,)``, distinct.
        photo: ``(m,)``, distinct.
    """

    view: NDArray[np.intp]
    photo: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.view)

    def __getitem__(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> "Matches":
        return Matches(self.view[chosen], self.photo[chosen])


def unit_rows(descriptors: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return descriptors as float32 rows of length 1; rows of zeros stay so."""
    rows = descriptors.astype(np.float32)
    rows /= np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows)), 1e-6)[:, None]
    return rows


def ratio_test(cosines: NDArray[np.float32], ratio: float) -> Matches:
    """Return the pairs that are each other's nearest by a margin on both sides, clearest first.

    Args:
        cosines: ``(views, photos)`` similarities of unit descriptors.
        ratio: A pair's distance must be under this share of the distance to the second nearest,
            seen from either side (Lowe 2004).
    """
    rows, columns = cosines.shape
    if rows < 2 or columns < 2:
        return Matches(np.empty(0, np.intp), np.empty(0, np.intp))
    nearest = cosines.argmax(axis=1)
    best = cosines[np.arange(rows), nearest]
    mutual = np.flatnonzero(best >= cosines.max(axis=0)[nearest])
    across = _squared_ratios(cosines[mutual], nearest[mutual])
    mutual, across = mutual[across < ratio**2], across[across < ratio**2]
    worse = np.maximum(across, _squared_ratios(cosines.T[nearest[mutual]], mutual))
    kept = mutual[np.argsort(worse, kind="stable")[: int((worse < ratio**2).sum())]]
    return Matches(kept, nearest[kept])


def _squared_ratios(cosines: NDArray[np.float32], best: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return for each row how near its best entry is, as against the second nearest, squared."""
    rows = np.arange(len(best))
    # Squared distances of unit vectors are 2 - 2 cos. Below the rounding error, equal is equal.
    nearest = np.maximum(1 - cosines[rows, best], 1e-6)
    cosines[rows, best] = -np.inf
    second = np.maximum(1 - cosines.max(axis=1, initial=-np.inf), 1e-6)
    return np.asarray(nearest / second, dtype=np.float32)


def guided_matches(
    cosines: NDArray[np.float32],
    expected: NDArray[np.float64],
    found: NDArray[np.float32],
    *,
    radius: float,
    least: float,
) -> Matches:
    """Pair keypoints where a transform expects them, without a ratio test.

    Letters and patterns repeat and fail the ratio test; once it is known where each should be,
    likeness is enough.

    Args:
        cosines: ``(views, photos)`` similarities of unit descriptors.
        expected: ``(views, 2)``, where the view's keypoints should be in the photo.
        found: ``(photos, 2)``, where the photo's keypoints are.
        radius: How far off a pair may be, in photo pixels.
        least: Similarity that a pair must have.
    """
    order = np.argsort(found[:, 0])
    abscissae = found[order, 0]
    first = np.searchsorted(abscissae, expected[:, 0] - radius)
    counts = np.searchsorted(abscissae, expected[:, 0] + radius, side="right") - first
    view = np.repeat(np.arange(len(expected)), counts)
    steps = np.arange(len(view)) - np.repeat(np.cumsum(counts) - counts, counts)
    photo = order[first[view] + steps]
    near = np.square(expected[view] - found[photo]).sum(axis=1) <= radius**2
    view, photo = view[near], photo[near]
    likeness = cosines[view, photo]
    ranked = np.flatnonzero(likeness >= least)
    ranked = ranked[np.argsort(-likeness[ranked], kind="stable")]
    view, photo = view[ranked], photo[ranked]
    # Each keypoint's best pair comes first; a pair that is the best of both is kept.
    kept = np.intersect1d(
        np.unique(view, return_index=True)[1], np.unique(photo, return_index=True)[1]
    )
    return Matches(view[kept], photo[kept])
