from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from detector.verification import PhotoPicture, ViewPicture
from detector.verification.photometric import Comparison, compare

Pixels = NDArray[np.uint8]
AsView = Callable[[Pixels], ViewPicture]
AsPhoto = Callable[[Pixels], PhotoPicture]

DOUBLE = np.array([[2.0, 0, 40.5], [0, 2.0, 20.5], [0, 0, 1]])
"""The photo shows the design twice its size, 40 pixels in and 20 down."""


def photographed(design: Pixels) -> Pixels:
    canvas = np.full((620, 520, 3), 128, dtype=np.uint8)
    canvas[20:580, 40:480] = design.repeat(2, axis=0).repeat(2, axis=1)
    return canvas


def compared(view: ViewPicture, photo: PhotoPicture) -> Comparison:
    comparison = compare(view, photo, DOUBLE)
    assert comparison is not None
    return comparison


def test_the_same_picture_agrees_everywhere(
    design: Pixels, as_view: AsView, as_photo: AsPhoto
) -> None:
    found = compared(as_view(design), as_photo(photographed(design)))
    assert np.nanmean(found.correlation) > 0.9
    assert np.nanmax(found.colour) < 6
    assert np.nanmean(found.edges) > 0.9
    assert not found.differs.any()
    assert found.gains == pytest.approx((1, 1, 1), abs=0.02)


@pytest.mark.parametrize(
    "light", [(0.5, 0.5, 0.5), (1.0, 0.8, 0.6)], ids=["dim light", "warm light"]
)
def test_light_is_no_difference(
    light: tuple[float, float, float], design: Pixels, as_view: AsView, as_photo: AsPhoto
) -> None:
    lit = (photographed(design) * np.array(light)).astype(np.uint8)
    found = compared(as_view(design), as_photo(lit))
    assert np.nanmean(found.correlation) > 0.9
    assert np.nanmean(found.colour) < 8
    assert found.differs.mean() < 0.05


def test_what_is_painted_over_differs_and_nothing_else(
    design: Pixels, as_view: AsView, as_photo: AsPhoto
) -> None:
    changed = design.copy()
    changed[140:210, 55:165] = (255, 0, 255)
    found = compared(as_view(design), as_photo(photographed(changed)))
    boxes = found.boxes(found.differs)
    assert len(boxes) >= 6
    assert (boxes[:, 2:] > [55, 140]).all()
    assert (boxes[:, :2] < [165, 210]).all()


def test_another_colour_shows_though_the_shapes_agree(
    design: Pixels, as_view: AsView, as_photo: AsPhoto
) -> None:
    recoloured = design.copy()
    recoloured[:100] = design[:100, :, [2, 0, 1]]
    found = compared(as_view(design), as_photo(photographed(recoloured)))
    top, bottom = found.colour[: len(found.colour) // 3], found.colour[len(found.colour) // 2 :]
    assert np.nanmean(top) > 4 * np.nanmean(bottom)


def test_an_inverted_picture_keeps_its_edges(
    design: Pixels, as_view: AsView, as_photo: AsPhoto
) -> None:
    found = compared(as_view(design), as_photo(255 - photographed(design)))
    assert np.nanmean(found.correlation) < 0
    assert np.nanmean(found.edges) > 0.9


def test_what_lies_outside_the_photo_is_not_judged(
    design: Pixels, as_view: AsView, as_photo: AsPhoto
) -> None:
    cut = np.ascontiguousarray(photographed(design)[:300])
    found = compared(as_view(design), as_photo(cut))
    half = len(found.colour) // 2
    assert np.isnan(found.colour[half + 2 :]).all()
    assert not np.isnan(found.colour[: half - 1]).all()
    assert not found.differs.any()


def test_a_view_outside_the_photo_is_not_compared(
    design: Pixels, as_view: AsView, as_photo: AsPhoto
) -> None:
    away = DOUBLE.copy()
    away[0, 2] = 5000
    assert compare(as_view(design), as_photo(photographed(design)), away) is None
