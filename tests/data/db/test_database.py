"""Transactions: what is committed stays, what fails is undone, readers see one state."""

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.db import Database, DatabaseUnavailableError, SchemaError
from data.db.rights import count_rights, get_right, registry_revision, save_right
from data.records import Right

MakeRight = Callable[..., Right]


def test_an_exception_undoes_the_transaction(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    def save_and_fail() -> None:
        with database.write() as session:
            save_right(session, make_right(), now=now)
            raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        save_and_fail()
    with database.read() as session:
        assert get_right(session, "R1") is None
        assert registry_revision(session) == 0


def test_a_reader_cannot_write(database: Database, make_right: MakeRight, now: datetime) -> None:
    with (
        pytest.raises((DatabaseUnavailableError, DBAPIError), match=r"read-?only"),
        database.read() as session,
    ):
        save_right(session, make_right(), now=now)
    with database.write() as session:
        save_right(session, make_right(), now=now)


def test_a_reader_sees_one_state(database: Database, make_right: MakeRight, now: datetime) -> None:
    with database.read() as reader:
        assert registry_revision(reader) == 0
        with database.write() as session:
            save_right(session, make_right(), now=now)
        assert registry_revision(reader) == 0
        assert get_right(reader, "R1") is None
    with database.read() as reader:
        assert registry_revision(reader) == 1


def test_sqlite_is_set_up_to_survive_a_power_cut(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.upgrade()
    for transaction in (database.read, database.write):
        with transaction() as session:
            assert session.scalar(text("PRAGMA journal_mode")) == "wal"
            assert session.scalar(text("PRAGMA synchronous")) == 2  # FULL
            assert session.scalar(text("PRAGMA foreign_keys")) == 1
    database.close()


WRITER = """
import sys
from datetime import UTC, datetime
from data.db import Database
from data.db.rights import save_right
from data.records import Kind, Right
database = Database(sys.argv[1])
for number in range(100_000):
    with database.write() as session:
        save_right(session, Right(f"R{number}", Kind.TRADEMARK, "T", ()), now=datetime.now(UTC))
    print(number, flush=True)
"""


def test_what_a_killed_process_has_acknowledged_is_there(
    database: Database, empty_database_url: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, empty_database_url], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(20)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout]
    with database.write() as session:
        assert all(get_right(session, f"R{number}") for number in acknowledged)
        assert count_rights(session).rights - len(acknowledged) in {0, 1}
        assert registry_revision(session) == count_rights(session).rights


def test_two_may_upgrade_at_once(empty_database_url: str) -> None:
    databases = [Database(empty_database_url) for _ in range(4)]
    barrier = Barrier(len(databases))

    def upgrade(database: Database) -> None:
        barrier.wait()
        database.upgrade()

    with ThreadPoolExecutor(len(databases)) as pool:
        list(pool.map(upgrade, databases))
    for database in databases:
        database.check()
        database.close()


def test_upgrade_makes_the_folder(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'home' / 'a.db'}")
    with pytest.raises(SchemaError, match=r"there is no database .* run `lookalike db upgrade`"):
        database.check()
    assert not (tmp_path / "new").exists()
    database.upgrade()
    database.check()
    database.close()


def test_prepare_makes_tables_where_there_are_none_and_changes_no_others(
    empty_database_url: str,
) -> None:
    database = Database(empty_database_url)
    database.prepare()
    database.prepare()
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(SchemaError, match="version 0001"):
        database.prepare()
    database.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:secret@127.0.0.1:1/none",
        "sqlite:////dev/null/a.db",
    ],
)
def test_a_database_that_cannot_be_reached(url: str) -> None:
    database = Database(url)
    with pytest.raises(DatabaseUnavailableError) as error:
        database.upgrade()
    assert "secret" not in str(error.value)
    with (
        pytest.raises(DatabaseUnavailableError, match=r"^database "),
        database.read() as session,
    ):
        registry_revision(session)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"not a database" * 1000)
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(DatabaseUnavailableError, match="file is not a database"):
        database.check()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            "mysql://user:secret@host/name",
            "databases of kind 'mysql' are not supported: use sqlite",
        ),
        ("sqlite://", "an in-memory SQLite database can't be shared"),
        ("sqlite:///:memory:", "an in-memory SQLite database can't be shared"),
        ("user:secret@host", "the database URL can't be read: use sqlite:///path"),
    ],
)
def test_an_address_of_no_supported_database(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as error:
        Database(url)
    assert "secret" not in str(error.value)
