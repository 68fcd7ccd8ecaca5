"""Verification: is this view really in this photo, and where?"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from data.records import Point
from detector.local_features import MIRRORED
from detector.verification.geometry import Fit, Model, fit, fit_all, project
from detector.verification.matching import (
    Matches,
    guided_matches,
    ratio_test,
    unit_rows,
)
from detector.verification.photometric import Comparison, compare
from detector.verification.picture import PhotoPicture, Transform, ViewPicture

_RATIO = 0.95
_ALIKE = 0.8
_SURE = 25
"""With as many inliers upright, a mirrored view is not looked for."""

_TELLING = 128

_GRID = 8


@dataclass(frozen=True, slots=True, eq=False)
class Verification:
    """A view found in a photo.

    Attributes:
        matches: Pairs of keypoints that passed the ratio test both ways.
        inliers: Those that the transform explains.
        pairs: ``(n, 4)`` view x, view y, photo x, photo y of all keypoints that agree in place and
            look, whether or not they passed the ratio test.
        view_coverage: Share of the view's feature-bearing cells that hold one of the pairs.
        view_recall: Share of the view's keypoints, of those inside the photo, that are paired.
        spread: Share of the view's outline that the pairs' convex hull covers.
        residual: Mean distance of the inliers from their place, as a share of the tolerance.
        model: The kind of transform.
        mirrored: Whether the photo shows the view mirrored.
        transform: From view pixels to photo pixels.
        region: Outline of what the view shows, in photo pixels, clipped to the photo.
        photometric: Cell by cell, how the view and the photo's region compare.
    """

    matches: int
    inliers: int
    pairs: NDArray[np.float32]
    view_coverage: float
    view_recall: float
    spread: float
    residual: float
    model: Model
    mirrored: bool
    transform: Transform
    region: tuple[Point, ...]
    photometric: Comparison


class Verifier:
    """Decides geometrically and by looks whether views are in a photo.

    Takes about 3 ms on one core for a view of 460 keypoints that is not in a photo of 1,000, and
    about 10 ms for one that is (``benchmarks/verification.py``).

    Args:
        ratio: Threshold of the ratio test, in both directions. Far laxer than usual: geometry is
            found among many wrong matches, and a plain logo has no right ones to lose.
    """

    def __init__(self, *, ratio: float = _RATIO) -> None:
        self._ratio = ratio

    def verify(self, photo: PhotoPicture, view: ViewPicture) -> Verification | None:
        """Look for the view in the photo; `None` when nothing there can be believed."""
        if not len(photo.features) or not len(view.features):
            return None
        descriptors = unit_rows(view.features.descriptors)
        best = self._aligned(photo, view, descriptors, mirrored=False)
        unsure = best is None or len(best.inliers) < _SURE
        if unsure and self._looks_mirrored(photo, view, descriptors):
            turned = self._aligned(photo, view, descriptors[:, MIRRORED], mirrored=True)
            if turned and (best is None or len(turned.inliers) > len(best.inliers)):
                best = turned
        if best is None:
            return None
        return _described(photo, view, best)

    def _looks_mirrored(
        self,
        photo: PhotoPicture,
        view: ViewPicture,
        descriptors: NDArray[np.float32],
    ) -> bool:
        """Try the view's most telling keypoints alone: next to no photo is mirrored."""
        few = descriptors[:_TELLING, MIRRORED]
        matches = ratio_test(few @ photo.descriptors.T, self._ratio)
        return fit(view.features, photo.features, matches, view.outline, mirrored=True) is not None

    def _aligned(
        self,
        photo: PhotoPicture,
        view: ViewPicture,
        descriptors: NDArray[np.float32],
        *,
        mirrored: bool,
    ) -> "_Alignment | None":
        cosines = descriptors @ photo.descriptors.T
        matches = ratio_test(cosines, self._ratio)
        found = fit(view.features, photo.features, matches, view.outline, mirrored=mirrored)
        if found is None:
            return None
        guided = guided_matches(
            cosines,
            project(found.transform, view.features.points),
            photo.features.points,
            radius=2 * found.tolerance,
            least=_ALIKE,
        )
        better = fit_all(
            view.features,
            photo.features,
            guided,
            view.outline,
            tolerance=found.tolerance,
            mirrored=mirrored,
        )
        kept = better or found
        off = kept.distances(view.features, photo.features, matches)
        inliers = off <= kept.tolerance
        if inliers.sum() < 3:
            return None
        pairs = guided[kept.distances(view.features, photo.features, guided) <= kept.tolerance]
        return _Alignment(
            kept, mirrored, len(matches), matches[inliers], pairs, float(off[inliers].mean())
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Alignment:
    fit: Fit
    mirrored: bool
    matches: int
    inliers: Matches
    pairs: Matches
    distance: float


def _described(
    photo: PhotoPicture, view: ViewPicture, alignment: _Alignment
) -> Verification | None:
    transform = alignment.fit.transform
    comparison = compare(view, photo, transform)
    if comparison is None:
        return None
    paired = view.features.points[alignment.pairs.view]
    size = np.array([photo.features.width, photo.features.height])
    places = project(transform, view.features.points)
    visible = ((places >= 0) & (places < size)).all(axis=1)
    corners = project(transform, view.outline)
    return Verification(
        matches=alignment.matches,
        inliers=len(alignment.inliers),
        pairs=np.hstack([paired, photo.features.points[alignment.pairs.photo]]),
        view_coverage=_coverage(view, view.features.points[visible], paired),
        view_recall=len(paired) / max(int(visible.sum()), 1),
        spread=_hull_area(paired) / _hull_area(view.outline),
        residual=alignment.distance / alignment.fit.tolerance,
        model=alignment.fit.model,
        mirrored=alignment.mirrored,
        transform=transform,
        region=_clipped(corners, photo.features.width, photo.features.height),
        photometric=comparison,
    )


def _coverage(
    view: ViewPicture, visible: NDArray[np.float32], paired: NDArray[np.float32]
) -> float:
    """Return the share of the cells with visible keypoints that hold a paired one."""
    low, high = view.outline.min(axis=0), view.outline.max(axis=0)

    def cells(points: NDArray[np.float32]) -> NDArray[np.int64]:
        places = ((points - low) / (high - low) * _GRID).clip(0, _GRID - 1).astype(np.int64)
        return np.unique(places @ np.array([_GRID, 1]))

    bearing, filled = cells(visible), cells(paired)
    return len(np.intersect1d(bearing, filled)) / max(len(bearing), 1)


def _hull_area(points: NDArray[np.floating]) -> float:
    if len(points) < 3:
        return 0.0
    return float(cv2.contourArea(cv2.convexHull(points.astype(np.float32))))


def _clipped(corners: NDArray[np.float64], width: int, height: int) -> tuple[Point, ...]:
    """Cut a convex outline to the photo."""
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    area, polygon = cv2.intersectConvexConvex(corners.astype(np.float32), frame)
    if area <= 0:
        return ()
    return tuple((float(x), float(y)) for x, y in polygon.reshape(-1, 2))
