"""What is due in each state, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.cases.business_calendar import business_days_after
from data.casework import Case, CaseState, Deadline, DeadlineKind, Event, Standing


@dataclass(frozen=True, slots=True)
class Terms:
    """How long everybody has, and what takes two persons.

    Attributes:
        expedited_decision: A reviewer, where a hit is expedited.
        decision_days: A reviewer otherwise, in business days.
        answer_days: The seller, and then the complainant, in each round, in business days.
        execution: The marketplace, to carry out what was decided.
        strike: How long a strike counts.
        two_person_value: From which value on a decision that a machine proposed takes two persons,
            in the smallest unit of the installation's currency.
    """

    expedited_decision: timedelta = timedelta(hours=24)
    decision_days: int = 5
    answer_days: tuple[int, ...] = (3, 7, 7)
    execution: timedelta = timedelta(hours=24)
    strike: timedelta = timedelta(days=365)
    two_person_value: int = 1_000_000

    @property
    def max_rounds(self) -> int:
        """How often the seller may answer."""
        return len(self.answer_days)


DUE: Mapping[CaseState, DeadlineKind | None] = {
    CaseState.OPEN: DeadlineKind.DECISION,
    CaseState.UNDER_REVIEW: DeadlineKind.DECISION,
    CaseState.NOTIFIED: DeadlineKind.ANSWER,
    CaseState.COUNTER_NOTICE: DeadlineKind.REBUTTAL,
    CaseState.REBUTTAL: DeadlineKind.ANSWER,
    CaseState.FINAL_REVIEW: DeadlineKind.DECISION,
    CaseState.UPHELD: DeadlineKind.EXECUTION,
    CaseState.REJECTED: DeadlineKind.EXECUTION,
    CaseState.WITHDRAWN: DeadlineKind.EXECUTION,
    CaseState.REMOVED: None,
    CaseState.REINSTATED: None,
}
"""What is due in each state; of what was rejected or withdrawn only if there is something to put
back."""

LAPSES: Mapping[DeadlineKind, Event] = {
    DeadlineKind.DECISION: Event.ESCALATE,
    DeadlineKind.ANSWER: Event.SELLER_SILENT,
    DeadlineKind.REBUTTAL: Event.COMPLAINANT_SILENT,
    DeadlineKind.EXECUTION: Event.ESCALATE,
}
"""What happens when a deadline is over."""

_NOTHING_TO_REMOVE = frozenset({CaseState.REJECTED, CaseState.WITHDRAWN})


def next_deadline(case: Case, *, at: datetime, terms: Terms) -> Deadline | None:
    """Return what is due next in the state that the case came into at a time."""
    kind = DUE[case.state]
    match kind:
        case None:
            return None
        case DeadlineKind.DECISION:
            return Deadline(kind, decision_due(at, case, terms))
        case DeadlineKind.EXECUTION:
            put_back = any(each.standing is Standing.REINSTATED for each in case.listings)
            if case.state in _NOTHING_TO_REMOVE and not put_back:
                return None
            return Deadline(kind, at + terms.execution)
        case _:
            days = terms.answer_days[case.round - 1]
            return Deadline(kind, business_days_after(at, days, case.territory))


def decision_due(at: datetime, case: Case, terms: Terms) -> datetime:
    """Return when a decision is due that can be taken from a time on."""
    if case.expedited:
        return at + terms.expedited_decision
    return business_days_after(at, terms.decision_days, case.territory)
