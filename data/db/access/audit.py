"""The audit log: what was done, by whom, in a chain of hashes that any change breaks.

An entry's hash is the SHA-256 of the hash before it and of the entry as canonical JSON (sorted
keys, no spaces, UTF-8). Entries hold no personal data of sellers: `pointer` gives what stands for
a person, and forgetting whom it stands for leaves the chain as it is.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.access import Acting
from data.db.access.models import AuditHeadRow, AuditRow, AuditSubjectRow

GENESIS = "0" * 64
"""Stands for the hash before the first entry's."""

_PAGE = 1000


class AuditFormatError(ValueError):
    """A line that is no entry of an audit log."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One transaction that changed something.

    Attributes:
        number: Counts up from 1 without a gap.
        at: When it was committed, nearly.
        actor: Who did it, see `data.access.Acting`.
        operation: What was done.
        changes: By table, the keys of the rows that changed and how many they are.
        previous_sha256: Hash of the entry before.
        sha256: Hash of this one.
    """

    number: int
    at: datetime
    actor: str
    operation: str
    changes: Mapping[str, Any]
    previous_sha256: str
    sha256: str

    def as_json(self) -> str:
        """Return the entry as one line of the export."""
        return _canonical({**asdict(self), "at": _instant(self.at)})


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain is broken.

    Attributes:
        number: The entry at which it shows.
        reason: What is wrong with it.
    """

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found.

    Attributes:
        entries: How many entries were read.
        head: Hash of the last one: kept elsewhere, it proves later that none is missing.
        breaks: Everything that is wrong.
    """

    entries: int
    head: str
    breaks: tuple[Break, ...]


def append_entry(
    session: Session, acting: Acting, changes: Mapping[str, Any], *, now: datetime
) -> None:
    """Add an entry, in the transaction whose changes it tells of; do so last, for it takes turns.

    Args:
        session: The transaction.
        acting: Who does it, and what.
        changes: By table, what changed.
        now: The time.
    """
    head = session.scalars(select(AuditHeadRow).with_for_update()).one()
    entry = next_entry(head.number, head.sha256, acting, changes, now=now)
    session.add(
        AuditRow(
            number=entry.number,
            at=entry.at,
            actor=entry.actor,
            operation=entry.operation,
            changes=_canonical(entry.changes),
            previous_sha256=entry.previous_sha256,
            sha256=entry.sha256,
        )
    )
    head.number, head.sha256 = entry.number, entry.sha256


def next_entry(
    last: int, head: str, acting: Acting, changes: Mapping[str, Any], *, now: datetime
) -> AuditEntry:
    """Return the entry that follows entry `last`, whose hash is `head`."""
    content = _content(last + 1, now, acting.actor, acting.operation, changes)
    digest = _hash(head, content)
    return AuditEntry(last + 1, now, acting.actor, acting.operation, changes, head, digest)


def list_entries(session: Session, *, after: int = 0, limit: int = _PAGE) -> list[AuditEntry]:
    """Return a page of entries, the oldest first."""
    wanted = (
        select(AuditRow).where(AuditRow.number > after).order_by(AuditRow.number).limit(limit)
    ).execution_options(populate_existing=True)
    return [_record(row) for row in session.scalars(wanted)]


def all_entries(session: Session) -> Iterator[AuditEntry]:
    """Return every entry, the oldest first, page by page."""
    after = 0
    while page := list_entries(session, after=after):
        yield from page
        after = page[-1].number
        session.expunge_all()


def verify_log(session: Session) -> Verdict:
    """Check every entry of the database, and that the last one is there."""
    verdict = verify_entries(all_entries(session))
    head = session.scalars(select(AuditHeadRow)).one()
    if (head.number, head.sha256) == (verdict.entries, verdict.head) or verdict.breaks:
        return verdict
    reason = f"the log should end with entry {head.number}, {head.sha256[:12]}…"
    return Verdict(verdict.entries, verdict.head, (Break(verdict.entries + 1, reason),))


def verify_entries(entries: Iterable[AuditEntry]) -> Verdict:
    """Check that every entry is as it was written, and where it was written.

    After a wrong one the check goes on from what that claims to be: each fault is told once.
    """
    count, last, head, breaks = 0, 0, GENESIS, []
    for entry in entries:
        count += 1
        content = _content(entry.number, entry.at, entry.actor, entry.operation, entry.changes)
        if entry.number != last + 1:
            breaks.append(Break(last + 1, f"entry {entry.number} stands where it should be"))
        elif entry.previous_sha256 != head:
            breaks.append(Break(entry.number, "it does not follow the entry before it"))
        if _hash(entry.previous_sha256, content) != entry.sha256:
            breaks.append(Break(entry.number, "its content is not what was hashed"))
        last, head = entry.number, entry.sha256
    return Verdict(count, head, tuple(breaks))


def parse_entry(line: str) -> AuditEntry:
    """Read back a line of the export.

    Raises:
        AuditFormatError: it is none.
    """
    try:
        content = json.loads(line)
        return AuditEntry(**{**content, "at": datetime.fromisoformat(content["at"])})
    except (KeyError, TypeError, ValueError) as error:
        raise AuditFormatError(f"this is no entry of an audit log: {line[:80]!r}") from error


def pointer(session: Session, subject: str, *, new: Callable[[], str]) -> str:
    """Return what stands for a person in the log; `new` gives a random one for a new person."""
    wanted = select(AuditSubjectRow.pointer).where(AuditSubjectRow.subject == subject)
    known = session.scalars(wanted).one_or_none()
    if known is not None:
        return known
    row = AuditSubjectRow(pointer=new(), subject=subject)
    session.add(row)
    session.flush()
    return row.pointer


def _content(
    number: int, at: datetime, actor: str, operation: str, changes: Mapping[str, Any]
) -> str:
    return _canonical(
        {
            "number": number,
            "at": _instant(at),
            "actor": actor,
            "operation": operation,
            "changes": changes,
        }
    )


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _hash(previous: str, content: str) -> str:
    return hashlib.sha256(f"{previous}{content}".encode()).hexdigest()


def _record(row: AuditRow) -> AuditEntry:
    try:
        changes = json.loads(row.changes)
    except ValueError:
        # Whoever broke it can't keep it from being found: no hash fits this.
        changes = {"unreadable": row.changes}
    return AuditEntry(
        number=row.number,
        at=row.at,
        actor=row.actor,
        operation=row.operation,
        changes=changes,
        previous_sha256=row.previous_sha256,
        sha256=row.sha256,
    )
