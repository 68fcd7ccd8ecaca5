"""Which rights a listing is compared with: in force, where it is offered, of a kind."""

from dataclasses import dataclass
from datetime import date

from data.records import Kind, Right
from data.validity import in_force


@dataclass(frozen=True, slots=True)
class Scope:
    """A filter on rights.

    Attributes:
        on: The day on which a right must be in force, see `data.validity.in_force`.
        territory: Where the listing is offered; ``None`` asks for rights of any territory.
        kinds: The kinds asked for; ``None`` means all.
    """

    on: date
    territory: str | None = None
    kinds: frozenset[Kind] | None = None

    def covers(self, right: Right) -> bool:
        """Whether this right can make a hit at all."""
        return (self.kinds is None or right.kind in self.kinds) and not in_force(
            right, self.on, self.territory
        )
