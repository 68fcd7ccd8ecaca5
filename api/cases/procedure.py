"""The procedure: what the table makes of a case, as plain values in and out.

Silence counts from the deadline on, not from when somebody notices: whoever moves a case first has
what is overdue take effect, so that nothing depends on when, or how often, a job looks for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from api.cases.deadlines import LAPSES, Terms, next_deadline
from api.cases.effects import take_effect
from api.cases.states import MOVES, Move, rows
from data.actors import SYSTEM, Actor, Role
from data.casework import Approval, Case, CaseState, Event, Outcome, Transition, Verdict

_OUTCOMES = {
    CaseState.UPHELD: Outcome.UPHELD,
    CaseState.REJECTED: Outcome.REJECTED,
    CaseState.WITHDRAWN: Outcome.WITHDRAWN,
}


class IllegalMoveError(Exception):
    """What somebody wants to do to a case can't be done now, or not by them.

    Attributes:
        allowed: What they could do instead.
    """

    def __init__(self, reason: str, allowed: Sequence[Event]) -> None:
        super().__init__(reason)
        self.allowed = tuple(allowed)


@dataclass(frozen=True, slots=True)
class Progress:
    """A case, and what happened to it on the way."""

    case: Case
    transitions: tuple[Transition, ...] = ()


class Procedure:
    """Applies the table.

    Args:
        terms: How long everybody has.
    """

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def allowed(self, case: Case, role: Role) -> tuple[Event, ...]:
        """Return what a role may do to a case now, in the order of the table."""
        found = (
            move.event
            for move in MOVES
            if move.source is case.state and role in move.roles and not self._unmet(move, case)
        )
        return tuple(dict.fromkeys(found))

    def advance(self, case: Case, now: datetime) -> Progress:
        """Have everything take effect that time alone has brought about."""
        progress = Progress(case)
        while (due := progress.case.deadline) and not due.missed and due.due_at <= now:
            lapse = LAPSES[due.kind]
            step = self.step(progress.case, lapse, SYSTEM, at=due.due_at, recorded_at=now)
            progress = Progress(step.case, progress.transitions + step.transitions)
        return progress

    def step(
        self,
        case: Case,
        event: Event,
        actor: Actor,
        *,
        at: datetime,
        recorded_at: datetime | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> Progress:
        """Move a case, of which nothing is overdue, by one event.

        Args:
            case: The case.
            event: What happens.
            actor: Who does it.
            at: From when it counts; of two events the later one never counts earlier.
            recorded_at: When it is written down, if that isn't then.
            payload: What there is to say about it.

        Raises:
            IllegalMoveError: the table has no such move; nothing is changed.
        """
        at = max(at, case.changed_at)
        recorded_at = max(at, recorded_at or at)
        move = self._legal(case, event, actor)
        told = dict(payload or {})
        if self._needs_second(move, case):
            if case.approval is None or case.approval.event is not event:
                waiting = replace(case, approval=Approval(event, actor.name), changed_at=at)
                told["awaits_second_person"] = True
                return _told(case, waiting, Transition(
                    event, actor, at, recorded_at, case.state, case.state, (), told,
                ))  # fmt: skip
            if case.approval.by == actor.name:
                reason = f"{actor.name} took the first decision: a second person has to take it too"
                raise IllegalMoveError(reason, self.allowed(case, actor.role))
            told["first_decided_by"] = case.approval.by
        moved = replace(
            case,
            state=move.target,
            changed_at=at,
            outcome=_OUTCOMES.get(move.target, case.outcome),
            # What the first person approved is no longer what the second would.
            approval=case.approval if event is Event.ESCALATE else None,
        )
        for effect in move.effects:
            moved = take_effect(moved, effect)
        if move.event is not Event.START_REVIEW and move.target is not move.source:
            moved = replace(moved, deadline=next_deadline(moved, at=at, terms=self.terms))
        return _told(case, moved, Transition(
            event, actor, at, recorded_at, move.source, move.target, move.effects, told,
        ))  # fmt: skip

    def decide_cluster(
        self, case: Case, cluster: int, verdict: Verdict, actor: Actor, *, at: datetime
    ) -> Progress:
        """Decide every listing of one cluster.

        Raises:
            IllegalMoveError: it can't be decided now, or not by this actor.
            LookupError: the case has no such cluster.
        """
        members = [each.listing_id for each in case.listings if each.cluster == cluster]
        if not members:
            raise LookupError(f"case {case.case_id} has no cluster {cluster}")
        payload = {"cluster": cluster, "verdict": verdict, "listings": members}
        progress = self.step(case, Event.DECIDE_CLUSTER, actor, at=at, payload=payload)
        listings = (
            replace(each, verdict=verdict) if each.cluster == cluster else each
            for each in case.listings
        )
        return replace(progress, case=replace(progress.case, listings=tuple(listings)))

    def assess(self, case: Case, value: int, actor: Actor, *, at: datetime) -> Progress:
        """Say what is at stake, in the smallest unit of the currency.

        Raises:
            IllegalMoveError: it can't be said now, or not by this actor.
            ValueError: the value is negative.
        """
        if value < 0:
            raise ValueError(f"a value of {value} is negative")
        progress = self.step(case, Event.ASSESS, actor, at=at, payload={"value": value})
        return replace(progress, case=replace(progress.case, value=value))

    def _legal(self, case: Case, event: Event, actor: Actor) -> Move:
        possible = rows(case.state, event)
        unmet = [self._unmet(move, case) for move in possible if actor.role in move.roles]
        for move in possible:
            if actor.role in move.roles and not self._unmet(move, case):
                return move
        if not possible:
            reason = f"a case that is {_words(case.state)} has no move {event}"
        elif not unmet:
            able = sorted(possible[0].roles - {Role.SYSTEM})
            whose = f"only for {', '.join(able)}" if able else "not for anybody: time makes it"
            reason = f"the move {event} is {whose}; {actor.name} acts as {actor.role}"
        else:
            reason = f"the move {event} is possible only where {unmet[0]}"
        raise IllegalMoveError(reason, self.allowed(case, actor.role))

    def _unmet(self, move: Move, case: Case) -> str:
        """Return the conditions of a move that don't hold, in words; empty where all do."""
        max_rounds = self.terms.max_rounds
        return " and ".join(
            each for each in move.when if not each.holds(case, max_rounds=max_rounds)
        )

    def _needs_second(self, move: Move, case: Case) -> bool:
        return (
            move.two_persons
            and case.machine_proposed
            and case.value is not None
            and case.value >= self.terms.two_person_value
        )


def _told(before: Case, after: Case, transition: Transition) -> Progress:
    return Progress(replace(after, version=before.version + 1), (transition,))


def _words(state: CaseState) -> str:
    return state.replace("_", " ")
