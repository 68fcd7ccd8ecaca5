"""A hand that holds a product up before the camera."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from data.synthetic.shading import Colour

_SKINS: tuple[Colour, ...] = ((236, 188, 160), (198, 142, 108), (124, 82, 60), (248, 212, 190))
_SHADOW = (20, 16, 18)


def hold(
    rng: np.random.Generator, picture: Image.Image, shot: Image.Image, at: tuple[int, int]
) -> Image.Image:
    """Put an RGBA product on an RGB picture, its top left corner at `at`, held from one side.

    The palm is behind the product and the fingertips, or the thumb, lie over its edge.
    """
    skin = np.array(_SKINS[int(rng.integers(len(_SKINS)))])
    width, height = shot.size
    thick = max(float(rng.uniform(0.09, 0.12)) * (shot.width * shot.height) ** 0.5, 6.0)
    # Drawn for a hand from the right; for one from the left everything is mirrored.
    mirrored = rng.random() < 0.5
    left = picture.width - at[0] - width if mirrored else at[0]
    grip = at[1] + float(rng.uniform(0.5, 0.8)) * height
    edge = left + _reach(shot, grip - at[1], mirrored=mirrored)
    behind, over = Image.new("RGBA", picture.size), Image.new("RGBA", picture.size)
    arm = ((edge + 2.2 * thick, grip + 2 * thick), (picture.width + thick, picture.height + thick))
    _limb(behind, (*arm, arm[1]), 2.1 * thick, skin)
    _limb(behind, ((edge - thick, grip), (edge + 2.0 * thick, grip + thick)), 1.9 * thick, skin)
    if rng.random() < 0.6:
        spread = 0.95 * thick
        for number in range(4):
            y = grip + (number - 1.5) * spread
            tip = (edge - float(rng.uniform(0.3, 1.1)) * thick, y + 0.1 * thick)
            _limb(over, (tip, (edge + 1.3 * thick, y + 0.35 * thick)), 0.5 * thick, skin)
    else:
        tip = (edge - float(rng.uniform(0.9, 2.0)) * thick, grip - 0.8 * thick)
        _limb(
            over,
            (tip, (edge, grip - 0.2 * thick), (edge + 1.8 * thick, grip + 1.4 * thick)),
            0.66 * thick,
            skin,
        )
    if mirrored:
        behind = behind.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        over = over.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    held = picture.copy()
    held.paste(behind, (0, 0), behind)
    held.paste(shot, at, shot)
    shade = over.getchannel("A").filter(ImageFilter.BoxBlur(0.25 * thick))
    held.paste(_SHADOW, (0, 0), shade.point(lambda value: value * 0.4))
    held.paste(over, (0, 0), over)
    return held


def _reach(shot: Image.Image, row: float, *, mirrored: bool) -> float:
    """Return how far the product reaches to the right in a row."""
    filled = np.nonzero(np.asarray(shot.getchannel("A"))[min(int(row), shot.height - 1)] > 127)[0]
    if not len(filled):
        return shot.width / 2
    return float(shot.width - filled[0] if mirrored else filled[-1])


def _limb(
    layer: Image.Image,
    spine: tuple[tuple[float, float], ...],
    radius: float,
    skin: NDArray[np.int64],
) -> None:
    """Draw a finger or an arm: rounded, lighter along its middle."""
    draw = ImageDraw.Draw(layer)
    for share, tone in ((1.0, 0.74), (0.88, 0.86), (0.7, 0.95), (0.45, 1.02)):
        fill = tuple(np.clip(skin * tone, 0, 255).astype(int).tolist())
        points = [
            (x - 0.15 * (1 - share) * radius, y - 0.3 * (1 - share) * radius) for x, y in spine
        ]
        draw.line(points, fill=fill, width=max(round(2 * share * radius), 1), joint="curve")
        for point in points:
            draw.circle(point, share * radius, fill=fill)
