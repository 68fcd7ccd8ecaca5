"""Letters of a word that change places, as in the names of look-alike brands."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.attacks.edit import AttackedImage, NotApplicableError, in_place

_BLOCK = 0.16
"""Side of the neighbourhood that a letter stands out from, over the picture's shorter side."""
_CONTRAST = 14
_SHORTEST, _TALLEST = 0.025, 0.75
"""Heights of letters over the picture's height; the shortest are six pixels at least."""
_FEWEST = 3
_ALIKE = 0.55
"""The shorter of two neighbours in a word is at least this part of the taller."""
_GAP = 0.9
"""Neighbours in a word are no farther apart than this part of their height."""
_SAME_INK = 60.0
"""Greatest distance between the colours of neighbours in a word, in grey levels."""


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """A connected shape that may be a letter.

    Attributes:
        left: Of its box, in pixels.
        top: Of its box.
        width: Of its box.
        height: Of its box.
        ink: ``(height, width)``, where the letter is in its box.
        colour: ``(3,)`` mean of its ink.
    """

    left: int
    top: int
    width: int
    height: int
    ink: NDArray[np.bool_]
    colour: NDArray[np.float64]

    def within(self, other: "Letter") -> bool:
        """Tell whether this is in the other's box, as the hole of an O is."""
        return (
            other.left < self.left
            and other.top < self.top
            and self.left + self.width < other.left + other.width
            and self.top + self.height < other.top + other.height
        )


def swap_letters(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Swap so many pairs of neighbouring letters, in the largest words first.

    Raises:
        NotApplicableError: there is no row of three or more shapes that could be a word.
    """
    pixels = np.array(image)
    pairs: list[tuple[Letter, Letter]] = []
    for word in find_words(pixels):
        # Neighbours that share no letter: every swap can be seen.
        start = int(rng.integers(2)) if len(word) % 2 else 0
        found = list(zip(word[start::2], word[start + 1 :: 2], strict=False))
        pairs += [found[i] for i in rng.permutation(len(found))]
    if not pairs:
        raise NotApplicableError("no word was found whose letters could be swapped")
    for first, second in pairs[: round(amount)]:
        _swap(pixels, first, second)
    return in_place(Image.fromarray(pixels))


def find_words(pixels: NDArray[np.uint8]) -> list[list[Letter]]:
    """Return rows of shapes that look like separate letters, those of the tallest first."""
    letters = _find_letters(pixels)
    words: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda shape: shape.left):
        near = [word for word in words if _follows(word[-1], letter)]
        if near:
            max(near, key=lambda word: word[-1].left).append(letter)
        else:
            words.append([letter])
    words = [word for word in words if len(word) >= _FEWEST]
    words.sort(key=lambda word: -float(np.median([shape.height for shape in word])))
    apart: list[list[Letter]] = []
    for word in words:
        # The holes of letters are rows of shapes, too.
        if not any(_overlap(word, other) for other in apart):
            apart.append(word)
    return apart


def _find_letters(pixels: NDArray[np.uint8]) -> list[Letter]:
    """Find what is darker, or lighter, than its neighbourhood and has a letter's size."""
    height, width = pixels.shape[:2]
    block = max(round(_BLOCK * min(width, height)) // 2 * 2 + 1, 9)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    letters = []
    for sign in (grey, 255 - grey):
        ink = cv2.adaptiveThreshold(
            sign, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, _CONTRAST
        )
        count, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
        for label in range(1, count):
            x, y, w, h, area = (int(v) for v in stats[label])
            tall = max(_SHORTEST * height, 6) <= h <= _TALLEST * height
            # Nothing but an upright stroke fills its box.
            solid = area > 0.97 * w * h and w > 0.4 * h
            if tall and 0.08 * h < w < 1.6 * h and area > 0.12 * w * h and not solid:
                shape = labels[y : y + h, x : x + w] == label
                colour = pixels[y : y + h, x : x + w][shape].mean(axis=0)
                letters.append(Letter(x, y, w, h, shape, colour))
    return [letter for letter in letters if not any(map(letter.within, letters))]


def _follows(before: Letter, letter: Letter) -> bool:
    tall, short = max(before.height, letter.height), min(before.height, letter.height)
    gap = letter.left - (before.left + before.width)
    heads = abs(letter.top - before.top)
    feet = abs(letter.top + letter.height - before.top - before.height)
    level = min(heads, feet) <= 0.3 * tall
    same_ink = float(np.linalg.norm(before.colour - letter.colour)) <= _SAME_INK
    near = -0.15 * tall <= gap <= _GAP * tall
    return level and same_ink and near and short >= _ALIKE * tall


def _overlap(word: list[Letter], other: list[Letter]) -> bool:
    across = word[0].left < other[-1].left + other[-1].width and (
        other[0].left < word[-1].left + word[-1].width
    )
    down = min(shape.top for shape in word) < max(s.top + s.height for s in other) and (
        min(shape.top for shape in other) < max(s.top + s.height for s in word)
    )
    return across and down


def _swap(pixels: NDArray[np.uint8], first: Letter, second: Letter) -> None:
    """Take two letters out, heal the ground, and set each where the other stood."""
    shapes = [(letter, _soft(letter, pixels)) for letter in (first, second)]
    top = min(first.top, second.top)
    bottom = max(first.top + first.height, second.top + second.height)
    left, right = first.left, second.left + second.width
    margin = max((bottom - top) // 4, 3)
    rows = slice(max(top - margin, 0), bottom + margin)
    columns = slice(max(left - margin, 0), right + margin)
    hole = np.zeros(pixels.shape[:2], dtype=np.uint8)
    for letter in (first, second):
        box = (
            slice(letter.top, letter.top + letter.height),
            slice(letter.left, letter.left + letter.width),
        )
        hole[box] |= letter.ink
    grown = cv2.dilate(hole[rows, columns], np.ones((5, 5), dtype=np.uint8))
    pixels[rows, columns] = cv2.inpaint(
        np.ascontiguousarray(pixels[rows, columns]), grown, 3, cv2.INPAINT_TELEA
    )
    # Both stay between the outer edges of the pair, whatever their widths, and on their line.
    for (letter, (colours, alpha)), x in zip(shapes, (right - first.width, left), strict=True):
        _set(pixels, colours, alpha, x - 1, letter.top - 1)


def _soft(
    letter: Letter, pixels: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return a letter's colours and its alpha, with a pixel of edge on every side."""
    ink = np.pad(letter.ink, 1).astype(np.float32)
    alpha = cv2.GaussianBlur(cv2.dilate(ink, np.ones((3, 3), dtype=np.uint8)), (3, 3), 0)
    padded = np.pad(pixels, ((1, 1), (1, 1), (0, 0)), mode="edge")
    box = (
        slice(letter.top, letter.top + letter.height + 2),
        slice(letter.left, letter.left + letter.width + 2),
    )
    return padded[box], np.asarray(alpha, dtype=np.float32)


def _set(
    pixels: NDArray[np.uint8],
    colours: NDArray[np.uint8],
    alpha: NDArray[np.float32],
    left: int,
    top: int,
) -> None:
    height, width = pixels.shape[:2]
    up, down = max(top, 0), min(top + alpha.shape[0], height)
    start, end = max(left, 0), min(left + alpha.shape[1], width)
    inside = (slice(up - top, down - top), slice(start - left, end - left))
    share = alpha[inside][:, :, None]
    under = pixels[up:down, start:end]
    pixels[up:down, start:end] = under + share * (colours[inside].astype(np.float32) - under)
