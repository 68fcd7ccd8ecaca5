"""Furniture and accessories: every design can be built, stands, and shows what it is made of."""

from collections.abc import Iterator

import numpy as np
import pytest

from data.synthetic.camera import Camera
from data.synthetic.families import (
    armchair,
    bag,
    chair,
    clock,
    floor_lamp,
    spectacles,
    stool,
    table,
    watch,
)
from data.synthetic.families.family import Family, Palette, Specification
from data.synthetic.shading import Light
from data.synthetic.studio import Model, photograph

FAMILIES = [
    module.FAMILY
    for module in (armchair, bag, chair, clock, floor_lamp, spectacles, stool, table, watch)
]
PALETTE = Palette(body=(178, 38, 36), accent=(226, 176, 70), trim=(58, 60, 66), finish="satin")


@pytest.fixture(params=FAMILIES, ids=lambda family: family.name)
def family(request: pytest.FixtureRequest) -> Family:
    kind: Family = request.param
    return kind


def _middle(family: Family) -> dict[str, float]:
    return {name: (low + high) / 2 for name, (low, high) in family.ranges.items()}


def _first_forms(family: Family) -> dict[str, str]:
    return {trait: forms[0] for trait, forms in family.traits.items()}


def _each_form(family: Family) -> Iterator[dict[str, str]]:
    """Change one trait at a time."""
    for trait, forms in family.traits.items():
        for form in forms:
            yield {**_first_forms(family), trait: form}


def _model(family: Family, traits: dict[str, str], measures: dict[str, float]) -> Model:
    return family.build(Specification(traits=traits, measures=measures, palette=PALETTE))


def _picture(model: Model) -> np.ndarray:
    shot = photograph(model, camera=Camera(20, 18), light=Light(), size=64).image
    canvas = np.full((66, 66, 3), 255, dtype=np.int16)
    pixels = np.asarray(shot).astype(np.int16)
    height, width = pixels.shape[:2]
    alpha = pixels[:, :, 3:] / 255
    canvas[:height, :width] = pixels[:, :, :3] * alpha + 255 * (1 - alpha)
    return canvas


def _change(first: np.ndarray, second: np.ndarray) -> float:
    """Share of the pixels in which two pictures differ visibly."""
    return float((np.abs(first - second).max(axis=2) > 24).mean())


def test_designs_are_sound_stand_on_the_ground_and_are_as_large_as_the_real_thing(
    family: Family,
) -> None:
    longest = {
        "armchair": (70, 120),
        "bag": (24, 65),
        "chair": (75, 115),
        "clock": (9, 30),
        "floor_lamp": (120, 215),
        "spectacles": (12, 19),
        "stool": (42, 88),
        "table": (69, 170),
        "watch": (5.5, 8.5),
    }[family.name]
    rng = np.random.default_rng(4)
    for traits in _each_form(family):
        measures = {name: float(rng.uniform(*limits)) for name, limits in family.ranges.items()}
        model = _model(family, traits, measures)
        for part in model:
            assert np.isfinite(part.mesh.vertices).all()
            assert part.mesh.faces.max() < len(part.mesh.vertices)
        points = np.concatenate([part.mesh.vertices for part in model])
        extent = np.ptp(points, axis=0)
        assert abs(points[:, 2].min()) < 0.02 * extent.max()
        assert longest[0] < extent.max() < longest[1]
        assert sum(len(part.mesh.faces) for part in model) < 30_000


def test_every_form_of_a_trait_looks_different(family: Family) -> None:
    for trait, forms in family.traits.items():
        pictures = [
            _picture(_model(family, {**_first_forms(family), trait: form}, _middle(family)))
            for form in forms
        ]
        for i, first in enumerate(pictures):
            for second in pictures[:i]:
                assert _change(first, second) > 0.002


def test_every_measure_matters_to_the_eye(family: Family) -> None:
    for name, limits in family.ranges.items():
        # Some measure only a part that not all forms have.
        assert any(
            _change(
                *(
                    _picture(_model(family, traits, {**_middle(family), name: limit}))
                    for limit in limits
                )
            )
            > 0.005
            for traits in _each_form(family)
        ), name


def test_designs_do_not_depend_on_colours(family: Family) -> None:
    """Sunglasses are spectacles in another colour: all but their panes is the same."""
    recoloured = Palette(body=(40, 40, 44), accent=(90, 90, 90), trim=(20, 20, 24), finish="metal")
    traits, measures = _first_forms(family), _middle(family)
    first = family.build(Specification(traits, measures, PALETTE))
    second = family.build(Specification(traits, measures, recoloured))
    extents = [
        np.ptp(np.concatenate([part.mesh.vertices for part in model]), axis=0)
        for model in (first, second)
    ]
    assert np.allclose(extents[0], extents[1], atol=0.3)
    assert {part.material.colour for part in first} != {part.material.colour for part in second}
