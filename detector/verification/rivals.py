"""Two views that claim the same place in a photo: which of them is there?

Products of one line share most of their picture, so both are found where either is. What counts
is what the photo shows where the two views *differ from each other*.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from data.records import Point
from detector.verification.geometry import inverse, project
from detector.verification.photometric import CELL, DARK, cell_means, gains_between, warped
from detector.verification.picture import CloseUp, PhotoPicture, Transform, ViewPicture
from detector.verification.verifier import Verification

_CONTENDERS = 4
_CONTESTED = 0.3
_BLUR = 2.0
_MARGIN = 10
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


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A found view beside what the photo shows in its place.

    Attributes:
        view: The view in detail.
        found: Where it was found.
        to_photo: Maps pixels of the detail to pixels of the photo.
        wanted: ``(h, w, 3)``, the view, smoothed.
        seen: ``(h, w, 3)``, the photo in its place, smoothed alike.
        inside: ``(h, w)``, where that is inside the photo.
    """

    view: CloseUp
    found: Verification
    to_photo: Transform
    wanted: NDArray[np.float32]
    seen: NDArray[np.float32]
    inside: NDArray[np.bool_]

    @classmethod
    def of(cls, photo: PhotoPicture, view: ViewPicture, found: Verification) -> Self:
        """Take a close look at a found view."""
        close_up = view.close_up()
        to_photo = found.transform @ close_up.to_view
        seen, inside = warped(close_up.foreground.shape, photo, to_photo)
        wanted = _smooth(close_up.pixels.astype(np.float32))
        return cls(close_up, found, to_photo, wanted, _smooth(seen), inside)


def judge(first: Claim, second: Claim) -> Verdict:
    """Compare two found views where their regions in the photo overlap.

    Each cell votes by where the photo lies on the line from the one view to the other (the matched
    filter for telling two known signals apart), clipped, and weighted by how far they differ.
    Takes a few milliseconds.
    """
    onto_second = inverse(second.to_photo) @ first.to_photo
    other, covered = _drawn(second.view, onto_second, first.view.foreground.shape)
    shared = first.view.foreground & first.inside & covered
    overlap = float(shared.sum() / max(first.view.foreground.sum(), 1))
    spots = np.vstack([first.found.pairs[:, 2:], second.found.pairs[:, 2:]])
    shared &= _around(project(inverse(first.to_photo), spots), shared.shape)
    if shared.sum() < 2 * CELL**2:
        return NO_RIVALRY
    weight = shared.astype(np.float32)
    one, two = (
        ((picture + DARK) * gains_between(picture, first.seen, weight) - DARK)
        for picture in (first.wanted, _smooth(other))
    )
    apart = one - two
    energy = cell_means((apart**2).sum(axis=2) * weight)
    votes = cell_means(((first.seen - (one + two) / 2) * apart).sum(axis=2) * weight)
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
    contests = [
        (one, two)
        for one, two in combinations(strongest.tolist(), 2)
        if _meet(found[one][1].region, found[two][1].region)
    ]
    claims = {n: Claim.of(photo, *found[n]) for n in {n for contest in contests for n in contest}}
    for one, two in contests:
        verdict = judge(claims[one], claims[two])
        if verdict.overlap >= _CONTESTED:
            worst[one] = min(worst[one], verdict.preference)
            worst[two] = min(worst[two], -verdict.preference)
    return worst


def _meet(one: tuple[Point, ...], two: tuple[Point, ...]) -> bool:
    """Tell whether two convex regions have anything in common."""
    if not one or not two:
        return False
    area, _ = cv2.intersectConvexConvex(np.array(one, np.float32), np.array(two, np.float32))
    return area > 0


def _around(spots: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Mark the convex hull of the spots and a margin: further off, a plane is a guess."""
    mask = np.zeros(shape, dtype=np.uint8)
    spots = spots[np.isfinite(spots).all(axis=1)].clip(-1e4, 1e4)
    if not len(spots):
        return mask > 0
    cv2.fillConvexPoly(mask, cv2.convexHull(np.rint(spots).astype(np.int32)), 1)
    return cv2.dilate(mask, np.ones([2 * _MARGIN + 1] * 2, np.uint8)) > 0


def _drawn(
    view: CloseUp, matrix: Transform, shape: tuple[int, ...]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Draw a view on another's raster; also tell where its foreground is there."""
    size = (shape[1], shape[0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpPerspective(
        view.pixels, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    mask = cv2.warpPerspective(view.foreground.astype(np.uint8) * 255, matrix, size, flags=flags)
    return np.asarray(drawn, dtype=np.float32), np.asarray(mask > 127)


def _smooth(picture: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), _BLUR), dtype=np.float32)
