"""Who may do what: the values that the database, the API and the command line agree on."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from data.actors import Role

PARTY_ROLES = frozenset({Role.OWNER, Role.AGENT, Role.SELLER})
"""Roles that stand for somebody by name, and see nothing else."""


class Scope(StrEnum):
    """A part of the API that a key can be narrowed down to."""

    RIGHTS_READ = "rights:read"
    RIGHTS_WRITE = "rights:write"
    SCREEN = "screen"
    HITS_READ = "hits:read"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    NOTICES_READ = "notices:read"
    NOTICES_WRITE = "notices:write"
    OPERATION = "operation"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose data somebody sees: a party's own, and what comes of it.

    Attributes:
        role: Owners see the rights that are theirs, agents those that they hold a power of
            attorney for, sellers what is about their listings.
        parties: The names of owners or agents, or the ids of sellers.
    """

    role: Role
    parties: tuple[str, ...]


NOTHING = Reach(Role.OWNER, ())
"""What somebody sees who has not said who they are."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who does something to the database, and what.

    Attributes:
        actor: Names a key, a token's subject or a user of the machine, such as ``key:5f0c…``.
        operation: The API's operation or the command, such as ``registerRight``.
        reach: What the actor sees; ``None`` for everything.
    """

    actor: str
    operation: str
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, without its secret.

    Attributes:
        key_id: Names the key; not secret.
        name: What it is for, in its maker's words.
        role: What its holder is.
        parties: The owners, agents or sellers that the holder stands for; empty for other roles.
        scopes: What it is good for.
        created_at: When it was made.
        expires_at: From when on it is refused.
        revoked_at: Since when it is refused.
        last_used_at: When it was last accepted, to the minute.
        rate_limit: Requests in a time, such as ``100/minute``; ``None`` for the installation's.
    """

    key_id: str
    name: str
    role: Role
    parties: tuple[str, ...]
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    rate_limit: str | None = None
