"""What is registered in the example, and which unregistered marks look like it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.synthetic.designs import EXAMPLE_FAMILIES, SPLITS, Design, draw_design
from data.synthetic.marks import KNOWN, Mark, Silhouettes, load_marks

_SAME_SHAPE = 0.85
"""Marks that overlap more than this could be told apart by their colour alone."""
_LOOK_ALIKES = 6


@dataclass(frozen=True, slots=True, eq=False)
class Registry:
    """The rights of an example.

    Attributes:
        marks: Registered marks by right id.
        designs: Registered designs by right id.
        strangers: Marks that are not registered and belong to none of the registered brands.
        look_alikes: For each registered mark's right id, the strangers of the most alike shape.
    """

    marks: Mapping[str, Mark]
    designs: Mapping[str, Design]
    strangers: Sequence[Mark]
    look_alikes: Mapping[str, Sequence[Mark]]

    def designs_of(self, family: str) -> list[Design]:
        """Return the registered designs of a family."""
        return [design for design in self.designs.values() if design.family == family]

    def look_alike(self, rng: np.random.Generator, right_id: str) -> Mark:
        """Return an unregistered mark of alike shape in the registered mark's colour."""
        alike = self.look_alikes[right_id]
        chosen = alike[int(rng.integers(len(alike)))]
        return replace(chosen, colour=self.marks[right_id].colour)


def draw_registry(rng: np.random.Generator, *, split: str, marks: int, designs: int) -> Registry:
    """Draw what is registered: marks that shoppers know first, designs evenly over the families.

    Raises:
        ValueError: there is no such split, it has too few marks or too few designs that differ,
            or none are asked for.
    """
    if split not in SPLITS:
        raise ValueError(f"there is no split {split!r}; take one of: {', '.join(SPLITS)}")
    if marks < 1 or designs < 1:
        raise ValueError(f"ask for at least one mark and one design, not {marks} and {designs}")
    pool = load_marks(split)
    shapes = Silhouettes.of(pool.values()).distinctive()
    overlap = shapes.overlap(shapes)
    order = rng.permutation(len(shapes.names))
    order = np.array(sorted(order, key=lambda i: shapes.names[i] not in KNOWN))
    chosen: list[int] = []
    brands: set[str] = set()
    for i in order:
        mark = pool[shapes.names[i]]
        if mark.brand not in brands and (overlap[i, chosen] < _SAME_SHAPE).all():
            chosen.append(int(i))
            brands.add(mark.brand)
        if len(chosen) == marks:
            break
    if len(chosen) < marks:
        raise ValueError(f"the {split} split has {len(chosen)} distinct marks, not {marks}")
    free = np.array([pool[name].brand not in brands for name in shapes.names])
    free &= (overlap[:, chosen] < _SAME_SHAPE).all(axis=1)
    strangers = np.nonzero(free)[0]
    names = [f"mark-{shapes.names[i]}" for i in chosen]
    return Registry(
        marks={name: pool[shapes.names[i]] for name, i in zip(names, chosen, strict=True)},
        designs=_draw_designs(rng, split, designs),
        strangers=[pool[shapes.names[i]] for i in strangers],
        look_alikes={
            name: [
                pool[shapes.names[j]]
                for j in strangers[np.argsort(-overlap[i, strangers])[:_LOOK_ALIKES]]
            ]
            for name, i in zip(names, chosen, strict=True)
        },
    )


def _draw_designs(rng: np.random.Generator, split: str, count: int) -> dict[str, Design]:
    designs: dict[str, Design] = {}
    for number in range(count):
        family = EXAMPLE_FAMILIES[number % len(EXAMPLE_FAMILIES)]
        taken = [design for design in designs.values() if design.family == family]
        drawn = draw_design(rng, family=family, split=split, apart_from=taken)
        designs[f"design-{family.replace('_', '-')}-{len(taken) + 1:02d}"] = drawn
    return designs
