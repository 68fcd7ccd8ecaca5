"""Whether a right holds on a day and in a place."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from data.records import Kind, Right, RightStatus
from data.validity import ObstacleCode, ends_on, in_force

TODAY = date(2026, 6, 1)
RIGHT = Right("r", Kind.REGISTERED_DESIGN, "R", ())


def codes(right: Right, territory: str | None = None) -> list[ObstacleCode]:
    return [obstacle.code for obstacle in in_force(right, TODAY, territory)]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, None),
        ({"filed_on": date(2026, 6, 1)}, None),
        ({"filed_on": date(2026, 6, 2)}, ObstacleCode.NOT_FILED),
        ({"filed_on": date(2026, 1, 1), "registered_on": TODAY}, None),
        (
            {"filed_on": date(2026, 1, 1), "registered_on": date(2026, 6, 2)},
            ObstacleCode.NOT_REGISTERED,
        ),
        ({"expires_on": TODAY}, None),
        ({"expires_on": date(2026, 5, 31)}, ObstacleCode.EXPIRED),
        ({"expires_on": date(2026, 5, 31), "renewed_until": date(2031, 5, 31)}, None),
        ({"renewed_until": date(2026, 5, 31)}, ObstacleCode.EXPIRED),
        ({"status": RightStatus.IN_FORCE}, None),
        ({"status": RightStatus.INVALIDITY_PENDING}, None),
        ({"status": RightStatus.EXPIRED}, ObstacleCode.STATUS),
        ({"status": RightStatus.PENDING}, ObstacleCode.STATUS),
        ({"status": RightStatus.SURRENDERED}, ObstacleCode.STATUS),
        ({"withdrawn_at": datetime(2026, 5, 1, tzinfo=UTC)}, ObstacleCode.WITHDRAWN),
        ({"territories": ("FR",)}, ObstacleCode.TERRITORY),
    ],
)
def test_each_reason_why_a_right_makes_no_hits(
    fields: dict[str, Any], code: ObstacleCode | None
) -> None:
    assert codes(replace(RIGHT, **fields), "DE") == ([] if code is None else [code])


def test_every_reason_is_told() -> None:
    right = replace(
        RIGHT,
        expires_on=date(2026, 5, 31),
        territories=("FR", "EU"),
        withdrawn_at=datetime(2026, 5, 1, tzinfo=UTC),
    )
    assert [str(obstacle) for obstacle in in_force(right, TODAY, "GB")] == [
        "The right was withdrawn",
        "The right expired on 2026-05-31",
        "The right holds in FR, EU and not in GB",
    ]


def test_a_right_that_expired_is_not_called_so_twice() -> None:
    right = replace(RIGHT, expires_on=date(2020, 1, 1), status=RightStatus.EXPIRED)
    assert codes(right) == [ObstacleCode.EXPIRED]


def test_a_design_of_unknown_expiry_ends_with_its_offices_longest_term() -> None:
    design = replace(RIGHT, office="EUIPO", filed_on=date(2001, 5, 31))
    assert ends_on(design) == date(2026, 5, 31)
    assert codes(design) == [ObstacleCode.EXPIRED]
    assert codes(replace(design, office="nobody knows")) == []
    assert codes(replace(design, kind=Kind.TRADEMARK)) == []
