import base64
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.report import Card, Truth
from api.report.entry import Entry
from api.report.page import decimal, percent, render
from api.report.pictures import Shown
from data.records import Band, Evidence

PICTURE = Shown(file="a.jpg", width=640, height=480)
HOSTILE = "</bdi></title><script>alert(1)</script>\" onload='alert(2)' x=\"{{ 7 * 7 }}<!--"


class Structure(HTMLParser):
    """Gathers a page's tags with the names of their attributes, and the text of each `bdi`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.texts: list[str] = []
        self._text: list[str] | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))
        if tag == "bdi":
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "bdi" and self._text is not None:
            self.texts.append("".join(self._text))
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


@pytest.fixture
def page(make_card: Callable[..., Card], now: datetime) -> Callable[[str], str]:
    """Render a page that has the given text wherever a stranger's text may be."""

    def make(text: str) -> str:
        card = make_card(
            hit={
                "listing_id": text,
                "image": text,
                "right_id": text,
                "view": text,
                "channels": {text: 0.5},
                "model": text,
                "index": text,
                "evidence": Evidence(text=text, mirrored=True),
            },
            right={
                "title": text,
                "owner": text,
                "office": text,
                "registration_number": text,
                "territories": (text, text),
            },
            title=text,
            seller_id=text,
            url=f"https://shop.example/{text}",
            truth=Truth.WRONG,
        )
        entry = Entry.of(card, PICTURE, Shown(problem=text), today=now.date())
        return "".join(render([entry], title=text, now=now, facts={text: text}, lead=[text]))

    return make


# HTML turns a carriage return into a line feed.
@given(text=st.text(st.characters(exclude_characters="\r"), min_size=1))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_changes_the_structure(page: Callable[[str], str], text: str) -> None:
    assert Structure(page(text)).tags == Structure(page("plain")).tags


def test_hostile_text_is_shown_as_it_is(page: Callable[[str], str]) -> None:
    structure = Structure(page(HOSTILE))
    assert structure.tags == Structure(page("plain")).tags
    assert HOSTILE in structure.texts


def test_the_policy_admits_the_page_s_own_script_and_style_alone(
    page: Callable[[str], str],
) -> None:
    html = page("plain")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; ")
    for tag in ("script", "style"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy[1]
    assert " style=" not in html
    assert not re.search(r" on\w+=", html)


def test_a_link_tells_the_shop_nothing(page: Callable[[str], str]) -> None:
    assert 'target="_blank" rel="noopener noreferrer">shop.example</a>' in page("plain")


def test_the_head_says_what_was_found(make_card: Callable[..., Card], now: datetime) -> None:
    entries = [
        Entry.of(
            make_card(seed, hit={"band": band, "index": str(seed % 2)}, truth=truth),
            PICTURE,
            PICTURE if seed else Shown(problem="gone"),
            today=now.date(),
        )
        for seed, (band, truth) in enumerate(
            [
                (Band.EXPEDITED, Truth.CORRECT),
                (Band.REVIEW, Truth.CORRECT),
                (Band.REVIEW, Truth.WRONG),
            ]
        )
    ]
    html = "".join(render(entries, title="Night run", now=now, facts={"Listings": "400"}))
    text = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", html.split("</style>")[1]))
    assert "Night run 3 hits: 1 expedited 2 review 0 none 2 correct 1 wrong" in text
    assert "Listings 400 Model lite2:1f2e Index revision 0, 1" in text
    assert "Written 2026-03-01 12:30 UTC Pictures that could not be read 1" in text


def test_a_report_without_hits_says_so(now: datetime) -> None:
    html = "".join(render([], title="Nothing", now=now, facts={}))
    assert "No hits." in html
    assert "<script" not in html


@pytest.mark.parametrize(
    ("probability", "text"),
    [(1.0, "100.0%"), (0.9996, ">99.9%"), (0.973, "97.3%"), (0.0004, "<0.1%"), (0.0, "0.0%")],
)  # fmt: skip
def test_only_certainty_is_worded_as_certainty(probability: float, text: str) -> None:
    assert percent(probability) == text


@pytest.mark.parametrize(
    ("score", "full", "text"), [(0.8349, 1, "0.83"), (-0.1, 1, "-0.10"), (3.0, 140.0, "3")]
)
def test_scores_have_the_decimals_that_mean_something(score: float, full: float, text: str) -> None:
    assert decimal(score, full) == text
