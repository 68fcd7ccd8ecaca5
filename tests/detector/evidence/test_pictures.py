from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from data.decode import DecodedImage
from data.records import Evidence
from detector.evidence import differences, matched_keypoints, overlay
from detector.verification.geometry import project

Draw = Callable[[DecodedImage, DecodedImage, Evidence], Image.Image | None]
Transform = NDArray[np.float64]
DRAWINGS = [matched_keypoints, overlay, differences]
MAGENTA = (255, 64, 200)

numbers = st.floats(width=32) | st.sampled_from([0.0, 1.0, -1.0, 1e-12, 1e12])
evidences = st.builds(
    Evidence,
    transform=st.none() | st.lists(numbers, min_size=8, max_size=10).map(tuple),
    mirrored=st.booleans(),
    pairs=st.lists(st.tuples(*[numbers] * 4), max_size=70).map(tuple),
    differs=st.lists(st.tuples(*[numbers] * 4), max_size=3).map(tuple),
)


def halves(picture: Image.Image) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """The two pictures of equal width."""
    pixels = np.asarray(picture, dtype=np.int16)
    width = (pixels.shape[1] - 12) // 2
    return pixels[:, :width], pixels[:, -width:]


def closeness(first: NDArray[np.int16], second: NDArray[np.int16]) -> float:
    return float((np.abs(first - second).max(axis=2) < 40).mean())


def test_a_view_in_its_place_changes_next_to_nothing(
    photo: DecodedImage, view: DecodedImage, transform: Transform, evidence: Evidence
) -> None:
    drawn = overlay(photo, view, evidence)
    shifted = transform.copy()
    shifted[0, 2] += 25
    misplaced = overlay(photo, view, Evidence(transform=tuple(shifted.ravel())))
    assert drawn is not None
    assert misplaced is not None
    assert closeness(*halves(drawn)) > 0.9 > closeness(*halves(misplaced))


def test_the_photo_laid_straight_looks_like_the_view(
    photo: DecodedImage, view: DecodedImage, evidence: Evidence
) -> None:
    drawn = differences(photo, view, evidence)
    assert drawn is not None
    assert closeness(*halves(drawn)) > 0.9


def test_a_mirrored_view_is_turned_back(
    photo: DecodedImage, view: DecodedImage, transform: Transform
) -> None:
    flipped = replace(view, pixels=view.pixels.transpose(Image.Transpose(0)))
    mirror = np.array([[-1, 0, flipped.width - 1], [0, 1, 0], [0, 0, 1]])
    turned = Evidence(tuple((transform @ mirror).ravel().tolist()), mirrored=True)
    drawn = differences(photo, flipped, turned)
    assert drawn is not None
    assert closeness(*halves(drawn)) > 0.9


def test_what_differs_is_boxed_in_both_pictures(
    photo: DecodedImage, view: DecodedImage, evidence: Evidence
) -> None:
    boxed = replace(evidence, differs=((60.0, 75.0, 120.0, 150.0),))
    drawn = differences(photo, view, boxed)
    assert drawn is not None
    for half in halves(drawn):
        rows, columns = np.nonzero((half == MAGENTA).all(axis=2))
        height, width = half.shape[:2]
        # All of the view is shown, so places in it are shares of the picture.
        assert columns.min() / width == pytest.approx(60 / 240, abs=0.02)
        assert columns.max() / width == pytest.approx(120 / 240, abs=0.02)
        assert rows.min() / height == pytest.approx(75 / 300, abs=0.02)
        assert rows.max() / height == pytest.approx(150 / 300, abs=0.02)


def test_a_line_joins_the_two_places_of_a_keypoint(
    photo: DecodedImage, view: DecodedImage, transform: Transform, evidence: Evidence
) -> None:
    on_view = np.array([[120.0, 150.0]])
    on_photo = project(transform, on_view)
    pair = (*on_view[0].tolist(), *on_photo[0].tolist())
    plain = Image.new("RGB", (240, 300), "white")
    grey = replace(photo, pixels=Image.new("RGB", (640, 480), "gray"))
    joined = replace(evidence, pairs=(pair,))
    drawn = matched_keypoints(grey, replace(view, pixels=plain), joined)
    assert drawn is not None
    pixels = np.asarray(drawn, dtype=np.int16)
    coloured = np.flatnonzero((np.ptp(pixels, axis=2) > 100).any(axis=0))
    start, end = coloured.min(), coloured.max()
    assert np.diff(coloured).max() <= 3
    view_left = np.flatnonzero((pixels == 255).all(axis=2).any(axis=0))[0]
    view_width = pixels.shape[1] - view_left
    assert (end - view_left) / view_width == pytest.approx(0.5, abs=0.03)
    assert 0 < start < view_left


def test_pictures_of_a_small_part_are_not_blown_up(
    photo: DecodedImage, view: DecodedImage, transform: Transform
) -> None:
    tiny = transform.copy()
    tiny[:2] *= 0.1
    drawn = overlay(photo, view, Evidence(transform=tuple(tiny.ravel())))
    assert drawn is not None
    assert drawn.height < 200


def test_scaled_down_pictures_are_drawn_alike(
    photo: DecodedImage, view: DecodedImage, evidence: Evidence
) -> None:
    half = [
        replace(image, pixels=image.pixels.resize((image.width // 2, image.height // 2)))
        for image in (photo, view)
    ]
    whole = overlay(photo, view, evidence)
    drawn = overlay(half[0], half[1], evidence)
    assert whole is not None
    assert drawn is not None
    pictures = (whole, drawn.resize(whole.size))
    assert closeness(*(np.asarray(picture, dtype=np.int16) for picture in pictures)) > 0.8


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize(
    "numbers",
    [
        None,
        (1.0,) * 9,
        (0.0,) * 9,
        (float("nan"),) * 9,
        (1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
        (1.0, 0.0, 9000.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0),
        (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, -0.01, 0.0, 1.0),
        (1e-4, 0.0, 9.0, 0.0, 1e-4, 9.0, 0.0, 0.0, 1.0),
    ],
    ids=["none", "rank 1", "zero", "nan", "six", "outside", "horizon", "a point"],
)
def test_nothing_is_drawn_of_what_shows_nothing(
    draw: Draw, numbers: tuple[float, ...] | None, photo: DecodedImage, view: DecodedImage
) -> None:
    assert draw(photo, view, Evidence(transform=numbers)) is None


@pytest.mark.parametrize("draw", DRAWINGS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(evidence=evidences)
def test_no_evidence_breaks_a_picture(
    draw: Draw, photo: DecodedImage, view: DecodedImage, evidence: Evidence
) -> None:
    drawn = draw(photo, view, evidence)
    assert drawn is None or max(drawn.size) <= 1200


@pytest.mark.parametrize("draw", DRAWINGS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(noise=st.lists(st.floats(-1, 1), min_size=9, max_size=9), scale=st.integers(-6, 3))
def test_no_transform_near_a_good_one_breaks_a_picture(
    draw: Draw,
    photo: DecodedImage,
    view: DecodedImage,
    transform: Transform,
    noise: list[float],
    scale: int,
) -> None:
    evidence = Evidence(
        transform=tuple((transform + np.reshape(noise, (3, 3)) * 10.0**scale).ravel()),
        pairs=((10, 10, 250, 120), (200, 250, 350, 340)),
        differs=((-50, -50, 20, 20), (100, 100, 1e9, 120)),
    )
    drawn = draw(photo, view, evidence)
    assert drawn is None or max(drawn.size) <= 1200
