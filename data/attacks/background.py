"""The goods cut out and set before something else."""

import cv2
import numpy as np
from PIL import Image, ImageFilter

from data.attacks.cutout import cut_out
from data.attacks.edit import AttackedImage
from data.synthetic.backdrops import studio
from data.synthetic.textures import draw_texture


def new_background(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Replace what is behind the goods: 0 is a paper sweep, 1 is wood, stone or cloth in full.

    Raises:
        NotApplicableError: no object stands out from its background.
    """
    matte = cut_out(image)
    picture = studio(rng, image.size)
    if amount > 0:
        picture = Image.blend(picture, draw_texture(rng, image.size), amount)
    soft = max(0.02 * min(image.size), 1.0)
    shadow = matte.filter(ImageFilter.BoxBlur(soft)).point(lambda value: value * 0.35)
    picture.paste((20, 18, 18), (round(0.6 * soft), round(0.8 * soft)), shadow)
    picture.paste(image, (0, 0), matte)
    points = cv2.findNonZero((np.asarray(matte) > 127).astype(np.uint8))
    # Pixel indices to the corners that pixels reach.
    hull = cv2.convexHull(points).reshape(-1, 2) + 0.5
    outline = tuple((float(x), float(y)) for x, y in hull)
    return AttackedImage(picture, np.eye(3), outline)
