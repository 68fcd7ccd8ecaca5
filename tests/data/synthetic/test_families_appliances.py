"""Household appliances: of a real size, in one piece, and every measure tells."""

from collections.abc import Mapping

import numpy as np
import pytest

from data.synthetic.camera import Camera
from data.synthetic.families import (
    blender,
    coffee_machine,
    food_processor,
    hair_straightener,
    iron,
    razor,
    toaster,
    toothbrush,
    vacuum_cleaner,
)
from data.synthetic.families.family import Family, Palette, Specification
from data.synthetic.mesh import Floats, joined
from data.synthetic.shading import Light
from data.synthetic.studio import Model, photograph

LONGEST_CM = {
    "blender": (28, 56),
    "coffee_machine": (29, 50),
    "food_processor": (27, 50),
    "hair_straightener": (26, 42),
    "iron": (24, 44),
    "razor": (13, 26),
    "toaster": (28, 62),
    "toothbrush": (18, 28),
    "vacuum_cleaner": (70, 135),
}
FAMILIES = [
    module.FAMILY
    for module in (
        blender,
        coffee_machine,
        food_processor,
        hair_straightener,
        iron,
        razor,
        toaster,
        toothbrush,
        vacuum_cleaner,
    )
]
PALETTE = Palette((222, 222, 224), (176, 38, 36), (58, 60, 66), "satin")


def model(family: Family, traits: Mapping[str, str], shares: Mapping[str, float]) -> Model:
    measures = {
        name: low + shares.get(name, 0.5) * (high - low)
        for name, (low, high) in family.ranges.items()
    }
    return family.build(Specification(traits, measures, PALETTE))


def designs(family: Family, count: int) -> list[Model]:
    """Designs that show every form of every trait, with measures at their ends and between."""
    rng = np.random.default_rng(7)
    drawn = []
    for number in range(count):
        traits = {name: forms[number % len(forms)] for name, forms in family.traits.items()}
        drawn.append(
            model(family, traits, {m: float(rng.choice([0, 0.5, 1])) for m in family.ranges})
        )
    return drawn


def picture(parts: Model) -> Floats:
    shot = photograph(parts, camera=Camera(25, 15), light=Light(), size=80)
    canvas = np.zeros((82, 82, 4))
    image = np.asarray(shot.image, dtype=float)
    canvas[: len(image), : image.shape[1]] = image
    return canvas


def difference(one: Floats, other: Floats) -> float:
    """Mean difference of two pictures' values (0 to 255) where either shows the product."""
    shown = (one[..., 3] > 0) | (other[..., 3] > 0)
    return float(np.abs(one - other)[shown].mean())


@pytest.fixture(params=FAMILIES, ids=lambda family: family.name)
def family(request: pytest.FixtureRequest) -> Family:
    chosen: Family = request.param
    return chosen


def test_designs_have_a_real_size_and_stand_on_the_ground(family: Family) -> None:
    least, most = LONGEST_CM[family.name]
    for parts in designs(family, 12):
        vertices = joined([part.mesh for part in parts]).vertices
        assert np.isfinite(vertices).all()
        assert least <= np.ptp(vertices, axis=0).max() <= most
        assert -1 < vertices[:, 2].min() < 1.5


def test_no_part_floats(family: Family) -> None:
    for parts in designs(family, 12):
        boxes = [
            (part.mesh.vertices.min(0) - 0.1, part.mesh.vertices.max(0) + 0.1) for part in parts
        ]
        reached, waiting = {0}, [0]
        while waiting:
            low, high = boxes[waiting.pop()]
            for number, (other_low, other_high) in enumerate(boxes):
                if (
                    number not in reached
                    and (low <= other_high).all()
                    and (other_low <= high).all()
                ):
                    reached.add(number)
                    waiting.append(number)
        assert len(reached) == len(parts)


def test_every_measure_shows(family: Family) -> None:
    traits = [
        {name: forms[number % len(forms)] for name, forms in family.traits.items()}
        for number in range(4)
    ]
    for measure in family.ranges:
        assert any(
            difference(
                picture(model(family, form, {measure: 0.0})),
                picture(model(family, form, {measure: 1.0})),
            )
            > 4.0
            for form in traits
        )


def test_every_form_of_every_trait_looks_different(family: Family) -> None:
    first = {name: forms[0] for name, forms in family.traits.items()}
    for trait, forms in family.traits.items():
        shown = [picture(model(family, first | {trait: form}, {})) for form in forms]
        for number, one in enumerate(shown):
            assert all(difference(one, other) > 1.5 for other in shown[:number])


def test_iron_points_to_the_left_and_toothbrush_bristles_to_the_front() -> None:
    sole = designs(iron.FAMILY, 1)[0][0].mesh.vertices
    x, y = sole[:, 0], np.abs(sole[:, 1])
    assert y[x < x.min() + 2].max() < y[x > x.max() - 4].max()
    for parts in designs(toothbrush.FAMILY, 4):
        head = joined([part.mesh for part in parts]).vertices
        top = head[head[:, 2] > head[:, 2].max() - 1.5]
        assert -top[:, 1].min() > 2 * top[:, 1].max()
