"""Projective maps: corners go where they should, and pictures with them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from data.synthetic.homography import project, rectangle, solve, warp


@given(st.lists(st.floats(-8, 8), min_size=8, max_size=8))
def test_corners_map_to_corners_and_back(shifts: list[float]) -> None:
    source = rectangle(40, 30)
    target = [
        (x + dx, y + dy) for (x, y), dx, dy in zip(source, shifts[::2], shifts[1::2], strict=True)
    ]
    there, back = solve(source, target), solve(target, source)
    assert np.array(project(there, source)) == pytest.approx(np.array(target), abs=1e-6)
    inner = [(10.0, 7.0), (33.0, 21.0)]
    assert np.array(project(back, project(there, inner))) == pytest.approx(
        np.array(inner), abs=1e-6
    )


def test_warped_picture_fills_its_quadrilateral_and_nothing_else() -> None:
    quad = ((20.0, 10.0), (80.0, 20.0), (75.0, 70.0), (15.0, 60.0))
    drawn = warp(Image.new("RGBA", (200, 160), (200, 10, 10, 255)), quad, (100, 90))
    assert drawn.getpixel((47, 40)) == (200, 10, 10, 255)
    for outside in ((5, 5), (95, 50), (10, 40), (50, 80)):
        assert drawn.getpixel(outside) == (0, 0, 0, 0)
