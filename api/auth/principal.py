"""Whoever sends a request, once that is known."""

from dataclasses import dataclass

from data.access import PARTY_ROLES, Acting, Reach, Scope
from data.actors import Role

EVERY_SCOPE = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody that may be let in.

    Attributes:
        name: Tells them from everybody else; it is what the audit log names.
        role: What they are.
        parties: Whom they stand for, if that is their role's.
        scopes: What they may use of what their role may.
        rate_limit: How much they may ask, such as ``100/minute``; ``None`` for as much as others.
    """

    name: str
    role: Role
    parties: tuple[str, ...] = ()
    scopes: frozenset[Scope] = EVERY_SCOPE
    rate_limit: str | None = None

    def acting(self, operation: str) -> Acting:
        """Return how the database knows them while they do something."""
        reach = Reach(self.role, self.parties) if self.role in PARTY_ROLES else None
        return Acting(self.name, operation, reach)


LOCAL = Principal("local", Role.ADMIN)
"""Everybody, where nobody has to say who they are."""
