"""A seller's data: given out whole, erased everywhere, and the log stays valid."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import inspect, text

from data.access import Acting, ApiKey, Reach
from data.actors import Role
from data.casework import CaseState, Event, Outcome
from data.db import Database
from data.db.access.audit import verify_log
from data.db.access.keys import add_key
from data.db.access.privacy import OpenCaseError, erase_seller, expire, export_seller
from data.db.casework.models import CaseEventRow, CaseListingRow, CaseRow, StrikeRow
from data.db.hits import NewHit, list_hits, save_hits
from data.db.rights import get_right, registry_revision, save_right
from data.records import Band, Hit, Right

MakeRight = Callable[..., Right]
SELLER = 'sam "O\'Neill" 100%'
DAY = timedelta(days=1)


def hit(listing_id: str) -> Hit:
    return Hit(
        listing_id=listing_id,
        image="1.jpg",
        right_id="R1",
        view="front",
        probability=0.5,
        score=1.0,
        band=Band.REVIEW,
        channels={},
        region=(),
        model="m",
        index="1",
    )


def case(number: int, seller_id: str, now: datetime, outcome: Outcome | None) -> CaseRow:
    return CaseRow(
        id=number,
        seller_id=seller_id,
        right_id="R1",
        number=1,
        state=CaseState.OPEN if outcome is None else CaseState.REMOVED,
        round=1,
        expedited=False,
        machine_proposed=True,
        missed=False,
        outcome=outcome,
        opened_at=now,
        changed_at=now,
        version=1,
    )


@pytest.fixture
def stock(database: Database, make_right: MakeRight, now: datetime) -> Database:
    """Name the seller in every table that can, in a log that has seen them act."""
    with database.acting(Acting("key:1", "registerRight"), lambda: now).write() as session:
        right = replace(make_right("R1"), authorised_sellers=("tim", SELLER))
        save_right(session, right, now=now)
        hits = [
            NewHit(hit("L-1"), seller_id=SELLER),
            NewHit(hit("L-2"), seller_id="tim"),
        ]
        save_hits(session, hits, now=now)
        session.add(case(1, SELLER, now, Outcome.UPHELD))
        session.flush()
        session.add(StrikeRow(case_id=1, seller_id=SELLER, given_at=now, expires_at=now + DAY))
        add_key(session, key(now), "secret")
    reach = Reach(Role.SELLER, (SELLER,))
    with database.acting(Acting("key:2", "moveCase", reach), lambda: now).write() as session:
        session.add(
            CaseEventRow(
                case_id=1,
                number=1,
                event=Event.COUNTER,
                actor=SELLER,
                role=Role.SELLER,
                at=now,
                recorded_at=now,
                target=CaseState.COUNTER_NOTICE,
                effects=[],
                payload={"note": f"I am {SELLER}"},
            )
        )
    return database


def key(now: datetime) -> ApiKey:
    return ApiKey("k1", "n", Role.SELLER, (SELLER,), frozenset(), now, now + DAY)


def everything(database: Database) -> str:
    """Give all that is in the database, as text."""
    with database.read() as session:
        tables = inspect(session.connection()).get_table_names()
        rows = (str(session.execute(text(f"SELECT * FROM {table}")).all()) for table in tables)  # noqa: S608
        return "\n".join(rows)


def test_an_export_has_every_row_of_the_seller_and_none_of_others(stock: Database) -> None:
    with stock.read() as session:
        found = export_seller(session, SELLER)
    assert set(found) == {"hits", "cases", "case_events", "strikes", "rights"}
    assert [row["listing_id"] for row in found["hits"]] == ["L-1"]
    assert found["case_events"][0]["payload"] == {"note": f"I am {SELLER}"}
    assert "tim" not in str(found)
    with stock.read() as session:
        assert export_seller(session, "nobody") == {}


def test_erasing_leaves_nothing_of_the_seller_and_a_log_that_is_whole(
    stock: Database, now: datetime
) -> None:
    assert "O'Neill" in everything(stock).replace("\\", "")
    with stock.read() as session:
        before, revision = verify_log(session), registry_revision(session)
    acting = stock.acting(Acting("local", "lookalike privacy erase"), lambda: now)
    with acting.write() as session:
        erase_seller(session, SELLER, now=now, new_pseudonym=lambda: "erased-1")
    assert "Neill" not in everything(stock)
    assert "key:2" not in everything(stock)
    with stock.read() as session:
        after = verify_log(session)
        assert after.breaks == ()
        assert after.entries == before.entries + 1
        assert [found.seller_id for found in list_hits(session)] == ["tim", "erased-1"]
        right = get_right(session, "R1")
        assert right is not None
        assert right.authorised_sellers == ("tim", "erased-1")
        # Whoever holds the registry in memory is told.
        assert registry_revision(session) > revision


def test_a_seller_with_an_open_case_is_not_erased(stock: Database, now: datetime) -> None:
    with stock.write() as session:
        session.add(case(2, "tim", now, None))
    before = everything(stock)
    with pytest.raises(OpenCaseError, match=r"open cases: 2"), stock.write() as session:
        erase_seller(session, "tim", now=now, new_pseudonym=lambda: "erased-1")
    assert everything(stock) == before


def test_what_has_been_kept_long_enough_goes_once(stock: Database, now: datetime) -> None:
    numbers = count(1)

    def run(days: int) -> tuple[int, int]:
        with stock.write() as session:
            done = expire(
                session,
                hits_before=now + days * DAY,
                sellers_before=now + days * DAY,
                now=now,
                new_pseudonym=lambda: f"erased-{next(numbers)}",
            )
        return done.hits, done.sellers

    with stock.write() as session:
        session.add(case(2, "tim", now, None))
        session.flush()
        session.add(
            CaseListingRow(
                case_id=2,
                position=1,
                listing_id="L-2",
                hit_id=2,
                cluster=1,
                standing="offered",
            )
        )
    assert run(0) == (0, 0)
    # The hit that an open case rests on stays, and so does its seller.
    assert run(1) == (1, 1)
    assert run(1) == (0, 0)
