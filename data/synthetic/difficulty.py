"""How hard a listing photo makes it to see what is on it."""

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Ranges that a photo's faults are drawn from.

    Attributes:
        name: ``easy``, ``medium`` or ``hard``.
        mark_share: Longer side of a mark over the photo's shorter side.
        product_share: Longer side of a product over the photo's shorter side.
        tilt: Greatest shift of a corner by perspective, over the side.
        view: Greatest turn of a product away from its nearest registered view, degrees.
        cover_chance: How often something lies over part of the object.
        cover: Share of the object's box that it covers.
        overlay_chance: How often a seller's banner or watermark is on the photo.
        blur: Standard deviation in pixels.
        noise: Standard deviation in grey levels.
        light: Strength of uneven light and colour cast.
        quality: JPEG quality.
    """

    name: str
    mark_share: Range
    product_share: Range
    tilt: float
    view: float
    cover_chance: float
    cover: Range
    overlay_chance: float
    blur: Range
    noise: Range
    light: float
    quality: tuple[int, int]


EASY = Difficulty(
    name="easy",
    mark_share=(0.32, 0.55),
    product_share=(0.72, 0.9),
    tilt=0.05,
    view=10,
    cover_chance=0.0,
    cover=(0.0, 0.0),
    overlay_chance=0.15,
    blur=(0.0, 0.4),
    noise=(0.5, 3.0),
    light=0.12,
    quality=(84, 95),
)
MEDIUM = Difficulty(
    name="medium",
    mark_share=(0.18, 0.36),
    product_share=(0.5, 0.76),
    tilt=0.14,
    view=22,
    cover_chance=0.3,
    cover=(0.05, 0.18),
    overlay_chance=0.3,
    blur=(0.3, 1.0),
    noise=(2.0, 7.0),
    light=0.25,
    quality=(66, 88),
)
HARD = Difficulty(
    name="hard",
    mark_share=(0.1, 0.22),
    product_share=(0.38, 0.6),
    tilt=0.24,
    view=38,
    cover_chance=0.65,
    cover=(0.12, 0.32),
    overlay_chance=0.4,
    blur=(0.8, 1.8),
    noise=(5.0, 14.0),
    light=0.42,
    quality=(38, 68),
)
LEVELS = (EASY, MEDIUM, HARD)
