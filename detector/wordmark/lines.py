"""Lines of text in a photo, and which of them are read on from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data.decode import DecodedImage
from data.records import Point

Quad = tuple[Point, Point, Point, Point]

_MOST_IN_CHAIN = 3
"""Lines over which a word mark may be spread."""

_MOST_CHARACTERS = 40
"""Characters on the lines over which a word mark may be spread; more of them are running text."""

_ALIKE_HEIGHT = 2.5
"""Lines of one word mark differ in height by at most this factor."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line that was read.

    Attributes:
        text: As read.
        confidence: The reader's mean probability of a character, in [0, 1].
        quad: Corners in photo pixels, clockwise as one who reads the line sees them, from above
            its first character on.
    """

    text: str
    confidence: float
    quad: Quad

    def part(self, start: float, stop: float) -> Quad:
        """Outline of a part of the line, given as fractions of its length."""
        first, second, third, fourth = self.quad
        return (
            _between(first, second, start),
            _between(first, second, stop),
            _between(fourth, third, stop),
            _between(fourth, third, start),
        )


class TextReader(Protocol):
    """Reads the text in a photo."""

    @property
    def fingerprint(self) -> str:
        """Names the models and settings that decide what is read."""

    def read(self, image: DecodedImage) -> tuple[TextLine, ...]:
        """Return the lines, largest letters first. Any number of threads may call this."""


def chains(lines: Sequence[TextLine]) -> list[tuple[int, ...]]:
    """Which lines may be read in a row, as positions in `lines`: each alone, then pairs and more.

    A line goes on in one to its right or below it, as seen by one who reads it, that is no
    further away than a line is high, about as high, and runs the same way.
    """
    following = {
        index: [
            other for other in range(len(lines)) if _follows(lines[index].quad, lines[other].quad)
        ]
        for index in range(len(lines))
    }
    longest: list[tuple[int, ...]] = [(index,) for index in range(len(lines))]
    found = list(longest)
    for _ in range(_MOST_IN_CHAIN - 1):
        longest = [
            (*chain, other)
            for chain in longest
            for other in following[chain[-1]]
            if other not in chain
            and sum(len(lines[one].text) for one in (*chain, other)) <= _MOST_CHARACTERS
        ]
        found += longest
    return found


def hull(quads: Sequence[Quad]) -> tuple[Point, ...]:
    """The convex hull of some outlines, counter-clockwise in a frame whose y axis points up."""
    points = sorted({point for quad in quads for point in quad})
    if len(points) < 3:
        return tuple(points)

    # Andrew's monotone chain (1979).
    def half(ordered: Sequence[Point]) -> list[Point]:
        kept: list[Point] = []
        for point in ordered:
            while len(kept) >= 2 and _turn(kept[-2], kept[-1], point) <= 0:
                kept.pop()
            kept.append(point)
        return kept[:-1]

    return tuple(half(points) + half(points[::-1]))


def _follows(one: Quad, other: Quad) -> bool:
    corners, others = np.array(one, dtype=np.float64), np.array(other, dtype=np.float64)
    along = (corners[1] - corners[0]) + (corners[2] - corners[3])
    height = (np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    length = np.linalg.norm(along)
    if not (height and length):
        return False
    along /= length
    down = np.array([-along[1], along[0]])
    frame = np.stack([along, down], axis=1) / height
    mine, theirs = corners @ frame, others @ frame
    (left, top), (right, bottom) = mine.min(axis=0), mine.max(axis=0)
    (its_left, its_top), (its_right, its_bottom) = theirs.min(axis=0), theirs.max(axis=0)
    its_height = its_bottom - its_top
    if not 1 / _ALIKE_HEIGHT <= its_height <= _ALIKE_HEIGHT or not _same_way(theirs):
        return False
    beside = _overlap(top, bottom, its_top, its_bottom) > 0.5 * min(1, its_height)
    if beside and -0.5 <= its_left - right <= 1:
        return True
    narrower = min(right - left, its_right - its_left)
    below = _overlap(left, right, its_left, its_right) > 0.5 * narrower
    return bool(below and -0.5 <= its_top - bottom <= 1)


def _same_way(quad: NDArray[np.float64]) -> bool:
    """Whether a line, in the frame of another, runs along its first axis, within 30 degrees."""
    across, down = quad[1] - quad[0]
    return bool(across > 0 and abs(down) < 0.6 * across)


def _overlap(start: float, stop: float, other_start: float, other_stop: float) -> float:
    return min(stop, other_stop) - max(start, other_start)


def _between(one: Point, other: Point, fraction: float) -> Point:
    return (
        one[0] + (other[0] - one[0]) * fraction,
        one[1] + (other[1] - one[1]) * fraction,
    )


def _turn(one: Point, two: Point, three: Point) -> float:
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])
