"""The one table of what may happen to a case, who may do it, and what follows.

A move is legal if a row has the case's state, the event and the actor's role, and every condition
of the row holds. Everything else is illegal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from api.cases.conditions import Condition
from data.actors import Role
from data.casework import CaseState, Effect, Event


@dataclass(frozen=True, slots=True)
class Move:
    """A row of the table.

    Attributes:
        source: The state before.
        event: What happens.
        roles: Who may do it.
        target: The state after.
        when: What must hold of the case.
        effects: What else is done, in this order.
        two_persons: Whether it takes two persons where the machine proposed and much is at stake.
    """

    source: CaseState
    event: Event
    roles: frozenset[Role]
    target: CaseState
    when: tuple[Condition, ...] = ()
    effects: tuple[Effect, ...] = ()
    two_persons: bool = False


_COMPLAINANT = frozenset({Role.OWNER, Role.AGENT, Role.ADMIN})
_REVIEWER = frozenset({Role.REVIEWER, Role.ADMIN})
_SELLER = frozenset({Role.SELLER, Role.ADMIN})
_MARKETPLACE = frozenset({Role.MARKETPLACE, Role.ADMIN})
OPENERS = frozenset({Role.OWNER, Role.AGENT, Role.REVIEWER, Role.ADMIN, Role.SYSTEM})
"""Who may open a case."""

_SYSTEM = frozenset({Role.SYSTEM})

_OPEN = CaseState.OPEN
_REVIEW = CaseState.UNDER_REVIEW
_NOTIFIED = CaseState.NOTIFIED
_COUNTERED = CaseState.COUNTER_NOTICE
_REBUTTED = CaseState.REBUTTAL
_FINAL = CaseState.FINAL_REVIEW
_UPHELD = CaseState.UPHELD
_REJECTED = CaseState.REJECTED
_REMOVED = CaseState.REMOVED
_REINSTATED = CaseState.REINSTATED
_WITHDRAWN = CaseState.WITHDRAWN

_SUSPEND = (Effect.SUSPEND, Effect.GIVE_STRIKE)
_TAKE_DOWN = (Effect.REMOVE, Effect.GIVE_STRIKE)
_GIVE_BACK = (Effect.REINSTATE, Effect.CLEAR_STRIKE)

_EXPEDITED = (Condition.EXPEDITED, Condition.SOME_NOT_CLEARED)
_STANDARD = (Condition.NOT_EXPEDITED, Condition.SOME_NOT_CLEARED)
_GUILTY = (Condition.SOME_NOT_CLEARED,)
_INNOCENT = (Condition.NONE_INFRINGING,)

MOVES: tuple[Move, ...] = (
    # Hits gather until a reviewer decides what the seller is told of.
    Move(_OPEN, Event.GATHER, OPENERS, _OPEN),
    Move(_REVIEW, Event.GATHER, OPENERS, _REVIEW),
    # A reviewer looks before a seller hears anything.
    Move(_OPEN, Event.START_REVIEW, _REVIEWER, _REVIEW),
    Move(_REVIEW, Event.DECIDE_CLUSTER, _REVIEWER, _REVIEW),
    Move(_REVIEW, Event.NOTIFY, _REVIEWER, _NOTIFIED, _EXPEDITED, _SUSPEND, two_persons=True),
    Move(_REVIEW, Event.NOTIFY, _REVIEWER, _NOTIFIED, _STANDARD, two_persons=True),
    Move(_REVIEW, Event.REJECT, _REVIEWER, _REJECTED, _INNOCENT, _GIVE_BACK),
    # Both sides are heard; who stays silent loses.
    Move(_NOTIFIED, Event.COUNTER, _SELLER, _COUNTERED),
    Move(_NOTIFIED, Event.ACCEPT, _SELLER, _UPHELD, (), _TAKE_DOWN),
    Move(_NOTIFIED, Event.SELLER_SILENT, _SYSTEM, _UPHELD, (), _TAKE_DOWN),
    Move(
        _COUNTERED, Event.REBUT, _COMPLAINANT, _REBUTTED,
        (Condition.ROUNDS_LEFT,), (Effect.NEXT_ROUND,),
    ),
    Move(_COUNTERED, Event.REBUT, _COMPLAINANT, _FINAL, (Condition.LAST_ROUND,)),
    Move(_COUNTERED, Event.COMPLAINANT_SILENT, _SYSTEM, _REJECTED, (), _GIVE_BACK),
    Move(_REBUTTED, Event.COUNTER, _SELLER, _COUNTERED),
    Move(_REBUTTED, Event.REST, _SELLER, _FINAL),
    Move(_REBUTTED, Event.ACCEPT, _SELLER, _UPHELD, (), _TAKE_DOWN),
    Move(_REBUTTED, Event.SELLER_SILENT, _SYSTEM, _UPHELD, (), _TAKE_DOWN),
    # A reviewer decides on what both have said.
    Move(_FINAL, Event.DECIDE_CLUSTER, _REVIEWER, _FINAL),
    Move(_FINAL, Event.UPHOLD, _REVIEWER, _UPHELD, _GUILTY, _TAKE_DOWN, two_persons=True),
    Move(_FINAL, Event.REJECT, _REVIEWER, _REJECTED, _INNOCENT, _GIVE_BACK),
    # The marketplace carries it out, and says so.
    Move(_UPHELD, Event.CONFIRM_REMOVAL, _MARKETPLACE, _REMOVED),
    Move(
        _REJECTED, Event.CONFIRM_REINSTATEMENT, _MARKETPLACE, _REINSTATED,
        (Condition.TO_PUT_BACK,),
    ),
    Move(
        _WITHDRAWN, Event.CONFIRM_REINSTATEMENT, _MARKETPLACE, _REINSTATED,
        (Condition.TO_PUT_BACK,),
    ),
    # The way back.
    Move(_UPHELD, Event.OVERTURN, _REVIEWER, _REJECTED, (), _GIVE_BACK),
    Move(_REMOVED, Event.OVERTURN, _REVIEWER, _REJECTED, (), _GIVE_BACK),
    *(
        Move(state, Event.WITHDRAW, _COMPLAINANT, _WITHDRAWN, (), _GIVE_BACK)
        for state in (
            _OPEN, _REVIEW, _NOTIFIED, _COUNTERED, _REBUTTED, _FINAL, _UPHELD, _REMOVED,
        )
    ),
    # What is at stake may become known as long as something is to be decided.
    *(
        Move(state, Event.ASSESS, _MARKETPLACE, state)
        for state in (_OPEN, _REVIEW, _NOTIFIED, _COUNTERED, _REBUTTED, _FINAL)
    ),
    # A machine can't decide or carry out anything for those who are late: it points at them.
    *(
        Move(state, Event.ESCALATE, _SYSTEM, state, (), (Effect.FLAG,))
        for state in (_OPEN, _REVIEW, _FINAL, _UPHELD, _REJECTED, _WITHDRAWN)
    ),
)  # fmt: skip
"""The table."""


def _by_source_and_event(moves: Iterable[Move]) -> Mapping[tuple[CaseState, Event], list[Move]]:
    def key(move: Move) -> tuple[CaseState, Event]:
        return move.source, move.event

    return {found: list(rows) for found, rows in groupby(sorted(moves, key=key), key)}


_ROWS = _by_source_and_event(MOVES)


def rows(state: CaseState, event: Event) -> list[Move]:
    """Return the rows of the table for an event in a state; their conditions exclude each other."""
    return _ROWS.get((state, event), [])
