"""Words among the lines of a photo: read on across lines, and outlined where they stand."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.records import Point
from detector.wordmark import Lexicon, TextLine, find_words
from detector.wordmark.lines import Quad, chains, hull


def line(
    text: str,
    left: float,
    top: float,
    width: float,
    *,
    height: float = 20,
    confidence: float = 1,
    turned: float = 0,
) -> TextLine:
    """A line in an upright frame, all turned about the origin by some degrees, clockwise."""
    right, bottom = left + width, top + height
    cos, sin = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    first, second, third, fourth = (
        (x * cos - y * sin, x * sin + y * cos)
        for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))
    )
    return TextLine(text, confidence, (first, second, third, fourth))


def box(quad: tuple[Point, ...]) -> tuple[float, ...]:
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    return min(xs), min(ys), max(xs), max(ys)


def test_a_word_is_outlined_on_its_line() -> None:
    (match,) = find_words([line("buy NIKE now", 100, 50, 120)], Lexicon(["Nike"]))
    assert list(match.region) == [(140, 50), (180, 50), (180, 70), (140, 70)]
    assert (match.word, match.text, match.similarity) == ("Nike", "NIKE", 1)


def test_wide_characters_take_twice_the_place() -> None:
    (match,) = find_words([line("正品NIKE", 0, 0, 80)], Lexicon(["Nike"]))
    assert box(match.region) == (40, 0, 80, 20)


def test_text_as_read_shows_what_is_wrong() -> None:
    (match,) = find_words([line("Ad1das!", 0, 0, 70, confidence=0.9)], Lexicon(["Adidas"]))
    assert match.text == "Ad1das"
    assert match.score == pytest.approx(0.9 * (1 - 0.25 / 6))


@pytest.mark.parametrize("turned", [0, 30, 90, 180, 275])
@pytest.mark.parametrize(
    "second",
    [line("MORGON", 5, 24, 60), line("MORGON", 72, 3, 60)],
    ids=["below", "beside"],
)
def test_mark_on_two_lines_is_found_however_the_photo_is_turned(
    second: TextLine, turned: float
) -> None:
    left, top, right, _ = box(second.quad)
    lines = [
        line("MORGON", left, top, right - left, turned=turned, confidence=0.5),
        line("GOD", 0, 0, 70, turned=turned),
    ]
    (match,) = find_words(lines, Lexicon(["God Morgon"]))
    assert match.text == "GOD MORGON"
    assert match.confidence == 0.5
    corners = {point for one in lines for point in one.quad}
    low = np.min(list(corners), axis=0)
    high = np.max(list(corners), axis=0)
    np.testing.assert_allclose(box(match.region), (*low, *high))


def test_mark_on_three_lines_is_found() -> None:
    lines = [line(text, 0, 24 * row, 70) for row, text in enumerate(["BEN", "AND", "JERRY"])]
    assert [match.word for match in find_words(lines, Lexicon(["Ben and Jerry"]))]


@pytest.mark.parametrize(
    "second",
    [
        line("MORGON", 0, 90, 60),
        line("MORGON", 150, 0, 60),
        line("MORGON", 0, 24, 200, height=80),
        line("MORGON", 0, -24, 60),
        line("MORGON", -70, 0, 60),
        line("MORGON", -90, -40, 60, turned=180),
        line("MORGON and more text than any mark is made of", 0, 24, 450),
    ],
    ids=["far below", "far right", "much larger", "above", "left", "upside down", "running text"],
)
def test_lines_that_are_not_read_on_make_no_word(second: TextLine) -> None:
    assert not find_words([line("GOD", 0, 0, 70), second], Lexicon(["God Morgon"]))


def test_each_word_is_reported_once_where_it_is_best() -> None:
    lines = [
        line("adldas", 0, 0, 60),
        line("adidas", 0, 200, 60, confidence=0.99),
        line("adidas", 0, 400, 60, confidence=0.4),
    ]
    (match,) = find_words(lines, Lexicon(["Adidas"]))
    assert box(match.region) == (0, 200, 60, 220)


def test_nothing_is_found_without_lines_or_words() -> None:
    assert find_words([], Lexicon(["Adidas"])) == ()
    assert find_words([line("adidas", 0, 0, 60)], Lexicon([])) == ()


def test_lines_without_extent_are_read_alone() -> None:
    point: Quad = ((1, 1), (1, 1), (1, 1), (1, 1))
    lines = [TextLine("GOD", 1, point), TextLine("MORGON", 1, point)]
    assert chains(lines) == [(0,), (1,)]
    assert find_words(lines, Lexicon(["God"]))[0].region == point


coordinates = st.integers(-50, 50).map(float)
quads = st.lists(
    st.tuples(*[st.tuples(coordinates, coordinates)] * 4).map(lambda quad: (*quad,)),
    min_size=1,
    max_size=3,
)


@given(quads)
def test_hull_is_convex_and_holds_every_corner(outlines: list[Quad]) -> None:
    outline = hull(outlines)
    points = {point for quad in outlines for point in quad}
    assert set(outline) <= points
    if len(outline) < 3:
        return
    for (x, y), (other_x, other_y) in pairwise([*outline, outline[0]]):
        for px, py in points:
            assert (other_x - x) * (py - y) - (other_y - y) * (px - x) >= 0
