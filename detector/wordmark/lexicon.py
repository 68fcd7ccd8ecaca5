"""The registered words, and where a text spells one of them, or something much like it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from detector.wordmark.spelling import Spelling, is_dense, skeleton, spell

MIN_LETTERS = 2
"""A single letter or character is found on any packaging: it is never matched."""

_CONFUSED = 0.25
"""Cost of a letter that only looks like the right one, where a wrong one costs 1."""

_STUCK = 1.0
"""Cost of each end at which a word runs on into other letters, as text recognition may put it."""

_LONGER = 6
"""Letters by which a spelling may differ in length from its word: two for each edit allowed, as an
edit is worth two confusions of m and rn."""


@dataclass(frozen=True, slots=True)
class Found:
    """A registered word in a text.

    Attributes:
        word: As registered.
        start: Index of its first letter in the text's spelling.
        stop: Index after its last one.
        cost: Edits that turn what is spelt into the word: 1 for a wrong, missing or additional
            letter and for each end that runs on into others, 0.25 for a confusable one.
        similarity: 1 less the cost per letter of the word; 1 is the word itself.
    """

    word: str
    start: int
    stop: int
    cost: float
    similarity: float


def allowed_cost(letters: str) -> float:
    """How far from a word a spelling of it may be.

    Short words are met by chance, so below four letters they must be exact, and below six only
    two letters may differ, by confusable ones. From six letters on one edit is allowed, from twelve
    two, and from eighteen three. A Chinese character says more than a letter: there, one of three
    may differ and two of six.
    """
    length = len(letters)
    if all(map(is_dense, letters)):
        return min(2, length // 3)
    if length < 4:
        return 0
    return min(3, length // 6) if length >= 6 else 2 * _CONFUSED


def cost(word: str, seen: str) -> float:
    """Edits between two spellings (Levenshtein), confusable letters counted less."""
    plain = Levenshtein.distance(word, seen)
    if not plain:
        return 0
    # Folding m to rn may also lengthen a difference, which is then no reason to count it more.
    folded = min(plain, Levenshtein.distance(skeleton(word), skeleton(seen)))
    return folded + _CONFUSED * (plain - folded)


class Lexicon:
    """Words that can be looked up in texts; it never changes.

    Building takes about 30 µs for each word. A lookup costs time in proportion to the pieces of
    the text and to the words that share letter pairs with one of them: with 13,000 words, about
    5 ms for a line of 30 to 40 letters and less than 1 ms for one of Chinese
    (``benchmarks/wordmark.py``).

    Args:
        words: As registered, each as often as it likes.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._forms: list[tuple[str, str]] = sorted(
            {
                (letters, word)
                for word in words
                for written in _written(word)
                if len(letters := spell(written).letters) >= MIN_LETTERS
            }
        )
        self._allowed = [allowed_cost(letters) for letters, _ in self._forms]
        self._longest = max((len(letters) for letters, _ in self._forms), default=0)
        spellings = [letters for letters, _ in self._forms]
        skeletons = [skeleton(letters) for letters in spellings]
        self._exact = _positions(spellings)
        self._alike = _positions(skeletons)
        self._near = [_Near(forms, self._allowed) for forms in (spellings, skeletons)]

    def __len__(self) -> int:
        return len({word for _, word in self._forms})

    def find(self, text: Spelling) -> list[Found]:
        """The best place of each word that the text holds, best word first.

        A word must begin and end where words do (`Spelling.cuts`). One that is long enough to
        bear that edit is also found inside others, if it has no wrong letters but confusable ones.
        """
        best: dict[str, Found] = {}
        for found in (*self._whole(text), *self._stuck(text)):
            held = best.get(found.word)
            if held is None or (found.cost, found.start, found.stop) < (
                held.cost,
                held.start,
                held.stop,
            ):
                best[found.word] = found
        return sorted(best.values(), key=lambda found: (-found.similarity, found.word))

    def _whole(self, text: Spelling) -> Iterator[Found]:
        windows = _windows(text.cuts, self._longest + _LONGER)
        for start, stop in (one for same in windows.values() for one in same):
            seen = text.letters[start:stop]
            for form in {*self._exact.get(seen, ()), *self._alike.get(skeleton(seen), ())}:
                yield from self._judged(form, seen, start, stop, ends=0)
        near = self._near[0].to(text.letters) | self._near[1].to(skeleton(text.letters))
        for form in near:
            length, spread = len(self._forms[form][0]), int(2 * self._allowed[form])
            for other in range(length - spread, length + spread + 1):
                for start, stop in windows.get(other, ()):
                    seen = text.letters[start:stop]
                    yield from self._judged(form, seen, start, stop, ends=0)

    def _stuck(self, text: Spelling) -> Iterator[Found]:
        cuts = set(text.cuts)
        folded = skeleton(text.letters)
        # Where each of the letters begins in the skeleton.
        at = np.cumsum([0, *(len(skeleton(letter)) for letter in text.letters)]).tolist()
        length = len(text.letters)
        for start in range(length):
            longest = min(length, start + self._longest + _LONGER)
            for stop in range(start + MIN_LETTERS, longest + 1):
                ends = (start not in cuts) + (stop not in cuts)
                forms = self._alike.get(folded[at[start] : at[stop]], ()) if ends else ()
                for form in forms:
                    yield from self._judged(form, text.letters[start:stop], start, stop, ends)

    def _judged(self, form: int, seen: str, start: int, stop: int, ends: int) -> Iterator[Found]:
        letters, word = self._forms[form]
        total = cost(letters, seen) + ends * _STUCK
        if total <= self._allowed[form]:
            yield Found(word, start, stop, total, 1 - total / len(letters))


class _Near:
    """Finds which forms may be within some edits of a part of a text, by the grams they share.

    One edit touches at most q of a string's q-grams (Ukkonen 1992), so a form within k edits
    shares all but k q of its distinct ones. Letters are taken in pairs, characters of dense
    scripts singly.
    """

    def __init__(self, forms: Sequence[str], allowed: Sequence[float]) -> None:
        postings: dict[str, list[int]] = defaultdict(list)
        needed = np.zeros(len(forms), dtype=np.int32)
        always = []
        for index, (form, edits) in enumerate(zip(forms, allowed, strict=True)):
            if edits < 1:
                continue  # these are found by the whole string
            size = 1 if all(map(is_dense, form)) else 2
            grams = _grams(form, size)
            needed[index] = len(grams) - size * int(edits)
            if needed[index] < 1:
                always.append(index)
                continue
            for gram in grams:
                postings[gram].append(index)
        self._always = frozenset(always)
        self._needed = needed
        self._postings: Mapping[str, NDArray[np.int32]] = {
            gram: np.array(indices, dtype=np.int32) for gram, indices in postings.items()
        }

    def to(self, text: str) -> set[int]:
        """Every form that a part of the text is within the edits of, and some others."""
        grams = _grams(text, 1) | _grams(text, 2)
        lists = [self._postings[gram] for gram in grams if gram in self._postings]
        if not lists:
            return set(self._always)
        forms, shared = np.unique(np.concatenate(lists), return_counts=True)
        return {*self._always, *forms[shared >= self._needed[forms]].tolist()}


def _written(word: str) -> tuple[str, ...]:
    """The word as it may be printed; a Greek one looks different in capitals and small letters."""
    return (word,) if word.isascii() else (word, word.upper(), word.lower())


def _grams(text: str, size: int) -> set[str]:
    return {text[start : start + size] for start in range(len(text) - size + 1)}


def _positions(forms: Sequence[str]) -> dict[str, list[int]]:
    positions: dict[str, list[int]] = defaultdict(list)
    for index, form in enumerate(forms):
        positions[form].append(index)
    return dict(positions)


def _windows(cuts: Sequence[int], most: int) -> dict[int, list[tuple[int, int]]]:
    """Where words may stand, by their length in letters."""
    windows: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for first, start in enumerate(cuts):
        for stop in cuts[first + 1 :]:
            if stop - start > most:
                break
            if stop - start >= MIN_LETTERS:
                windows[stop - start].append((start, stop))
    return dict(windows)
