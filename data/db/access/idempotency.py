"""Writes that were asked for under a key, and their answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.db.access.models import IdempotencyRow
from data.db.statements import insert

_ABANDONED = timedelta(minutes=10)
"""After that long without an answer, whoever worked on a request is taken to have died."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that can be given again."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is known of a key; nothing if the request is new, and now the caller's to work on.

    Attributes:
        answer: What was answered.
        under_way: Whether somebody works on it yet.
        other_request: Whether the key was used for another request.
    """

    answer: Answer | None = None
    under_way: bool = False
    other_request: bool = False


def claim(
    session: Session,
    principal: str,
    key: str,
    request_sha256: str,
    *,
    now: datetime,
    lifetime: timedelta,
) -> Claimed:
    """Take a request to work on, unless it was taken before; forget what is older than allowed."""
    session.execute(delete(IdempotencyRow).where(IdempotencyRow.created_at <= now - lifetime))
    new = insert(session, IdempotencyRow).values(
        principal=principal, key=key, request_sha256=request_sha256, created_at=now
    )
    taken = session.scalars(new.on_conflict_do_nothing().returning(IdempotencyRow.key))
    if taken.one_or_none() is not None:
        return Claimed()
    wanted = select(IdempotencyRow).where(
        IdempotencyRow.principal == principal, IdempotencyRow.key == key
    )
    row = session.scalars(wanted.with_for_update()).one()
    if row.request_sha256 != request_sha256:
        return Claimed(other_request=True)
    if row.status is not None:
        return Claimed(Answer(row.status, dict(row.headers or {}), row.body or b""))
    if now - row.created_at < _ABANDONED:
        return Claimed(under_way=True)
    row.created_at = now
    return Claimed()


def remember(session: Session, principal: str, key: str, answer: Answer) -> None:
    """Keep the answer to a request that was claimed."""
    row = session.get(IdempotencyRow, (principal, key))
    if row is not None:
        row.status, row.headers, row.body = answer.status, dict(answer.headers), answer.body


def forget(session: Session, principal: str, key: str) -> None:
    """Let a request be asked for anew."""
    session.execute(
        delete(IdempotencyRow).where(
            IdempotencyRow.principal == principal, IdempotencyRow.key == key
        )
    )
