"""What the tests of casework start from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from api.cases.deadlines import Terms, next_deadline
from api.cases.opening import open_case
from api.cases.procedure import Procedure
from data.actors import Actor, Role
from data.casework import Case, CaseListing, CaseState

TUESDAY = datetime(2026, 5, 5, 12, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Give a Tuesday's noon."""
    return TUESDAY


@pytest.fixture
def procedure() -> Procedure:
    """Give the procedure under the usual terms."""
    return Procedure(Terms())


@pytest.fixture
def make_case(procedure: Procedure) -> Callable[..., Case]:
    """Give a maker of cases with two listings, in any state."""

    def make(state: CaseState = CaseState.OPEN, **fields: Any) -> Case:
        opened = open_case(
            procedure,
            [CaseListing("L1", 1, "a" * 64), CaseListing("L2", 2, "b" * 64)],
            seller_id="S1",
            right_id="R1",
            number=1,
            expedited=fields.pop("expedited", False),
            territory=fields.pop("territory", None),
            actor=Actor("local", Role.ADMIN),
            now=TUESDAY,
        ).case
        case = replace(opened, state=state, **fields)
        return replace(case, deadline=next_deadline(case, at=TUESDAY, terms=procedure.terms))

    return make
