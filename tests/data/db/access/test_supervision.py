"""What somebody sees and changes of the database, and what the log is told of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import false, select
from sqlalchemy.orm import configure_mappers

from data.access import NOTHING, Acting, Reach
from data.actors import Role
from data.db import Database
from data.db.access.audit import list_entries
from data.db.access.models import AuditSubjectRow
from data.db.access.reach import INTERNAL, seen
from data.db.access.supervision import OutOfReachError
from data.db.embeddings import store_embeddings
from data.db.hits import NewHit, get_hit, list_hits, save_hits
from data.db.models import Base, RightRow
from data.db.rights import get_right, list_rights, save_right, withdraw_right
from data.records import Band, Hit, Right

MakeRight = Callable[..., Right]

ADMIN = Acting("key:1", "registerRight")
ACME = Acting("key:2", "registerRight", Reach(Role.OWNER, ("Acme",)))
SAM = Acting("key:3", "moveCase", Reach(Role.SELLER, ("sam",)))

OF_A_PARTY = {
    "rights",
    "views",
    "rights_history",
    "hits",
    "cases",
    "case_listings",
    "case_events",
    "strikes",
    "notices",
    "notice_items",
    "notice_rights",
    "complaints",
}
"""Tables of which a party sees its own rows; of any other it sees none."""


def hit(listing_id: str, right_id: str) -> Hit:
    return Hit(
        listing_id=listing_id,
        image="1.jpg",
        right_id=right_id,
        view="front",
        probability=0.5,
        score=1.0,
        band=Band.REVIEW,
        channels={},
        region=(),
        model="m",
        index="1",
    )


@pytest.fixture
def stock(database: Database, make_right: MakeRight, now: datetime) -> Database:
    """Store rights of two owners, hit by two sellers' listings."""
    with database.write() as session:
        for right_id, owner in [("A-1", "Acme"), ("B-1", "Bolt")]:
            save_right(session, replace(make_right(right_id), owner=owner), now=now)
        hits = [
            NewHit(hit("L-1", "A-1"), seller_id="sam"),
            NewHit(hit("L-2", "B-1"), seller_id="tim"),
            NewHit(hit("L-3", "B-1"), seller_id="sam"),
        ]
        save_hits(session, hits, now=now)
    return database


def test_every_table_is_known_to_be_a_partys_or_nobodys() -> None:
    configure_mappers()
    for table in Base.metadata.sorted_tables:
        if table.name in INTERNAL:
            continue
        whose = seen(table, Reach(Role.OWNER, ("x",)), date(2026, 1, 1))
        assert (str(whose) != str(false())) == (table.name in OF_A_PARTY), table.name


@pytest.mark.parametrize(
    ("reach", "rights", "listings"),
    [
        (None, ["A-1", "B-1"], ["L-3", "L-2", "L-1"]),
        (Reach(Role.OWNER, ("Acme",)), ["A-1"], ["L-1"]),
        (Reach(Role.OWNER, ("Acme", "Bolt")), ["A-1", "B-1"], ["L-3", "L-2", "L-1"]),
        (Reach(Role.SELLER, ("sam",)), ["A-1", "B-1"], ["L-3", "L-1"]),
        (Reach(Role.SELLER, ("tim",)), ["B-1"], ["L-2"]),
        (Reach(Role.AGENT, ("Acme",)), [], []),
        (NOTHING, [], []),
    ],
)
def test_queries_find_what_is_in_reach(
    stock: Database,
    now: datetime,
    reach: Reach | None,
    rights: list[str],
    listings: list[str],
) -> None:
    with stock.acting(Acting("a", "o", reach), lambda: now).read() as session:
        assert [right.right_id for right in list_rights(session)] == rights
        assert all(right.views for right in list_rights(session))
        assert [found.hit.listing_id for found in list_hits(session)] == listings
        assert sorted(session.scalars(select(RightRow.right_id))) == rights
        assert (get_right(session, "A-1") is not None) == ("A-1" in rights)
        assert (get_hit(session, 1) is not None) == ("L-1" in listings)


def test_an_owner_cannot_write_what_is_not_its_own(
    stock: Database, make_right: MakeRight, now: datetime
) -> None:
    acme = stock.acting(ACME, lambda: now)
    mine = replace(make_right("A-1"), owner="Acme", title="New")
    for foreign in (
        replace(mine, right_id="B-1"),
        replace(mine, owner="Bolt"),
        replace(mine, right_id="C-1", owner=None),
    ):
        with pytest.raises(OutOfReachError), acme.write() as session:
            save_right(session, foreign, now=now)
    with acme.write() as session:
        save_right(session, mine, now=now)
        assert not withdraw_right(session, "B-1", now=now)
    with stock.read() as session:
        stored = {right.right_id: (right.owner, right.title) for right in list_rights(session)}
    assert stored == {"A-1": ("Acme", "New"), "B-1": ("Bolt", "The mark B-1")}


def test_the_log_tells_who_changed_what_in_the_same_transaction(
    stock: Database, make_right: MakeRight, now: datetime
) -> None:
    watched = stock.acting(ADMIN, lambda: now)
    with watched.write() as session:
        save_right(session, make_right("N-1", front="c", back="d"), now=now)
        save_hits(session, [NewHit(hit("L-7", "N-1")), NewHit(hit("L-8", "N-1"))], now=now)
    with watched.write() as session:
        store_embeddings(session, "m", {})
        list_rights(session)

    def fail() -> None:
        with watched.write() as session:
            save_right(session, make_right("N-2"), now=now)
            raise KeyError("stop")

    with pytest.raises(KeyError):
        fail()
    with stock.read() as session:
        (entry,) = list_entries(session)
    assert (entry.actor, entry.operation, entry.at) == ("key:1", "registerRight", now)
    assert entry.changes["rights"] == {"rows": 1, "keys": ["N-1"]}
    assert entry.changes["views"]["rows"] == 2
    assert entry.changes["hits"] == {"rows": 2}


def test_the_log_names_a_seller_by_a_pointer(stock: Database, now: datetime) -> None:
    for _ in range(2):
        with stock.acting(SAM, lambda: now).write() as session:
            save_hits(session, [NewHit(hit("L-1", "A-1"), seller_id="sam")], now=now)
    with stock.read() as session:
        entries = list_entries(session)
        known = select(AuditSubjectRow.pointer).where(AuditSubjectRow.subject == "sam")
        pointer = session.scalars(known).one()
    assert {entry.actor for entry in entries} == {f"seller:{pointer}"}
    assert "sam" not in "".join(entry.as_json() for entry in entries)
