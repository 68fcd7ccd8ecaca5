from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from detector.local_features import MIRRORED
from detector.verification import PhotoPicture, Verifier, ViewPicture
from detector.verification.matching import unit_rows

Pixels = NDArray[np.uint8]
Place = Callable[[Pixels, Pixels, NDArray[np.float64]], Pixels]
AsView = Callable[[Pixels], ViewPicture]
AsPhoto = Callable[[Pixels], PhotoPicture]

QUAD = np.array([[180.0, 90.0], [390.0, 130.0], [360.0, 400.0], [150.0, 350.0]])


def overlap(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    shared, _ = cv2.intersectConvexConvex(first.astype(np.float32), second.astype(np.float32))
    areas = [cv2.contourArea(polygon.astype(np.float32)) for polygon in (first, second)]
    return shared / (sum(areas) - shared)


def test_a_design_in_a_photo_is_outlined(
    design: Pixels, clutter: Pixels, place: Place, as_view: AsView, as_photo: AsPhoto
) -> None:
    found = Verifier().verify(as_photo(place(design, clutter, QUAD)), as_view(design))

    assert found is not None
    assert not found.mirrored
    assert found.matches >= found.inliers >= 20
    assert overlap(np.array(found.region), QUAD) > 0.9
    assert found.view_coverage > 0.6
    assert np.nanmean(found.photometric.correlation) > 0.8


def test_pairs_join_the_same_spots(
    design: Pixels, clutter: Pixels, place: Place, as_view: AsView, as_photo: AsPhoto
) -> None:
    found = Verifier().verify(as_photo(place(design, clutter, QUAD)), as_view(design))
    assert found is not None
    height, width = design.shape[:2]
    corners = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]])
    truth = cv2.getPerspectiveTransform(corners.astype(np.float32), QUAD.astype(np.float32))
    expected = cv2.perspectiveTransform(found.pairs[None, :, :2].astype(np.float64), truth)[0]
    off = np.linalg.norm(expected - found.pairs[:, 2:], axis=1)
    assert np.median(off) < 1.5
    assert off.max() < 10


def test_a_mirrored_design_is_found_and_said_to_be(
    design: Pixels, clutter: Pixels, place: Place, as_view: AsView, as_photo: AsPhoto
) -> None:
    flipped = np.ascontiguousarray(design[:, ::-1])
    found = Verifier().verify(as_photo(place(flipped, clutter, QUAD)), as_view(design))
    assert found is not None
    assert found.mirrored
    assert overlap(np.array(found.region), QUAD) > 0.9
    assert np.nanmean(found.photometric.correlation) > 0.8


def test_a_region_is_clipped_to_the_photo(
    design: Pixels, clutter: Pixels, place: Place, as_view: AsView, as_photo: AsPhoto
) -> None:
    beyond = QUAD - [220, 0]
    found = Verifier().verify(as_photo(place(design, clutter, beyond)), as_view(design))
    assert found is not None
    region = np.array(found.region)
    assert region.min() >= 0
    assert region[:, 0].max() <= 600
    assert beyond[:, 0].min() < 0


def test_a_photo_without_the_design_is_not_believed(
    design: Pixels, clutter: Pixels, as_view: AsView, as_photo: AsPhoto
) -> None:
    found = Verifier().verify(as_photo(clutter), as_view(design))
    assert found is None or found.inliers < 8


@pytest.mark.parametrize("shade", [0, 255])
def test_a_plain_picture_matches_nothing(
    shade: int, design: Pixels, as_view: AsView, as_photo: AsPhoto
) -> None:
    plain = np.full((300, 300, 3), shade, dtype=np.uint8)
    assert Verifier().verify(as_photo(plain), as_view(design)) is None
    assert Verifier().verify(as_photo(design), as_view(plain)) is None


def test_looking_twice_gives_the_same(
    design: Pixels, clutter: Pixels, place: Place, as_view: AsView, as_photo: AsPhoto
) -> None:
    photo, view = as_photo(place(design, clutter, QUAD)), as_view(design)
    first, second = Verifier().verify(photo, view), Verifier().verify(photo, view)
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first.transform, second.transform)


def test_a_mirrored_picture_has_the_reordered_descriptors(design: Pixels, as_view: AsView) -> None:
    plain = as_view(design).features
    flipped = as_view(np.ascontiguousarray(design[:, ::-1])).features
    back = flipped.points * [-1, 1] + [design.shape[1] - 1, 0]
    distances = np.linalg.norm(plain.points[:, None] - back[None], axis=2)
    same = distances.argmin(axis=1)[distances.min(axis=1) < 0.5]
    mine = unit_rows(plain.descriptors[distances.min(axis=1) < 0.5])
    other = unit_rows(flipped.descriptors[same])
    as_mirrored = np.einsum("ij,ij->i", mine[:, MIRRORED], other)
    assert np.median(as_mirrored) > 0.98
    assert np.median(np.einsum("ij,ij->i", mine, other)) < 0.9
