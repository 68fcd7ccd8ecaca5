from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from data.decode import DecodedImage
from detector.evidence import alignment_evidence
from detector.local_features import PHOTO_SIFT, VIEW_SIFT
from detector.verification import Comparison, PhotoPicture, Verification, Verifier, ViewPicture

Found = Callable[[DecodedImage, DecodedImage], Verification]


@pytest.fixture
def verified() -> Found:
    def verify(photo: DecodedImage, view: DecodedImage) -> Verification:
        found = Verifier().verify(
            PhotoPicture.of(photo, PHOTO_SIFT.extract(photo)),
            ViewPicture.of(view, VIEW_SIFT.extract(view)),
        )
        assert found is not None
        return found

    return verify


def comparison(differs: NDArray[np.bool_]) -> Comparison:
    """Cells of 10 pixels; alike everywhere but where told."""
    alike = np.where(differs, 0.0, 1.0).astype(np.float32)
    return Comparison(
        correlation=alike,
        colour=np.zeros_like(alike),
        edges=alike,
        gains=(1.0, 1.0, 1.0),
        cell=10.0,
        origin=(5.0, 5.0),
    )


def covered(boxes: tuple[tuple[float, ...], ...], shape: tuple[int, int]) -> NDArray[np.int64]:
    """How many boxes hold each cell."""
    counts = np.zeros(shape, dtype=np.int64)
    for left, top, right, bottom in ((np.array(box) - 5) / 10 for box in boxes):
        counts[round(top) : round(bottom), round(left) : round(right)] += 1
    return counts


@pytest.fixture
def crowded(photo: DecodedImage, view: DecodedImage, verified: Found) -> Verification:
    """A verification with 200 pairs, the first 60 in one corner of the view."""
    pairs = np.random.default_rng(5).uniform(0, 240, (200, 4)).astype(np.float32)
    pairs[:60, :2] /= 6
    return replace(verified(photo, view), pairs=pairs)


def test_the_transform_and_60_pairs_are_kept(crowded: Verification) -> None:
    evidence = alignment_evidence(crowded)
    assert evidence.transform == tuple(crowded.transform.ravel())
    assert not evidence.mirrored
    assert len(set(evidence.pairs)) == 60
    known = {tuple(pair) for pair in np.round(crowded.pairs.astype(np.float64), 1).tolist()}
    assert set(evidence.pairs) <= known


def test_the_pairs_kept_are_spread_over_the_view(crowded: Verification) -> None:
    def crowding(points: NDArray[np.floating]) -> float:
        """Distance of the nearest other point, for the closest two."""
        distances = np.linalg.norm(points[:, None] - points[None], axis=2)
        return float(distances[~np.eye(len(points), dtype=bool)].min())

    kept = np.array(alignment_evidence(crowded).pairs)[:, :2]
    assert crowding(kept) > 10 * crowding(crowded.pairs[:60, :2])
    assert crowding(kept) > 10 * crowding(crowded.pairs[60:120, :2])


def test_few_pairs_are_all_kept(photo: DecodedImage, view: DecodedImage, verified: Found) -> None:
    found = verified(photo, view)
    assert len(alignment_evidence(replace(found, pairs=found.pairs[:5])).pairs) == 5


def test_a_patch_that_was_changed_is_told(
    photo: DecodedImage, view: DecodedImage, verified: Found
) -> None:
    changed = view.pixels.copy()
    changed.paste((255, 0, 255), (60, 60, 180, 180))
    boxes = alignment_evidence(verified(photo, replace(view, pixels=changed))).differs
    assert boxes
    left, top, right, bottom = boxes[0]
    assert (left, top, right, bottom) == pytest.approx((60, 60, 180, 180), abs=30)
    assert alignment_evidence(verified(photo, view)).differs == ()


@given(st.tuples(st.integers(1, 12), st.integers(1, 12)).flatmap(lambda shape: arrays(bool, shape)))
def test_boxes_cover_what_differs_once_and_are_mostly_filled(differs: NDArray[np.bool_]) -> None:
    found = SimpleNamespace(
        transform=np.eye(3),
        mirrored=False,
        pairs=np.empty((0, 4), dtype=np.float32),
        photometric=comparison(differs),
    )
    boxes = alignment_evidence(found).differs  # type: ignore[arg-type]
    counts = covered(boxes, differs.shape)
    assert counts.max(initial=0) <= 1
    for box in boxes:
        inside = covered((box,), differs.shape) > 0
        assert inside.sum() > 1
        assert differs[inside].mean() >= 0.6
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in boxes]
    assert areas == sorted(areas, reverse=True)
    # Only what differs alone may be left out.
    for row, column in np.argwhere(differs[1:, 1:]):
        block = slice(row, row + 2), slice(column, column + 2)
        assert not differs[block].all() or counts[block].any()


def test_two_parts_that_differ_are_two_boxes_and_a_speck_is_none() -> None:
    differs = np.zeros((10, 10), dtype=bool)
    differs[0:3, 0:2] = differs[6:9, 5:9] = True
    differs[1, 8] = True
    found = SimpleNamespace(
        transform=np.eye(3),
        mirrored=True,
        pairs=np.empty((0, 4), dtype=np.float32),
        photometric=comparison(differs),
    )
    evidence = alignment_evidence(found)  # type: ignore[arg-type]
    assert evidence.mirrored
    assert evidence.differs == ((55.0, 65.0, 95.0, 95.0), (5.0, 5.0, 25.0, 35.0))
