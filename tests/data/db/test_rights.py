"""Rights in the database: ids, revisions, and who sees which change."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from threading import Event

import pytest

from data.db import Database
from data.db.rights import (
    RightCounts,
    Saved,
    changed_rights,
    count_rights,
    get_right,
    get_rights,
    list_rights,
    registry_revision,
    restore_right,
    save_right,
    withdraw_right,
)
from data.records import Kind, Right, View

MakeRight = Callable[..., Right]


def save(database: Database, *rights: Right, now: datetime) -> list[Saved]:
    with database.write() as session:
        return [save_right(session, right, now=now) for right in rights]


def load(database: Database, right_id: str = "R1") -> Right:
    with database.read() as session:
        found = get_right(session, right_id)
    assert found is not None
    return found


def view_ids(right: Right) -> dict[str, int]:
    return {view.name: view.id for view in right.views if view.id is not None}


def without_ids(right: Right) -> Right:
    return replace(right, views=tuple(replace(view, id=None) for view in right.views))


def revision(database: Database) -> int:
    with database.read() as session:
        return registry_revision(session)


def test_a_right_is_read_as_it_was_saved(database: Database, now: datetime) -> None:
    right = Right(
        right_id="EU-1/Ω",
        kind=Kind.REGISTERED_DESIGN,
        title="Kettle “one” \N{COFFIN}",
        views=(View("side", "b" * 64, 1, 2), View("front", "a" * 64, 30_000, 40_000)),
        owner="Acme",
        office="EUIPO",
        registration_number="001",
        classes=("07-01", "07-02"),
        words=("acme",),
        filed_on=date(2020, 2, 29),
        expires_on=date(2045, 2, 28),
        territories=("EU", "GB"),
        authorised_sellers=("s1",),
        metadata={"b": "1", "a": "zwei"},
    )
    assert save(database, right, now=now) == [Saved.CREATED]
    stored = load(database, "EU-1/Ω")
    assert without_ids(stored) == right
    assert len(view_ids(stored)) == 2


def test_saving_the_same_again_changes_nothing(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    save(database, make_right(front="a", back="b"), now=now)
    before = load(database), revision(database)
    again = save(database, make_right(front="a", back="b"), now=now + timedelta(days=1))
    assert again == [Saved.UNCHANGED]
    assert (load(database), revision(database)) == before


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"kind": Kind.REGISTERED_DESIGN},
        {"expires_on": date(2030, 1, 1)},
        {"classes": ("07",)},
        {"metadata": {"a": "b"}},
    ],
)
def test_a_changed_field_updates_the_right(
    database: Database, make_right: MakeRight, now: datetime, change: dict[str, object]
) -> None:
    save(database, make_right(), now=now)
    ids = view_ids(load(database))
    changed = replace(make_right(), **change)  # type: ignore[arg-type]
    assert save(database, changed, now=now) == [Saved.UPDATED]
    assert without_ids(load(database)) == changed
    assert view_ids(load(database)) == ids
    assert revision(database) == 2


def test_a_view_keeps_its_id_for_as_long_as_its_image(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    save(database, make_right(front="a", back="b", side="c"), now=now)
    before = view_ids(load(database))
    changed = make_right(top="d", back="x", front="a")
    assert save(database, changed, now=now) == [Saved.UPDATED]
    after = view_ids(load(database))
    assert without_ids(load(database)) == changed
    assert after["front"] == before["front"]
    assert not {after["back"], after["top"]} & set(before.values())


def test_a_change_of_order_is_a_change(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    save(database, make_right(front="a", back="b"), now=now)
    before = view_ids(load(database))
    assert save(database, make_right(back="b", front="a"), now=now) == [Saved.UPDATED]
    assert [view.name for view in load(database).views] == ["back", "front"]
    assert view_ids(load(database)) == before


def test_a_view_id_is_never_used_again(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    seen: list[int] = []
    for letter in "abcabc":
        save(database, make_right(front=letter), now=now)
        seen += view_ids(load(database)).values()
    assert len(set(seen)) == len(seen) == 6


def test_what_a_session_saves_it_reads(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    with database.write() as session:
        save_right(session, make_right(front="a", back="b"), now=now)
        save_right(session, make_right(back="b", front="x"), now=now)
        found = get_right(session, "R1")
    assert found == load(database)
    assert [view.image_sha256[0] for view in found.views] == ["b", "x"]


def test_two_views_of_one_name_are_refused(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    right = replace(make_right(), views=(View("v", "a" * 64, 1, 1), View("v", "b" * 64, 1, 1)))
    with pytest.raises(ValueError, match="right 'R1' has two views named 'v'"):
        save(database, right, now=now)


def test_withdrawing_and_restoring(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    save(database, make_right(), now=now)
    elsewhere = now.astimezone(timezone(timedelta(hours=5)))
    with database.write() as session:
        assert withdraw_right(session, "R1", now=elsewhere)
        assert not withdraw_right(session, "R1", now=now)
        assert not withdraw_right(session, "unknown", now=now)
    withdrawn_at = load(database).withdrawn_at
    assert withdrawn_at == now
    assert withdrawn_at.tzinfo is UTC
    with database.write() as session:
        assert restore_right(session, "R1", now=now)
        assert not restore_right(session, "R1", now=now)
    assert load(database).withdrawn_at is None
    assert revision(database) == 3


def test_saving_leaves_a_withdrawn_right_withdrawn(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    save(database, make_right(), now=now)
    with database.write() as session:
        withdraw_right(session, "R1", now=now)
    assert save(database, make_right(), now=now) == [Saved.UNCHANGED]
    assert save(database, make_right(front="b"), now=now) == [Saved.UPDATED]
    assert load(database).withdrawn_at == now


def test_a_time_without_a_zone_is_refused(database: Database, make_right: MakeRight) -> None:
    with pytest.raises(Exception, match="has no time zone"):
        save(database, make_right(), now=datetime(2026, 1, 1))


def test_pages_are_in_the_order_of_ids(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    # A language's order would be a, A, é, z.
    ids = ["A", "Z", "a", "a-1", "a1", "z", "é", "ß"]
    save(database, *(make_right(right_id) for right_id in reversed(ids)), now=now)
    pages: list[list[str]] = []
    with database.read() as session:
        after = None
        while page := list_rights(session, after=after, limit=3):
            pages.append([right.right_id for right in page])
            after = page[-1].right_id
    ordered = sorted(ids)
    assert pages == [ordered[:3], ordered[3:6], ordered[6:]]


def test_lists_are_filtered(database: Database, make_right: MakeRight, now: datetime) -> None:
    design = replace(make_right("D"), kind=Kind.REGISTERED_DESIGN)
    save(database, make_right("A"), make_right("B"), design, now=now)
    with database.write() as session:
        withdraw_right(session, "B", now=now)

    with database.read() as session:
        found = {
            (kind, withdrawn): [
                right.right_id for right in list_rights(session, kind=kind, withdrawn=withdrawn)
            ]
            for kind in (None, Kind.TRADEMARK)
            for withdrawn in (False, True, None)
        }
    assert found == {
        (None, False): ["A", "D"],
        (None, True): ["B"],
        (None, None): ["A", "B", "D"],
        (Kind.TRADEMARK, False): ["A"],
        (Kind.TRADEMARK, True): ["B"],
        (Kind.TRADEMARK, None): ["A", "B"],
    }


def test_many_rights_at_once(database: Database, make_right: MakeRight, now: datetime) -> None:
    save(database, make_right("A"), make_right("B"), now=now)
    asked = ["A", "B", *(f"unknown {number}" for number in range(2500))]
    with database.read() as session:
        assert set(get_rights(session, asked)) == {"A", "B"}
        assert get_rights(session, []) == {}


def test_counts(database: Database, make_right: MakeRight, now: datetime) -> None:
    save(database, make_right("A", front="a", back="b"), make_right("B"), now=now)
    with database.write() as session:
        withdraw_right(session, "B", now=now)
        assert count_rights(session) == RightCounts(rights=1, views=2, withdrawn=1)


def test_changes_are_ordered_by_revision(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    save(database, make_right("A"), make_right("B"), make_right("C"), now=now)
    save(database, make_right("A", front="x"), now=now)
    with database.write() as session:
        withdraw_right(session, "B", now=now)

    def changed(since: int, limit: int | None = None) -> list[tuple[int, str]]:
        with database.read() as session:
            changes = changed_rights(session, since, limit=limit)
        return [(change.revision, change.right.right_id) for change in changes]

    assert changed(0) == [(3, "C"), (4, "A"), (5, "B")]
    assert changed(0, limit=1) == [(3, "C")]
    assert changed(3, limit=1) == [(4, "A")]
    assert changed(4) == [(5, "B")]
    assert changed(5) == []


def test_a_follower_misses_no_change_of_concurrent_writers(
    database: Database, make_right: MakeRight, now: datetime
) -> None:
    done = Event()

    def write(writer: int) -> None:
        for number in range(12):
            save(database, make_right(f"{writer}-{number}"), make_right("shared"), now=now)
            save(database, make_right("shared", front=f"{number % 10}"), now=now)

    def follow() -> dict[int, str]:
        seen: dict[int, str] = {}
        while True:
            finished = done.is_set()
            with database.read() as session:
                changes = changed_rights(session, max(seen, default=0))
            seen |= {change.revision: change.right.right_id for change in changes}
            if finished:
                return seen

    with ThreadPoolExecutor(4) as pool:
        follower = pool.submit(follow)
        writers = [pool.submit(write, writer) for writer in range(3)]
        try:
            for finished in writers:
                finished.result()
        finally:
            done.set()
        seen = follower.result()

    with database.read() as session:
        stored = {change.revision: change.right.right_id for change in changed_rights(session, 0)}
        assert registry_revision(session) == max(stored)
    # Nothing in the database is unknown to the follower: only older revisions of "shared" may be.
    assert stored.items() <= seen.items()
    assert len(stored) == 3 * 12 + 1
