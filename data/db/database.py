"""One database, and the transactions on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Self

from filelock import FileLock
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from data.access import Acting
from data.clock import Clock
from data.db import schema
from data.db.access.supervision import Supervisor
from data.db.engine import Mode, in_mode, open_engine, parse_url
from data.db.errors import DatabaseUnavailableError, SchemaError


class Database:
    """The rights, embeddings and hits in a SQLite file or on a PostgreSQL server.

    Safe to share between threads; a `Session` is not.
    """

    def __init__(self, url: str) -> None:
        """Take an address such as ``sqlite:///lookalike.db``; nothing is connected yet.

        Raises:
            ValueError: the address isn't one of a supported database.
        """
        self._url = parse_url(url)
        on_disk = self._url.drivername == "sqlite"
        self._file = Path(self._url.database or "") if on_disk else None
        self._engine = open_engine(self._url)
        self._reader = in_mode(self._engine, Mode.READ)
        self._writer = in_mode(self._engine, Mode.WRITE)
        self._supervised: tuple[Acting, Clock] | None = None

    def acting(self, acting: Acting, clock: Clock) -> Self:
        """Return this database as somebody works on it.

        Queries find what is in the actor's reach alone, and every transaction that changes
        something adds an entry to the audit log, in that transaction.
        """
        supervised = copy(self)
        supervised._supervised = (acting, clock)
        return supervised

    def __str__(self) -> str:
        return self._url.render_as_string(hide_password=True)

    def upgrade(self) -> None:
        """Create the tables, or bring them to this version's. Safe to call at the same time twice.

        Raises:
            DatabaseUnavailableError: the database can't be reached or written to.
            SchemaError: the database is of a newer version of Lookalike.
        """
        if self._file is None:
            self._migrate()
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._file.with_name(f"{self._file.name}.upgrade.lock")):
                self._migrate()
        except OSError as error:
            raise DatabaseUnavailableError(f"database {self}: {error}") from error

    def prepare(self) -> None:
        """Create the tables of a database that has none; check those of one that has.

        Raises:
            DatabaseUnavailableError: the database can't be reached or written to.
            SchemaError: the tables are not this version's; the message says what to do.
        """
        if self._is_missing() or self._version() is None:
            self.upgrade()
        self.check()

    def check(self) -> None:
        """Return quietly if the tables are this version's.

        Raises:
            DatabaseUnavailableError: the database can't be reached.
            SchemaError: they are not; the message says what to do.
        """
        if self._is_missing():
            raise SchemaError(f"there is no database {self}; run `lookalike db upgrade`")
        schema.check_version(self._version())

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a transaction that sees one state of the database and may not change it.

        Raises:
            DatabaseUnavailableError: the database can't be reached.
        """
        with self._transaction(self._reader) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction: committed at the end, undone if an exception leaves the block.

        Once the block is left without an exception, what was written survives a power cut.

        Raises:
            DatabaseUnavailableError: the database can't be reached or written to.
        """
        with self._transaction(self._writer) as session:
            yield session

    def close(self) -> None:
        """Close every connection that isn't in use."""
        self._engine.dispose()

    def _is_missing(self) -> bool:
        return self._file is not None and not self._file.exists()

    def _version(self) -> str | None:
        with self._reporting(), self._reader.connect() as connection:
            return schema.current_version(connection)

    def _migrate(self) -> None:
        engine = in_mode(self._engine, Mode.MIGRATE)
        with self._reporting(), engine.connect() as connection, connection.begin():
            schema.upgrade(connection)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Session]:
        with self._reporting(), Session(engine) as session, session.begin():
            if self._supervised is None:
                yield session
                return
            with Supervisor(session, *self._supervised).watching():
                yield session

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            # Of its subclasses the others are of our own making: a refused value, say.
            if type(error) not in {DatabaseError, OperationalError}:
                raise
            reason = " ".join(str(error.orig).split())
            raise DatabaseUnavailableError(f"database {self}: {reason}") from error
