"""How a text is spelt, however it is written: width, case, diacritics and scripts set aside."""

import unicodedata
from dataclasses import dataclass

from detector.wordmark.confusables import ALIKE, SIGNS, TWINS

_DENSE = ("CJK ", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "THAI", "LAO", "KHMER", "MYANMAR")
"""Unicode names of characters from scripts that set no spaces between words begin like this."""

_NO_LETTERS = str.maketrans("™℠", "  ")
"""Marks of protection, which would become letters in form NFKC."""

_VOICING = "\u3099\u309a"
"""Marks that make another kana (は, ば, ぱ), where a diacritic makes the same letter."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """The letters and digits of a text.

    Attributes:
        letters: Lower case, without width, diacritics, spaces and punctuation; characters that
            look the same as a Latin letter are that letter.
        origins: For each of the letters, the index of the character in `plain_text` that it comes
            from.
        cuts: Positions between letters at which a word may begin or end, ascending; both ends
            are among them.
    """

    letters: str
    origins: tuple[int, ...]
    cuts: tuple[int, ...]


def plain_text(text: str) -> str:
    """The text in Unicode form NFKC, with a space for each mark of protection."""
    return unicodedata.normalize("NFKC", text.translate(_NO_LETTERS))


def spell(text: str) -> Spelling:
    """Spell a text out.

    Words end at spaces and punctuation, between letters and digits, where a capital follows a
    small letter, and around each character of a script that sets no spaces. `spell` of the
    letters of a spelling gives the same letters; so it does of the text in capitals, save for
    Greek, whose capitals look like other Latin letters than its small ones.
    """
    letters: list[str] = []
    origins: list[int] = []
    cuts = {0}
    before = " "
    for index, character in enumerate(plain_text(text)):
        if unicodedata.combining(character):
            continue
        if _word_ends(before, character):
            cuts.add(len(letters))
        spelt = _spell_character(character)
        letters.extend(spelt)
        origins.extend([index] * len(spelt))
        before = character
    cuts.add(len(letters))
    return Spelling("".join(letters), tuple(origins), tuple(sorted(cuts)))


def skeleton(letters: str) -> str:
    """Fold letters that are easily taken for each other (0 and o; 1, l and i; rn and m).

    After UTS 39, section 4. Folding goes letter by letter, so that the skeleton of two strings in
    a row is that of the first and then that of the second.
    """
    return letters.translate(ALIKE)


def is_dense(character: str) -> bool:
    """Whether the character says as much as several letters, and needs no space around it."""
    return unicodedata.name(character, "").startswith(_DENSE)


def _spell_character(character: str) -> str:
    apart = unicodedata.normalize("NFKD", character.translate(TWINS)).translate(TWINS).casefold()
    bare = "".join(
        one
        for one in unicodedata.normalize("NFKD", apart)
        if one in _VOICING or not unicodedata.combining(one)
    )
    whole = unicodedata.normalize("NFC", bare.translate(TWINS))
    return "".join(one for one in whole if one.isalnum() or one in SIGNS)


def _word_ends(before: str, after: str) -> bool:
    if not (before.isalnum() and after.isalnum()):
        return True
    if before.isdigit() != after.isdigit() or (before.islower() and after.isupper()):
        return True
    return is_dense(before) or is_dense(after)
