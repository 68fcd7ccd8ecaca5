# ruff: noqa: RUF001, RUF003 -- ambiguous characters are what this is about
"""Which characters look alike, for people and for text recognition.

Curated from Unicode Technical Standard 39 (confusables.txt), cut to what brand names are written
in, and extended by the digits and signs that sellers put for letters.
"""

_TWINS = {
    # Cyrillic, Armenian and Cherokee letters that no eye can tell from Latin ones.
    "a": "АаӐӑ",
    "b": "ВвЬьƄ",
    "c": "СсᏟ",
    "d": "ԁᏧ",
    "e": "ЕеЁёҽ",
    "f": "ſϜ",
    "g": "Ԍɡց",
    "h": "НнһҺհᎻ",
    "i": "ІіЇїӀӏıᎥ",
    "j": "ЈјᎫ",
    "k": "КкᏦ",
    "l": "Ꮮ",
    "m": "Мм",
    "n": "ոռ",
    "o": "ОоӨөՕօ",
    "p": "РрᏢ",
    "q": "ԚԛՔգ",
    "r": "г",
    "s": "ЅѕՏᏚ",
    "t": "Тт",
    "u": "ՍսцЦ",
    "v": "ѴѵᏙ",
    "w": "ԜԝШшᎳ",
    "x": "ХхҲҳ",
    "y": "УуҮүЎўӮ",
    "z": "Ꮓ",
}

_GREEK = {
    # Capitals and small letters of one Greek letter look like different Latin ones (Η, η).
    "a": "Αα",
    "b": "Ββ",
    "c": "ϲϹ",
    "d": "δ",
    "e": "Εε",
    "g": "γ",
    "h": "Η",
    "i": "Ιι",
    "j": "ϳͿ",
    "k": "Κκ",
    "m": "Μ",
    "n": "Νη",
    "o": "Οοσ",
    "p": "Ρρ",
    "t": "Ττ",
    "u": "υμ",
    "v": "ν",
    "w": "ω",
    "x": "Χχ",
    "y": "Υ",
    "z": "Ζ",
}

_LATIN = {
    # Latin letters that Unicode does not decompose into a base letter and a diacritic.
    "a": "Ʌɑ",
    "ae": "Ææ",
    "d": "ĐđÐðƊɗ",
    "h": "Ħħ",
    "i": "Ɨɨ",
    "l": "ŁłƚɫĿŀ",
    "n": "ŊŋƝɲ",
    "o": "ØøƟɵ",
    "oe": "Œœ",
    "p": "Þþ",
    "t": "ŦŧŢţ",
    "b": "ƀɓ",
    "z": "Ƶƶ",
    "k": "ĸ",
}

_ALIKE = {
    # Told apart by a careful eye only; `v` and `u` as in BVLGARI.
    "o": "0",
    "l": "i1|",
    "s": "5$",
    "b": "8",
    "z": "2",
    "g": "9q",
    "a": "4@",
    "e": "3€",
    "t": "7",
    "u": "v",
    "rn": "m",
    "uu": "w",
}

TWINS: dict[int, str] = {
    ord(one): letter
    for table in (_TWINS, _GREEK, _LATIN)
    for letter, ones in table.items()
    for one in ones
}
"""Characters that are read as a Latin letter: the same word, spelt with them, looks the same."""

ALIKE: dict[int, str] = {ord(one): to for to, ones in _ALIKE.items() for one in ones}
"""Characters of a spelling that a hasty eye takes for others, folded to one of each group."""

SIGNS = frozenset("|$@€")
"""Signs that stand for letters when they are part of a word."""
