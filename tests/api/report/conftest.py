import io
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from api.report import Card, Picture
from data.records import Band, Hit, Kind, Right

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = ["--disable-gpu", "--disable-quic", "--disable-background-networking"]
NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_jpeg() -> Callable[..., bytes]:
    """Draw a picture with a frame and a seed's own colour, as JPEG bytes."""

    def make(seed: int = 0, size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
        image = Image.new("RGB", size, (37 * seed % 256, 91 * seed % 256, 151))
        ImageDraw.Draw(image).rectangle((8, 8, size[0] - 8, size[1] - 8), outline="white", width=4)
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", **options)
        return buffer.getvalue()

    return make


@pytest.fixture
def make_card(make_jpeg: Callable[..., bytes]) -> Callable[..., Card]:
    """Make card number `seed`; `hit`, `right` and `card` change fields of those records."""

    def make(
        seed: int = 0,
        *,
        hit: dict[str, Any] | None = None,
        right: dict[str, Any] | None = None,
        **card: Any,
    ) -> Card:
        fields: dict[str, Any] = {
            "listing_id": f"listing-{seed}",
            "image": f"photos/{seed}.jpg",
            "right_id": "kettle",
            "view": "front",
            "probability": 0.5,
            "score": 1.5,
            "band": Band.REVIEW,
            "channels": {"embedding": 0.83, "local_features": 41.0},
            "region": ((160.0, 120.0), (320.0, 120.0), (320.0, 240.0), (160.0, 240.0)),
            "model": "lite2:1f2e",
            "index": "42",
        } | (hit or {})
        right_fields: dict[str, Any] = {
            "right_id": fields["right_id"],
            "kind": Kind.REGISTERED_DESIGN,
            "title": "Kettle with a swan neck",
            "views": (),
        } | (right or {})
        pictures: dict[str, Any] = {
            "photo": Picture(f"photo-{seed}", lambda: make_jpeg(seed)),
            "view": Picture("view", lambda: make_jpeg(7, (300, 300))),
        }
        return Card(hit=Hit(**fields), right=Right(**right_fields), **(pictures | card))

    return make


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH")
    # Chromium can't build its sandbox for root, as whom containers often run.
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS + sandbox)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[[Path], Page]]:
    """Open a report from disk; fail if it reaches out, complains, or runs a stranger's script."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    unwanted: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: unwanted.append(message.text))
    page.on("pageerror", lambda error: unwanted.append(str(error)))
    page.on("dialog", lambda dialog: unwanted.append(dialog.message))
    page.on("request", lambda request: requested.append(request.url))

    def open_report(report: Path) -> Page:
        page.goto(report.as_uri())
        return page

    yield open_report
    page.close()
    assert unwanted == []
    assert all(url.startswith("file:") for url in requested)
