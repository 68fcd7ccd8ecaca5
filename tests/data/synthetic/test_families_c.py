"""Headphones to backpacks: every form and every measure shows, and shapes change steadily."""

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from data.synthetic.camera import Camera
from data.synthetic.families import (
    backpack,
    camera,
    computer_mouse,
    drill,
    game_controller,
    hand_torch,
    headphones,
    perfume,
    saucepan,
    teapot,
)
from data.synthetic.families.family import Family, Palette, Specification
from data.synthetic.shading import Light
from data.synthetic.studio import photograph

_FAMILIES = [
    module.FAMILY
    for module in (
        backpack,
        camera,
        computer_mouse,
        drill,
        game_controller,
        hand_torch,
        headphones,
        perfume,
        saucepan,
        teapot,
    )
]
_SIDE = 48


@pytest.fixture(params=_FAMILIES, ids=lambda family: family.name)
def family(request: pytest.FixtureRequest) -> Family:
    kind: Family = request.param
    return kind


def _drawn(family: Family, count: int) -> Iterator[tuple[dict[str, str], dict[str, float]]]:
    rng = np.random.default_rng(11)
    for _ in range(count):
        yield (
            {trait: str(rng.choice(forms)) for trait, forms in family.traits.items()},
            {name: float(rng.uniform(*limits)) for name, limits in family.ranges.items()},
        )


def _specified(traits: dict[str, str], measures: dict[str, float]) -> Specification:
    palette = Palette(body=(52, 92, 84), accent=(226, 176, 70), trim=(34, 34, 38), finish="satin")
    return Specification(traits, measures, palette)


def _picture(family: Family, traits: dict[str, str], measures: dict[str, float]) -> np.ndarray:
    model = family.build(_specified(traits, measures))
    shot = photograph(model, camera=Camera(28, 20), light=Light(), size=_SIDE).image
    page = Image.new("RGB", (_SIDE, _SIDE), "white")
    page.paste(shot, ((_SIDE - shot.width) // 2, (_SIDE - shot.height) // 2), shot)
    return np.asarray(page, dtype=float)


def _difference(first: np.ndarray, second: np.ndarray) -> float:
    """Pixels in a thousand that differ clearly."""
    return float((np.abs(first - second).max(axis=2) > 24).mean() * 1000)


def test_every_form_of_every_trait_shows(family: Family) -> None:
    ((traits, measures),) = _drawn(family, 1)
    for trait, forms in family.traits.items():
        shown = [_picture(family, {**traits, trait: form}, measures) for form in forms]
        for number, first in enumerate(shown):
            for second in shown[:number]:
                assert _difference(first, second) > 2, trait


def test_every_measure_shows(family: Family) -> None:
    for name, (low, high) in family.ranges.items():
        assert any(
            _difference(
                _picture(family, traits, {**measures, name: low}),
                _picture(family, traits, {**measures, name: high}),
            )
            > 5
            for traits, measures in _drawn(family, 8)
        ), name


def test_a_small_change_of_measures_makes_a_small_change_of_shape(family: Family) -> None:
    for traits, measures in _drawn(family, 3):
        nudged = {
            name: value + 0.002 * (family.ranges[name][1] - family.ranges[name][0])
            for name, value in measures.items()
        }
        before = family.build(_specified(traits, measures))
        after = family.build(_specified(traits, nudged))
        for first, second in zip(before, after, strict=True):
            for corner in (np.min, np.max):
                moved = corner(first.mesh.vertices, axis=0) - corner(second.mesh.vertices, axis=0)
                assert np.abs(moved).max() < 0.15


def test_products_are_of_a_size_one_can_hold_and_can_be_lit_all_over(family: Family) -> None:
    for traits, measures in _drawn(family, 3):
        model = family.build(_specified(traits, measures))
        vertices = np.concatenate([part.mesh.vertices for part in model])
        assert 4 < np.ptp(vertices, axis=0).max() < 60
        for part in model:
            lengths = np.linalg.norm(part.mesh.normals, axis=1)
            assert lengths == pytest.approx(1, abs=1e-6)
            assert part.mesh.uv.min() >= 0
            assert part.mesh.uv.max() <= 1
