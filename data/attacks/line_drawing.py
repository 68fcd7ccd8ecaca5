"""A design or logo redrawn by hand, in outline."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from data.attacks.edit import AttackedImage, in_place
from data.attacks.palette import pick
from data.synthetic.textures import noise

_INKS = ((24, 24, 30), (36, 44, 92), (110, 36, 34))
_PAPERS = ((255, 255, 255), (250, 248, 240))
_PEN = 0.0065
"""Width of the pen over the shorter side."""


def outline(image: Image.Image, amount: float, rng: np.random.Generator) -> AttackedImage:
    """Draw the edges alone, by a pen that strays by that share of the shorter side (deviation)."""
    side = min(image.size)
    lines = _edges(image)
    pen = max(round(_PEN * side * float(rng.uniform(0.8, 1.1))) // 2 * 2 + 1, 1)
    drawn = Image.fromarray(lines).filter(ImageFilter.MaxFilter(pen))
    drawn = drawn.filter(ImageFilter.BoxBlur(0.12 * pen + 0.4))
    if amount > 0:
        drawn = _strayed(drawn, amount * side, rng)
    page = Image.new("RGB", image.size, pick(rng, _PAPERS))
    page.paste(pick(rng, _INKS), (0, 0), drawn)
    return in_place(page)


def _edges(image: Image.Image) -> NDArray[np.uint8]:
    """Return 255 along edges (Canny 1986), with thresholds from the picture's own gradients."""
    side = min(image.size)
    # Strokes stand for shapes, not for grain.
    smooth = cv2.bilateralFilter(np.asarray(image), 5, 50, 5)
    smooth = cv2.GaussianBlur(smooth, (0, 0), max(0.0055 * side, 0.6))
    slopes = [
        np.hypot(cv2.Sobel(channel, cv2.CV_32F, 1, 0), cv2.Sobel(channel, cv2.CV_32F, 0, 1))
        for channel in cv2.split(smooth)
    ]
    strongest = np.max(slopes, axis=0)
    high = max(0.3 * float(np.quantile(strongest, 0.985)), 40.0)
    edges = [cv2.Canny(channel, 0.4 * high, high) for channel in cv2.split(smooth)]
    found: NDArray[np.uint8] = np.max(edges, axis=0)
    return found


def _strayed(drawn: Image.Image, reach: float, rng: np.random.Generator) -> Image.Image:
    """Move every place of a drawing a little, neighbours together."""
    width, height = drawn.size
    cell = (max(width // 6, 4), max(height // 6, 4))
    x = np.arange(width)[None, :] + reach * noise(rng, drawn.size, cell, octaves=2)
    y = np.arange(height)[:, None] + reach * noise(rng, drawn.size, cell, octaves=2)
    columns = np.clip(np.rint(x), 0, width - 1).astype(np.intp)
    rows = np.clip(np.rint(y), 0, height - 1).astype(np.intp)
    return Image.fromarray(np.asarray(drawn)[rows, columns])
