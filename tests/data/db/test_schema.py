"""The migrations lead to what the models say, up and down, and lose no data on the way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Inspector, inspect, text
from sqlalchemy.exc import IntegrityError

from data.db import Database, SchemaError
from data.db.engine import Mode, in_mode, open_engine, parse_url
from data.db.hits import NewHit, list_hits, save_hits
from data.db.models import Base
from data.db.rights import get_right, save_right
from data.db.schema import alembic_config, current_version
from data.records import Band, Evidence, Hit, Right

MakeRight = Callable[..., Right]

HIT = Hit(
    listing_id="L1",
    image="1.jpg",
    right_id="D1",
    view="front",
    probability=0.5,
    score=1.0,
    band=Band.REVIEW,
    channels={},
    region=(),
    model="m1",
    index="1",
)


@contextmanager
def migrating(url: str) -> Iterator[Connection]:
    engine = in_mode(open_engine(parse_url(url)), Mode.MIGRATE)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def describe(connection: Connection) -> dict[str, Any]:
    inspector: Inspector = inspect(connection)
    return {
        table: {
            "columns": [
                {**column, "type": str(column["type"])} for column in inspector.get_columns(table)
            ],
            "key": inspector.get_pk_constraint(table),
            "foreign": inspector.get_foreign_keys(table),
            "unique": sorted(map(str, inspector.get_unique_constraints(table))),
            "check": sorted(
                (str(check["name"]), str(check["sqltext"]))
                for check in inspector.get_check_constraints(table)
            ),
            "indexes": inspector.get_indexes(table),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


@pytest.mark.usefixtures("database")
def test_migrations_and_models_agree(empty_database_url: str) -> None:
    with migrating(empty_database_url) as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
        migrated = describe(connection)
        command.downgrade(alembic_config(connection), "base")
        assert describe(connection) == {}
        Base.metadata.create_all(connection)
        assert migrated == describe(connection)


def test_down_and_up_again_on_data(
    database: Database, empty_database_url: str, make_right: MakeRight, now: datetime
) -> None:
    with database.write() as session:
        save_right(session, make_right(front="a", back="b"), now=now)
        stored = get_right(session, "R1")
    with migrating(empty_database_url) as connection:
        command.downgrade(alembic_config(connection), "0001")
    with pytest.raises(SchemaError, match=r"version 0001 where \d{4} .* `lookalike db upgrade`"):
        database.check()
    database.upgrade()
    with database.read() as session:
        assert get_right(session, "R1") == stored


def test_hits_from_before_there_was_evidence_have_none(
    database: Database, empty_database_url: str, now: datetime
) -> None:
    with database.write() as session:
        save_hits(session, [NewHit(HIT)], now=now)
    with migrating(empty_database_url) as connection:
        command.downgrade(alembic_config(connection), "0002")
    database.upgrade()
    with database.read() as session:
        [stored] = list_hits(session)
    assert stored.hit == HIT
    assert stored.hit.evidence == Evidence()


def test_a_table_that_is_copied_keeps_what_refers_to_it(
    database: Database, empty_database_url: str, make_right: MakeRight, now: datetime
) -> None:
    with database.write() as session:
        save_right(session, make_right(), now=now)
        stored = get_right(session, "R1")
    with migrating(empty_database_url) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("rights", recreate="auto") as rights:
            rights.alter_column("owner", new_column_name="holder")
        with operations.batch_alter_table("rights", recreate="auto") as rights:
            rights.alter_column("holder", new_column_name="owner")
    with database.read() as session:
        assert get_right(session, "R1") == stored


def test_a_failed_upgrade_changes_nothing(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    with migrating(empty_database_url) as connection:
        connection.execute(text("CREATE TABLE hits (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        database.upgrade()
    with migrating(empty_database_url) as connection:
        assert current_version(connection) is None
        assert inspect(connection).get_table_names() == ["hits"]
        connection.execute(text("DROP TABLE hits"))
    database.upgrade()
    database.check()
    database.close()


def test_an_empty_database_is_told_from_one_that_is_too_new(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    with migrating(empty_database_url):
        pass
    with pytest.raises(SchemaError, match="the database is empty; run `lookalike db upgrade`"):
        database.check()
    database.upgrade()
    with migrating(empty_database_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for step in (database.check, database.upgrade):
        with pytest.raises(SchemaError, match=r"version 9999.*upgrade Lookalike"):
            step()
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO registry (id, revision) VALUES (2, 0)",
        "UPDATE rights SET kind = 'patent'",
        "UPDATE rights SET filed_on = '2020-01-02', expires_on = '2020-01-01'",
        "UPDATE views SET right_id = 'nobody'",
        "UPDATE views SET name = 'front'",
    ],
)
def test_the_database_itself_refuses_nonsense(
    database: Database, make_right: MakeRight, now: datetime, statement: str
) -> None:
    with database.write() as session:
        save_right(session, make_right(front="a", back="b"), now=now)
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text(statement))
