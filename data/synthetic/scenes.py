"""Listing photos: marks and products put where a counterfeiter would put them.

Every scene comes with the polygons of what it shows, in pixels of the photo.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from PIL import Image, ImageOps

from data.records import Point
from data.synthetic.backdrops import photograph_crop, room, studio, surface
from data.synthetic.camera import Camera
from data.synthetic.capture import capture
from data.synthetic.cover import cover_part, overlay
from data.synthetic.designs import Design, render
from data.synthetic.difficulty import Difficulty
from data.synthetic.goods import draw_goods
from data.synthetic.homography import project, rectangle, solve, warp
from data.synthetic.marks import Mark
from data.synthetic.shading import Colour, Light, luminance
from data.synthetic.studio import place
from data.synthetic.textures import draw_texture
from data.synthetic.views import SIDES

Polygon = tuple[Point, ...]
_SIZES = ((1024, 768), (800, 800), (900, 900), (768, 1024), (960, 720), (840, 840))
_INKS: tuple[Colour, ...] = (
    (250, 250, 248), (24, 24, 28), (200, 164, 84), (190, 34, 40), (36, 70, 150), (30, 120, 80),
    (236, 120, 40), (220, 90, 140), (120, 124, 130),
)  # fmt: skip
_CONTRAST = 55
"""Least difference in luminance between a mark and its ground."""
_PLACES = 5
"""Places on a photograph that are tried for a mark."""
_MARKED_SHARE = 0.55
"""A product with a logo is at least so large, or the logo could not be made out."""
_SHARPEST = 480
"""Pixels of the square in which marks are drawn before they are put on something."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A listing photo and what is on it.

    Attributes:
        photo: RGB.
        title: What a seller would call the article.
        product: Outline of the product drawn from a design; empty if there is none.
        mark: Outline of the logo; empty if there is none.
    """

    photo: Image.Image
    title: str
    product: Polygon = ()
    mark: Polygon = ()


@dataclass(frozen=True, slots=True, eq=False)
class Scenery:
    """Makes scenes from a set of photographs."""

    photographs: tuple[Image.Image, ...]

    def mark_on_photograph(
        self, rng: np.random.Generator, mark: Mark, difficulty: Difficulty
    ) -> Scene:
        """Print a mark over a photograph: it takes the light and the grain of what is under it."""
        size = _draw_size(rng)
        base = photograph_crop(rng, size, self.photographs)
        extent = float(rng.uniform(*difficulty.mark_share)) * min(size)
        flat = mark.render(_SHARPEST)
        scale = extent / max(flat.size)
        box = (flat.width * scale, flat.height * scale)
        quads = [_draw_quad(rng, box, size, difficulty) for _ in range(_PLACES)]
        quad = min(quads, key=lambda quad: _busyness(base, quad))
        left, top, right, bottom = _bounds(quad)
        under = np.asarray(base.crop((left, top, right, bottom)), dtype=np.float32)
        ground = under.mean(axis=(0, 1))
        red, green, blue = (int(value) for value in ground)
        ink = _draw_ink(rng, mark, (red, green, blue), difficulty)
        ghost = float(rng.uniform(0.88, 1.0))
        local = tuple((x - left, y - top) for x, y in quad)
        printed = warp(flat, local, (under.shape[1], under.shape[0]))
        alpha = np.asarray(printed.getchannel("A"), dtype=np.float32)[..., None] / 255 * ghost
        light = under.mean(axis=2, keepdims=True) / max(float(ground.mean()), 1.0)
        paint = np.array(ink, dtype=np.float32) * np.clip(0.55 + 0.45 * light, 0.5, 1.25)
        mixed = np.clip(under + alpha * (paint - under), 0, 255).astype(np.uint8)
        base.paste(Image.fromarray(mixed), (left, top))
        return _finish(rng, Scene(base, "Printed poster", mark=quad), difficulty)

    def goods(self, rng: np.random.Generator, mark: Mark | None, difficulty: Difficulty) -> Scene:
        """Lay an article, with a mark or without, on a surface and look at it from a slant."""
        size = _draw_size(rng)
        fill = float(rng.uniform(0.7, 0.98)) * min(size)
        share = float(rng.uniform(*difficulty.mark_share)) * min(size) / fill
        printed = partial(_printed, rng, mark, difficulty) if mark else None
        article = draw_goods(rng, printed, share)
        quad = _draw_quad(rng, (fill, fill), size, difficulty)
        picture = surface(rng, size, self.photographs)
        laid = warp(article.image, quad, size)
        shadow = laid.getchannel("A").reduce(4).resize(size).point(lambda value: value * 0.4)
        picture.paste((24, 24, 30), (int(rng.integers(-8, 9)), int(rng.integers(4, 14))), shadow)
        picture.paste(laid, (0, 0), laid)
        to_photo = solve(rectangle(*article.image.size), quad)
        outline = project(to_photo, article.mark) if article.mark else ()
        return _finish(rng, Scene(picture, article.title, mark=outline), difficulty)

    def product(
        self,
        rng: np.random.Generator,
        design: Design,
        difficulty: Difficulty,
        mark: Mark | None = None,
    ) -> Scene:
        """Stand a product before a sweep or in a room, with a mark on its front or without."""
        size = _draw_size(rng)
        width, height = size
        share = float(rng.uniform(*difficulty.product_share))
        if mark:
            share = max(share, _MARKED_SHARE)
        shot = render(
            design,
            camera=_draw_camera(rng, difficulty, marked=mark is not None),
            light=Light(
                azimuth=float(rng.choice((-1, 1)) * rng.uniform(20, 70)),
                elevation=float(rng.uniform(30, 65)),
                key=float(rng.uniform(0.55, 0.85)),
                fill=float(rng.uniform(0.38, 0.55)),
                warmth=float(rng.uniform(-1, 1)) * difficulty.light,
            ),
            size=round(share * min(size)),
            mark=_printed(rng, mark, difficulty, design.palette.body) if mark else None,
        )
        left = int((width - shot.image.width) * rng.uniform(0.15, 0.85))
        top = int((height - shot.image.height) * rng.uniform(0.6, 0.9))
        foot = (top + shot.image.height) / height
        if rng.random() < 0.35:
            picture = studio(rng, size)
        else:
            picture = room(
                rng,
                size,
                self.photographs,
                float(np.clip(foot - rng.uniform(0.08, 0.25), 0.3, 0.9)),
            )
        place(shot, picture, (left, top), darkness=0.75)

        def moved(polygon: Polygon | None) -> Polygon:
            return tuple((x + left, y + top) for x, y in polygon or ())

        title = design.family.replace("_", " ").capitalize()
        scene = Scene(picture, title, moved(shot.outline), moved(shot.region) if mark else ())
        if mark is None and difficulty.name == "hard" and rng.random() < 0.25:
            scene = _mirrored(scene)
        return _finish(rng, scene, difficulty)

    def plain(self, rng: np.random.Generator, difficulty: Difficulty) -> Scene:
        """Show a photograph, a surface, or an article without a mark."""
        pick = rng.random()
        if pick < 0.3:
            return self.goods(rng, None, difficulty)
        size = _draw_size(rng)
        if pick < 0.85:
            scene = Scene(photograph_crop(rng, size, self.photographs), "Framed photograph")
        else:
            scene = Scene(draw_texture(rng, size), "Fabric and flooring sample")
        return _finish(rng, scene, difficulty)


def _finish(rng: np.random.Generator, scene: Scene, difficulty: Difficulty) -> Scene:
    photo = scene.photo
    target = scene.mark or scene.product
    if target and rng.random() < difficulty.cover_chance:
        photo = cover_part(rng, photo, target, float(rng.uniform(*difficulty.cover)))
    if rng.random() < difficulty.overlay_chance:
        photo = overlay(rng, photo)
    return replace(scene, photo=capture(rng, photo, difficulty))


def _mirrored(scene: Scene) -> Scene:
    def flipped(polygon: Polygon) -> Polygon:
        return tuple((scene.photo.width - x, y) for x, y in reversed(polygon))

    return replace(
        scene,
        photo=ImageOps.mirror(scene.photo),
        product=flipped(scene.product),
        mark=flipped(scene.mark),
    )


def _draw_size(rng: np.random.Generator) -> tuple[int, int]:
    return _SIZES[int(rng.integers(len(_SIZES)))]


def _draw_camera(rng: np.random.Generator, difficulty: Difficulty, *, marked: bool) -> Camera:
    nearest = list(SIDES.values())[int(rng.integers(len(SIDES)))]
    # A logo is on the front: it must stay in sight.
    azimuth = 0.0 if marked else nearest.azimuth
    return Camera(
        azimuth=azimuth + float(rng.uniform(-1, 1)) * difficulty.view,
        elevation=float(
            np.clip(nearest.elevation + rng.uniform(-0.4, 0.8) * difficulty.view, 3, 42)
        ),
        roll=float(rng.uniform(-1, 1)) * difficulty.view / 8,
    )


def _bounds(polygon: Polygon) -> tuple[int, int, int, int]:
    low, high = np.floor(np.min(polygon, axis=0)), np.ceil(np.max(polygon, axis=0))
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _busyness(picture: Image.Image, polygon: Polygon) -> float:
    """Return how uneven the grey levels under a polygon are: a printer avoids a busy ground."""
    grey = np.asarray(picture.convert("L").crop(_bounds(polygon)))[::4, ::4]
    return float(grey.std())


def _draw_quad(
    rng: np.random.Generator,
    box: tuple[float, float],
    size: tuple[int, int],
    difficulty: Difficulty,
) -> Polygon:
    """Draw where a `box` of pixels goes: turned, seen from a slant, and inside the photo."""
    turn = float(rng.uniform(-1, 1)) * difficulty.tilt * 1.4
    corners = np.array(rectangle(*box)) - np.array(box) / 2
    corners += rng.uniform(-1, 1, (4, 2)) * difficulty.tilt * np.array(box) * 0.5
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    extent = np.ptp(corners, axis=0)
    corners *= min(1.0, 0.98 * float((np.array(size) / extent).min()))
    corners -= corners.min(axis=0)
    corners += rng.uniform(0.05, 0.95, 2) * (np.array(size) - np.ptp(corners, axis=0) - 1)
    return tuple((float(x), float(y)) for x, y in corners)


def _printed(
    rng: np.random.Generator, mark: Mark, difficulty: Difficulty, ground: Colour
) -> Image.Image:
    return mark.render(_SHARPEST, _draw_ink(rng, mark, ground, difficulty))


def _draw_ink(
    rng: np.random.Generator, mark: Mark, ground: Colour, difficulty: Difficulty
) -> Colour:
    """Choose a colour that can be told from the ground: the brand's own, or a counterfeiter's."""
    own = difficulty.name == "easy" or rng.random() < 0.5
    inks: list[Colour] = [mark.colour] if own else [_INKS[i] for i in rng.permutation(len(_INKS))]
    # White and black last: one of them always stands out.
    inks += _INKS[:2]
    for ink in inks:
        if abs(luminance(ink) - luminance(ground)) >= _CONTRAST:
            return ink
    return _INKS[0]
