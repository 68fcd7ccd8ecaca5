"""How a view lies in a photo: one plane seen by a camera, or nothing that can be believed."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.local_features import LocalFeatures
from detector.verification.matching import Matches
from detector.verification.picture import Transform

Model = Literal["homography", "affine", "similarity"]

_FEWEST = 4
_SEEDS = 80
_SEED_DRIFT = 0.2
_SEED_OCTAVES = 1.0
_SEED_DEGREES = 40.0
_TOLERANCE = 1 / 200
_REGION_TOLERANCE = 0.015
_LEAST_TOLERANCE = 1.0
_CONFIDENCE = 0.99
_ROUNDS = 200
_PRICE = {"similarity": 2.0, "affine": 3.0, "homography": 5.0}
"""What a model's freedom costs, in inliers: about the matches that it fits whatever they are."""

_STRETCH = 5.0
_PERSPECTIVE = 4.0
_SMALLEST_SIDE = 10.0
_LARGEST = 16.0
_THINNEST = 0.04


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A transform that explains matches.

    Attributes:
        model: Its kind.
        transform: From view pixels to photo pixels.
        tolerance: How far a match may be from where it puts it, in photo pixels.
        score: Grows with the number of matches explained, and with how well.
    """

    model: Model
    transform: Transform
    tolerance: float
    score: float

    def distances(
        self, view: LocalFeatures, photo: LocalFeatures, matches: Matches
    ) -> NDArray[np.float64]:
        """Return how far each match is from where it should be, in photo pixels: ``(m,)``."""
        expected = project(self.transform, view.points[matches.view])
        return np.asarray(np.linalg.norm(expected - photo.points[matches.photo], axis=1))


def project(transform: Transform, points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Map ``(n, 2)`` points; those on or behind the horizon come out non-finite."""
    w = points @ transform[2, :2] + transform[2, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        mapped = (points @ transform[:2, :2].T + transform[:2, 2]) / w[:, None]
    mapped[w <= 0] = np.inf
    return np.asarray(mapped, dtype=np.float64)


def inverse(transform: Transform) -> Transform:
    """Return the transform the other way."""
    return np.asarray(np.linalg.inv(transform), dtype=np.float64)


def fit(
    view: LocalFeatures,
    photo: LocalFeatures,
    matches: Matches,
    outline: NDArray[np.float64],
    *,
    mirrored: bool,
) -> Fit | None:
    """Find the transform that explains the most matches, or `None`.

    Every match alone gives a similarity, by its place, size and direction (Lowe 2004; Philbin et
    al. 2007), so the best of them is found without chance and among many wrong matches. MAGSAC
    (Barath et al. 2020) then fits an affine map and a homography to the matches that are roughly
    in line with it, and the simplest model is kept that is not clearly worse.

    Args:
        view: Keypoints of the view.
        photo: Keypoints of the photo.
        matches: Which are held to be the same.
        outline: ``(4, 2)`` corners of what the view shows: what a believable transform is told by.
        mirrored: Whether the photo would show the view mirrored.
    """
    if len(matches) < _FEWEST:
        return None
    seed, near = _best_seed(view, photo, matches, mirrored=mirrored)
    if near.sum() < _FEWEST:
        return None
    region = np.sqrt(abs(np.linalg.det(seed[:2, :2])) * _area(outline))
    tolerance = max(
        _LEAST_TOLERANCE,
        _TOLERANCE * max(photo.width, photo.height),
        _REGION_TOLERANCE * float(region),
    )
    return fit_all(view, photo, matches[near], outline, tolerance=tolerance, mirrored=mirrored)


def fit_all(
    view: LocalFeatures,
    photo: LocalFeatures,
    matches: Matches,
    outline: NDArray[np.float64],
    *,
    tolerance: float,
    mirrored: bool,
) -> Fit | None:
    """Choose and fit a model to matches that are mostly right; see `fit`."""
    if len(matches) < _FEWEST:
        return None
    source = view.points[matches.view].astype(np.float64)
    target = photo.points[matches.photo].astype(np.float64)
    best: Fit | None = None
    for model, transform in _models(source, target, tolerance):
        if not believable(transform, outline, (photo.width, photo.height), mirrored=mirrored):
            continue
        distances = np.linalg.norm(project(transform, source) - target, axis=1)
        inliers = distances <= tolerance
        if not _spread_out(source[inliers], target[inliers]):
            continue
        score = float((1 - (distances[inliers] / tolerance) ** 2).sum()) - _PRICE[model]
        if best is None or score > best.score:
            best = Fit(model, transform, tolerance, score)
    return best


def believable(
    transform: Transform,
    outline: NDArray[np.float64],
    photo_size: tuple[int, int],
    *,
    mirrored: bool,
) -> bool:
    """Tell a plane that a camera may have seen from an accident of the fit.

    Refused are outlines that cross themselves or the horizon, turn over without a mirror, are
    squeezed to a line or a point, exceed the photo by far, or recede more steeply than one could
    still read them.
    """
    if not np.isfinite(transform).all():
        return False
    depth = outline @ transform[2, :2] + transform[2, 2]
    if depth.min() <= 0 or depth.max() > _PERSPECTIVE * depth.min():
        return False
    corners = project(transform, outline)
    extent = _area(corners)
    if not _SMALLEST_SIDE**2 <= extent <= _LARGEST * photo_size[0] * photo_size[1]:
        return False
    jacobians = local_scale(transform, np.vstack([outline, outline.mean(axis=0)]))
    turned = jacobians[:, 0, 0] * jacobians[:, 1, 1] - jacobians[:, 0, 1] * jacobians[:, 1, 0]
    if ((turned < 0) != mirrored).any():
        return False
    # Of a 2x2 matrix, singular values a and b have (a² + b²) / ab = squares / |determinant|.
    squares = np.square(jacobians).sum(axis=(1, 2))
    return bool((squares <= (_STRETCH + 1 / _STRETCH) * np.abs(turned)).all())


def local_scale(transform: Transform, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ``(n, 2, 2)`` Jacobians of the transform at ``(n, 2)`` points."""
    w = points @ transform[2, :2] + transform[2, 2]
    mapped = (points @ transform[:2, :2].T + transform[:2, 2]) / w[:, None]
    outer = mapped[:, :, None] * transform[2, :2]
    return np.asarray((transform[:2, :2] - outer) / w[:, None, None])


def magnification(transform: Transform, point: NDArray[np.float64]) -> float:
    """Return how much longer the transform makes things at a point ``(2,)``."""
    return float(np.sqrt(abs(np.linalg.det(local_scale(transform, point[None])[0]))))


def _best_seed(
    view: LocalFeatures, photo: LocalFeatures, matches: Matches, *, mirrored: bool
) -> tuple[Transform, NDArray[np.bool_]]:
    """Return the single match's similarity that most matches roughly agree with, and which do."""
    # As complex numbers x + iy, a similarity is one factor: scale times a unit for the turn.
    source = (view.points[matches.view] @ np.array([1, 1j])).astype(np.complex64)
    target = (photo.points[matches.photo] @ np.array([1, 1j])).astype(np.complex64)
    directions = view.angles[matches.view]
    if mirrored:
        source, directions = -source.conj(), 180 - directions
    turns = np.exp(1j * np.radians(photo.angles[matches.photo] - directions))
    octaves = np.log2(photo.sizes[matches.photo] / view.sizes[matches.view])
    factors = (2**octaves * turns).astype(np.complex64)
    few = slice(0, _SEEDS)
    reach = factors[few, None] * (source - source[few, None])
    slack = photo.sizes[matches.photo[few], None]
    near = np.abs(target[few, None] + reach - target) <= slack + _SEED_DRIFT * np.abs(reach)
    near &= np.abs(octaves - octaves[few, None]) <= _SEED_OCTAVES
    near &= (turns * turns[few, None].conj()).real >= np.cos(np.radians(_SEED_DEGREES))
    best = int(near.sum(axis=1).argmax())
    a, b = factors[best].real, factors[best].imag
    shift = target[best] - factors[best] * source[best]
    flip = -1 if mirrored else 1
    transform = np.array([[flip * a, -b, shift.real], [flip * b, a, shift.imag], [0, 0, 1]])
    return transform.astype(np.float64), near[best]


def _models(
    source: NDArray[np.float64], target: NDArray[np.float64], tolerance: float
) -> list[tuple[Model, Transform]]:
    """Fit each kind of model to points that are mostly right; flat ``(n, 2)`` arrays."""
    found: list[tuple[Model, Transform]] = [("similarity", _similarity(source, target))]
    affine, _ = cv2.estimateAffine2D(
        source,
        target,
        method=cv2.USAC_MAGSAC,
        ransacReprojThreshold=tolerance,
        maxIters=_ROUNDS,
        confidence=_CONFIDENCE,
    )
    if affine is not None:
        found.append(("affine", np.vstack([affine, [0.0, 0.0, 1.0]])))
    if len(source) > _FEWEST:
        homography, _ = cv2.findHomography(
            source,
            target,
            cv2.USAC_MAGSAC,
            tolerance,
            maxIters=_ROUNDS,
            confidence=_CONFIDENCE,
        )
        if homography is not None:
            found.append(("homography", np.asarray(homography, dtype=np.float64)))
    return found


def _similarity(source: NDArray[np.float64], target: NDArray[np.float64]) -> Transform:
    """Fit a similarity, or a mirrored one, whichever is better, in least squares (Umeyama 1991)."""
    middle_source, middle_target = source.mean(axis=0), target.mean(axis=0)
    u, stretches, vt = np.linalg.svd((target - middle_target).T @ (source - middle_source))
    spread = ((source - middle_source) ** 2).sum()
    linear = stretches.sum() / max(float(spread), 1e-12) * u @ vt
    transform = np.eye(3)
    transform[:2, :2] = linear
    transform[:2, 2] = middle_target - linear @ middle_source
    return transform


def _spread_out(source: NDArray[np.float64], target: NDArray[np.float64]) -> bool:
    """Tell points that pin a plane down from few, repeated or collinear ones."""
    if len(source) < _FEWEST:
        return False
    for points in (source, target):
        places = np.rint(points / 2)
        if len(np.unique(places @ np.array([1, 1j]))) < _FEWEST:
            return False
        across, down = (points - points.mean(axis=0)).T
        long, wide, skew = across @ across, down @ down, across @ down
        flat = _THINNEST / (1 + _THINNEST**2)
        if long * wide - skew**2 < (flat * (long + wide)) ** 2:
            return False
    return True


def _area(polygon: NDArray[np.float64]) -> float:
    """Return the signed-free area of a simple polygon (shoelace formula)."""
    x, y = polygon.T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)
