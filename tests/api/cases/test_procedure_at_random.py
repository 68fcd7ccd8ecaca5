"""Cases at random, each worked on twice: with a job that never sleeps, and with one that does.

Whatever both are put through, no move that the table doesn't have is made, no deadline is lost, and
they end up the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from api.cases.deadlines import DUE, Terms
from api.cases.opening import gather, open_case
from api.cases.procedure import IllegalMoveError, Procedure, Progress
from api.cases.states import rows
from data.actors import Actor, Role
from data.casework import Case, CaseListing, CaseState, Event, Standing, Transition, Verdict

PERSONS = st.builds(
    Actor, st.sampled_from(["anna", "ben"]), st.sampled_from(sorted(set(Role) - {Role.SYSTEM}))
)
EVENTS = st.sampled_from(sorted(set(Event) - {Event.GATHER, Event.DECIDE_CLUSTER, Event.ASSESS}))
START = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
FORWARD = st.timedeltas(timedelta(0), timedelta(days=15))

DOWN = {Standing.SUSPENDED, Standing.REMOVED}
WITHOUT_END = {CaseState.REMOVED, CaseState.REINSTATED}
MAYBE_WITHOUT_END = {CaseState.REJECTED, CaseState.WITHDRAWN}

PROCEDURE = Procedure(Terms())

_TO_THE_SELLER = (Event.START_REVIEW, Event.NOTIFY)
_ROUND = (Event.COUNTER, Event.REBUT)
BEGINNINGS: tuple[tuple[Event, ...], ...] = (
    (),
    _TO_THE_SELLER,
    (*_TO_THE_SELLER, Event.COUNTER),
    (*_TO_THE_SELLER, *_ROUND),
    (*_TO_THE_SELLER, *_ROUND, *_ROUND, Event.COUNTER),
    (*_TO_THE_SELLER, *_ROUND, Event.REST),
    (*_TO_THE_SELLER, Event.ACCEPT, Event.CONFIRM_REMOVAL),
)
"""The far states, where chance alone would hardly come."""


def told(transitions: Sequence[Transition]) -> list[Transition]:
    """What happened, whenever it was written down."""
    return [replace(each, recorded_at=each.at) for each in transitions]


class CaseAtRandom(RuleBasedStateMachine):
    """A case that anybody tries anything on while time passes."""

    case: Case
    sleepy: Case
    events: list[Transition]
    sleepy_events: list[Transition]
    now: datetime

    @initialize(
        now=START,
        expedited=st.booleans(),
        value=st.sampled_from([None, 10**9]),
        territory=st.sampled_from([None, "GB", "CN"]),
        beginning=st.sampled_from(BEGINNINGS),
    )
    def begin(
        self,
        now: datetime,
        expedited: bool,
        value: int | None,
        territory: str | None,
        beginning: tuple[Event, ...],
    ) -> None:
        progress = open_case(
            PROCEDURE,
            [CaseListing("L1", 1), CaseListing("L2", 2)],
            seller_id="S1",
            right_id="R1",
            number=1,
            expedited=expedited,
            territory=territory,
            actor=Actor("local", Role.ADMIN),
            now=now,
        )
        self.now = now
        self.case = self.sleepy = replace(progress.case, value=value)
        self.events, self.sleepy_events = list(progress.transitions), list(progress.transitions)
        for event in beginning:
            for admin in (Actor("anna", Role.ADMIN), Actor("ben", Role.ADMIN)):
                if event in PROCEDURE.allowed(self.case, Role.ADMIN):
                    self.try_to_move(admin, event)

    @rule(by=FORWARD)
    def time_passes(self, by: timedelta) -> None:
        """Let the job that never sleeps look whenever something may be due, the other not."""
        end = self.now + by
        step = max(by / 10, timedelta(hours=12))
        while self.now < end:
            self.now = min(self.now + step, end)
            self._advance()
            self._replay_changes_nothing()

    @rule()
    def the_deadline_comes(self) -> None:
        """Be silent, which by chance alone hardly anybody is for long enough."""
        if (due := self.case.deadline) and due.due_at > self.now:
            self.time_passes(due.due_at - self.now)

    @rule(actor=PERSONS, event=EVENTS)
    def try_to_move(self, actor: Actor, event: Event) -> None:
        self._both(lambda case: PROCEDURE.step(case, event, actor, at=self.now))

    @rule(actor=PERSONS, cluster=st.integers(1, 3), verdict=st.sampled_from(Verdict))
    def decide_a_cluster(self, actor: Actor, cluster: int, verdict: Verdict) -> None:
        self._both(
            lambda case: PROCEDURE.decide_cluster(case, cluster, verdict, actor, at=self.now)
        )

    @rule(actor=PERSONS, expedited=st.booleans())
    def gather_one_more(self, actor: Actor, expedited: bool) -> None:
        one = [CaseListing(f"L{len(self.case.listings) + 1}", len(self.case.listings) + 1)]
        self._both(
            lambda case: gather(
                PROCEDURE, case, one, expedited=expedited, actor=actor, now=self.now
            )
        )

    @invariant()
    def no_deadline_is_lost(self) -> None:
        case, due = self.case, self.case.deadline
        if case.state in WITHOUT_END:
            assert due is None
        elif case.state in MAYBE_WITHOUT_END:
            back = any(each.standing is Standing.REINSTATED for each in case.listings)
            assert (due is not None) == back
        else:
            assert due is not None
            assert due.kind is DUE[case.state]
        if due is not None:
            assert due.missed or due.due_at > self.now, "what is over was found"

    @invariant()
    def only_moves_of_the_table_were_made(self) -> None:
        assert [each.event for each in self.events].count(Event.OPEN) == 1
        for before, after in zip(self.events, self.events[1:], strict=False):
            assert after.source is before.target
            assert after.at >= before.at
            waits = after.payload.get("awaits_second_person", False)
            assert any(
                after.actor.role in row.roles
                and after.target is (row.source if waits else row.target)
                for row in rows(before.target, after.event)
            )
        assert self.case.version == len(self.events)

    @invariant()
    def listings_stand_as_the_case_does(self) -> None:
        standings = {each.standing for each in self.case.listings}
        if self.case.state in MAYBE_WITHOUT_END | {CaseState.REINSTATED}:
            assert not standings & DOWN, "a lost complaint leaves nothing taken down"
        if self.case.state in {CaseState.OPEN, CaseState.UNDER_REVIEW}:
            assert standings == {Standing.OFFERED}, "nothing happens before the seller knows"
        for each in self.case.listings:
            if each.verdict is Verdict.CLEARED and self.case.state is CaseState.UPHELD:
                assert each.standing not in DOWN

    @invariant()
    def strikes_are_given_once_and_cleared(self) -> None:
        strike = False
        for each in self.events:
            for effect in each.effects:
                strike = {"give_strike": True, "clear_strike": False}.get(effect, strike)
        down = any(each.standing in DOWN for each in self.case.listings)
        assert strike == down, "there is a strike exactly while something is taken down"

    def teardown(self) -> None:
        """Have the job that slept look at last."""
        if hasattr(self, "case"):
            self._wake()
            self._are_the_same()

    def _both(self, act: Callable[[Case], Progress]) -> None:
        """Do something to both cases; the one whose job slept is first brought up to date."""
        self._advance()
        self._wake()
        self._are_the_same()
        try:
            progress = act(self.case)
        except (IllegalMoveError, LookupError):
            return
        self.case, self.sleepy = progress.case, act(self.sleepy).case
        self.events += progress.transitions
        self.sleepy_events += progress.transitions
        self._advance()
        self.no_deadline_is_lost()

    def _advance(self) -> None:
        progress = PROCEDURE.advance(self.case, self.now)
        self.case = progress.case
        self.events += progress.transitions

    def _wake(self) -> None:
        progress = PROCEDURE.advance(self.sleepy, self.now)
        self.sleepy = progress.case
        self.sleepy_events += progress.transitions

    def _replay_changes_nothing(self) -> None:
        assert PROCEDURE.advance(self.case, self.now) == Progress(self.case)

    def _are_the_same(self) -> None:
        assert self.sleepy == self.case
        assert told(self.sleepy_events) == told(self.events)


# How long it takes to draw an example, too, says how busy the machine is.
CaseAtRandom.TestCase.settings = settings(
    max_examples=60, stateful_step_count=20, suppress_health_check=[HealthCheck.too_slow]
)
TestCaseAtRandom = CaseAtRandom.TestCase


@given(START, st.booleans(), st.lists(FORWARD, max_size=6))
def test_a_case_that_nobody_touches_is_found_once(
    now: datetime, expedited: bool, waits: list[timedelta]
) -> None:
    case = open_case(
        PROCEDURE, [CaseListing("L1", 1)], seller_id="S1", right_id="R1", number=1,
        expedited=expedited, territory=None, actor=Actor("local", Role.ADMIN), now=now,
    ).case  # fmt: skip
    found: list[Transition] = []
    for wait in (*waits, timedelta(days=30)):
        now += wait
        progress = PROCEDURE.advance(case, now)
        case, found = progress.case, [*found, *progress.transitions]
    assert [each.event for each in found] == [Event.ESCALATE]
