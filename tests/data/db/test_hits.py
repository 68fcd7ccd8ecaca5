"""Hits in the database."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from data.db import Database
from data.db.hits import NewHit, StoredHit, get_hit, list_hits, save_hits
from data.records import Band, Evidence, Hit

HIT = Hit(
    listing_id="L1",
    image="photos/1.jpg",
    right_id="D1",
    view="front",
    probability=0.875,
    score=1 / 3,
    band=Band.REVIEW,
    channels={"embedding": 0.5, "local_features": 17.0},
    region=((1.5, 2.0), (30.25, 2.0), (30.0, 40.0)),
    model="m1",
    index="17",
    evidence=Evidence(
        transform=(1 / 3, -0.0, 2.5, 1e-17, 1.0, 6.0, 0.0, 1e300, 1.0),
        mirrored=True,
        pairs=((1.25, 2.0, 30.5, 40.0), (5.0, 6.5, 70.0, 80.1)),
        differs=((0.0, 0.5, 10.0, 20.25),),
        text="L\u00d6OKALIKE \U0001f62e",
    ),
)


def save(database: Database, *hits: Hit, now: datetime) -> None:
    with database.write() as session:
        save_hits(session, map(NewHit, hits), now=now)


def listed(database: Database) -> list[StoredHit]:
    with database.read() as session:
        return list_hits(session)


def test_a_hit_is_read_as_it_was_saved(database: Database, now: datetime) -> None:
    new = NewHit(HIT, photo_sha256="a" * 64, seller_id="s1", title="A <b>kettle</b>")
    with database.write() as session:
        save_hits(session, [new], now=now)
    [stored] = listed(database)
    assert stored == StoredHit(stored.id, HIT, "a" * 64, "s1", "A <b>kettle</b>", now)
    with database.read() as session:
        assert get_hit(session, stored.id) == stored
        assert get_hit(session, stored.id + 1) is None


def test_a_pair_is_stored_once(database: Database, now: datetime) -> None:
    save(database, HIT, now=now)
    [first] = listed(database)
    again = replace(
        HIT,
        view="back",
        score=0.75,
        band=Band.EXPEDITED,
        region=(),
        model="m2",
        evidence=Evidence(),
    )
    save(database, HIT, again, now=now + timedelta(days=1))
    assert listed(database) == [replace(first, hit=again)]


def test_no_hits_are_no_error(database: Database, now: datetime) -> None:
    save(database, now=now)
    assert listed(database) == []


def test_pages_are_newest_first(database: Database, now: datetime) -> None:
    for number in range(5):
        save(database, replace(HIT, listing_id=f"L{number}"), now=now)
    pages: list[list[str]] = []
    with database.read() as session:
        after = None
        while page := list_hits(session, after=after, limit=2):
            pages.append([stored.hit.listing_id for stored in page])
            after = page[-1].id
    assert pages == [["L4", "L3"], ["L2", "L1"], ["L0"]]


def test_lists_are_filtered(database: Database, now: datetime) -> None:
    save(database, HIT, now=now)
    save(database, replace(HIT, listing_id="L2", probability=0.25, band=Band.NONE), now=now)
    save(database, replace(HIT, listing_id="L2", right_id="D2", band=Band.EXPEDITED), now=now)
    with database.read() as session:
        found = {
            "listing": list_hits(session, listing_id="L2"),
            "right": list_hits(session, right_id="D1"),
            "band": list_hits(session, band=Band.EXPEDITED),
            "probability": list_hits(session, min_probability=0.875),
            "all": list_hits(session, listing_id="L2", right_id="D1", band=Band.NONE),
        }
    assert {
        name: [(stored.hit.listing_id, stored.hit.right_id) for stored in hits]
        for name, hits in found.items()
    } == {
        "listing": [("L2", "D2"), ("L2", "D1")],
        "right": [("L2", "D1"), ("L1", "D1")],
        "band": [("L2", "D2")],
        "probability": [("L2", "D2"), ("L1", "D1")],
        "all": [("L2", "D1")],
    }


@pytest.mark.parametrize(
    "bad",
    [
        replace(HIT, probability=1.5),
        replace(HIT, probability=float("nan")),
        replace(HIT, score=float("-inf")),
        replace(HIT, channels={"embedding": float("nan")}),
        replace(HIT, region=((float("inf"), 0.0),)),
        replace(HIT, evidence=Evidence(transform=(float("nan"),) * 9)),
        replace(HIT, evidence=Evidence(pairs=((0.0, 0.0, float("inf"), 0.0),))),
        replace(HIT, evidence=Evidence(differs=((0.0, 0.0, 1.0, float("nan")),))),
    ],
)
def test_numbers_that_mean_nothing_are_refused(database: Database, now: datetime, bad: Hit) -> None:
    with pytest.raises(ValueError, match="no numbers for a hit: Hit"):
        save(database, HIT, bad, now=now)
    assert listed(database) == []
