"""Connections to the two databases that are supported: SQLite and PostgreSQL."""

import json
from enum import StrEnum

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

# How long a SQLite writer waits for the one before it.
_BUSY_SECONDS = 60
_IDLE_CONNECTIONS = 10
# With the idle ones as many as a web server has threads.
_MORE_CONNECTIONS = 30


class Mode(StrEnum):
    """What a transaction may do."""

    READ = "read"
    WRITE = "write"
    MIGRATE = "migrate"


# PRAGMAs outlive the transaction on a pooled connection, so every mode sets all of them.
_SQLITE_BEGIN = {
    Mode.READ: ("PRAGMA query_only=ON", "PRAGMA foreign_keys=ON", "BEGIN"),
    Mode.WRITE: ("PRAGMA query_only=OFF", "PRAGMA foreign_keys=ON", "BEGIN IMMEDIATE"),
    # Alembic changes a SQLite table by copying and dropping it; with foreign keys on, the drop
    # would cascade into the tables that refer to it.
    Mode.MIGRATE: ("PRAGMA query_only=OFF", "PRAGMA foreign_keys=OFF", "BEGIN IMMEDIATE"),
}


def parse_url(url: str) -> URL:
    """Return the address of a supported database.

    Raises:
        ValueError: it isn't a URL, or is of another kind of database.
    """
    advice = "use sqlite:///path/to/file.db or postgresql://user:password@host/name"
    try:
        parsed = make_url(url)
    except ArgumentError:
        # The URL may hold a password, and so isn't repeated.
        raise ValueError(f"the database URL can't be read: {advice}") from None
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        if parsed.database in {None, "", ":memory:"}:
            raise ValueError(f"an in-memory SQLite database can't be shared or kept: {advice}")
        return parsed.set(drivername="sqlite")
    if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(f"databases of kind {parsed.drivername!r} are not supported: {advice}")


def open_engine(url: URL) -> Engine:
    """Return a pooled engine; nothing is connected yet.

    Raises:
        ValueError: the PostgreSQL driver is not installed.
    """
    on_sqlite = url.drivername == "sqlite"
    try:
        engine = create_engine(
            url,
            json_serializer=_dump_json,
            pool_size=_IDLE_CONNECTIONS,
            max_overflow=_MORE_CONNECTIONS,
            pool_pre_ping=not on_sqlite,
            connect_args={"timeout": _BUSY_SECONDS} if on_sqlite else {},
        )
    except ModuleNotFoundError:
        raise ValueError("PostgreSQL needs a driver: pip install 'lookalike[postgresql]'") from None
    if on_sqlite:
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def in_mode(engine: Engine, mode: Mode) -> Engine:
    """Return the engine, on the same pool, whose transactions are of this mode.

    A reader sees one state of the database for as long as its transaction lasts.
    """
    if engine.dialect.name == "postgresql" and mode is Mode.READ:
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(mode=mode)


def _dump_json(value: object) -> str:
    # Strict: PostgreSQL refuses the NaN and Infinity that SQLite would keep.
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def _configure_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # sqlite3 would begin transactions late and never for a read; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # In WAL mode only FULL makes a commit survive a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    for statement in _SQLITE_BEGIN[connection.get_execution_options().get("mode", Mode.READ)]:
        connection.exec_driver_sql(statement)
