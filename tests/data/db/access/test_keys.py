"""Keys: which secret opens which key, and when."""

from datetime import datetime, timedelta

from sqlalchemy import text

from data.access import ApiKey, Scope
from data.actors import Role
from data.db import Database
from data.db.access.keys import (
    add_key,
    find_key,
    get_key,
    is_use_due,
    list_keys,
    note_use,
    revoke_key,
    rotate_key,
)

DAY = timedelta(days=1)


def key_from(now: datetime, key_id: str = "k1") -> ApiKey:
    return ApiKey(
        key_id=key_id,
        name="nightly",
        role=Role.OWNER,
        parties=("Acme", "Bolt & Söhne"),
        scopes=frozenset({Scope.HITS_READ, Scope.RIGHTS_READ}),
        created_at=now,
        expires_at=now + DAY,
        rate_limit="5/minute",
    )


def test_only_its_secret_opens_a_key_until_it_expires(database: Database, now: datetime) -> None:
    key = key_from(now)
    with database.write() as session:
        add_key(session, key, "s3cret")
        add_key(session, key_from(now, "k2"), "other")
    with database.read() as session:
        assert find_key(session, "k1", "s3cret", now=now) == key
        assert find_key(session, "k1", "other", now=now) is None
        assert find_key(session, "k1", "", now=now) is None
        assert find_key(session, "none", "s3cret", now=now) is None
        almost = now + DAY - timedelta(microseconds=1)
        assert find_key(session, "k1", "s3cret", now=almost) == key
        assert find_key(session, "k1", "s3cret", now=now + DAY) is None
        assert [found.key_id for found in list_keys(session)] == ["k1", "k2"]


def test_a_rotated_key_has_two_secrets_for_a_while(database: Database, now: datetime) -> None:
    hour = timedelta(hours=1)
    with database.write() as session:
        add_key(session, key_from(now), "first")
        assert rotate_key(session, "k1", "second", now=now, overlap=hour)
        assert not rotate_key(session, "none", "x", now=now, overlap=hour)
    with database.read() as session:
        for secret, later, is_good in [
            ("first", timedelta(0), True),
            ("second", timedelta(0), True),
            ("first", hour - timedelta(seconds=1), True),
            ("first", hour, False),
            ("second", hour, True),
        ]:
            found = find_key(session, "k1", secret, now=now + later)
            assert (found is not None) == is_good, (secret, later)


def test_a_revoked_key_opens_nothing_and_no_secret_is_stored(
    database: Database, now: datetime
) -> None:
    with database.write() as session:
        add_key(session, key_from(now), "first-secret")
        rotate_key(session, "k1", "second-secret", now=now, overlap=DAY)
        stored = str(session.execute(text("SELECT * FROM api_keys")).all())
        assert "-secret" not in stored
        assert revoke_key(session, "k1", now=now)
        assert not revoke_key(session, "k1", now=now)
        assert not rotate_key(session, "k1", "third", now=now, overlap=DAY)
        assert find_key(session, "k1", "first-secret", now=now) is None
        assert find_key(session, "k1", "second-secret", now=now) is None


def test_the_last_use_is_known_to_the_minute(database: Database, now: datetime) -> None:
    with database.write() as session:
        add_key(session, key_from(now), "s")
        key = find_key(session, "k1", "s", now=now)
        assert key is not None
        assert is_use_due(key, now=now)
        note_use(session, "k1", now=now)
    with database.read() as session:
        key = get_key(session, "k1")
        assert key is not None
        assert key.last_used_at == now
        assert not is_use_due(key, now=now + timedelta(seconds=59))
        assert is_use_due(key, now=now + timedelta(seconds=60))
