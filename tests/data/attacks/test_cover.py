"""Stickers and hands cover the share of the picture that the table states."""

import numpy as np
import pytest
from PIL import Image

from data.attacks.edit import Draw
from data.attacks.hand import hand_cover
from data.attacks.stickers import sticker_cover

_GROUND = (1, 254, 3)
"""No colour of skin, shadow or sticker."""


@pytest.mark.parametrize(("draw", "least"), [(hand_cover, 0.95), (sticker_cover, 0.6)])
@pytest.mark.parametrize("amount", [0.1, 0.25, 0.4])
@pytest.mark.parametrize("size", [(200, 200), (320, 140)])
def test_so_much_is_covered(draw: Draw, least: float, amount: float, size: tuple[int, int]) -> None:
    ground = Image.new("RGB", size, _GROUND)
    for seed in range(4):
        seen = np.asarray(draw(ground, amount, np.random.default_rng(seed)).image, dtype=int)
        # A shadow darkens the ground and leaves its hue: red and blue stay all but absent.
        covered = (seen[:, :, 0] > 22) | (seen[:, :, 2] > 22)
        # Stickers may overlap where there is no room, and stars have gaps between their points.
        assert least * amount - 0.02 <= covered.mean() <= amount + 0.06
