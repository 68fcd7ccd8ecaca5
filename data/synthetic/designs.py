"""Product designs that the project draws itself: sampled, copied, changed and photographed.

A design is a family, a form for each of the family's traits, and measures. Its colours belong to
one article made to it, not to the design: a copy in another colour is a copy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from PIL import Image

from data.synthetic.camera import Camera
from data.synthetic.families import (
    armchair,
    backpack,
    bag,
    blender,
    bottle,
    camera,
    chair,
    clock,
    coffee_machine,
    computer_mouse,
    drill,
    fan,
    floor_lamp,
    food_processor,
    game_controller,
    hair_dryer,
    hair_straightener,
    hand_torch,
    headphones,
    iron,
    kettle,
    lamp,
    mug,
    perfume,
    razor,
    saucepan,
    speaker,
    spectacles,
    stool,
    table,
    teapot,
    toaster,
    toothbrush,
    vacuum_cleaner,
    watch,
)
from data.synthetic.families.family import FINISHES, Family, Palette, Specification
from data.synthetic.shading import Colour, Light
from data.synthetic.studio import Model, Rendering, photograph

_MODULES = (
    armchair, backpack, bag, blender, bottle, camera, chair, clock, coffee_machine,
    computer_mouse, drill, fan, floor_lamp, food_processor, game_controller, hair_dryer,
    hair_straightener, hand_torch, headphones, iron, kettle, lamp, mug, perfume, razor,
    saucepan, speaker, spectacles, stool, table, teapot, toaster, toothbrush, vacuum_cleaner,
    watch,
)  # fmt: skip
FAMILIES: Mapping[str, Family] = MappingProxyType({m.FAMILY.name: m.FAMILY for m in _MODULES})

EXAMPLE_FAMILIES = ("bottle", "fan", "hair_dryer", "kettle", "lamp", "mug", "speaker")
"""Those of the built-in example and of the calibration scenes."""

SPLITS = ("demo", "calibration")
COPY_DISTANCE = 0.12
"""A near copy is at most this far from its original."""
DIFFERENT_DISTANCE = 0.6
"""Different designs are at least this far from each other."""
_TRAIT_WEIGHT = 0.35
_ATTEMPTS = 400
_FASHION = 6
_COLOURS: tuple[Colour, ...] = (
    (236, 234, 228), (222, 222, 224), (38, 38, 42), (72, 76, 84), (176, 38, 36), (214, 96, 60),
    (226, 176, 70), (120, 148, 110), (52, 92, 84), (64, 112, 160), (34, 54, 96), (150, 190, 204),
    (214, 164, 160), (124, 74, 92), (172, 140, 108), (96, 70, 54),
)  # fmt: skip
_METALS: tuple[Colour, ...] = (
    (204, 206, 210),
    (188, 190, 194),
    (206, 150, 112),
    (208, 184, 128),
    (88, 92, 98),
)
_TRIMS: tuple[Colour, ...] = (
    (34, 34, 38),
    (58, 60, 66),
    (232, 230, 226),
    (150, 112, 78),
    (120, 124, 130),
)


@dataclass(frozen=True, slots=True)
class Design:
    """One product design, and the colours of one article made to it.

    Attributes:
        family: Name of a family in `FAMILIES`.
        traits: Form of each trait, in the family's order.
        shape: Each measure in the family's order, 0 for its least and 1 for its greatest value.
        palette: Colours.
    """

    family: str
    traits: tuple[str, ...]
    shape: tuple[float, ...]
    palette: Palette

    @property
    def split(self) -> str:
        """Which of `SPLITS` the design belongs to; designs of both never share all traits."""
        family = FAMILIES[self.family]
        ranks = [
            forms.index(form)
            for forms, form in zip(family.traits.values(), self.traits, strict=True)
        ]
        return SPLITS[sum(ranks) % 2]

    def model(self, mark: Image.Image | None = None) -> Model:
        """Build the product, with an RGBA logo on its front where the family can carry one."""
        family = FAMILIES[self.family]
        return family.build(
            Specification(
                traits=dict(zip(family.traits, self.traits, strict=True)),
                measures={
                    name: low + share * (high - low)
                    for (name, (low, high)), share in zip(
                        family.ranges.items(), self.shape, strict=True
                    )
                },
                palette=self.palette,
                mark=mark,
            )
        )


def distance(first: Design, second: Design) -> float:
    """How far two designs are apart, colours aside; infinite between families.

    Every trait that differs adds 0.35 to the root mean square difference of the shapes.
    """
    if first.family != second.family:
        return float("inf")
    differing = sum(a != b for a, b in zip(first.traits, second.traits, strict=True))
    shape = np.subtract(first.shape, second.shape)
    return _TRAIT_WEIGHT * differing + float(np.sqrt(np.mean(shape**2)))


def draw_palette(rng: np.random.Generator) -> Palette:
    """Draw the colours of an article."""
    finish = str(rng.choice(list(FINISHES), p=[0.25, 0.25, 0.3, 0.2]))
    body = (
        _METALS[rng.integers(len(_METALS))]
        if finish == "metal"
        else _COLOURS[rng.integers(len(_COLOURS))]
    )
    others = [c for c in _COLOURS if np.abs(np.subtract(c, body)).sum() > 120]
    trims = [c for c in _TRIMS if np.abs(np.subtract(c, body)).sum() > 90]
    return Palette(
        body=body,
        accent=others[rng.integers(len(others))],
        trim=trims[rng.integers(len(trims))],
        finish=finish,
    )


def draw_design(
    rng: np.random.Generator, *, family: str, split: str, apart_from: Sequence[Design] = ()
) -> Design:
    """Draw a design of a family and split that differs from all of `apart_from`.

    Raises:
        ValueError: no such design was found; the family is crowded.
    """
    kind = FAMILIES[family]
    for _ in range(_ATTEMPTS):
        design = Design(
            family=family,
            traits=tuple(str(rng.choice(forms)) for forms in kind.traits.values()),
            shape=tuple(rng.random(len(kind.ranges)).tolist()),
            palette=draw_palette(rng),
        )
        if design.split == split and all(
            distance(design, other) >= DIFFERENT_DISTANCE for other in apart_from
        ):
            return design
    raise ValueError(
        f"no {family} differs enough from the {len(apart_from)} there are; ask for fewer designs"
    )


def near_copy(design: Design, rng: np.random.Generator) -> Design:
    """Return a copyist's work: the same traits, measures a little off, often recoloured."""
    shape = np.asarray(design.shape) + rng.uniform(-COPY_DISTANCE, COPY_DISTANCE, len(design.shape))
    palette = draw_palette(rng) if rng.random() < 0.6 else design.palette
    return replace(design, shape=tuple(np.clip(shape, 0, 1).tolist()), palette=palette)


def different(
    design: Design, rng: np.random.Generator, *, apart_from: Sequence[Design] = ()
) -> Design:
    """Return an honest different design of the same family and split, often in the same colours.

    Args:
        design: The design not to copy.
        rng: Source of randomness.
        apart_from: Further designs not to copy, such as all that are registered.
    """
    # Half of the time the most alike of several: honest competitors follow the same fashion.
    others = [
        draw_design(rng, family=design.family, split=design.split, apart_from=(design, *apart_from))
        for _ in range(1 if rng.random() < 0.5 else _FASHION)
    ]
    other = min(others, key=lambda candidate: distance(design, candidate))
    return replace(other, palette=design.palette) if rng.random() < 0.6 else other


def render(
    design: Design,
    *,
    camera: Camera,
    light: Light,
    size: int,
    mark: Image.Image | None = None,
) -> Rendering:
    """Photograph an article of the design, cut out, its longer side `size` pixels."""
    return photograph(design.model(mark), camera=camera, light=light, size=size)
