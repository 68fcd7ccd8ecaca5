"""What can't be said of a right."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data.offices import check_right
from data.records import Agent, Kind, Right, RightStatus

DESIGN = Right(
    "r",
    Kind.REGISTERED_DESIGN,
    "R",
    (),
    office="EUIPO",
    registration_number="007614402-0001",
    application_number="007614402",
    classes=("07-01",),
    priority_on=date(2023, 9, 1),
    filed_on=date(2024, 1, 31),
    registered_on=date(2024, 2, 10),
    expires_on=date(2029, 1, 31),
    renewed_until=date(2034, 1, 31),
    status=RightStatus.IN_FORCE,
    agent=Agent("Example LLP", date(2024, 1, 1), date(2030, 1, 1)),
)


def test_a_right_in_order_has_no_errors() -> None:
    assert check_right(DESIGN) == ()
    assert check_right(Right("r", Kind.TRADEMARK, "R", ())) == ()


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"registration_number": "1"}, "registration_number", "such as 007614402-0001"),
        ({"application_number": "1"}, "application_number", "such as 007614402"),
        ({"classes": ("07-01", "99-01")}, "classes", "they go from 01 to 32"),
        ({"priority_on": date(2024, 2, 1)}, "priority_on", "is after the right was filed"),
        ({"registered_on": date(2024, 1, 1)}, "registered_on", "is before the right was filed"),
        ({"expires_on": date(2024, 2, 5)}, "expires_on", "is before the right was registered"),
        ({"expires_on": date(2050, 1, 31)}, "expires_on", "which is on 2049-01-31"),
        ({"renewed_until": date(2054, 1, 31)}, "renewed_until", "which is on 2049-01-31"),
        (
            {"renewed_until": date(2033, 1, 31)},
            "renewed_until",
            "is not the end of a term that began on 2024-01-31: use 2029-01-31 or 2034-01-31",
        ),
        ({"status": RightStatus.PENDING}, "status", "contradicts the registration on 2024-02-10"),
        (
            {"agent": Agent("A", date(2024, 1, 2), date(2024, 1, 1))},
            "agent_until",
            "is before the power of attorney begins, 2024-01-02",
        ),
    ],
)
def test_what_is_wrong_is_named(fields: dict[str, Any], field: str, reason: str) -> None:
    (error,) = check_right(replace(DESIGN, **fields))
    assert error.field == field
    assert reason in error.reason


def test_registers_may_print_the_last_day_or_the_one_after() -> None:
    for day in (30, 31):
        assert check_right(replace(DESIGN, renewed_until=date(2034, 1, day))) == ()
    assert check_right(replace(DESIGN, renewed_until=date(2034, 2, 1))) == ()


def test_an_office_that_is_not_known_is_believed() -> None:
    odd = replace(
        DESIGN,
        office="EXAMPLE",
        registration_number="EX1",
        application_number="?",
        expires_on=date(2064, 1, 31),
        renewed_until=date(2031, 1, 1),
    )
    assert check_right(odd) == ()
