"""Which listings are measured."""

import pytest

from data.records import Listing
from training.evaluation.selection import Half, Selection, half_of


def _listing(listing_id: str, *right_ids: str, **metadata: str) -> Listing:
    return Listing(listing_id, (), right_ids=right_ids, metadata=metadata)


@pytest.mark.parametrize(
    ("listing", "taken"),
    [
        (_listing("a", "r", group="x"), True),
        (_listing("a", "r", group="y"), False),
        (_listing("a", "r"), False),
        (_listing("a", group="x"), True),
        (_listing("a", group="y"), False),
        (_listing("a"), True),
        (_listing("a", other="z"), True),
    ],
)
def test_a_column_selects_and_negatives_that_lack_it_stay(listing: Listing, taken: bool) -> None:
    assert Selection({"group": "x"}).takes(listing) is taken


def test_all_conditions_must_hold() -> None:
    selection = Selection({"group": "x", "split": "test"})
    assert selection.takes(_listing("a", "r", group="x", split="test"))
    assert not selection.takes(_listing("a", "r", group="x", split="train"))


@pytest.mark.parametrize(
    ("listing_id", "half"),
    [("l1", Half.TEST), ("l2", Half.TEST), ("l3", Half.TRAIN), ("l6", Half.TRAIN)],
)
def test_halves_are_fixed_by_the_id_s_sha1(listing_id: str, half: Half) -> None:
    # As the last digit of `printf %s ID | sha1sum` is even or odd.
    assert half_of(listing_id) is half


def test_halves_are_about_equal() -> None:
    test = [half_of(f"listing-{number}") is Half.TEST for number in range(400)]
    assert 150 < sum(test) < 250


def test_a_half_takes_every_negative_and_each_positive_once() -> None:
    ids = [f"listing-{number}" for number in range(40)]
    halves = [Selection({}, half) for half in Half]
    for listing_id in ids:
        assert sum(half.takes(_listing(listing_id, "r")) for half in halves) == 1
        assert all(half.takes(_listing(listing_id)) for half in halves)
