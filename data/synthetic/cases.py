"""What a listing of the example shows, and how its photo is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from data.synthetic.designs import (
    EXAMPLE_FAMILIES,
    FAMILIES,
    different,
    draw_design,
    near_copy,
)
from data.synthetic.difficulty import LEVELS, Difficulty
from data.synthetic.registry import Registry
from data.synthetic.scenes import Polygon, Scene, Scenery


class Case(StrEnum):
    """What a listing shows."""

    LOGO_ON_GOODS = "logo_on_goods"
    LOGO_ON_PRODUCT = "logo_on_product"
    LOGO_ON_PHOTOGRAPH = "logo_on_photograph"
    DESIGN_COPY = "design_copy"
    COPY_WITH_LOGO = "copy_with_logo"
    DIFFERENT_DESIGN = "different_design"
    LOOK_ALIKE_LOGO = "look_alike_logo"
    OTHER_LOGO = "other_logo"
    NOTHING = "nothing"


RESEMBLING = frozenset({Case.DIFFERENT_DESIGN, Case.LOOK_ALIKE_LOGO})
"""What shows nothing registered, but another product of the sort, or a mark of alike shape."""

_SHARES = {
    Case.LOGO_ON_GOODS: 0.15,
    Case.LOGO_ON_PRODUCT: 0.1,
    Case.LOGO_ON_PHOTOGRAPH: 0.1,
    Case.DESIGN_COPY: 0.22,
    Case.COPY_WITH_LOGO: 0.05,
    Case.DIFFERENT_DESIGN: 0.13,
    Case.LOOK_ALIKE_LOGO: 0.08,
    Case.OTHER_LOGO: 0.05,
    Case.NOTHING: 0.12,
}
_DIFFICULTY_SHARES = (0.35, 0.4, 0.25)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one listing is to show.

    Attributes:
        case: What kind of thing.
        difficulty: How well it can be seen.
        mark_id: Registered mark to show or imitate, where the case has to do with one.
        design_id: Registered design to copy or avoid, where the case has to do with one.
    """

    case: Case
    difficulty: Difficulty
    mark_id: str
    design_id: str


@dataclass(frozen=True, slots=True, eq=False)
class Staged:
    """A scene and which rights are in it, with the polygon of each."""

    scene: Scene
    rights: dict[str, Polygon]


def draw_plans(rng: np.random.Generator, registry: Registry, count: int) -> list[Plan]:
    """Plan listings: fixed shares of every case, rights taken in turn, in random order."""
    edges = np.round(np.cumsum(list(_SHARES.values())) * count).astype(int)
    amounts = np.diff(edges, prepend=0)
    cases = [case for case, amount in zip(_SHARES, amounts, strict=True) for _ in range(amount)]
    levels = rng.choice(len(LEVELS), size=len(cases), p=_DIFFICULTY_SHARES)
    marks = _in_turn(rng, list(registry.marks), len(cases))
    designs = _in_turn(rng, list(registry.designs), len(cases))
    printable = _in_turn(
        rng,
        [i for i, d in registry.designs.items() if FAMILIES[d.family].printable],
        len(cases),
    )
    plans = [
        Plan(
            case=case,
            difficulty=LEVELS[level],
            mark_id=marks[i],
            design_id=printable[i] if case is Case.COPY_WITH_LOGO else designs[i],
        )
        for i, (case, level) in enumerate(zip(cases, levels, strict=True))
    ]
    return [plans[i] for i in rng.permutation(len(plans))]


def stage(rng: np.random.Generator, plan: Plan, registry: Registry, scenery: Scenery) -> Staged:
    """Make the photo of a planned listing."""
    mark = registry.marks[plan.mark_id]
    design = registry.designs[plan.design_id]
    level = plan.difficulty
    if plan.case is Case.LOGO_ON_GOODS:
        scene = scenery.goods(rng, mark, level)
        return Staged(scene, {plan.mark_id: scene.mark})
    if plan.case is Case.LOGO_ON_PRODUCT:
        family = str(rng.choice([name for name in EXAMPLE_FAMILIES if FAMILIES[name].printable]))
        carrier = draw_design(
            rng, family=family, split=design.split, apart_from=registry.designs_of(family)
        )
        scene = scenery.product(rng, carrier, level, mark)
        return Staged(scene, {plan.mark_id: scene.mark})
    if plan.case is Case.LOGO_ON_PHOTOGRAPH:
        scene = scenery.mark_on_photograph(rng, mark, level)
        return Staged(scene, {plan.mark_id: scene.mark})
    if plan.case is Case.DESIGN_COPY:
        scene = scenery.product(rng, near_copy(design, rng), level)
        return Staged(scene, {plan.design_id: scene.product})
    if plan.case is Case.COPY_WITH_LOGO:
        scene = scenery.product(rng, near_copy(design, rng), level, mark)
        return Staged(scene, {plan.design_id: scene.product, plan.mark_id: scene.mark})
    if plan.case is Case.DIFFERENT_DESIGN:
        other = different(design, rng, apart_from=registry.designs_of(design.family))
        return Staged(scenery.product(rng, other, level), {})
    if plan.case is Case.NOTHING:
        return Staged(scenery.plain(rng, level), {})
    if plan.case is Case.LOOK_ALIKE_LOGO:
        stranger = registry.look_alike(rng, plan.mark_id)
    else:
        stranger = registry.strangers[int(rng.integers(len(registry.strangers)))]
    place = scenery.goods if rng.random() < 0.6 else scenery.mark_on_photograph
    return Staged(place(rng, stranger, level), {})


def _in_turn(rng: np.random.Generator, items: Sequence[str], count: int) -> list[str]:
    """Return `count` items, each about equally often."""
    rounds = -(-count // len(items))
    order = np.concatenate([rng.permutation(len(items)) for _ in range(rounds)])
    return [items[int(i)] for i in order[:count]]
