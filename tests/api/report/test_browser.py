"""The page in a real browser: what a reviewer does with it."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from api.report import Card, Picture, Truth, write_report
from data.records import Band

BANDS = [Band.EXPEDITED, Band.REVIEW, Band.REVIEW, Band.NONE, Band.NONE]


@pytest.fixture
def report(
    tmp_path: Path,
    make_card: Callable[..., Card],
    now: datetime,
) -> Path:
    """Five hits; the first has a hostile title, the third is wrong, the last has no region."""
    cards = [
        make_card(
            seed,
            hit={
                "probability": 1 - seed / 10,
                "band": BANDS[seed - 1],
            }
            | ({"region": ()} if seed == 5 else {}),
            title="<img src=x onerror=alert(1)><script>alert(2)</script>" if seed == 1 else None,
            seller_id=f"seller-{seed}",
            url="https://shop.example/",
            truth=Truth.WRONG if seed == 3 else Truth.CORRECT,
        )
        for seed in range(1, 6)
    ]
    broken = Picture("broken", lambda: b"")
    return write_report(
        tmp_path / "a report & more",
        [*cards, make_card(6, hit={"probability": 0.01, "band": Band.NONE}, photo=broken)],
        title="Hits",
        now=now,
    )


@pytest.fixture
def page(open_page: Callable[[Path], Page], report: Path) -> Page:
    return open_page(report)


def expect_current(page: Page, rank: int) -> None:
    """Wait until the hit of this rank is the current one."""
    score = page.locator(".gallery .card.current .score")
    expect(score).to_have_text(re.compile(rf"#{rank}\s*$"))


def closer(page: Page) -> Locator:
    return page.locator("#looking .card")


def expect_visible(page: Page, count: int) -> None:
    """Wait until so many hits are shown: a key press returns before the page has answered it."""
    expect(page.locator(".gallery .card:visible")).to_have_count(count)


def test_pictures_load_and_the_outline_lies_on_the_region(page: Page) -> None:
    widths = page.locator(".gallery img").evaluate_all(
        "images => Promise.all(images.map(i => { i.loading = 'eager';"
        " return i.decode().then(() => i.naturalWidth) }))"
    )
    assert widths == [640, 300] * 5 + [300]
    frame = page.locator(".photo .frame").first.bounding_box()
    drawn = page.locator(".photo polygon").first.bounding_box()
    assert frame is not None
    assert drawn is not None
    # A 640 x 480 photo in a square frame has an eighth of it free above; the region starts at
    # (160, 120) and is 160 x 120.
    side = frame["width"]
    assert frame["height"] == pytest.approx(side, abs=1)
    assert drawn["x"] - frame["x"] == pytest.approx(side / 4, abs=4)
    assert drawn["y"] - frame["y"] == pytest.approx(side / 8 + 120 * side / 640, abs=4)
    assert drawn["width"] == pytest.approx(side / 4, abs=8)


def test_moving_by_keyboard(page: Page) -> None:
    ranks = [2, 3, 2, 3, 6, 6, 1, 1, 6, 1]
    for key, rank in zip(
        ["j", "j", "k", "ArrowRight", "End", "j", "g", "k", "G", "Home"], ranks, strict=True
    ):
        page.keyboard.press(key)
        expect_current(page, rank)
    columns = page.locator(".gallery").evaluate(
        "gallery => getComputedStyle(gallery).gridTemplateColumns.split(' ').length"
    )
    page.keyboard.press("ArrowDown")
    expect_current(page, 1 + columns)
    expect(page.locator(".gallery .card.current")).to_be_focused()


def test_looking_closer_and_going_on_from_there(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(closer(page)).to_contain_text("listing-2")
    page.keyboard.press("j")
    expect(closer(page)).to_contain_text("listing-3")
    page.keyboard.press("Escape")
    expect(page.locator("#looking")).to_be_hidden()
    expect_current(page, 3)
    # The copy in the closed dialog may still be there for a moment.
    expect(page.locator(".gallery .card.current")).to_be_focused()


def test_looking_closer_by_mouse(page: Page) -> None:
    page.locator(".gallery .view .frame").nth(1).click()
    expect(closer(page)).to_contain_text("listing-2")
    page.get_by_role("button", name="Next").click()
    expect(closer(page)).to_contain_text("listing-3")
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#looking")).to_be_hidden()


def test_the_outline_can_be_taken_away(page: Page) -> None:
    outline = page.locator(".gallery .outline").first
    expect(outline).to_be_visible()
    page.keyboard.press("o")
    expect(outline).to_be_hidden()
    button = page.locator(".toolbar [data-action=outline]")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("o")
    expect(outline).to_be_visible()


@pytest.mark.parametrize("close", [False, True])
def test_zooming_brings_the_region_to_the_middle(page: Page, close: bool) -> None:
    if close:
        page.keyboard.press("Enter")
    root = "#closer" if close else ".gallery"
    page.keyboard.press("z")
    frame = page.locator(f"{root} .photo .frame").first.bounding_box()
    region = page.locator(f"{root} .photo polygon").first.bounding_box()
    assert frame is not None
    assert region is not None
    for start, size in (("x", "width"), ("y", "height")):
        middle = frame[start] + frame[size] / 2  # type: ignore[literal-required]
        assert region[start] + region[size] / 2 == pytest.approx(middle, abs=2)  # type: ignore[literal-required]
        assert region[size] < frame[size]  # type: ignore[literal-required]
    assert region["width"] > frame["width"] / 2


def test_blinking_puts_the_view_where_the_photo_was(page: Page) -> None:
    page.keyboard.press("Enter")
    photo, view = closer(page).locator(".photo .frame"), closer(page).locator(".view .frame")
    before = photo.bounding_box()
    page.keyboard.press("b")
    assert view.bounding_box() == before
    expect(photo).to_be_hidden()
    page.keyboard.press("b")
    assert photo.bounding_box() == before
    expect(photo).to_be_visible()


def test_filtering_by_text(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("SELLER-4 list")
    expect_visible(page, 1)
    expect(page.locator("#shown")).to_have_text("1 of 6 shown")
    page.keyboard.press("Enter")
    expect_current(page, 4)
    page.keyboard.press("/")
    page.keyboard.type(" nowhere")
    expect(page.locator("#nothing")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect_visible(page, 6)


def test_filtering_by_band_and_truth(page: Page) -> None:
    for key, shown in [("2", 2), ("w", 1), ("0", 1), ("w", 6), ("1", 1), ("3", 3)]:
        page.keyboard.press(key)
        expect_visible(page, shown)
    expect_current(page, 4)
    page.get_by_role("button", name="Correct").click()
    expect_visible(page, 2)


def test_help_lists_keys_and_can_switch_them_off(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect_current(page, 1)
    page.keyboard.press("ArrowRight")
    expect_current(page, 2)


def test_a_reload_comes_back_to_the_same_hit(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("j")
    page.wait_for_url("**#hit-*")
    page.reload()
    expect_current(page, 4)


def test_a_photo_that_could_not_be_read_says_so(page: Page) -> None:
    expect(page.locator(".card .problem")).to_contain_text("Listing photo:")
    expect(page.locator(".masthead")).to_contain_text("Pictures that could not be read")


@pytest.mark.parametrize("width", [320, 768, 1400])
def test_nothing_runs_off_the_side(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    overflow = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(overflow) <= 0
    page.keyboard.press("Enter")
    assert page.evaluate(overflow) <= 0
    assert closer(page).evaluate("card => card.scrollWidth - card.clientWidth") <= 0


def test_it_can_be_read_without_scripts(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator(".gallery .card").count() == 6
    expect(page.locator(".toolbar")).to_be_hidden()
    expect(page.locator(".outline").first).to_be_visible()
    context.close()
