"""Cutting out: the matte is the object, on plain paper and on a busy ground."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from data.attacks import NotApplicableError
from data.attacks.cutout import cut_out
from data.synthetic.textures import draw_texture


def test_an_object_on_paper_is_cut_out_with_what_it_encloses() -> None:
    picture = Image.new("RGB", (200, 160), (250, 249, 246))
    draw = ImageDraw.Draw(picture)
    draw.circle((100, 80), 50, fill=(30, 60, 160))
    draw.circle((100, 80), 20, fill=(250, 249, 246))
    matte = np.asarray(cut_out(picture)) > 127
    assert matte[80, 100]
    assert overlap(matte, (100, 80), 50) > 0.95


@pytest.mark.parametrize("seed", range(3))
def test_an_object_on_a_busy_ground_is_cut_out(seed: int) -> None:
    picture = draw_texture(np.random.default_rng(seed), (240, 200))
    ImageDraw.Draw(picture).circle((120, 100), 60, fill=(220, 30, 60))
    assert overlap(np.asarray(cut_out(picture)) > 127, (120, 100), 60) > 0.85


def test_paper_alone_is_no_object() -> None:
    with pytest.raises(NotApplicableError, match="no object stands out"):
        cut_out(Image.new("RGB", (100, 100), "white"))


def overlap(matte: np.ndarray, middle: tuple[int, int], radius: int) -> float:
    y, x = np.indices(matte.shape)
    disc = np.hypot(x - middle[0], y - middle[1]) <= radius
    return float((matte & disc).sum() / (matte | disc).sum())
