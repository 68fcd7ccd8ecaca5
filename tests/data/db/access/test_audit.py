"""The audit log: every change of it is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.access import Acting
from data.db import Database, DatabaseUnavailableError
from data.db.access.audit import (
    GENESIS,
    AuditEntry,
    AuditFormatError,
    all_entries,
    append_entry,
    list_entries,
    next_entry,
    parse_entry,
    verify_entries,
    verify_log,
)

NUMBERS = range(1, 6)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def entries(database: Database, now: datetime) -> list[AuditEntry]:
    """Give a log of five entries."""
    for number in NUMBERS:
        with database.write() as session:
            append_entry(
                session,
                Acting(f"key:{number % 2}", "registerRight"),
                {"rights": {"rows": 1, "keys": [f"Kännchen {number}"]}},
                now=now + timedelta(microseconds=number),
            )
    with database.read() as session:
        return list_entries(session)


def test_a_log_that_nobody_touched_is_whole(database: Database, entries: list[AuditEntry]) -> None:
    with database.read() as session:
        verdict = verify_log(session)
        assert (verdict.entries, verdict.breaks) == (5, ())
        assert verdict.head == entries[-1].sha256
        assert list(all_entries(session)) == entries
    assert entries[0].previous_sha256 == GENESIS
    assert [entry.number for entry in entries] == list(NUMBERS)


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit_log SET actor = 'key:9' WHERE number = 3", 3),
        ("UPDATE audit_log SET operation = 'withdrawRight' WHERE number = 1", 1),
        ("UPDATE audit_log SET at = '2026-05-01 12:00:01+00:00' WHERE number = 2", 2),
        ("UPDATE audit_log SET changes = '{}' WHERE number = 5", 5),
        ("UPDATE audit_log SET changes = 'no JSON' WHERE number = 4", 4),
        ("DELETE FROM audit_log WHERE number = 2", 2),
        ("DELETE FROM audit_log WHERE number = 5", 5),
        ("DELETE FROM audit_log", 1),
        ("UPDATE audit_log SET number = 9 WHERE number = 3", 3),
    ],
)
@pytest.mark.usefixtures("entries")
def test_a_change_behind_the_database_s_back_is_found(
    database: Database, statement: str, number: int
) -> None:
    unguarded(database, statement)
    with database.read() as session:
        breaks = verify_log(session).breaks
    assert breaks[0].number == number, breaks


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET actor = 'me'", "DELETE FROM audit_log WHERE number = 5"]
)
def test_the_database_refuses_to_change_the_log(database: Database, statement: str) -> None:
    with (
        pytest.raises((DBAPIError, DatabaseUnavailableError), match="append-only"),
        database.write() as session,
    ):
        session.execute(text(statement))


def test_an_export_can_be_checked_by_itself(entries: list[AuditEntry]) -> None:
    lines = [entry.as_json() for entry in entries]
    assert [parse_entry(line) for line in lines] == entries
    assert verify_entries(map(parse_entry, lines)).breaks == ()
    for line in ("{}", "[]", "nothing", '{"at": 3}'):
        with pytest.raises(AuditFormatError):
            parse_entry(line)


Change = Callable[[list[AuditEntry], int], list[AuditEntry]]
CHANGES: dict[str, Change] = {
    "remove": lambda log, i: log[:i] + log[i + 1 :],
    "repeat": lambda log, i: [*log[: i + 1], *log[i:]],
    "move": lambda log, i: [*log[:i], *log[i + 1 :], log[i]],
    "actor": lambda log, i: [*log[:i], replace(log[i], actor="x"), *log[i + 1 :]],
    "hash": lambda log, i: [*log[:i], replace(log[i], sha256="0" * 64), *log[i + 1 :]],
}


@given(st.sampled_from(sorted(CHANGES)), st.integers(0, 3))
def test_no_change_goes_unseen(kind: str, position: int) -> None:
    log: list[AuditEntry] = []
    for number in NUMBERS:
        head = log[-1].sha256 if log else GENESIS
        log.append(next_entry(number - 1, head, Acting("a", "o"), {}, now=NOON))
    assert verify_entries(log).breaks == ()
    assert verify_entries(CHANGES[kind](log, position)).breaks


def unguarded(database: Database, statement: str) -> None:
    """Execute a statement as somebody would who owns the database."""
    with database.write() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ALTER TABLE audit_log DISABLE TRIGGER USER"))
        else:
            session.execute(text("DROP TRIGGER audit_log_no_update"))
            session.execute(text("DROP TRIGGER audit_log_no_delete"))
        session.execute(text(statement))
