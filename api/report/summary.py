"""The figures at the head of a report."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from data.records import Band, Hit

BINS = 20
HEIGHT = 50.0
"""Of the histogram, in its own units; a column is one unit wide."""

_BANDS = (Band.NONE, Band.REVIEW, Band.EXPEDITED)
_THINNEST = 1.0
"""Of a block: one hit among thousands must still be seen."""


@dataclass(frozen=True, slots=True)
class Block:
    """The hits of one band in one column of the histogram, as a rectangle."""

    x: int
    y: float
    height: float
    band: Band
    label: str


def histogram(hits: Sequence[Hit]) -> list[Block]:
    """Draw how many hits have which probability, the bands of a column on top of each other."""
    counts = Counter((min(int(hit.probability * BINS), BINS - 1), hit.band) for hit in hits)
    columns: Counter[int] = Counter()
    for (column, _), count in counts.items():
        columns[column] += count
    unit = (HEIGHT - _THINNEST * (len(_BANDS) - 1)) / max(columns.values(), default=1)
    blocks = []
    for column in sorted(columns):
        top = HEIGHT
        for band in _BANDS:
            count = counts[column, band]
            if count:
                height = max(count * unit, _THINNEST)
                top -= height
                percent = 100 // BINS
                span = f"{column * percent}% to {(column + 1) * percent}%"
                label = f"{span}: {count:,} {band.value}"
                blocks.append(Block(column, top, height, band, label))
    return blocks


def full_bars(hits: Sequence[Hit]) -> dict[str, float]:
    """Find what a full bar stands for, by channel: 1, or the report's best score above that."""
    full: dict[str, float] = {}
    for hit in hits:
        for channel, score in hit.channels.items():
            full[channel] = max(full.get(channel, 1.0), score)
    return full


def distinct(values: Sequence[str]) -> str:
    """List the different values in `values`, in order of appearance."""
    return ", ".join(dict.fromkeys(values))
