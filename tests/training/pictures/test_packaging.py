"""Groups of packaged goods: flavours of one brand, each flat and in photos."""

from collections import defaultdict

import numpy as np
import pytest
from PIL import Image

from data.synthetic.photographs import photographs
from data.synthetic.renderer import Renderer
from training.pictures.packaging import draw_flavours, picture_packages
from training.pictures.shards import PictureInfo

pytestmark = pytest.mark.usefixtures("opengl")
Shown = list[tuple[PictureInfo, Image.Image]]


def pictured(seed: int) -> Shown:
    rng = np.random.default_rng(seed)
    with Renderer() as renderer:
        return list(
            picture_packages(
                rng,
                "jar-00007",
                draw_flavours(rng, "jar"),
                split="held_out",
                renderer=renderer,
                photographs=list(photographs().values()),
            )
        )


@pytest.fixture(scope="module")
def shown() -> Shown:
    return pictured(2)


def test_every_flavour_is_shown_flat_and_in_photos(shown: Shown) -> None:
    styles = defaultdict(list)
    for info, picture in shown:
        styles[info.instance].append(info.style)
        assert (info.group, info.category, info.source) == ("jar-00007", "jar", "packaging")
        assert info.split == "held_out"
        assert picture.mode == "RGB"
        assert min(picture.size) > 128
    assert len(styles) == 4
    for found in styles.values():
        assert len(found) == 5
        assert found[0] == "flat"
        assert found.count("photo") in (3, 4)
        assert set(found) == {"flat", "photo"}
    assert len({info.name for info, _ in shown}) == 20


def test_a_flat_picture_is_on_white(shown: Shown) -> None:
    for info, picture in shown:
        if info.style == "flat":
            pixels = np.asarray(picture)
            assert (pixels[:4] == 255).all()
            assert (pixels.min(axis=2) < 240).mean() > 0.2


def test_the_same_seed_makes_the_same_pictures(shown: Shown) -> None:
    again = pictured(2)
    assert [info for info, _ in again] == [info for info, _ in shown]
    assert all(a.tobytes() == b.tobytes() for (_, a), (_, b) in zip(again, shown, strict=True))
