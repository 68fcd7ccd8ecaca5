import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from detector.local_features import LocalFeatures
from detector.verification.geometry import believable, fit, magnification, project
from detector.verification.matching import Matches

OUTLINE = np.array([[0.0, 0.0], [200.0, 0.0], [200.0, 150.0], [0.0, 150.0]])
SIZE = (640, 480)
FLIP = np.diag([-1.0, 1.0])


def features(
    points: NDArray[np.float64], sizes: NDArray[np.float64], angles: NDArray[np.float64]
) -> LocalFeatures:
    return LocalFeatures(
        points=points.astype(np.float32),
        sizes=sizes.astype(np.float32),
        angles=(angles % 360).astype(np.float32),
        descriptors=np.zeros((len(points), 128), dtype=np.uint8),
        width=SIZE[0],
        height=SIZE[1],
    )


def turned(degrees: float, scale: float, *, mirrored: bool = False) -> NDArray[np.float64]:
    """A similarity that keeps the outline's middle near the photo's."""
    angle = np.radians(degrees)
    linear = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    if mirrored:
        linear = linear @ FLIP
    transform = np.eye(3)
    transform[:2, :2] = linear
    transform[:2, 2] = np.array(SIZE) / 2 - linear @ OUTLINE.mean(axis=0)
    return transform


def scene(
    transform: NDArray[np.float64], degrees: float, right: int, wrong: int, *, mirrored: bool
) -> tuple[LocalFeatures, LocalFeatures, Matches]:
    rng = np.random.default_rng(3)
    source = rng.uniform([10, 10], [190, 140], (right + wrong, 2))
    angles = rng.uniform(0, 360, right + wrong)
    sizes = rng.uniform(4, 12, right + wrong)
    target = project(transform, source)
    scale = magnification(transform, OUTLINE.mean(axis=0))
    found = (180 - angles if mirrored else angles) + degrees
    target[right:] = rng.uniform(0, SIZE, (wrong, 2))
    found[right:] = rng.uniform(0, 360, wrong)
    everything = np.arange(right + wrong)
    return (
        features(source, sizes, angles),
        features(target, sizes * scale, found),
        Matches(everything, everything),
    )


@settings(max_examples=40, deadline=None)
@given(
    degrees=st.floats(0, 360),
    scale=st.floats(0.2, 2.5),
    wrong=st.integers(0, 60),
    mirrored=st.booleans(),
)
def test_a_view_is_found_among_wrong_matches(
    degrees: float, scale: float, wrong: int, mirrored: bool
) -> None:
    truth = turned(degrees, scale, mirrored=mirrored)
    found = fit(*scene(truth, degrees, 15, wrong, mirrored=mirrored), OUTLINE, mirrored=mirrored)
    assert found is not None
    off = project(found.transform, OUTLINE) - project(truth, OUTLINE)
    assert np.abs(off).max() < max(4, 20 * scale)


def test_few_matches_on_a_plain_turn_need_no_perspective() -> None:
    found = fit(*scene(turned(30, 1), 30, 5, 0, mirrored=False), OUTLINE, mirrored=False)
    assert found is not None
    assert found.model == "similarity"


def test_perspective_is_told_from_a_similarity() -> None:
    steep = np.array([[1.0, 0.1, 150], [0.05, 1.0, 120], [0.001, 0.0005, 1]])
    found = fit(*scene(steep, 0, 60, 10, mirrored=False), OUTLINE, mirrored=False)
    assert found is not None
    assert found.model == "homography"


def test_matches_along_a_line_pin_nothing_down() -> None:
    source = np.column_stack([np.linspace(10, 190, 20), np.full(20, 70.0)])
    same = features(source, np.full(20, 6.0), np.zeros(20))
    everything = np.arange(20)
    assert fit(same, same, Matches(everything, everything), OUTLINE, mirrored=False) is None


def test_many_matches_at_one_spot_are_one_match() -> None:
    view = features(np.full((30, 2), 60.0), np.full(30, 6.0), np.zeros(30))
    everything = np.arange(30)
    assert fit(view, view, Matches(everything, everything), OUTLINE, mirrored=False) is None


@pytest.mark.parametrize(
    ("transform", "why"),
    [
        (np.diag([1.0, 0.05, 1.0]), "squeezed to a line"),
        (np.diag([0.02, 0.02, 1.0]), "squeezed to a point"),
        (np.diag([90.0, 90.0, 1.0]), "far larger than the photo"),
        (np.diag([-1.0, 1.0, 1.0]), "turned over"),
        (np.array([[1.0, 0, 0], [0, 1, 0], [-0.01, 0, 1]]), "crosses the horizon"),
        (np.array([[1.0, 0, 0], [0, 1, 0], [0.02, 0, 1]]), "recedes too steeply"),
        (np.full((3, 3), np.nan), "not a number"),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_what_no_camera_sees_is_refused(transform: NDArray[np.float64], why: str) -> None:
    assert not believable(transform, OUTLINE, SIZE, mirrored=False), why


def test_a_mirrored_outline_is_believed_only_of_a_mirror() -> None:
    over = turned(20, 1, mirrored=True)
    assert believable(over, OUTLINE, SIZE, mirrored=True)
    assert not believable(over, OUTLINE, SIZE, mirrored=False)
