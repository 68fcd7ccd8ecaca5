"""Two views that claim the same place in a photo: which of them is there?

Products of one line share most of their picture, so both are found where either is. What counts
is what the photo shows where the two views *differ from each other*.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.verification.geometry import inverse, project
from detector.verification.photometric import CELL, DARK, cell_means, gains_between, warped
from detector.verification.picture import PhotoPicture, Transform, ViewPicture
from detector.verification.verifier import Verification

_CONTENDERS = 4
_CONTESTED = 0.3
_BLUR = 1.5
_MARGIN = 4
_NOISE = 100.0
"""Mean square difference of two views' colours under which they are the same to a camera."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the photo says between two views.

    Attributes:
        preference: 1: all that tells them apart speaks for the first view; -1: for the second;
            0: for neither.
        distinct: Share of the shared region where the views differ enough to be told apart.
        overlap: Share of the first view's foreground that lies under the second's.
    """

    preference: float
    distinct: float
    overlap: float


NO_RIVALRY = Verdict(0.0, 0.0, 0.0)


def judge(
    photo: PhotoPicture,
    first_view: ViewPicture,
    first: Verification,
    second_view: ViewPicture,
    second: Verification,
) -> Verdict:
    """Compare two found views where their regions in the photo overlap.

    Each cell votes by where the photo lies on the line from the one view to the other (the matched
    filter for telling two known signals apart), clipped, and weighted by how far they differ.
    Takes a millisecond or two.
    """
    to_photo = first.transform @ first_view.to_view
    seen, inside = warped(first_view, photo, to_photo)
    onto_second = inverse(second.transform @ second_view.to_view) @ to_photo
    other, covered = _drawn(second_view, onto_second, first_view.foreground.shape)
    shared = first_view.foreground & inside & covered
    overlap = float(shared.sum() / max(first_view.foreground.sum(), 1))
    spots = np.vstack([first.pairs[:, 2:], second.pairs[:, 2:]])
    shared &= _around(project(inverse(to_photo), spots), shared.shape)
    if shared.sum() < 2 * CELL**2:
        return NO_RIVALRY
    weight = shared.astype(np.float32)
    pictures = [_smooth(picture) for picture in (first_view.raster.astype(np.float32), other)]
    looked_at = _smooth(seen)
    one, two = (
        ((picture + DARK) * gains_between(picture, looked_at, weight) - DARK)
        for picture in pictures
    )
    apart = one - two
    energy = cell_means((apart**2).sum(axis=2) * weight)
    votes = cell_means(((looked_at - (one + two) / 2) * apart).sum(axis=2) * weight)
    share = cell_means(weight)
    telling = energy > _NOISE * np.maximum(share, 0.1)
    if not telling.any():
        return Verdict(0.0, 0.0, overlap)
    ballots = (2 * votes[telling] / energy[telling]).clip(-1, 1)
    weights = np.sqrt(energy[telling])
    return Verdict(
        preference=float((ballots * weights).sum() / weights.sum()),
        distinct=float(telling.sum() / (share > 0.1).sum()),
        overlap=overlap,
    )


def worst_preferences(
    photo: PhotoPicture, found: Sequence[tuple[ViewPicture, Verification]]
) -> NDArray[np.float32]:
    """Return for each found view how it fares against its toughest rival, ``(n,)``.

    0 for a view that no rival contests or that wins against all; down to -1 for one that the photo
    speaks against wherever it differs from another found in its place. Views of one right and
    designs registered twice are no rivals to each other: they don't differ enough to be told apart.
    Only the strongest few are compared, each pair once.
    """
    worst = np.zeros(len(found), dtype=np.float32)
    strength = [len(verification.pairs) for _, verification in found]
    strongest = np.argsort(-np.array(strength, dtype=np.int64), kind="stable")[:_CONTENDERS]
    for one, two in combinations(strongest, 2):
        verdict = judge(photo, *found[one], *found[two])
        if verdict.overlap >= _CONTESTED:
            worst[one] = min(worst[one], verdict.preference)
            worst[two] = min(worst[two], -verdict.preference)
    return worst


def _around(spots: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Mark the convex hull of the spots and a margin: further off, a plane is a guess."""
    mask = np.zeros(shape, dtype=np.uint8)
    spots = spots[np.isfinite(spots).all(axis=1)].clip(-1e4, 1e4)
    if not len(spots):
        return mask > 0
    cv2.fillConvexPoly(mask, cv2.convexHull(np.rint(spots).astype(np.int32)), 1)
    return cv2.dilate(mask, np.ones([2 * _MARGIN + 1] * 2, np.uint8)) > 0


def _drawn(
    view: ViewPicture, matrix: Transform, shape: tuple[int, ...]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Draw a view on another's raster; also tell where its foreground is there."""
    size = (shape[1], shape[0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpPerspective(
        view.raster, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    mask = cv2.warpPerspective(view.foreground.astype(np.uint8) * 255, matrix, size, flags=flags)
    return np.asarray(drawn, dtype=np.float32), np.asarray(mask > 127)


def _smooth(picture: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), _BLUR), dtype=np.float32)
