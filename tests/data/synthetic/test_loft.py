"""Lofted surfaces: where their points lie, which way they face, where their edges are sharp."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.synthetic.loft import block, bulge, hull, loft, skinned, superellipse
from data.synthetic.mesh import lathe


@settings(max_examples=25)
@given(width=st.floats(0.5, 20), depth=st.floats(0.5, 20), power=st.floats(1.5, 12))
def test_a_superellipse_satisfies_its_equation(width: float, depth: float, power: float) -> None:
    x, y = (superellipse(power) * (width, depth)).T
    assert np.allclose(np.abs(x / width) ** power + np.abs(y / depth) ** power, 1)
    # At the very tips the rim is upright, and how far it reaches is not well defined.
    apart = np.abs(y) / depth > 0.2
    assert np.allclose(np.abs(y[apart]) / depth, bulge(x[apart] / width, power), atol=1e-6)


def test_bulge_is_nothing_beyond_the_rim() -> None:
    assert bulge([-1.5, 1.0, 2.0], 3.0).tolist() == [0, 0, 0]


def test_a_lofted_drum_is_a_cylinder_that_faces_outwards_or_inwards_but_not_along() -> None:
    mesh = hull([(0, 0, 0), (0, 0, 1), (0, 0, 2)], [(3, 3)] * 3)
    side = np.isclose(np.hypot(*mesh.vertices[:, :2].T), 3)
    flat = np.abs(mesh.normals[:, 2]) > 0.99
    assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1)
    assert (side & ~flat).any()
    outwards = mesh.vertices[side & ~flat, :2] / 3
    towards = np.abs(np.einsum("nd,nd->n", outwards, mesh.normals[side & ~flat, :2]))
    assert towards == pytest.approx(1, abs=0.01)


def test_a_block_takes_its_size_and_stands_on_the_ground() -> None:
    mesh = block((4, 3, 2), power=6, bevel=0.3)
    assert np.allclose(mesh.vertices.min(axis=0), (-2, -1.5, 0))
    assert np.allclose(mesh.vertices.max(axis=0), (2, 1.5, 2))


def test_a_block_that_is_thinner_than_its_bevel_is_still_a_block() -> None:
    mesh = block((4, 3, 0.2), bevel=5)
    assert mesh.vertices[:, 2].max() == pytest.approx(0.2)
    assert np.isfinite(mesh.normals).all()


def test_a_ring_that_is_given_twice_makes_a_crisp_edge() -> None:
    square = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], dtype=float)

    def tower(*levels: tuple[float, float]) -> np.ndarray:
        return np.stack([np.column_stack([square * r, np.full(4, z)]) for r, z in levels])

    crisp = skinned(tower((1, 0), (1, 1), (1, 1), (0.2, 1)))
    soft = skinned(tower((1, 0), (1, 1), (0.2, 1)))

    def upright(normals: np.ndarray, vertices: np.ndarray) -> set[float]:
        edge = np.isclose(vertices[:, 2], 1) & np.isclose(np.abs(vertices[:, 0]), 1)
        return set(np.abs(normals[edge, 2]).round(2).tolist())

    assert upright(crisp.normals, crisp.vertices) == {0.0, 1.0}
    assert upright(soft.normals, soft.vertices) - {0.0, 1.0}


def test_loft_over_a_circle_is_a_lathe() -> None:
    levels = [(0, 2, 2), (1, 3, 3), (4, 1, 1)]
    lofted, turned = loft(superellipse(2, 44), levels), lathe([(2, 0), (3, 1), (1, 4)])
    assert lofted.vertices == pytest.approx(turned.vertices)
    assert lofted.normals == pytest.approx(turned.normals, abs=0.03)


def test_a_loft_that_ends_in_points_faces_outwards_all_over() -> None:
    angle = np.linspace(-np.pi / 2, np.pi / 2, 60)
    levels = np.stack([np.sin(angle), np.cos(angle), np.cos(angle)], axis=1)
    ball = loft(superellipse(2, 44), levels)
    assert np.linalg.norm(ball.normals, axis=1) == pytest.approx(1)
    assert np.abs(np.einsum("nd,nd->n", ball.normals, ball.vertices)).min() > 0.98


def test_a_loft_s_texture_runs_once_round_and_from_its_top_down_with_its_middle_in_front() -> None:
    wall = loft(superellipse(3, 44) * (10, 6), [(0, 1, 1), (5, 1, 1), (10, 1, 1)])
    front = np.argmin(wall.vertices[:, 1])
    assert wall.uv[front, 0] == pytest.approx(0.5, abs=0.02)
    assert wall.uv[wall.vertices[:, 2] == 10, 1] == pytest.approx(0)
    assert (wall.uv.min(), wall.uv.max()) == (0, 1)


def test_superellipse_fills_its_corners_as_the_power_grows() -> None:
    reach = [np.linalg.norm(superellipse(power), axis=1).max() for power in (2, 4, 8)]
    assert reach == pytest.approx([1.0, 2**0.25, 2**0.375], abs=0.01)
    assert superellipse(4)[0] == pytest.approx([0, 1])
