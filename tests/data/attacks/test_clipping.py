"""Clipping: a point is in the result if it is in both polygons."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from data.attacks.clipping import clip
from data.records import Point
from data.synthetic.homography import rectangle

_SIDE = 60


def drawn(polygon: tuple[Point, ...]) -> Image.Image:
    """Fill a polygon given in a window of sixty, on a canvas that reaches far around it."""
    canvas = Image.new("1", (3 * _SIDE, 3 * _SIDE))
    if len(polygon) > 2:
        ImageDraw.Draw(canvas).polygon([(x + _SIDE, y + _SIDE) for x, y in polygon], fill=1)
    return canvas


@given(
    middle=st.tuples(st.floats(-15, 75), st.floats(-15, 75)),
    reach=st.floats(4, 45),
    turn=st.floats(0, 6.3),
    corners=st.integers(3, 6),
    mirrored=st.booleans(),
)
def test_what_is_left_is_what_lies_in_the_window(
    middle: Point, reach: float, turn: float, corners: int, mirrored: bool
) -> None:
    t = np.linspace(0, 2 * np.pi, corners, endpoint=False) * (-1 if mirrored else 1) + turn
    polygon = tuple(
        (float(middle[0] + reach * np.cos(a)), float(middle[1] + reach * np.sin(a))) for a in t
    )
    window = tuple(rectangle(_SIDE, _SIDE))
    clipped = clip(polygon, window)
    expected = np.asarray(drawn(polygon)) & np.asarray(drawn(window))
    # The drawing of an edge may take in another pixel on either side.
    assert (np.asarray(drawn(clipped)) ^ expected).sum() <= 0.05 * expected.sum() + 3 * reach


def test_a_polygon_outside_leaves_nothing_and_one_inside_stays() -> None:
    window = rectangle(10, 10)
    assert clip(((20, 20), (30, 20), (25, 30)), window) == ()
    within = ((2.0, 2.0), (8.0, 3.0), (5.0, 9.0))
    assert clip(within, window) == within
