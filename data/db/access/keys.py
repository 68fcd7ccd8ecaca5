"""API keys in the database; of their secrets there are only digests.

A secret is 256 random bits, so a plain SHA-256 of it tells nothing: salt and stretching are for
what people choose.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.access import ApiKey, Scope
from data.db.access.models import ApiKeyRow

_LAST_USED_PRECISION = timedelta(minutes=1)
"""How exact `ApiKey.last_used_at` is: a write with every request would cost more than it tells."""


def add_key(session: Session, key: ApiKey, secret: str) -> None:
    """Store a new key."""
    session.add(
        ApiKeyRow(
            key_id=key.key_id,
            name=key.name,
            role=key.role,
            parties=list(key.parties),
            scopes=sorted(key.scopes),
            secret_sha256=_digest(secret),
            created_at=key.created_at,
            expires_at=key.expires_at,
            rate_limit=key.rate_limit,
        )
    )


def get_key(session: Session, key_id: str) -> ApiKey | None:
    """Return a key; ``None`` if there is none."""
    row = session.get(ApiKeyRow, key_id)
    return None if row is None else _record(row)


def list_keys(session: Session) -> list[ApiKey]:
    """Return all keys, the oldest first."""
    wanted = select(ApiKeyRow).order_by(ApiKeyRow.created_at, ApiKeyRow.key_id)
    return [_record(row) for row in session.scalars(wanted)]


def rotate_key(
    session: Session, key_id: str, secret: str, *, now: datetime, overlap: timedelta
) -> bool:
    """Give a key a new secret; the one before is good for the overlap yet.

    Returns:
        Whether there is such a key that isn't revoked.
    """
    row = session.get(ApiKeyRow, key_id, with_for_update=True)
    if row is None or row.revoked_at is not None:
        return False
    row.previous_sha256, row.previous_until = row.secret_sha256, now + overlap
    row.secret_sha256 = _digest(secret)
    return True


def revoke_key(session: Session, key_id: str, *, now: datetime) -> bool:
    """Have a key be refused from now on; return whether there was one that wasn't yet."""
    row = session.get(ApiKeyRow, key_id, with_for_update=True)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at = now
    return True


def find_key(session: Session, key_id: str, secret: str, *, now: datetime) -> ApiKey | None:
    """Return the key that this secret opens now; ``None`` for any other, whatever the reason."""
    row = session.get(ApiKeyRow, key_id)
    given = _digest(secret)
    # Where there is no such key, one comparison is made all the same.
    current = hmac.compare_digest(given, row.secret_sha256 if row is not None else "0" * 64)
    if row is None or row.revoked_at is not None or now >= row.expires_at:
        return None
    previous = row.previous_until is not None and now < row.previous_until
    if not current and not (previous and hmac.compare_digest(given, row.previous_sha256 or "")):
        return None
    return _record(row)


def is_use_due(key: ApiKey, *, now: datetime) -> bool:
    """Return whether `note_use` has something to note."""
    return key.last_used_at is None or now - key.last_used_at >= _LAST_USED_PRECISION


def note_use(session: Session, key_id: str, *, now: datetime) -> None:
    """Remember that a key was used."""
    session.execute(update(ApiKeyRow).where(ApiKeyRow.key_id == key_id).values(last_used_at=now))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        key_id=row.key_id,
        name=row.name,
        role=row.role,
        parties=tuple(row.parties),
        scopes=frozenset(map(Scope, row.scopes)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        rate_limit=row.rate_limit,
    )
