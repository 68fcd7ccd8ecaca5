"""Scenes: what a polygon encloses is what was put there."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from data.synthetic.designs import FAMILIES, draw_design
from data.synthetic.difficulty import EASY, LEVELS, Difficulty
from data.synthetic.marks import Mark, load_marks
from data.synthetic.photographs import photographs
from data.synthetic.scenes import Polygon, Scene, Scenery
from data.synthetic.textures import draw_texture

Put = Callable[[Scenery, np.random.Generator, Mark, Difficulty], Scene]
_MUG = draw_design(np.random.default_rng(0), family="mug", split="demo")
_PLACES: dict[str, Put] = {
    "goods": lambda scenery, rng, mark, level: scenery.goods(rng, mark, level),
    "photograph": lambda scenery, rng, mark, level: scenery.mark_on_photograph(rng, mark, level),
    "product": lambda scenery, rng, mark, level: scenery.product(rng, _MUG, level, mark),
}


@pytest.fixture(scope="module")
def scenery() -> Scenery:
    return Scenery(tuple(photographs().values()))


@pytest.fixture(scope="module")
def mark() -> Mark:
    return load_marks()["pepsi"]


def inside(polygon: Polygon, size: tuple[int, int], margin: float) -> NDArray[np.bool_]:
    """Return which pixels of a photo lie in a convex polygon, or within a margin of it."""
    x, y = np.meshgrid(np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5)
    mask = np.ones(x.shape, dtype=bool)
    for (x0, y0), (x1, y1) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        depth = ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / np.hypot(x1 - x0, y1 - y0)
        mask &= depth >= -margin
    return mask


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("seed", [1, 2])
def test_only_the_polygon_changes_with_the_mark(
    place: str, seed: int, scenery: Scenery, mark: Mark
) -> None:
    # Two colours that stand out from the same grounds, so that nothing else is drawn differently.
    shown = [
        _PLACES[place](scenery, np.random.default_rng(seed), replace(mark, colour=colour), EASY)
        for colour in ((255, 0, 0), (0, 0, 0))
    ]
    assert shown[0].mark == shown[1].mark
    first, second = (np.asarray(scene.photo, dtype=int) for scene in shown)
    changed = np.abs(first - second).max(axis=2) > 24
    within = inside(shown[0].mark, shown[0].photo.size, margin=8)
    assert changed.sum() > 200
    assert not (changed & ~within).any()


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.name)
@pytest.mark.parametrize("place", _PLACES)
def test_polygons_lie_in_the_photo_and_have_the_wanted_size(
    place: str, level: Difficulty, scenery: Scenery, mark: Mark
) -> None:
    for seed in range(2):
        scene = _PLACES[place](scenery, np.random.default_rng(seed), mark, level)
        polygon = np.array(scene.mark)
        assert polygon.min() >= 0
        assert (polygon.max(axis=0) <= scene.photo.size).all()
        share = np.ptp(polygon, axis=0).max() / min(scene.photo.size)
        assert share > 0.6 * level.mark_share[0]


def test_products_lie_in_the_photo(scenery: Scenery) -> None:
    rng = np.random.default_rng(6)
    for number, family in enumerate(FAMILIES):
        design = draw_design(rng, family=family, split="calibration")
        scene = scenery.product(rng, design, LEVELS[number % 3])
        polygon = np.array(scene.product)
        assert polygon.min() >= 0
        assert (polygon.max(axis=0) <= scene.photo.size).all()
        assert not scene.mark


def test_plain_scenes_show_nothing_and_differ(scenery: Scenery) -> None:
    rng = np.random.default_rng(8)
    scenes = [scenery.plain(rng, LEVELS[i % 3]) for i in range(12)]
    assert not any(scene.mark or scene.product for scene in scenes)
    assert len({scene.photo.tobytes() for scene in scenes}) == len(scenes)


def test_every_photograph_is_carried_and_large_enough() -> None:
    carried = photographs()
    assert len(carried) >= 12
    assert all(min(picture.size) >= 300 for picture in carried.values())


def test_textures_fill_their_size_and_have_grain() -> None:
    rng = np.random.default_rng(9)
    for _ in range(12):
        texture = draw_texture(rng, (150, 90))
        assert texture.size == (150, 90)
        assert np.asarray(texture).std() > 1
