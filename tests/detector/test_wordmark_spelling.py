# ruff: noqa: RUF001, RUF003 -- ambiguous characters are what this is about
"""Spelling sets aside how a word is written, and nothing else."""

import unicodedata
from itertools import chain

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detector.wordmark.spelling import plain_text, skeleton, spell

latin_and_cyrillic = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x2AF)
    | st.characters(min_codepoint=0x400, max_codepoint=0x481)
)
everything = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("written", "letters"),
    [
        ("ＡＤＩＤＡＳ", "adidas"),
        ("АDIDАS", "adidas"),  # Cyrillic А
        ("аdіdаѕ", "adidas"),  # Cyrillic а, і and ѕ
        ("ΝΙΚΕ", "nike"),  # Greek
        ("νike", "vike"),
        ("Häagen-Dazs®", "haagendazs"),
        ("ADIDAS™", "adidas"),
        ("Nestlé", "nestle"),
        ("Nestle\u0301", "nestle"),
        ("Smørrebrød", "smorrebrod"),
        ("Łódź", "lodz"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ısırgan", "isirgan"),
        ("H & M", "hm"),
        ("耐克", "耐克"),
        ("ﾊﾟﾅｿﾆｯｸ", "パナソニック"),
        ("ﬁne", "fine"),
        ("№", "no"),
        ("—!?…", ""),
    ],
)
def test_width_case_diacritics_and_twins_are_set_aside(written: str, letters: str) -> None:
    assert spell(written).letters == letters


def test_kana_that_differ_by_a_voicing_mark_stay_different() -> None:
    assert len({spell(one).letters for one in ("は", "ば", "ぱ")}) == 3


def test_every_character_is_spelt_in_letters_that_spell_themselves() -> None:
    # Letters of living scripts, compatibility forms, and letters in mathematical and other dress.
    for code in chain(range(0x3400), range(0xF900, 0x10000), range(0x1D400, 0x1F200)):
        letters = spell(chr(code)).letters
        assert spell(letters).letters == letters, hex(code)


@given(everything)
@example("e\u0301\u3099")
@example("\u1100\u1161\u0301")
def test_spelling_again_changes_nothing(text: str) -> None:
    letters = spell(text).letters
    assert spell(letters).letters == letters


@given(everything)
def test_unicode_form_does_not_matter(text: str) -> None:
    text = text.replace("™", "").replace("℠", "")
    expected = spell(text).letters
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert spell(unicodedata.normalize(form, text)).letters == expected


@given(latin_and_cyrillic)
def test_case_does_not_matter(text: str) -> None:
    assert spell(text.upper()).letters == spell(text.lower().upper()).letters
    assert spell(text.lower()).letters == spell(text.upper().lower()).letters


@given(everything)
def test_origins_and_cuts_lie_within_the_text(text: str) -> None:
    spelling = spell(text)
    whole = plain_text(text)
    assert len(spelling.origins) == len(spelling.letters)
    assert list(spelling.origins) == sorted(spelling.origins)
    assert all(0 <= origin < len(whole) for origin in spelling.origins)
    assert list(spelling.cuts) == sorted(set(spelling.cuts))
    assert spelling.cuts[0] == 0
    assert spelling.cuts[-1] == len(spelling.letters)


@given(st.text("abcdefghij "), st.text("abcdefghij "))
def test_words_end_at_spaces(one: str, other: str) -> None:
    spelling = spell(f"{one} {other}")
    assert len(spell(one).letters) in spelling.cuts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("iPhone15Pro", ["i", "phone", "15", "pro"]),
        ("ADIDAS", ["adidas"]),
        ("耐克Nike鞋", ["耐", "克", "nike", "鞋"]),
        ("ke$ha", ["ke", "$", "ha"]),
        ("@nike|puma", ["@", "nike", "|", "puma"]),
        ("cafés", ["cafes"]),
    ],
)
def test_words_end_where_a_reader_sees_them_end(text: str, words: list[str]) -> None:
    spelling = spell(text)
    pieces = zip(spelling.cuts, spelling.cuts[1:], strict=False)
    assert [spelling.letters[start:stop] for start, stop in pieces] == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Adidas", "Ad1das"),
        ("Lacoste", "Iacoste"),
        ("Google", "G00gle"),
        ("modern", "modem"),
        ("Samsung", "5amsung"),
        ("Bulgari", "BVLGARI"),
        ("swatch", "svvatch"),
        ("Kesha", "Ke$ha"),
        ("Pull&Bear", "Pu11 8ear"),
    ],
)
def test_look_alikes_share_a_skeleton(one: str, other: str) -> None:
    assert spell(one).letters != spell(other).letters
    assert skeleton(spell(one).letters) == skeleton(spell(other).letters)


@given(everything, everything)
def test_skeletons_go_letter_by_letter(one: str, other: str) -> None:
    first, second = spell(one).letters, spell(other).letters
    assert skeleton(first + second) == skeleton(first) + skeleton(second)
    assert skeleton(skeleton(first)) == skeleton(first)
