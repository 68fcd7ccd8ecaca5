"""Pictures of logos: on goods a logo is worked in many ways and can still be made out."""

import io

import numpy as np
import pytest
from PIL import Image, ImageFilter

from data.synthetic.marks import Mark, load_marks
from data.synthetic.photographs import photographs
from data.synthetic.scenes import Scenery
from training.pictures.framing import encoded, framed
from training.pictures.logos import draw_emblems, picture_logos
from training.pictures.looks import LOOKS, WorkedMark


@pytest.fixture(scope="module")
def mark() -> Mark:
    return load_marks()["adidas"]


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_changes_a_logo_and_leaves_its_shape(look: str, mark: Mark) -> None:
    plain = mark.render(160, (200, 30, 40))
    worked = WorkedMark.of(mark, look, 3).render(160, (200, 30, 40))
    again = WorkedMark.of(mark, look, 3).render(160, (200, 30, 40))
    assert worked.mode == "RGBA"
    assert worked.tobytes() == again.tobytes()
    assert (worked.tobytes() == plain.tobytes()) == (look == "printed")
    x, y = ((a - b) // 2 for a, b in zip(worked.size, plain.size, strict=True))
    ink = np.asarray(worked.crop((x, y, x + plain.width, y + plain.height)).getchannel("A"))
    near = np.asarray(plain.getchannel("A").filter(ImageFilter.MaxFilter(13))) > 127
    assert ink[near].mean() > 6 * ink[~near].mean()
    assert ink[near].mean() > 40


def test_a_group_of_logos_is_pictured_flat_and_on_goods() -> None:
    rng = np.random.default_rng(2)
    marks = draw_emblems(rng, "emblem-0")
    assert len(marks) == 4
    scenery = Scenery(tuple(photographs().values()))
    shown = list(
        picture_logos(rng, "emblem-0", marks[:1], category="emblem", split="train", scenery=scenery)
    )
    assert [info.style for info, _ in shown] == ["flat", "flat", "photo", "photo", "photo"]
    assert {info.instance for info, _ in shown} == {"emblem-0-0"}
    assert all(picture.mode == "RGB" and min(picture.size) > 60 for _, picture in shown)


@pytest.mark.parametrize("seed", range(8))
def test_what_matters_is_framed_whole_and_large(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scene = Image.new("RGB", (500, 400))
    left, top = rng.integers(0, 300, 2).tolist()
    scene.paste("red", (left, top, left + 90, top + 60))
    polygon = ((left, top), (left + 90, top), (left + 90, top + 60), (left, top + 60))
    picture = np.asarray(framed(rng, scene, polygon, (0.4, 0.9)))
    red = picture[..., 0] > 200
    assert red.sum() == 90 * 60
    assert 0.35 < 90 / max(picture.shape[:2]) < 1


def test_pictures_are_shrunk_until_they_fit() -> None:
    rng = np.random.default_rng(1)
    noise = Image.fromarray(rng.integers(0, 256, (400, 300, 3), dtype=np.uint8))
    for most in (1_000, 3_000, 6_000, 9_000):
        payload = encoded(noise, 128, most)
        assert most / 3 < len(payload) <= most
        with Image.open(io.BytesIO(payload)) as picture:
            assert max(picture.size) <= 128
