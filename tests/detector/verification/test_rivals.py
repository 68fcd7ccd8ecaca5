from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from detector.verification import PhotoPicture, Verifier, ViewPicture, worst_preferences
from detector.verification.features import FEATURES, features

Pixels = NDArray[np.uint8]
Place = Callable[[Pixels, Pixels, NDArray[np.float64]], Pixels]
AsView = Callable[[Pixels], ViewPicture]
AsPhoto = Callable[[Pixels], PhotoPicture]

LEFT = np.array([[60.0, 90.0], [270.0, 100.0], [260.0, 400.0], [50.0, 380.0]])
RIGHT = LEFT + np.array([300.0, 20.0])


@pytest.fixture
def sibling(design: Pixels) -> Pixels:
    """The same carton in another flavour: most of it is the same."""
    changed = design.copy()
    changed[150:230, 40:180] = design[150:230, 40:180][:, ::-1, [2, 0, 1]]
    return changed


def preferences(photo: PhotoPicture, *views: ViewPicture) -> NDArray[np.float32]:
    found = [(view, Verifier().verify(photo, view)) for view in views]
    return worst_preferences(photo, [(view, there) for view, there in found if there])


@pytest.mark.parametrize("light", [1.0, 0.6])
def test_the_flavour_that_is_there_is_preferred(
    light: float,
    design: Pixels,
    sibling: Pixels,
    clutter: Pixels,
    place: Place,
    as_view: AsView,
    as_photo: AsPhoto,
) -> None:
    views = as_view(design), as_view(sibling)
    for shown, absent in ((0, 1), (1, 0)):
        scene = place((design, sibling)[shown], clutter, LEFT)
        against = preferences(as_photo((scene * light).astype(np.uint8)), *views)
        assert against[shown] == 0
        assert against[absent] < -0.6


def test_the_same_view_registered_twice_hides_neither(
    design: Pixels, clutter: Pixels, place: Place, as_view: AsView, as_photo: AsPhoto
) -> None:
    photo = as_photo(place(design, clutter, LEFT))
    assert preferences(photo, as_view(design), as_view(design)).tolist() == [0, 0]


def test_two_designs_side_by_side_are_no_rivals(
    design: Pixels, clutter: Pixels, place: Place, as_view: AsView, as_photo: AsPhoto
) -> None:
    other = np.ascontiguousarray(clutter[:280, :220])
    plain = np.full((500, 660, 3), 120, dtype=np.uint8)
    photo = as_photo(place(other, place(design, plain, LEFT), RIGHT))
    assert preferences(photo, as_view(design), as_view(other)).tolist() == [0, 0]


def test_nothing_found_is_nothing_to_judge(clutter: Pixels, as_photo: AsPhoto) -> None:
    assert worst_preferences(as_photo(clutter), []).shape == (0,)


def test_features_tell_a_sibling_from_the_design(
    design: Pixels,
    sibling: Pixels,
    clutter: Pixels,
    place: Place,
    as_view: AsView,
    as_photo: AsPhoto,
) -> None:
    photo = as_photo(place(design, clutter, LEFT))
    right, wrong = (Verifier().verify(photo, as_view(view)) for view in (design, sibling))
    assert right is not None
    assert wrong is not None
    assert len(features(right)) == len(FEATURES)
    assert np.isfinite(features(right)).all()
    better = dict(zip(FEATURES, features(right) - features(wrong), strict=True))
    for name in ("log_pairs", "recall", "correlation", "edges", "alike"):
        assert better[name] > 0, name
    assert better["colour"] < 0
