"""API keys: ``lk_<id>_<secret>``, made, read and checked."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.auth.principal import EVERY_SCOPE, Principal
from data.access import PARTY_ROLES, ApiKey, Scope
from data.actors import Role
from data.db import Database
from data.db.access.keys import find_key, is_use_due, note_use

PREFIX = "lk_"
_ID_BYTES, _SECRET_BYTES = 6, 32

NewToken = Callable[[int], str]
"""Gives so many random bytes in hex."""


class KeyRequestError(ValueError):
    """A key that can't be made as it was asked for."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key whose secret is known for the last time."""

    key: ApiKey
    secret: str = field(repr=False)

    @property
    def token(self) -> str:
        """What its holder sends."""
        return f"{PREFIX}{self.key.key_id}_{self.secret}"


def make_key(
    name: str,
    role: Role,
    *,
    parties: tuple[str, ...] = (),
    scopes: frozenset[Scope] = EVERY_SCOPE,
    rate_limit: str | None = None,
    now: datetime,
    lifetime: timedelta,
    new_token: NewToken = secrets.token_hex,
) -> NewKey:
    """Make a key; nothing is stored.

    Raises:
        KeyRequestError: the role and the parties don't go together, or nobody has that role.
    """
    if role is Role.SYSTEM:
        raise KeyRequestError("the role 'system' is the machine's own: choose another")
    if (role in PARTY_ROLES) != bool(parties):
        needed = "needs the name of at least one party" if role in PARTY_ROLES else "has no party"
        raise KeyRequestError(f"a key of the role {role.value!r} {needed} that it stands for")
    key = ApiKey(
        key_id=new_token(_ID_BYTES),
        name=name,
        role=role,
        parties=parties,
        scopes=scopes,
        created_at=now,
        expires_at=now + lifetime,
        rate_limit=rate_limit,
    )
    return NewKey(key, new_secret(new_token))


def new_secret(new_token: NewToken = secrets.token_hex) -> str:
    """Give a secret that can't be guessed."""
    return new_token(_SECRET_BYTES)


def authenticate(database: Database, token: str, *, now: datetime) -> Principal | None:
    """Return who a key's holder is; ``None`` if it opens nothing."""
    key_id, _, secret = token.removeprefix(PREFIX).partition("_")
    with database.read() as session:
        key = find_key(session, key_id, secret, now=now)
    if key is None:
        return None
    if is_use_due(key, now=now):
        with database.write() as session:
            note_use(session, key_id, now=now)
    return Principal(
        name=f"key:{key.key_id}",
        role=key.role,
        parties=key.parties,
        scopes=key.scopes,
        rate_limit=key.rate_limit,
    )
