"""What SQLAlchemy leaves to each database, or to its caller."""

from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.db.models import Base

T = TypeVar("T")

# Far below the 32 766 parameters that SQLite takes in a statement.
_CHUNK = 1000


def insert(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that knows ``ON CONFLICT``, in the session's own dialect."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def chunks(values: Collection[T]) -> Iterator[Sequence[T]]:
    """Cut the values into pieces that fit into one ``IN (…)``."""
    ordered = list(values)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
