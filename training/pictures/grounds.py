"""What a product is photographed on: ground, shadow, and other goods at the edge."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from data.synthetic.backdrops import photograph_crop, room, studio, surface
from data.synthetic.goods import draw_goods


def ground(
    rng: np.random.Generator,
    size: tuple[int, int],
    foot: float,
    photographs: Sequence[Image.Image],
) -> Image.Image:
    """Draw what the product stands on, which its foot touches at a share of the height."""
    kind = rng.random()
    if kind < 0.16:
        return Image.new("RGB", size, "white")
    if kind < 0.44:
        return studio(rng, size)
    if kind < 0.78:
        horizon = float(np.clip(foot - rng.uniform(0.08, 0.25), 0.25, 0.9))
        return room(rng, size, photographs, horizon)
    if kind < 0.9:
        behind = photograph_crop(rng, size, photographs)
        return behind.filter(ImageFilter.GaussianBlur(float(rng.uniform(0, 4))))
    return surface(rng, size, photographs)


def put_bystander(rng: np.random.Generator, picture: Image.Image) -> None:
    """Lay another article at the edge, mostly out of the picture."""
    article = draw_goods(rng, None, 0.0).image
    side = round(float(rng.uniform(0.4, 0.7)) * min(picture.size))
    article = article.resize((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)
    left = -side // 2 if rng.random() < 0.5 else picture.width - side // 2
    picture.paste(article, (left, int(rng.uniform(0.1, 0.7) * picture.height)), article)


def cast_shadow(
    rng: np.random.Generator, picture: Image.Image, shot: Image.Image, at: tuple[int, int]
) -> None:
    """Darken the ground around the product's foot, and behind it to one side."""
    alpha = shot.getchannel("A")
    flat = (shot.width, max(round(0.16 * shot.height), 4))
    foot = alpha.crop((0, round(0.6 * shot.height), *shot.size)).resize(flat)
    pad = round(0.12 * max(shot.size)) + 2
    layer = Image.new("L", (shot.width + 2 * pad, flat[1] + 2 * pad))
    layer.paste(foot, (pad, pad))
    layer = layer.filter(ImageFilter.GaussianBlur(0.035 * max(shot.size) + 1))
    darkness = float(rng.uniform(0.35, 0.8))
    slide = round(float(rng.uniform(-0.08, 0.08)) * shot.width)
    place = (at[0] - pad + slide, at[1] + shot.height - pad - round(0.7 * flat[1]))
    picture.paste((22, 20, 24), place, layer.point(lambda value: value * darkness))
