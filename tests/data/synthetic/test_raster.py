"""The rasteriser against a plain loop over triangles and pixels."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.synthetic.raster import NOTHING, rasterise

Floats = NDArray[np.float64]
Faces = NDArray[np.int64]
_WIDTH, _HEIGHT = 17, 13


def plain(points: Floats, nearness: Floats, faces: Faces) -> tuple[Faces, Floats, Floats]:
    """Return the nearest triangle, its nearness and the second's, at pixels clear of any edge."""
    found = np.full((_HEIGHT, _WIDTH), NOTHING)
    best = np.zeros((_HEIGHT, _WIDTH))
    doubtful = np.zeros((_HEIGHT, _WIDTH))
    for number, corners in enumerate(faces):
        a, b, c = points[corners]
        area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
        if abs(area) < 1e-3:
            continue
        for row in range(_HEIGHT):
            for column in range(_WIDTH):
                x, y = column + 0.5, row + 0.5
                v = ((x - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (y - a[1])) / area
                w = ((b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])) / area
                shares = np.array([1 - v - w, v, w])
                if np.abs(shares).min() < 1e-3:
                    doubtful[row, column] = 1
                if shares.min() > 0:
                    near = float(shares @ nearness[corners])
                    if abs(near - best[row, column]) < 1e-3:
                        doubtful[row, column] = 1
                    if near > best[row, column]:
                        best[row, column], found[row, column] = near, number
    return found, best, doubtful


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_same_as_a_loop_over_triangles_and_pixels(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.uniform(-6, 22, (3 * count, 2))
    nearness = rng.uniform(0.2, 2.0, 3 * count)
    faces = np.arange(3 * count).reshape(count, 3)
    seen = rasterise(points, nearness, faces, (_WIDTH, _HEIGHT))
    expected, best, doubtful = plain(points, nearness, faces)
    clear = doubtful == 0
    assert (seen.faces == expected)[clear].all()
    covered = clear & (expected != NOTHING)
    np.testing.assert_allclose(seen.nearness[covered], best[covered], rtol=1e-3)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_triangles_that_share_edges_leave_no_hole_and_no_overlap(seed: int) -> None:
    rng = np.random.default_rng(seed)
    # A fan around an inner point covers the whole picture.
    corners = np.array([(-1, -1), (_WIDTH + 1, -1), (_WIDTH + 1, _HEIGHT + 1), (-1, _HEIGHT + 1)])
    points = np.concatenate([corners, rng.uniform((1, 1), (_WIDTH - 1, _HEIGHT - 1), (1, 2))])
    faces = np.array([(0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4)])
    counts = np.zeros((_HEIGHT, _WIDTH), dtype=int)
    for face in faces:
        alone = rasterise(points, np.ones(5), face[None], (_WIDTH, _HEIGHT))
        counts += alone.faces != NOTHING
    assert (counts == 1).all()


def test_no_triangles_show_nothing() -> None:
    empty = np.empty((0, 3), dtype=np.int64)
    seen = rasterise(np.empty((0, 2)), np.empty(0), empty, (4, 3))
    assert (seen.faces == NOTHING).all()
    assert (seen.nearness == 0).all()
