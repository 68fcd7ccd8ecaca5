"""Watches what is done in a session: keeps it within reach, and tells the audit log.

This is the one place where either happens: whatever reads or writes the database on somebody's
behalf does so in a supervised session.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from data.access import Acting
from data.actors import Role
from data.clock import Clock
from data.db.access.audit import append_entry, pointer
from data.db.access.reach import criteria, is_own
from data.db.models import RightRow

NOT_AUDITED = frozenset(
    {
        "registry",
        "embeddings",
        "image_features",
        "audit_log",
        "audit_head",
        "audit_subjects",
        "idempotency_keys",
    }
)
"""What can be computed again, and what keeps the books."""

_PERSONAL = frozenset({"seller_id", "email", "name"})
"""Columns whose values the log must not repeat, should they be part of a key."""

_KEYS = 100
"""Keys that an entry names for one table at most; it always says how many rows there are."""


class OutOfReachError(PermissionError):
    """Somebody writes what isn't theirs."""


@dataclass(slots=True)
class _Changes:
    in_bulk: int = 0
    keys: set[str] = field(default_factory=set)


class Supervisor:
    """Supervises one session.

    Args:
        session: The session, before it is used.
        acting: Who uses it, and for what.
        clock: Tells the time.
        new_token: Gives so many random bytes in hex: what stands for a person in the log.
    """

    def __init__(
        self,
        session: Session,
        acting: Acting,
        clock: Clock,
        new_token: Callable[[int], str] = token_hex,
    ) -> None:
        self._new_token = new_token
        self._session = session
        self._acting = acting
        self._clock = clock
        self._today = clock().date()
        self._criteria = () if acting.reach is None else criteria(acting.reach, self._today)
        self._changes: defaultdict[str, _Changes] = defaultdict(_Changes)
        event.listen(session, "do_orm_execute", self._on_statement)
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "after_flush", self._after_flush)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch what is done in the block; at its end write the audit entry, if there is one.

        Raises:
            OutOfReachError: what the actor writes is not its own, or an id is taken by what the
                actor can't see.
        """
        try:
            yield
            self._session.flush()
        except IntegrityError as error:
            if self._acting.reach is None:
                raise
            raise OutOfReachError("an id is in use already, by what is not yours") from error
        if self._changes:
            # The books are not the actor's to see.
            self._criteria = ()
            append_entry(self._session, self._actor(), self._told(), now=self._clock())

    def _actor(self) -> Acting:
        """Return who acts, a seller under a pointer that can be made to lead nowhere."""
        reach = self._acting.reach
        if reach is None or reach.role is not Role.SELLER:
            return self._acting
        stand_in = pointer(self._session, reach.parties[0], new=lambda: self._new_token(16))
        return replace(self._acting, actor=f"seller:{stand_in}")

    def _on_statement(self, state: ORMExecuteState) -> None:
        if self._criteria and (state.is_select or state.is_update or state.is_delete):
            state.statement = state.statement.options(*self._criteria)
        if state.is_insert or state.is_update or state.is_delete:
            table = getattr(state.statement, "table", None)
            name = getattr(table, "name", "unknown")
            many = state.parameters
            self._note(name, in_bulk=len(many) if isinstance(many, list) else 1)

    def _before_flush(self, session: Session, _context: UOWTransaction, _instances: object) -> None:
        reach = self._acting.reach
        if reach is None:
            return
        for row in (*session.new, *session.dirty):
            if isinstance(row, RightRow) and not is_own(row, reach, self._today):
                raise OutOfReachError(
                    f"right {row.right_id!r} would not be yours: it must name "
                    f"{' or '.join(map(repr, reach.parties))} as its {reach.role}"
                )

    def _after_flush(self, session: Session, _context: UOWTransaction) -> None:
        changed = (row for row in session.dirty if session.is_modified(row))
        for row in (*session.new, *changed, *session.deleted):
            mapper = inspect(type(row))
            key = "/".join(
                "…" if column.name in _PERSONAL else str(value)
                for column, value in zip(
                    mapper.primary_key, mapper.primary_key_from_instance(row), strict=True
                )
            )
            self._note(mapper.local_table.name, key=key)

    def _note(self, table: str, *, in_bulk: int = 0, key: str | None = None) -> None:
        if table in NOT_AUDITED:
            return
        changes = self._changes[table]
        changes.in_bulk += in_bulk
        if key is not None:
            changes.keys.add(key)

    def _told(self) -> Mapping[str, Any]:
        return {
            table: {
                "rows": changes.in_bulk + len(changes.keys),
                **({"keys": sorted(changes.keys)[:_KEYS]} if changes.keys else {}),
            }
            for table, changes in self._changes.items()
        }
