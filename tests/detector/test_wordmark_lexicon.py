# ruff: noqa: RUF001, RUF003 -- ambiguous characters are what this is about
"""Which words a text is found to hold, checked against looking for each one everywhere."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from detector.wordmark.lexicon import Found, Lexicon, allowed_cost, cost
from detector.wordmark.spelling import skeleton, spell

# Few letters, most of them confusable, make for many near words; one word in two is Chinese.
letters = st.text("abmrn0o1lvw", min_size=2, max_size=13)
characters = st.text("康师帅傅耐克", min_size=1, max_size=7)
words = letters | characters
texts = st.lists(words | st.text("aB1 康-", max_size=4), max_size=5).flatmap(
    lambda parts: st.sampled_from([" ".join(parts), "".join(parts)])
)


def oracle(word: str, text: str) -> float | None:
    """The least cost at which a text holds a word, looked for in every place."""
    spelling, wanted = spell(text), spell(word).letters
    costs = []
    for start in range(len(spelling.letters)):
        for stop in range(start + 2, len(spelling.letters) + 1):
            seen = spelling.letters[start:stop]
            ends = (start not in spelling.cuts) + (stop not in spelling.cuts)
            alike = skeleton(seen) == skeleton(wanted)
            if not ends or alike:
                costs.append(cost(wanted, seen) + ends)
    least = min(costs, default=float("inf"))
    return least if len(wanted) >= 2 and least <= allowed_cost(wanted) else None


@settings(max_examples=300, deadline=None)
@given(st.sets(words, max_size=6), texts)
@example({"rn" * 9}, "m" * 9)
@example({"m" * 18}, "m" * 12 + "rn" * 6)
@example({"ababa"}, "ab1ba")
def test_finds_what_looking_everywhere_finds(registered: set[str], text: str) -> None:
    found = {one.word: one.cost for one in Lexicon(registered).find(spell(text))}
    expected = {word: least for word in registered if (least := oracle(word, text)) is not None}
    assert found == expected


@given(words, texts)
def test_what_is_found_lies_where_it_says(word: str, text: str) -> None:
    spelling, wanted = spell(text), spell(word).letters
    for found in Lexicon([word]).find(spelling):
        seen = spelling.letters[found.start : found.stop]
        assert found.similarity == 1 - found.cost / len(wanted)
        assert 0.5 < found.similarity <= 1
        assert cost(wanted, seen) <= found.cost
        assert (found.cost == 0) <= (seen == wanted)


@given(letters, letters)
def test_cost_is_a_count_of_edits_that_spares_confusable_letters(one: str, other: str) -> None:
    assert cost(one, other) == cost(other, one)
    assert (cost(one, other) == 0) == (one == other)
    assert cost(one, other) <= Levenshtein.distance(one, other)
    if skeleton(one) == skeleton(other):
        assert cost(one, other) == Levenshtein.distance(one, other) / 4


def similarity(word: str, text: str) -> float | None:
    found: list[Found] = Lexicon([word]).find(spell(text))
    return found[0].similarity if found else None


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("Adidas", "original ADIDAS shoes", 1),
        ("Adidas", "АDІDАЅ", 1),  # Cyrillic А, І and Ѕ
        ("Adidas", "Ad1das", 1 - 0.25 / 6),
        ("Adidas", "abidas", 1 - 1 / 6),
        ("Adidas", "abibas", None),
        ("God Morgon", "GOD MORGON", 1),
        ("God Morgon", "godmorgon", 1),
        ("Häagen-Dazs", "HAAGEN DAZS", 1),
        ("Nike", "N1KE", 1 - 0.25 / 4),
        ("Nike", "bike", None),
        ("Nike", "Unikel", None),
        ("Nike", "NIKE2024", 1),
        ("Bravo", "BRAVE", None),
        ("Bravo", "8RAV0", 1 - 0.5 / 5),
        ("Tropicana", "opicana", None),
        ("Ben & Jerry's", "Ben ond Jerrys", None),
        ("Schwarzkopf & Co", "Schworzkopf Ca", 1 - 2 / 13),
        ("H&M", "HM", 1),
        ("H&M", "HN", None),
        ("LG", "1G", None),
        ("Yoghurt", "MILDYOGHURT", 1 - 1 / 7),
        ("Alpro", "xalprox", None),
        ("耐克", "正品耐克运动鞋", 1),
        ("耐克", "耐用", None),
        ("康师傅", "康帅傅方便面", 1 - 1 / 3),
        ("Νίκη", "ΝΙΚΗ", 1),
        ("Νίκη", "νίκη", 1),
    ],
)
def test_words_are_found_as_a_person_would(word: str, text: str, expected: float | None) -> None:
    assert similarity(word, text) == expected


@given(st.text("bcdfgh", min_size=2, max_size=3), st.text("bcdfgh", min_size=2, max_size=3))
def test_short_words_must_be_exact(word: str, text: str) -> None:
    assert (similarity(word, text) is not None) == (word == text)


def test_single_letters_are_never_found() -> None:
    lexicon = Lexicon(["X", "鲜", "!"])
    assert not len(lexicon)
    assert lexicon.find(spell("X 鲜 !")) == []


def test_best_word_comes_first() -> None:
    found = Lexicon(["Adidas", "Adibas", "Puma"]).find(spell("puma adidas"))
    assert [(one.word, one.cost) for one in found] == [("Adidas", 0), ("Puma", 0), ("Adibas", 1)]


def test_empty_lexicon_finds_nothing() -> None:
    assert Lexicon([]).find(spell("adidas")) == []
