"""The table, held against what the agreement and the law ask of it, row by row."""

from collections import defaultdict
from itertools import product

import pytest

from api.cases.conditions import Condition
from api.cases.deadlines import DUE, LAPSES
from api.cases.states import MOVES, Move, rows
from data.actors import Role
from data.casework import CaseState, Effect, Event

EXCLUSIVE = (
    {Condition.EXPEDITED, Condition.NOT_EXPEDITED},
    {Condition.ROUNDS_LEFT, Condition.LAST_ROUND},
)
PERSONS = frozenset(Role) - {Role.SYSTEM}
FOR_THE_COMPLAINANT = {CaseState.UPHELD, CaseState.REMOVED}


def test_no_two_rows_can_be_meant_at_once() -> None:
    for state, event in product(CaseState, Event):
        found = rows(state, event)
        for one, other in ((a, b) for a in found for b in found if a is not b):
            both = {*one.when, *other.when}
            assert any(pair <= both for pair in EXCLUSIVE), (one, other)


def test_every_state_can_be_reached_and_every_event_happens() -> None:
    reached = {CaseState.OPEN} | {move.target for move in MOVES}
    assert reached == set(CaseState)
    assert {move.event for move in MOVES} | {Event.OPEN} == set(Event)


def test_whatever_is_due_has_a_move_for_when_it_is_over() -> None:
    for state, kind in DUE.items():
        lapses = [move for move in MOVES if move.source is state and move.roles == {Role.SYSTEM}]
        assert [move.event for move in lapses] == ([] if kind is None else [LAPSES[kind]])
        assert not any(move.when for move in lapses), "silence has its effect in any case"


def test_from_every_state_a_case_comes_to_an_end_by_time_and_reviewers_alone() -> None:
    ends = {CaseState.UPHELD, CaseState.REJECTED, CaseState.WITHDRAWN}
    ends |= {CaseState.REMOVED, CaseState.REINSTATED}
    deciding = {Role.SYSTEM, Role.REVIEWER}
    ahead = defaultdict(set)
    for move in MOVES:
        if move.roles & deciding:
            ahead[move.source].add(move.target)
    for state in CaseState:
        seen, edge = {state}, {state}
        while edge:
            edge = {target for source in edge for target in ahead[source]} - seen
            seen |= edge
        assert seen & ends, state


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.event}")
def test_a_row_is_fair(move: Move) -> None:
    assert Role.AUDITOR not in move.roles, "who audits changes nothing"
    if move.event in LAPSES.values():
        assert move.roles == {Role.SYSTEM}, "nobody can declare another silent"
    else:
        assert Role.ADMIN in move.roles
    if move.target is not move.source and move.target in {CaseState.REJECTED, CaseState.WITHDRAWN}:
        assert set(move.effects) == {Effect.REINSTATE, Effect.CLEAR_STRIKE}
    if move.target is CaseState.UPHELD and move.source is not CaseState.UPHELD:
        assert set(move.effects) == {Effect.REMOVE, Effect.GIVE_STRIKE}
        assert not move.roles & {Role.OWNER, Role.AGENT, Role.MARKETPLACE}
    if Effect.GIVE_STRIKE in move.effects:
        assert {Effect.SUSPEND, Effect.REMOVE} & set(move.effects)
    if Role.REVIEWER in move.roles and move.target in {CaseState.NOTIFIED, CaseState.UPHELD}:
        assert move.two_persons


def test_the_seller_is_heard_before_anything_is_decided_for_the_complainant() -> None:
    into = {move.source for move in MOVES if move.target in FOR_THE_COMPLAINANT}
    heard = {CaseState.NOTIFIED, CaseState.REBUTTAL, CaseState.FINAL_REVIEW, CaseState.UPHELD}
    assert into <= heard


def test_a_complaint_can_be_withdrawn_until_it_is_decided_for_the_seller() -> None:
    withdrawable = {move.source for move in MOVES if move.event is Event.WITHDRAW}
    assert set(CaseState) - withdrawable == {
        CaseState.REJECTED,
        CaseState.REINSTATED,
        CaseState.WITHDRAWN,
    }


def test_nobody_but_time_can_act_once_everything_is_done() -> None:
    assert not [move for move in MOVES if move.source is CaseState.REINSTATED]
    [overturn] = [
        move
        for move in MOVES
        if move.source is CaseState.REMOVED and move.event is not Event.WITHDRAW
    ]
    assert overturn.event is Event.OVERTURN
    assert overturn.roles & PERSONS == {Role.REVIEWER, Role.ADMIN}
