"""Every change of a right is kept, with what the field held before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from data.db import Database
from data.db.engine import Mode, in_mode, open_engine, parse_url
from data.db.rights import (
    get_right,
    registry_revision,
    restore_right,
    save_right,
    views_claiming,
    withdraw_right,
)
from data.db.rights_history import FieldChange, RightEvent, right_history
from data.db.schema import alembic_config
from data.records import Agent, Right, RightStatus, View, ViewForm

MakeRight = Callable[..., Right]

OUTLINE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.5))


def full(right: Right) -> Right:
    return replace(
        right,
        views=(View("front", "a" * 64, 640, 480, None, ViewForm.DRAWING, (OUTLINE,)),),
        application_number="1",
        registered_on=date(2024, 1, 2),
        priority_on=date(2023, 1, 2),
        renewed_until=date(2034, 1, 2),
        status=RightStatus.INVALIDITY_PENDING,
        owner_verified=True,
        documents=("deed.pdf",),
        agent=Agent("LLP", date(2024, 1, 1), None),
        evaluation_report="R",
    )


def test_everything_an_office_knows_is_read_as_it_was_saved(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    with database.write() as session:
        save_right(session, full(make_right()), now=now)
    with database.read() as session:
        stored = get_right(session, "R1")
    assert stored is not None
    views = tuple(replace(view, id=None) for view in stored.views)
    assert replace(stored, views=views) == full(make_right())


def test_each_change_is_an_entry_of_its_revision(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    later = now + timedelta(days=1)
    with database.write() as session:
        save_right(session, make_right(), now=now, actor="ann")
        save_right(session, make_right("R2"), now=now)
        save_right(session, make_right(), now=now, actor="nobody: nothing changes")
        save_right(session, replace(make_right(), title="New"), now=later, actor="ben")
        withdraw_right(session, "R1", now=later, actor="cat")
        restore_right(session, "R1", now=later)
        revision = registry_revision(session)
        entries = right_history(session, "R1")
        older = right_history(session, "R1", after=entries[1].revision, limit=1)
    assert [(entry.event, entry.actor) for entry in entries] == [
        (RightEvent.RESTORED, None),
        (RightEvent.WITHDRAWN, "cat"),
        (RightEvent.UPDATED, "ben"),
        (RightEvent.CREATED, "ann"),
    ]
    assert entries[0].revision == revision
    assert entries[2].at == later
    assert entries[2].changes == (FieldChange("title", "The mark R1", "New"),)
    assert older == [entries[2]]
    created = {change.field: change.after for change in entries[3].changes}
    assert created["kind"] == "trademark"
    assert created["views"] == ["front"]
    assert "owner" not in created


@pytest.mark.parametrize(
    ("change", "field", "before", "after"),
    [
        ({"expires_on": date(2030, 1, 1)}, "expires_on", None, "2030-01-01"),
        ({"words": ("a",)}, "words", None, ["a"]),
        ({"metadata": {"a": "b"}}, "metadata", None, {"a": "b"}),
        (
            {"agent": Agent("LLP")},
            "agent",
            None,
            {"name": "LLP", "power_from": None, "power_until": None},
        ),
        ({"views": ()}, "views", ["front"], None),
    ],
)
def test_fields_are_kept_as_json(
    database: Database,
    make_right: MakeRight,
    now: datetime,
    change: dict[str, Any],
    field: str,
    before: object,
    after: object,
) -> None:
    with database.write() as session:
        save_right(session, make_right(), now=now)
        save_right(session, replace(make_right(), **change), now=now)
        changes = {each.field: each for each in right_history(session, "R1")[0].changes}
    assert changes[field] == FieldChange(field, before, after)


def test_a_view_whose_disclaimer_changes_gets_a_new_id(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    right = make_right()
    (view,) = right.views
    ids = []
    with database.write() as session:
        for changed in (
            view,
            replace(view, form=ViewForm.DRAWING),
            replace(view, disclaimed=(OUTLINE,)),
            view,
        ):
            save_right(session, replace(right, views=(changed,)), now=now)
            stored = get_right(session, "R1")
            assert stored is not None
            ids.append(stored.views[0].id)
            claimed = changed.claimed_sha256
            assert views_claiming(session, [claimed, "0" * 64]) == {claimed: stored.views[0]}
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_the_migration_keeps_rights_views_and_the_count_of_ids(
    database: Database, empty_database_url: str, make_right: MakeRight, now: datetime
) -> None:
    with database.write() as session:
        save_right(session, make_right(front="a", back="b"), now=now)
        save_right(session, make_right(front="a"), now=now)
        stored = get_right(session, "R1")
    engine = in_mode(open_engine(parse_url(empty_database_url)), Mode.MIGRATE)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0003")
        connection.execute(text("SELECT image_sha256 FROM views"))
    engine.dispose()
    database.upgrade()
    with database.write() as session:
        assert get_right(session, "R1") == stored
        save_right(session, make_right(front="a", back="b"), now=now)
        again = get_right(session, "R1")
    assert stored is not None
    assert again is not None
    assert again.views[0].claimed_sha256 == "a" * 64
    assert (again.views[0].id, again.views[1].id) == (1, 3)
