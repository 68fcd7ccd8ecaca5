"""Whether a right holds on a day and in a place: the one rule for everything that makes hits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.offices.terms import longest_until
from data.records import Right, RightStatus

EUROPEAN_UNION = "EU"
# fmt: off
MEMBER_STATES = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})
# fmt: on
"""A right of the Union holds in each of these (ISO 3166-1 alpha-2)."""


class ObstacleCode(StrEnum):
    """What keeps a right from making hits."""

    WITHDRAWN = "withdrawn"
    NOT_FILED = "not_filed"
    NOT_REGISTERED = "not_registered"
    EXPIRED = "expired"
    STATUS = "status"
    TERRITORY = "territory"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A reason why a right makes no hits: a word for machines, and one sentence without a stop."""

    code: ObstacleCode
    text: str

    def __str__(self) -> str:
        return self.text


_STANDS_IN_THE_WAY = {
    RightStatus.EXPIRED: "Its office has the right as expired",
    RightStatus.PENDING: "The right is applied for and not registered yet",
    RightStatus.SURRENDERED: "The right was surrendered by its owner",
}
"""A request for invalidity is not among them: until it is decided the right is in force."""


def in_force(right: Right, on: date, territory: str | None = None) -> tuple[Obstacle, ...]:
    """Return every reason why the right makes no hits on this day and in this place.

    A right holds from its registration, or from its filing where no registration is known, up to
    and including its last day, see `ends_on`; an unknown date is no limit.

    Args:
        right: The right.
        on: The day.
        territory: ISO 3166 two-letter code, or ``EU``; ``None`` asks about any place.

    Returns:
        Nothing, if the right is in force there and then.
    """
    return tuple(_obstacles(right, on, territory))


def ends_on(right: Right) -> date | None:
    """Return the last day on which the right is in force; ``None`` where it is not known.

    It is the later one of the expiry and the last renewal. Where neither is known, a design still
    ends with the longest term of its office.
    """
    known = [day for day in (right.expires_on, right.renewed_until) if day is not None]
    return max(known) if known else longest_until(right)


def _obstacles(right: Right, on: date, territory: str | None) -> Iterator[Obstacle]:
    if right.withdrawn_at is not None:
        yield Obstacle(ObstacleCode.WITHDRAWN, "The right was withdrawn")
    if right.filed_on is not None and right.filed_on > on:
        yield Obstacle(ObstacleCode.NOT_FILED, f"The right is only filed on {right.filed_on}")
    elif right.registered_on is not None and right.registered_on > on:
        day = right.registered_on
        yield Obstacle(ObstacleCode.NOT_REGISTERED, f"The right is only registered on {day}")
    end = ends_on(right)
    if end is not None and end < on:
        yield Obstacle(ObstacleCode.EXPIRED, f"The right expired on {end}")
    elif right.status in _STANDS_IN_THE_WAY:
        yield Obstacle(ObstacleCode.STATUS, _STANDS_IN_THE_WAY[right.status])
    if territory is not None and not holds_in(right.territories, territory):
        held = ", ".join(right.territories)
        text = f"The right holds in {held} and not in {territory}"
        yield Obstacle(ObstacleCode.TERRITORY, text)


def holds_in(territories: tuple[str, ...], territory: str) -> bool:
    """Whether a right with these territories holds in a place; none stand for everywhere.

    In the Union as a place, a right of any member state holds.
    """
    if not territories or territory in territories:
        return True
    if territory == EUROPEAN_UNION:
        return not MEMBER_STATES.isdisjoint(territories)
    return territory in MEMBER_STATES and EUROPEAN_UNION in territories
