"""Colours that sellers print in, and how to choose one."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from data.synthetic.shading import Colour

T = TypeVar("T")

LOUD: tuple[Colour, ...] = (
    (216, 40, 44),
    (250, 190, 40),
    (30, 120, 210),
    (40, 160, 90),
    (226, 60, 130),
    (20, 20, 24),
)
SKINS: tuple[Colour, ...] = ((236, 188, 160), (198, 142, 108), (124, 82, 60), (248, 212, 190))


def pick(rng: np.random.Generator, choices: Sequence[T]) -> T:
    """Draw one."""
    return choices[int(rng.integers(len(choices)))]
