"""Pictures to edit: a word mark, a packed product and a photograph, all made here or carried."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from data.synthetic.goods import draw_goods
from data.synthetic.photographs import photographs


def word_mark(word: str = "LOREMIX") -> Image.Image:
    picture = Image.new("RGB", (360, 240), "white")
    draw = ImageDraw.Draw(picture)
    draw.circle((180, 76), 52, fill=(30, 90, 200))
    draw.circle((196, 64), 30, fill=(250, 190, 40))
    draw.text((180, 190), word, (24, 24, 30), ImageFont.load_default(62), "mm")
    return picture


def packed_product() -> Image.Image:
    def label(_: tuple[int, int, int]) -> Image.Image:
        drawn = Image.new("RGBA", (300, 200), (30, 60, 120, 255))
        ImageDraw.Draw(drawn).text((150, 100), "MARVO", "white", ImageFont.load_default(80), "mm")
        return drawn

    article = draw_goods(np.random.default_rng(4), label, 0.5).image.resize((300, 300))
    picture = Image.new("RGB", (300, 300), (246, 246, 246))
    picture.paste(article, (0, 0), article)
    return picture


def photograph() -> Image.Image:
    picture = photographs()["chelsea"]
    picture.thumbnail((320, 320))
    return picture


@pytest.fixture(scope="session")
def pictures() -> dict[str, Image.Image]:
    return {"mark": word_mark(), "product": packed_product(), "photograph": photograph()}
