"""Other goods, seen beside the original or behind it."""

import numpy as np
from PIL import Image

from data.synthetic.backdrops import studio
from data.synthetic.goods import draw_goods
from data.synthetic.textures import draw_texture


def draw_article(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Draw another article on a plain ground or a table."""
    picture = studio(rng, size) if rng.random() < 0.5 else draw_texture(rng, size)
    article = draw_goods(rng, None, 0.0).image
    side = max(round(0.92 * min(size)), 1)
    article = article.resize((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)
    picture.paste(article, ((size[0] - side) // 2, (size[1] - side) // 2), article)
    return picture
