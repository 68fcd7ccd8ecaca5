"""Plans: every case gets its share, and every right its turn."""

from collections import Counter

import numpy as np
import pytest

from data.synthetic.cases import Case, draw_plans
from data.synthetic.designs import FAMILIES
from data.synthetic.registry import Registry, draw_registry


@pytest.fixture(scope="module")
def registry() -> Registry:
    return draw_registry(np.random.default_rng(3), split="demo", marks=24, designs=16)


@pytest.mark.parametrize("count", [1, 80, 1999])
def test_as_many_plans_as_asked_for(registry: Registry, count: int) -> None:
    assert len(draw_plans(np.random.default_rng(0), registry, count)) == count


def test_a_demonstration_shows_every_case_and_every_difficulty(registry: Registry) -> None:
    plans = draw_plans(np.random.default_rng(0), registry, 80)
    cases = Counter(plan.case for plan in plans)
    assert set(cases) == set(Case)
    assert cases[Case.DESIGN_COPY] == pytest.approx(0.22 * 80, abs=1)
    assert {plan.difficulty.name for plan in plans} == {"easy", "medium", "hard"}


def test_rights_are_taken_in_turn(registry: Registry) -> None:
    plans = draw_plans(np.random.default_rng(0), registry, 240)
    turns = Counter(plan.mark_id for plan in plans)
    assert set(turns) == set(registry.marks)
    assert max(turns.values()) - min(turns.values()) <= 1


def test_logos_are_printed_only_on_what_can_carry_them(registry: Registry) -> None:
    for plan in draw_plans(np.random.default_rng(0), registry, 300):
        if plan.case is Case.COPY_WITH_LOGO:
            assert FAMILIES[registry.designs[plan.design_id].family].printable
