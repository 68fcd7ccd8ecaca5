"""Whether what is said of a right can be so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, takewhile

from data.offices.classes import class_error
from data.offices.numbers import APPLICATION_NUMBERS, REGISTRATION_NUMBERS, number_error
from data.offices.office import office_named
from data.offices.terms import ends_of_terms, longest_until, term_begins
from data.records import Right, RightStatus

_LEEWAY = timedelta(days=1)
"""Some registers print the last day of a term, and some the day after."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """A field that can't be so: its name and value, what is wrong and what would be right."""

    field: str
    value: object
    reason: str


def check_right(right: Right) -> tuple[FieldError, ...]:
    """Check numbers, classes and dates against the rules of the right's office, and each other.

    Numbers and terms of offices that are not known here are taken as they are.
    """
    return (
        *_numbers(right),
        *(
            FieldError("classes", code, error)
            for code in right.classes
            if (error := class_error(code, right.kind))
        ),
        *_order_of_dates(right),
        *_terms(right),
        *_status(right),
        *_agent(right),
    )


def _numbers(right: Right) -> Iterator[FieldError]:
    office = office_named(right.office)
    if office is None:
        return
    for field, formats in (
        ("application_number", APPLICATION_NUMBERS),
        ("registration_number", REGISTRATION_NUMBERS),
    ):
        number, expected = getattr(right, field), formats.get((office, right.kind))
        if number and expected and (error := number_error(number, expected, office)):
            yield FieldError(field, number, error)


def _order_of_dates(right: Right) -> Iterator[FieldError]:
    if right.priority_on and right.filed_on and right.priority_on > right.filed_on:
        reason = f"is after the right was filed, {right.filed_on}: priority is of an earlier filing"
        yield FieldError("priority_on", right.priority_on, reason)
    for field in ("registered_on", "expires_on", "renewed_until"):
        day = getattr(right, field)
        if day and right.filed_on and day < right.filed_on:
            reason = f"is before the right was filed, {right.filed_on}"
            yield FieldError(field, day, reason)
        elif day and right.registered_on and day < right.registered_on:
            reason = f"is before the right was registered, {right.registered_on}"
            yield FieldError(field, day, reason)


def _terms(right: Right) -> Iterator[FieldError]:
    longest, begins = longest_until(right), term_begins(right)
    for field in ("expires_on", "renewed_until"):
        day = getattr(right, field)
        if day and longest and day > longest + _LEEWAY:
            reason = f"is later than any term of it can end, which is on {longest}"
            yield FieldError(field, day, reason)
        elif field == "renewed_until" and day and begins and not _ends_a_term(right, day):
            choices = " or ".join(map(str, _ends_around(right, day)))
            reason = f"is not the end of a term that began on {begins}: use {choices}"
            yield FieldError(field, day, reason)


def _ends_a_term(right: Right, day: date) -> bool:
    ends = takewhile(lambda end: end <= day + _LEEWAY, ends_of_terms(right))
    return any(abs(end - day) <= _LEEWAY for end in ends)


def _ends_around(right: Right, day: date) -> list[date]:
    """Return the last end of a term before the day and the first one after, as there are any."""
    ends = ends_of_terms(right)
    before = list(takewhile(lambda end: end < day, ends_of_terms(right)))
    return [*before[-1:], *islice((end for end in ends if end > day), 1)]


def _status(right: Right) -> Iterator[FieldError]:
    if right.status is RightStatus.PENDING and right.registered_on:
        reason = f"contradicts the registration on {right.registered_on}: use in_force"
        yield FieldError("status", right.status, reason)


def _agent(right: Right) -> Iterator[FieldError]:
    agent = right.agent
    if agent and agent.power_from and agent.power_until and agent.power_until < agent.power_from:
        reason = f"is before the power of attorney begins, {agent.power_from}"
        yield FieldError("agent_until", agent.power_until, reason)
