"""Plates, straps: closed, of the asked size, and lit from outside."""

import numpy as np
import pytest

from data.synthetic.families.shells import (
    plate,
    ribbon,
    rounded_rectangle,
    squircle,
    stroke,
    thick,
)


@pytest.mark.parametrize("squareness", [2.0, 4.5, 12.0])
def test_outlines_are_closed_and_as_large_as_asked(squareness: float) -> None:
    for outline in (squircle(30, 20, squareness), rounded_rectangle(30, 20, squareness)):
        assert np.allclose(outline[0], outline[-1])
        assert np.allclose(np.ptp(outline, axis=0), (30, 20), atol=0.05)
        # From the back over the left to the front.
        assert outline[0, 1] == pytest.approx(10)
        assert outline[len(outline) // 4, 0] < 0


def test_squarer_outlines_enclose_more() -> None:
    def area(outline: np.ndarray) -> float:
        x, y = outline.T
        return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2

    areas = [area(squircle(2, 2, squareness, segments=400)) for squareness in (2, 4, 12)]
    assert areas[0] == pytest.approx(np.pi, rel=1e-3)
    assert areas[0] < areas[1] < areas[2] < 4


def test_a_plate_is_as_thick_as_asked_and_arched_by_its_crown() -> None:
    slab = plate(squircle(30, 20, 4), 5, edge=1)
    pillow = plate(squircle(30, 20, 4), 5, edge=1, crown=2)
    assert np.allclose(np.ptp(slab.vertices, axis=0), (30, 20, 5))
    assert np.allclose(np.ptp(pillow.vertices, axis=0), (30, 20, 7))


def test_normals_are_units_that_point_outwards() -> None:
    solid = plate(squircle(20, 20, 2), 20, edge=9)
    assert np.allclose(np.linalg.norm(solid.normals, axis=1), 1)
    outwards = solid.vertices - (0, 0, 10)
    assert (np.einsum("nd,nd->n", outwards, solid.normals) > 0).mean() > 0.98


def test_sheets_straps_and_strokes_get_their_thickness() -> None:
    x, z = np.meshgrid(np.linspace(0, 10, 5), np.linspace(0, 6, 4))
    panel = thick(np.stack([x, 0 * x, z], axis=2), 2)
    assert np.allclose(np.ptp(panel.vertices, axis=0), (10, 2, 6))
    strap = ribbon(np.linspace((0, 0, 0), (10, 0, 0), 6), 3, 0.5)
    assert np.allclose(np.ptp(strap.vertices, axis=0), (10, 3, 0.5))
    bar = stroke((0, 0), (0, 4), 1, 0.2)
    assert np.allclose(np.ptp(bar.vertices, axis=0), (1, 4, 0.2))
