"""Which rights a listing is compared with: in force, where it is offered, of a kind."""

from dataclasses import dataclass
from datetime import date

from data.records import Kind, Right

EUROPEAN_UNION = "EU"
# fmt: off
MEMBER_STATES = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})
# fmt: on
"""A right of the Union holds in each of these (ISO 3166-1 alpha-2)."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A filter on rights.

    Attributes:
        on: The day on which a right must be in force. A right is in force from its filing date
            on, up to and including its expiry date; an unknown date is no limit.
        territory: Where the listing is offered; ``None`` asks for rights of any territory.
        kinds: The kinds asked for; ``None`` means all.
    """

    on: date
    territory: str | None = None
    kinds: frozenset[Kind] | None = None

    def covers(self, right: Right) -> bool:
        """Whether this right can make a hit at all."""
        return (
            (self.kinds is None or right.kind in self.kinds)
            and (right.filed_on is None or right.filed_on <= self.on)
            and (right.expires_on is None or self.on <= right.expires_on)
            and (self.territory is None or _holds_in(right.territories, self.territory))
        )


def _holds_in(territories: tuple[str, ...], territory: str) -> bool:
    if not territories or territory in territories:
        return True
    if territory == EUROPEAN_UNION:
        return not MEMBER_STATES.isdisjoint(territories)
    return territory in MEMBER_STATES and EUROPEAN_UNION in territories
