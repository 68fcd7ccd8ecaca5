"""Meshes: shapes that have a known answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.synthetic.mesh import (
    Mesh,
    arc_lengths,
    extruded,
    lathe,
    ring,
    rotation,
    rounded,
    rounded_box,
    sheet,
    tube,
)


def test_half_circle_turns_into_sphere() -> None:
    angle = np.linspace(-np.pi / 2, np.pi / 2, 200)
    sphere = lathe(np.stack([3 * np.cos(angle), 3 * np.sin(angle)], axis=1))
    assert np.linalg.norm(sphere.vertices, axis=1) == pytest.approx(3.0)
    assert sphere.normals == pytest.approx(sphere.vertices / 3, abs=0.02)


def test_front_of_a_lathe_is_the_middle_of_its_texture_and_its_top_is_on_top() -> None:
    cylinder = lathe([(2.0, 0.0), (2.0, 5.0)])
    front = cylinder.vertices[np.abs(cylinder.uv[:, 0] - 0.5) < 1e-6]
    assert front[:, 1] == pytest.approx(-2.0)
    top = cylinder.vertices[cylinder.uv[:, 1] == 0.0]
    assert top[:, 2] == pytest.approx(5.0)
    right = cylinder.vertices[np.abs(cylinder.uv[:, 0] - 0.75) < 1e-6]
    assert right[:, 0] == pytest.approx(2.0)


def test_straight_tube_has_its_radius_and_round_ends() -> None:
    pipe = tube(np.linspace((0, 0, 0), (0, 0, 10), 8), 1.5)
    assert np.hypot(pipe.vertices[:, 0], pipe.vertices[:, 1]).max() == pytest.approx(1.5)
    assert np.ptp(pipe.vertices[:, 2]) == pytest.approx(13.0)


def test_ring_lies_between_its_inner_and_outer_radius() -> None:
    torus = ring(5.0, 1.0)
    distance = np.hypot(torus.vertices[:, 0], torus.vertices[:, 1])
    assert (distance.min(), distance.max()) == pytest.approx((4.0, 6.0))


def test_box_has_its_size_and_normals_point_out() -> None:
    box = rounded_box((4, 6, 8), 0.5)
    assert np.ptp(box.vertices, axis=0) == pytest.approx([4, 6, 8])
    assert np.linalg.norm(box.normals, axis=1) == pytest.approx(1.0)
    assert (np.einsum("nd,nd->n", box.vertices, box.normals) > 0).all()


def test_sheet_faces_across_its_points() -> None:
    x, y = np.meshgrid(np.arange(4.0), np.arange(3.0))
    flat = sheet(np.stack([x, y, np.zeros_like(x)], axis=2))
    assert np.abs(flat.normals[:, 2]) == pytest.approx(1.0)


def test_rounding_keeps_the_ends_and_stays_inside_the_corners() -> None:
    line = rounded([(0, 0), (10, 0), (10, 10)], 4)
    assert line[0] == pytest.approx([0, 0])
    assert line[-1] == pytest.approx([10, 10])
    assert line.min() >= 0
    assert line.max() <= 10
    assert np.linalg.norm(line - [10, 0], axis=1).min() > 1


@given(st.floats(-180, 180), st.floats(-180, 180), st.floats(-180, 180))
def test_turning_keeps_lengths_and_handedness(x: float, y: float, z: float) -> None:
    matrix = rotation(x=x, y=y, z=z)
    assert matrix @ matrix.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(matrix) == pytest.approx(1.0)


def test_stretched_normals_stay_square_to_the_surface() -> None:
    angle = np.linspace(-np.pi / 2, np.pi / 2, 200)
    egg = lathe(np.stack([np.cos(angle), np.sin(angle)], axis=1)).stretched((1, 1, 3))
    # The gradient of x² + y² + (z/3)² at the surface.
    gradient = egg.vertices / (1, 1, 9)
    expected = gradient / np.linalg.norm(gradient, axis=1, keepdims=True)
    assert egg.normals == pytest.approx(expected, abs=0.03)


def test_arc_lengths_add_up_the_steps() -> None:
    assert arc_lengths(np.array([(0.0, 0.0), (3.0, 4.0), (3.0, 6.0)])) == pytest.approx([0, 5, 7])


STAR = [
    (r * np.cos(k * np.pi / 5), r * np.sin(k * np.pi / 5)) for k, r in enumerate([4.0, 1.5] * 5)
]
HOOK = [(0, 0), (6, 0), (6, 5), (2, 5), (2, 3), (4, 3), (4, 2), (1, 2), (1, 6), (0, 6)]


def volume(mesh: Mesh) -> float:
    """Volume inside a closed mesh whose faces all run the same way round."""
    a, b, c = np.moveaxis(mesh.vertices[mesh.faces], 1, 0)
    return float(np.einsum("nd,nd->n", a, np.cross(b, c)).sum() / 6)


@pytest.mark.parametrize("outline", [STAR, STAR[::-1], HOOK])
def test_extruded_outline_encloses_its_area_times_its_depth(
    outline: list[tuple[float, float]],
) -> None:
    x, z = np.array(outline).T
    area = abs(float(np.sum(x * np.roll(z, -1) - np.roll(x, -1) * z))) / 2
    assert volume(extruded(outline, 3.0)) == pytest.approx(3.0 * area)
    bevelled = extruded(outline, 3.0, bevel=0.2)
    assert np.ptp(bevelled.vertices, axis=0) == pytest.approx([np.ptp(x), 3.0, np.ptp(z)])
    assert 0.8 * 3.0 * area < volume(bevelled) < 3.0 * area


def test_extruded_front_covers_every_notch_once() -> None:
    front = extruded(HOOK, 1.0)
    inside = front.faces[(front.vertices[front.faces][..., 1] < -0.49).all(axis=1)]
    a, b, c = np.moveaxis(front.vertices[inside][..., [0, 2]], 1, 0)
    areas = np.abs(np.cross(np.pad(b - a, ((0, 0), (0, 1))), np.pad(c - a, ((0, 0), (0, 1))))[:, 2])
    assert areas.sum() / 2 == pytest.approx(6 * 5 + 1 - 3 - 2)
    assert (front.normals[inside] == [0, -1, 0]).all()


def test_extruded_round_outline_is_smooth_and_its_corners_are_sharp() -> None:
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    coin = extruded(np.stack([3 * np.cos(angle), 3 * np.sin(angle)], axis=1), 1.0)
    rim = np.abs(coin.normals[:, 1]) < 0.5
    assert coin.normals[rim] * 3 == pytest.approx(coin.vertices[rim] * (1, 0, 1))
    box = extruded([(0, 0), (2, 0), (2, 2), (0, 2)], 2.0)
    assert np.abs(box.normals).max(axis=1) == pytest.approx(1.0)


def test_extruding_what_is_no_simple_polygon_is_refused() -> None:
    with pytest.raises(ValueError, match="crosses itself"):
        extruded([(0, 0), (4, 4), (4, 0), (0, 3), (-1, 2)], 1.0)
    with pytest.raises(ValueError, match="three corners"):
        extruded([(0, 0), (4, 4), (4, 4)], 1.0)
