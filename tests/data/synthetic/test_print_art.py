"""Prints: all layouts fit panels of any shape, and words can be read."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from data.synthetic.lettering import Typeface, draw_word, set_words
from data.synthetic.print_art import draw_art
from data.synthetic.print_grounds import GROUNDS, draw_ground, draw_scheme, ink_on
from data.synthetic.print_layouts import LAYOUTS
from data.synthetic.shading import luminance

_PHOTOGRAPHS = [Image.linear_gradient("L").convert("RGB")]


@pytest.mark.parametrize("size", [(40, 200), (120, 160), (300, 60), (24, 24)])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_prints_on_panels_of_any_shape(layout: str, size: tuple[int, int]) -> None:
    art = replace(draw_art(np.random.default_rng(2)), layout=layout)
    front = art.front(size, _PHOTOGRAPHS)
    assert front.size == size
    assert (np.asarray(front) != np.asarray(art.back(size))).any(axis=2).mean() > 0.05


@pytest.mark.parametrize("name", GROUNDS)
def test_every_ground_fills_its_panel_the_same_each_time(name: str) -> None:
    scheme = draw_scheme(np.random.default_rng(1))
    one, other = (draw_ground(name, scheme, 7, (80, 120)) for _ in range(2))
    assert one.size == (80, 120)
    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("seed", range(20))
def test_ink_can_be_read_on_its_ground(seed: int) -> None:
    scheme = draw_scheme(np.random.default_rng(seed))
    for ground in (scheme.ground, scheme.second, scheme.accent, scheme.brand):
        assert abs(luminance(ink_on(ground, scheme.brand)) - luminance(ground)) > 85


@pytest.mark.parametrize("bow", [0.0, 0.1, -0.1])
@pytest.mark.parametrize("font", range(0, 15, 2))
def test_words_fit_their_box(font: int, bow: float) -> None:
    mask = set_words("Müsli\nnöir", Typeface(font, 0.8, 0.2, capitals=False), (90, 40), bow=bow)
    assert mask.width <= 91
    assert mask.height <= 42
    assert 0.06 < (np.asarray(mask) > 127).mean() < 0.9


def test_made_up_words_are_many() -> None:
    rng = np.random.default_rng(0)
    words = {draw_word(rng) for _ in range(200)}
    assert len(words) > 180
    assert all(3 <= len(word) <= 14 for word in words)
