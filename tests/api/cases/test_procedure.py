from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from api.cases.opening import gather
from api.cases.procedure import IllegalMoveError, Procedure
from api.cases.states import MOVES, rows
from data.actors import Actor, Role
from data.casework import (
    Case,
    CaseListing,
    CaseState,
    DeadlineKind,
    Effect,
    Event,
    Outcome,
    Standing,
    Verdict,
)

MakeCase = Callable[..., Case]
HOUR = timedelta(hours=1)

OWNER = Actor("Brunel Appliances", Role.OWNER)
SELLER = Actor("best-deals-24", Role.SELLER)
MARKETPLACE = Actor("market", Role.MARKETPLACE)
ANNA = Actor("anna", Role.REVIEWER)
BEN = Actor("ben", Role.REVIEWER)


def run(procedure: Procedure, case: Case, *moves: tuple[Event, Actor]) -> Case:
    for event, actor in moves:
        case = procedure.step(case, event, actor, at=case.changed_at + HOUR).case
    return case


def standings(case: Case) -> list[Standing]:
    return [listing.standing for listing in case.listings]


@pytest.mark.parametrize("state", CaseState)
def test_what_is_not_in_the_table_changes_nothing(
    procedure: Procedure, make_case: MakeCase, now: datetime, state: CaseState
) -> None:
    case = make_case(state)
    for event, role in product(Event, Role):
        actor = Actor("a", role)
        allowed = procedure.allowed(case, role)
        if event in allowed:
            moved = procedure.step(case, event, actor, at=now).case
            assert any(
                role in row.roles and row.target is moved.state for row in rows(state, event)
            )
        else:
            with pytest.raises(IllegalMoveError) as caught:
                procedure.step(case, event, actor, at=now)
            assert caught.value.allowed == allowed


def test_silence_of_the_seller_upholds(procedure: Procedure, make_case: MakeCase) -> None:
    case = make_case(CaseState.NOTIFIED)
    due = datetime(2026, 5, 9, tzinfo=UTC)
    assert case.deadline is not None
    assert case.deadline.due_at == due

    assert procedure.advance(case, due - timedelta(microseconds=1)).case is case
    progress = procedure.advance(case, due)

    assert progress.case.state is CaseState.UPHELD
    assert progress.case.outcome is Outcome.UPHELD
    assert standings(progress.case) == [Standing.REMOVED, Standing.REMOVED]
    assert [step.event for step in progress.transitions] == [Event.SELLER_SILENT]
    assert Effect.GIVE_STRIKE in progress.transitions[0].effects


def test_silence_of_the_complainant_reinstates(procedure: Procedure, make_case: MakeCase) -> None:
    case = run(
        procedure,
        make_case(CaseState.UNDER_REVIEW, expedited=True),
        (Event.NOTIFY, ANNA),
        (Event.COUNTER, SELLER),
    )
    assert standings(case) == [Standing.SUSPENDED, Standing.SUSPENDED]
    assert case.deadline is not None

    progress = procedure.advance(case, case.deadline.due_at)

    assert progress.case.state is CaseState.REJECTED
    assert standings(progress.case) == [Standing.REINSTATED, Standing.REINSTATED]
    assert Effect.CLEAR_STRIKE in progress.transitions[0].effects


def test_silence_counts_from_the_deadline_however_late_it_is_found(
    procedure: Procedure, make_case: MakeCase, now: datetime
) -> None:
    case = make_case(CaseState.NOTIFIED)
    late = now + timedelta(days=90)
    progress = procedure.advance(case, late)

    due = datetime(2026, 5, 9, tzinfo=UTC)
    silence, escalation = progress.transitions
    assert (silence.at, silence.recorded_at) == (due, late)
    assert (escalation.event, escalation.at) == (Event.ESCALATE, due + timedelta(hours=24))
    assert procedure.advance(progress.case, late).transitions == ()


def test_there_are_three_rounds_of_3_7_and_7_business_days(
    procedure: Procedure, make_case: MakeCase
) -> None:
    case = make_case(CaseState.NOTIFIED)
    dues = [case.deadline]
    for _ in range(3):
        case = run(procedure, case, (Event.COUNTER, SELLER), (Event.REBUT, OWNER))
        dues.append(case.deadline)

    assert case.state is CaseState.FINAL_REVIEW
    # All began on a Tuesday: 3 days end on Friday, 7 on Thursday of the week after.
    assert [(due and due.kind, due and due.due_at.day) for due in dues] == [
        (DeadlineKind.ANSWER, 9),
        (DeadlineKind.ANSWER, 15),
        (DeadlineKind.ANSWER, 15),
        (DeadlineKind.DECISION, 13),
    ]


@pytest.mark.parametrize(("expedited", "due"), [(True, (6, 12)), (False, (13, 0))])
def test_a_decision_is_due_within_a_day_if_expedited(
    procedure: Procedure, make_case: MakeCase, expedited: bool, due: tuple[int, int]
) -> None:
    case = make_case(expedited=expedited)
    assert case.deadline is not None
    assert (case.deadline.due_at.day, case.deadline.due_at.hour) == due
    taken_up = run(procedure, case, (Event.START_REVIEW, ANNA))
    assert taken_up.deadline == case.deadline, "taking it up wins no time"


def test_a_late_decision_is_flagged_once_and_can_still_be_taken(
    procedure: Procedure, make_case: MakeCase, now: datetime
) -> None:
    late = procedure.advance(make_case(CaseState.UNDER_REVIEW), now + timedelta(days=30))
    assert [step.event for step in late.transitions] == [Event.ESCALATE]
    assert late.case.deadline is not None
    assert late.case.deadline.missed
    assert procedure.advance(late.case, now + timedelta(days=60)).case == late.case
    assert run(procedure, late.case, (Event.NOTIFY, ANNA)).state is CaseState.NOTIFIED


@pytest.mark.parametrize(
    "state", [state for state in CaseState if any(
        move.source is state and move.event is Event.WITHDRAW for move in MOVES
    )],
)  # fmt: skip
def test_a_withdrawal_puts_back_what_was_taken_down_and_nothing_else(
    procedure: Procedure, make_case: MakeCase, now: datetime, state: CaseState
) -> None:
    case = make_case(state)
    down = replace(case.listings[0], standing=Standing.SUSPENDED)
    progress = procedure.step(
        replace(case, listings=(down, case.listings[1])), Event.WITHDRAW, OWNER, at=now
    )
    assert standings(progress.case) == [Standing.REINSTATED, Standing.OFFERED]
    assert progress.transitions[0].effects == (Effect.REINSTATE, Effect.CLEAR_STRIKE)
    assert progress.case.outcome is Outcome.WITHDRAWN
    assert progress.case.deadline is not None
    assert progress.case.deadline.kind is DeadlineKind.EXECUTION
    done = run(procedure, progress.case, (Event.CONFIRM_REINSTATEMENT, MARKETPLACE))
    assert (done.state, done.deadline) == (CaseState.REINSTATED, None)


def test_where_nothing_was_taken_down_nothing_is_put_back(
    procedure: Procedure, make_case: MakeCase
) -> None:
    case = run(procedure, make_case(CaseState.UNDER_REVIEW), (Event.REJECT, ANNA))
    assert (case.state, case.deadline) == (CaseState.REJECTED, None)
    assert procedure.allowed(case, Role.ADMIN) == ()
    with pytest.raises(IllegalMoveError, match="only where a listing is to be put back"):
        run(procedure, case, (Event.CONFIRM_REINSTATEMENT, MARKETPLACE))


def test_a_decision_that_was_wrong_is_undone(procedure: Procedure, make_case: MakeCase) -> None:
    removed = run(
        procedure,
        make_case(CaseState.NOTIFIED),
        (Event.ACCEPT, SELLER),
        (Event.CONFIRM_REMOVAL, MARKETPLACE),
    )
    assert removed.deadline is None
    undone = run(
        procedure, removed, (Event.OVERTURN, BEN), (Event.CONFIRM_REINSTATEMENT, MARKETPLACE)
    )
    assert standings(undone) == [Standing.REINSTATED, Standing.REINSTATED]
    assert undone.outcome is Outcome.REJECTED


def test_a_cluster_that_is_cleared_stays_on_offer(
    procedure: Procedure, make_case: MakeCase, now: datetime
) -> None:
    case = make_case(CaseState.UNDER_REVIEW, expedited=True)
    case = procedure.decide_cluster(case, 1, Verdict.CLEARED, ANNA, at=now).case
    notified = run(procedure, case, (Event.NOTIFY, ANNA))
    assert standings(notified) == [Standing.OFFERED, Standing.SUSPENDED]
    upheld = run(procedure, notified, (Event.ACCEPT, SELLER))
    assert standings(upheld) == [Standing.OFFERED, Standing.REMOVED]


def test_a_cluster_that_is_cleared_at_last_is_put_back(
    procedure: Procedure, make_case: MakeCase, now: datetime
) -> None:
    case = make_case(CaseState.FINAL_REVIEW)
    down = tuple(replace(each, standing=Standing.SUSPENDED) for each in case.listings)
    case = replace(case, listings=down)
    case = procedure.decide_cluster(case, 2, Verdict.CLEARED, ANNA, at=now).case
    upheld = run(procedure, case, (Event.UPHOLD, ANNA))
    assert standings(upheld) == [Standing.REMOVED, Standing.REINSTATED]


def test_a_decision_cannot_contradict_the_clusters(
    procedure: Procedure, make_case: MakeCase, now: datetime
) -> None:
    case = make_case(CaseState.FINAL_REVIEW)
    guilty = procedure.decide_cluster(case, 1, Verdict.INFRINGING, ANNA, at=now).case
    with pytest.raises(IllegalMoveError, match="no cluster was found to be infringing"):
        run(procedure, guilty, (Event.REJECT, ANNA))
    for cluster in (1, 2):
        case = procedure.decide_cluster(case, cluster, Verdict.CLEARED, ANNA, at=now).case
    with pytest.raises(IllegalMoveError, match="some listing has not been cleared") as caught:
        run(procedure, case, (Event.UPHOLD, ANNA))
    assert caught.value.allowed == (Event.DECIDE_CLUSTER, Event.REJECT)


def test_a_cluster_that_is_not_there_cannot_be_decided(
    procedure: Procedure, make_case: MakeCase, now: datetime
) -> None:
    with pytest.raises(LookupError, match="no cluster 3"):
        procedure.decide_cluster(
            make_case(CaseState.UNDER_REVIEW), 3, Verdict.CLEARED, ANNA, at=now
        )


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        (CaseState.UNDER_REVIEW, Event.NOTIFY, CaseState.NOTIFIED),
        (CaseState.FINAL_REVIEW, Event.UPHOLD, CaseState.UPHELD),
    ],
)
def test_what_a_machine_proposed_takes_two_persons_if_much_is_at_stake(
    procedure: Procedure, make_case: MakeCase, state: CaseState, event: Event, after: CaseState
) -> None:
    case = make_case(state, value=procedure.terms.two_person_value)
    once = run(procedure, case, (event, ANNA))
    assert (once.state, once.deadline) == (state, case.deadline)
    assert standings(once) == standings(case)
    with pytest.raises(IllegalMoveError, match="anna took the first decision"):
        run(procedure, once, (event, ANNA))
    assert run(procedure, once, (event, BEN)).state is after


@pytest.mark.parametrize(
    "fields", [{"value": 999_999}, {"value": None}, {"value": 10**9, "machine_proposed": False}]
)
def test_otherwise_one_person_is_enough(
    procedure: Procedure, make_case: MakeCase, fields: dict[str, object]
) -> None:
    case = make_case(CaseState.UNDER_REVIEW, **fields)
    assert run(procedure, case, (Event.NOTIFY, ANNA)).state is CaseState.NOTIFIED


def test_the_first_decision_is_void_when_the_case_changes(
    procedure: Procedure, make_case: MakeCase, now: datetime
) -> None:
    case = make_case(CaseState.UNDER_REVIEW, value=10**9)
    once = run(procedure, case, (Event.NOTIFY, ANNA))
    changed = procedure.decide_cluster(once, 1, Verdict.CLEARED, BEN, at=now).case
    assert run(procedure, changed, (Event.NOTIFY, BEN)).state is CaseState.UNDER_REVIEW
    late = procedure.advance(once, now + timedelta(days=30)).case
    assert run(procedure, late, (Event.NOTIFY, BEN)).state is CaseState.NOTIFIED


def test_the_other_decision_needs_no_second_person(
    procedure: Procedure, make_case: MakeCase
) -> None:
    once = run(procedure, make_case(CaseState.UNDER_REVIEW, value=10**9), (Event.NOTIFY, ANNA))
    assert run(procedure, once, (Event.REJECT, BEN)).state is CaseState.REJECTED


def test_a_value_is_not_negative(procedure: Procedure, make_case: MakeCase, now: datetime) -> None:
    with pytest.raises(ValueError, match="-1"):
        procedure.assess(make_case(), -1, MARKETPLACE, at=now)
    assert procedure.assess(make_case(), 5, MARKETPLACE, at=now).case.value == 5


def test_a_hit_that_is_expedited_hastens_the_case_that_it_joins(
    procedure: Procedure, make_case: MakeCase, now: datetime
) -> None:
    case = make_case()
    joined = gather(
        procedure, case, [CaseListing("L3", 3)], expedited=True, actor=ANNA, now=now + HOUR
    ).case
    assert [each.listing_id for each in joined.listings] == ["L1", "L2", "L3"]
    assert joined.deadline is not None
    assert joined.deadline.due_at == now + HOUR + timedelta(hours=24)


def test_nothing_joins_what_the_seller_was_told(
    procedure: Procedure, make_case: MakeCase, now: datetime
) -> None:
    with pytest.raises(IllegalMoveError):
        gather(
            procedure,
            make_case(CaseState.NOTIFIED),
            [CaseListing("L3", 3)],
            expedited=False,
            actor=ANNA,
            now=now,
        )


def test_refusals_say_what_is_wrong(procedure: Procedure, make_case: MakeCase) -> None:
    case = make_case(CaseState.NOTIFIED)
    for event, actor, reason in (
        (Event.UPHOLD, ANNA, "a case that is notified has no move uphold"),
        (Event.COUNTER, OWNER, "only for admin, seller; Brunel Appliances acts as owner"),
        (Event.SELLER_SILENT, OWNER, "not for anybody: time makes it"),
    ):
        with pytest.raises(IllegalMoveError, match=reason):
            run(procedure, case, (event, actor))


def test_time_does_not_run_backwards(
    procedure: Procedure, make_case: MakeCase, now: datetime
) -> None:
    step = procedure.step(make_case(), Event.START_REVIEW, ANNA, at=now - HOUR)
    assert step.transitions[0].at == step.case.changed_at == now
