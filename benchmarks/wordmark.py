"""What word marks cost: looking words up, and reading photos.

    python benchmarks/wordmark.py [LISTINGS…] [--words 13000] [--photos 50]

Words are made up of syllables, a tenth of them of Chinese characters; lines of text are made of
further words, so that what is found in them are accidents. Photos of LISTINGS are read, and looked
up, if any are given. Times are of one core.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from data.decode import decode
from data.manifest import read_listings
from data.records import Listing
from detector.description import DECODE_SIDE
from detector.wordmark import Lexicon, find_words
from detector.wordmark.reader import RapidOcrReader
from detector.wordmark.spelling import spell

_SEED = 0
_LINES = 200
_CHINESE = 0.1
_ONSETS = ("b", "br", "c", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v", "z")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "oo")
_ENDS = ("", "", "", "n", "r", "s", "l", "x", "m")
_CHARACTERS = "".join(map(chr, range(0x4E00, 0x5200)))


def latin(rng: np.random.Generator) -> str:
    """Make a word of two to four syllables up."""
    parts = [
        str(rng.choice(sounds))
        for _ in range(int(rng.integers(2, 5)))
        for sounds in (_ONSETS, _VOWELS, _ENDS)
    ]
    return "".join(parts).capitalize()


def chinese(rng: np.random.Generator) -> str:
    """Make a word of two to five characters up."""
    return "".join(rng.choice(list(_CHARACTERS), int(rng.integers(2, 6))))


def line(make: Callable[[np.random.Generator], str], rng: np.random.Generator, least: int) -> str:
    """Make a line of words up that has so many letters or a word more."""
    words: list[str] = []
    while sum(map(len, words)) < least:
        words.append(make(rng))
    return " ".join(words)


def print_lookups(lexicon: Lexicon, rng: np.random.Generator) -> None:
    """Print what looking lines up costs."""
    for name, make, least in (("Latin", latin, 28), ("Chinese", chinese, 12)):
        spelt = [spell(line(make, rng, least)) for _ in range(_LINES)]
        start = time.process_time()
        found = [lexicon.find(text) for text in spelt]
        spent = 1000 * (time.process_time() - start)
        letters = [len(text.letters) for text in spelt]
        print(
            f"{name} lines of {min(letters)} to {max(letters)} letters: {spent / _LINES:.1f} ms "
            f"each, {sum(map(len, found)) / _LINES:.2f} words found by accident"
        )


def print_reading(photos: Sequence[str], lexicon: Lexicon) -> None:
    """Print what reading photos costs."""
    reader = RapidOcrReader()
    measured = []
    for photo in photos:
        image = decode(Path(photo).read_bytes(), max_side=DECODE_SIDE)
        start = time.process_time()
        lines = reader.read(image)
        read = time.process_time()
        matches = find_words(lines, lexicon)
        done = time.process_time()
        measured.append((len(lines), 1000 * (read - start), 1000 * (done - read), len(matches)))
    lines_each, reading, looking, words = np.array(measured).T
    blank = lines_each == 0
    print(
        f"{len(photos)} photos, {blank.sum()} without text, {lines_each.mean():.1f} lines in each: "
        f"read in {reading.mean():.0f} ms ({reading[blank].mean():.0f} ms without text), "
        f"looked up in {looking.mean():.1f} ms, {words.sum():.0f} words found"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("listings", nargs="*", type=Path)
    parser.add_argument("--words", type=int, default=13_000)
    parser.add_argument("--photos", type=int, default=50)
    arguments = parser.parse_args()
    rng = np.random.default_rng(_SEED)
    makers = [chinese if rng.random() < _CHINESE else latin for _ in range(arguments.words)]
    registered = [make(rng) for make in makers]
    start = time.process_time()
    lexicon = Lexicon(registered)
    spent = time.process_time() - start
    print(f"{len(lexicon):,} words: {1e6 * spent / len(lexicon):.0f} µs to build for each")
    print_lookups(lexicon, rng)
    rows = chain.from_iterable(map(read_listings, arguments.listings))
    photos = [photo.location for row in rows if isinstance(row, Listing) for photo in row.photos]
    if photos:
        chosen = rng.permutation(len(photos))[: arguments.photos]
        print_reading([photos[i] for i in chosen], lexicon)


if __name__ == "__main__":
    main()
