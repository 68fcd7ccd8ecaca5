"""The pictures of what a hit rests on, in a real browser."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from api.report import Card, Picture, write_report
from api.report.exhibit import Exhibit

ALL = list(Exhibit)


@pytest.fixture
def report(
    tmp_path: Path,
    make_card: Callable[..., Card],
    make_jpeg: Callable[..., bytes],
    now: datetime,
) -> Path:
    """Three hits: the first has every exhibit, the second a heat map alone, the third none."""

    def exhibits(names: list[Exhibit]) -> dict[Exhibit, Picture]:
        return {
            name: Picture(name, partial(make_jpeg, 10 + ALL.index(name), (1000, 500)))
            for name in names
        }

    cards = [
        make_card(seed, hit={"probability": 1 - seed / 10}, exhibits=exhibits(names))
        for seed, names in enumerate([ALL, [Exhibit.HEAT], []])
    ]
    return write_report(tmp_path / "report", cards, title="Hits", now=now)


@pytest.fixture
def page(open_page: Callable[[Path], Page], report: Path) -> Page:
    return open_page(report)


def exhibit(root: Locator, name: Exhibit) -> Locator:
    return root.locator(f".exhibit[data-exhibit={name}]")


def expect_shown(card: Locator, name: Exhibit | None) -> None:
    """Wait until a card shows this exhibit alone, or its photo and view."""
    frames = card.locator(".photo .frame"), card.locator(".view .frame")
    for frame in frames:
        expect(frame).to_be_visible(visible=name is None)
    expect(card.locator(".exhibit:visible")).to_have_count(0 if name is None else 1)
    if name is not None:
        expect(exhibit(card, name)).to_be_visible()


def test_one_key_goes_through_the_exhibits_and_back_to_the_photo(page: Page) -> None:
    card = page.locator(".gallery .card").first
    expect_shown(card, None)
    for name in (*ALL, None):
        page.keyboard.press("e")
        expect_shown(card, name)
        pressed = "false" if name is None else "true"
        expect(page.locator(".toolbar [data-action=exhibit]")).to_have_attribute(
            "aria-pressed", pressed
        )


def test_cards_turn_together_as_far_as_they_have_the_exhibit(page: Page) -> None:
    cards = page.locator(".gallery .card")
    page.get_by_role("button", name="Evidence").click()
    expect_shown(cards.nth(0), Exhibit.KEYPOINTS)
    expect_shown(cards.nth(1), None)
    page.keyboard.press("j")
    page.keyboard.press("e")
    for card, name in zip(cards.all(), (Exhibit.HEAT, Exhibit.HEAT, None), strict=True):
        expect_shown(card, name)
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect_shown(cards.nth(0), None)


def test_an_exhibit_takes_the_place_of_both_pictures(page: Page) -> None:
    card = page.locator(".gallery .card").first
    photo, view = (card.locator(f".{side} .frame").bounding_box() for side in ("photo", "view"))
    size = card.bounding_box()
    page.keyboard.press("e")
    expect_shown(card, Exhibit.KEYPOINTS)
    drawn = exhibit(card, Exhibit.KEYPOINTS).locator(".frame").bounding_box()
    assert photo is not None
    assert view is not None
    assert drawn is not None
    assert (drawn["x"], drawn["y"]) == (photo["x"], photo["y"])
    assert drawn["x"] + drawn["width"] == pytest.approx(view["x"] + view["width"], abs=1)
    assert drawn["height"] == pytest.approx(photo["height"], abs=1)
    assert card.bounding_box() == size


def test_a_closer_look_says_how_to_read_the_exhibit_and_keeps_it(page: Page) -> None:
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    closer = page.locator("#looking .card")
    expect_shown(closer, Exhibit.KEYPOINTS)
    expect(exhibit(closer, Exhibit.KEYPOINTS)).to_contain_text("lines join")
    page.keyboard.press("e")
    expect_shown(closer, Exhibit.OVERLAY)
    page.keyboard.press("j")
    expect(closer).to_contain_text("listing-1")
    expect_shown(closer, None)
    page.keyboard.press("k")
    expect(closer).to_contain_text("listing-0")
    expect_shown(closer, Exhibit.OVERLAY)
    page.keyboard.press("Escape")
    expect(page.locator("#looking")).to_be_hidden()
    expect_shown(page.locator(".gallery .card").first, Exhibit.OVERLAY)


def test_blinking_goes_back_to_the_photo(page: Page) -> None:
    page.keyboard.press("Enter")
    page.keyboard.press("e")
    closer = page.locator("#looking .card")
    expect_shown(closer, Exhibit.KEYPOINTS)
    page.keyboard.press("b")
    expect(closer.locator(".view .frame")).to_be_visible()
    expect(closer.locator(".photo .frame")).to_be_hidden()
    expect(closer.locator(".exhibit:visible")).to_have_count(0)


def test_exhibits_are_loaded_only_when_they_are_shown(page: Page) -> None:
    drawn = exhibit(page.locator(".gallery .card").first, Exhibit.KEYPOINTS).locator("img")
    assert drawn.evaluate("image => image.naturalWidth") == 0
    page.keyboard.press("e")
    drawn.evaluate("image => image.decode()")
    assert drawn.evaluate("image => image.naturalWidth") == 1000


def test_help_tells_the_key(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#help")).to_contain_text(
        "matched keypoints, overlay, differences, heat map"
    )


@pytest.mark.parametrize("width", [320, 1400])
def test_no_exhibit_runs_off_the_side(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.keyboard.press("e")
    expect_exhibit = page.locator(".gallery .exhibit:visible")
    expect(expect_exhibit).to_have_count(1)
    overflow = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(overflow) <= 0
    page.keyboard.press("Enter")
    closer = page.locator("#looking .card")
    expect(exhibit(closer, Exhibit.KEYPOINTS)).to_be_visible()
    assert closer.evaluate("card => card.scrollWidth - card.clientWidth") <= 0


def test_without_scripts_the_photo_is_shown(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    expect(page.locator(".gallery .photo .frame").first).to_be_visible()
    expect(page.locator(".exhibit:visible")).to_have_count(0)
    context.close()


def test_a_report_without_exhibits_does_not_offer_them(
    open_page: Callable[[Path], Page], tmp_path: Path, make_card: Callable[..., Card], now: datetime
) -> None:
    page = open_page(write_report(tmp_path / "plain", [make_card(1)], title="Hits", now=now))
    expect(page.locator("[data-action=exhibit]")).to_have_count(0)
    page.keyboard.press("e")
    page.keyboard.press("?")
    expect(page.locator("#help")).not_to_contain_text("keypoints")
