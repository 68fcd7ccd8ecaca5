"""Registered words among the lines of a photo."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from data.records import Point
from detector.wordmark.lexicon import Found, Lexicon
from detector.wordmark.lines import Quad, TextLine, chains, hull
from detector.wordmark.spelling import plain_text, spell


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A registered word that the photo shows.

    Attributes:
        word: As registered.
        text: As read, with what is wrong with it.
        similarity: 1 for the word itself, less for each edit; see `Found`.
        confidence: How sure the reader was of the least readable line.
        region: Outline of the word in photo pixels. Where on its line it stands is reckoned from
            average character widths.
    """

    word: str
    text: str
    similarity: float
    confidence: float
    region: tuple[Point, ...]

    @property
    def score(self) -> float:
        """Higher is more alike: similarity, less where reading was unsure."""
        return self.similarity * self.confidence


def find_words(lines: Sequence[TextLine], lexicon: Lexicon) -> tuple[WordMatch, ...]:
    """The best match of each word, best first. A mark may be spread over up to three lines."""
    if not len(lexicon):
        return ()
    best: dict[str, WordMatch] = {}
    for chain in chains(lines):
        for match in _in_chain([lines[index] for index in chain], lexicon):
            if match.word not in best or match.score > best[match.word].score:
                best[match.word] = match
    return tuple(sorted(best.values(), key=lambda match: (-match.score, match.word)))


def _in_chain(lines: Sequence[TextLine], lexicon: Lexicon) -> Iterable[WordMatch]:
    texts = [plain_text(line.text) for line in lines]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    joined = " ".join(texts)
    spelling = spell(joined)
    for found in lexicon.find(spelling):
        start, stop = _span(found, spelling.origins)
        used = [
            (line, max(start, begin) - begin, min(stop, begin + len(text)) - begin)
            for line, text, begin in zip(lines, texts, starts, strict=False)
            if start < begin + len(text) and begin < stop
        ]
        # Words on fewer lines are found in a shorter chain.
        if len(used) == len(lines):
            yield WordMatch(
                word=found.word,
                text=joined[start:stop],
                similarity=found.similarity,
                confidence=min(line.confidence for line in lines),
                region=_outline([_quad(*one) for one in used]),
            )


def _span(found: Found, origins: Sequence[int]) -> tuple[int, int]:
    return origins[found.start], origins[found.stop - 1] + 1


def _quad(line: TextLine, start: int, stop: int) -> Quad:
    """Outline of the characters from `start` to `stop` of a line."""
    widths = [_width(character) for character in plain_text(line.text)]
    total = sum(widths)
    return line.part(sum(widths[:start]) / total, sum(widths[:stop]) / total)


def _outline(quads: Sequence[Quad]) -> tuple[Point, ...]:
    return quads[0] if len(quads) == 1 else hull(quads)


def _width(character: str) -> float:
    """About how wide a character is printed, in widths of a letter."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
