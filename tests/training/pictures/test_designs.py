"""Groups of designs: siblings are other designs, and alike."""

import numpy as np
import pytest

from data.synthetic.designs import COPY_DISTANCE, DIFFERENT_DISTANCE, FAMILIES, distance
from training.pictures.designs import draw_siblings


@pytest.mark.parametrize("family", FAMILIES)
def test_siblings_are_no_copies_but_alike(family: str) -> None:
    for seed in range(3):
        designs = draw_siblings(np.random.default_rng(seed), family)
        assert {design.split for design in designs} == {"calibration"}
        apart = [distance(designs[0], other) for other in designs[1:]]
        assert max(apart) < DIFFERENT_DISTANCE
        every = [distance(a, b) for i, a in enumerate(designs) for b in designs[:i]]
        assert min(every) > 2 * COPY_DISTANCE
