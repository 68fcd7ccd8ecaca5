"""The page in a real browser, opened from disk."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = ["--disable-gpu", "--disable-quic", "--disable-background-networking"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")


@pytest.fixture
def browser() -> Iterator[Browser]:
    # Chromium can't build its sandbox for root, as whom containers often run.
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS + sandbox)
        yield browser
        browser.close()


def test_it_opens_from_disk_and_runs_nothing(
    browser: Browser, write: Callable[[str], Path]
) -> None:
    path = write("<img src=x onerror=alert(1)><script>alert(2)</script>")
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    unwanted: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: unwanted.append(message.text))
    page.on("pageerror", lambda error: unwanted.append(str(error)))
    page.on("dialog", lambda dialog: unwanted.append(dialog.message))
    page.on("request", lambda request: requested.append(request.url))
    page.goto(path.as_uri())
    for picture in page.locator("article img").all():
        picture.scroll_into_view_if_needed()
        picture.evaluate("img => img.decode()")
    outline = page.locator("polygon.wrong").first
    photo = page.locator(".photo img").first
    assert outline.evaluate("polygon => getComputedStyle(polygon).stroke") == "rgb(255, 74, 61)"
    assert photo.evaluate("img => img.naturalWidth") > 0
    assert unwanted == []
    assert all(url.startswith("file:") for url in requested)
