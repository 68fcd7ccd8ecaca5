import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.report import Card
from api.report.entry import Entry, Link
from api.report.exhibit import Exhibit
from api.report.pictures import Shown
from data.records import Evidence

PHOTO = Shown(file="photo.jpg", width=640, height=480)
TODAY = date(2026, 3, 1)


def entry(card: Card) -> Entry:
    return Entry.of(card, PHOTO, PHOTO, today=TODAY)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://shop.example/a?b=c", Link("https://shop.example/a?b=c", "shop.example")),
        ("HTTP://shop.example", Link("HTTP://shop.example", "shop.example")),
        ("https://bank@evil.example", Link("https://bank@evil.example", "evil.example")),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("data:text/html,hello", None),
        ("file:///etc/passwd", None),
        ("//shop.example/a", None),
        ("https://", None),
        ("https://[broken", None),
        ("", None),
        (None, None),
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(
    make_card: Callable[..., Card], url: str | None, link: Link | None
) -> None:
    assert entry(make_card(url=url)).link == link


def test_the_outline_is_in_photo_pixels(make_card: Callable[..., Card]) -> None:
    card = make_card(hit={"region": ((10.0, 20.04), (110.0, 20.0), (60.0, 90.0))})
    assert entry(card).outline == "10.0,20.0 110.0,20.0 60.0,90.0"


@pytest.mark.parametrize(
    "region", [(), ((1.0, 2.0), (3.0, 4.0)), ((math.nan, 0.0), (9.0, 0.0), (9.0, math.inf))]
)
def test_a_region_that_cannot_be_drawn_is_left_out(
    make_card: Callable[..., Card], region: Any
) -> None:
    shown = entry(make_card(hit={"region": region}))
    assert (shown.outline, shown.zoom) == ("", "")


coordinate = st.floats(allow_nan=False, allow_infinity=False)


@given(region=st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=6).map(tuple))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_zooming_stays_inside_the_photo(make_card: Callable[..., Card], region: Any) -> None:
    zoom = entry(make_card(hit={"region": region})).zoom
    if zoom:
        left, top, width, height = map(float, zoom.split())
        assert left >= 0
        assert top >= 0
        assert left + width <= PHOTO.width + 0.2
        assert top + height <= PHOTO.height + 0.2


def test_zooming_leaves_a_margin_around_the_region(make_card: Callable[..., Card]) -> None:
    card = make_card(hit={"region": ((100.0, 100.0), (200.0, 100.0), (200.0, 160.0))})
    assert entry(card).zoom == "85.0 85.0 130.0 90.0"


def test_a_reviewer_is_told_what_speaks_against_acting(make_card: Callable[..., Card]) -> None:
    card = make_card(
        seller_id="acme-store",
        right={
            "authorised_sellers": ("acme-store",),
            "withdrawn_at": datetime(2026, 1, 1, tzinfo=UTC),
            "expires_on": date(2026, 2, 28),
        },
    )
    assert entry(card).notices == (
        "The seller is authorised by the owner",
        "The right was withdrawn",
        "The right expired on 2026-02-28",
    )


def test_nothing_is_noticed_about_a_right_in_its_last_day(make_card: Callable[..., Card]) -> None:
    card = make_card(
        seller_id="other", right={"authorised_sellers": ("acme-store",), "expires_on": TODAY}
    )
    assert entry(card).notices == ()


def test_a_right_filed_later_is_noticed(make_card: Callable[..., Card]) -> None:
    card = make_card(right={"filed_on": date(2026, 3, 2)})
    assert entry(card).notices == ("The right is only filed on 2026-03-02",)


def test_an_anchor_follows_the_hit_and_not_its_place(make_card: Callable[..., Card]) -> None:
    first = entry(make_card(1, hit={"probability": 0.1}))
    again = entry(make_card(1, hit={"probability": 0.9}))
    other = entry(make_card(2))
    assert first.anchor == again.anchor != other.anchor


def test_exhibits_come_in_one_order_and_those_that_failed_are_left_out(
    make_card: Callable[..., Card],
) -> None:
    drawn = Shown(file="drawn.jpg", width=1000, height=500)
    exhibits = {
        Exhibit.HEAT: drawn,
        Exhibit.OVERLAY: Shown(problem="nothing to draw"),
        Exhibit.KEYPOINTS: drawn,
    }
    shown = Entry.of(make_card(), PHOTO, PHOTO, exhibits, today=TODAY)
    assert list(shown.exhibits) == [Exhibit.KEYPOINTS, Exhibit.HEAT]


def test_a_word_that_was_read_and_a_mirror_are_told(make_card: Callable[..., Card]) -> None:
    evidence = Evidence(mirrored=True, text="KETTLE <b>")
    told = entry(make_card(hit={"evidence": evidence})).remarks
    assert told == ("Read in the photo: KETTLE <b>", "The photo shows the view in a mirror")
    assert entry(make_card()).remarks == ()
