"""Shelves and hands: the package that is wanted stays the one that is seen."""

import numpy as np
import pytest
from PIL import Image

from data.synthetic.hand import hold
from data.synthetic.shelf import shelved

_RED = Image.new("RGBA", (120, 200), (230, 20, 20, 255))
_BLUE = Image.new("RGBA", (110, 190), (20, 20, 230, 255))


@pytest.mark.parametrize("seed", range(6))
def test_the_wanted_package_is_central_and_large_on_its_shelf(seed: int) -> None:
    picture = shelved(np.random.default_rng(seed), _RED, _BLUE, [_BLUE])
    pixels = np.asarray(picture, dtype=float)
    red = (pixels[..., 0] > 100) & (pixels[..., 1:].max(axis=2) < 60)
    assert red.mean() > 0.15
    y, x = (red.mean(axis=axis).argmax() for axis in (1, 0))
    middle = red[:, picture.width // 2 - 10 : picture.width // 2 + 10]
    assert middle.mean() > 0.4
    assert 0.1 < x / picture.width < 0.9
    assert 0 < y / picture.height < 1


@pytest.mark.parametrize("seed", range(12))
def test_a_low_package_is_not_hidden_by_higher_ones(seed: int) -> None:
    bar = Image.new("RGBA", (250, 80), (230, 20, 20, 255))
    picture = shelved(np.random.default_rng(seed), bar, bar.resize((240, 76)), [_BLUE])
    pixels = np.asarray(picture, dtype=float)
    red = (pixels[..., 0] > 100) & (pixels[..., 1:].max(axis=2) < 60)
    assert red.mean() > 0.1


@pytest.mark.parametrize("seed", range(6))
def test_a_hand_covers_a_little_of_what_it_holds(seed: int) -> None:
    scene = Image.new("RGB", (300, 300), (20, 200, 20))
    held = np.asarray(hold(np.random.default_rng(seed), scene, _RED, (90, 50)), dtype=int)
    box = held[50:250, 90:210]
    share = ((box[..., 0] > 150) & (box[..., 1] < 60)).mean()
    assert 0.6 < share < 0.999
    green = (held[..., 1] > 180) & (held[..., 0] < 60)
    assert green[:50].mean() > 0.7
    assert green.mean() < 0.73
