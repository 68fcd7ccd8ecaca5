"""Pictures of product designs: as sellers photograph them and as registers file them.

A group has a design and its siblings: other designs of the same family that differ a little, but
so that it can be seen. Pictures of one design differ in view, colours, material, light, ground and
style; some show a copyist's work, which a person would take for the same design.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from data.synthetic.camera import Camera
from data.synthetic.capture import capture
from data.synthetic.cover import cover_part, overlay
from data.synthetic.designs import (
    FAMILIES,
    SPLITS,
    Design,
    distance,
    draw_design,
    draw_palette,
    near_copy,
)
from data.synthetic.difficulty import EASY, MEDIUM
from data.synthetic.drawing import LineStyle, Tone
from data.synthetic.emblems import draw_emblem
from data.synthetic.renderer import Renderer
from data.synthetic.shading import Light
from training.pictures.grounds import cast_shadow, ground, put_bystander
from training.pictures.shards import PictureInfo

GROUP = 4
"""Designs in a group: one and its siblings."""
PHOTOS, DRAWINGS = 3, 2
PICTURES = PHOTOS + DRAWINGS
"""Of each design."""
HELD_OUT_FAMILIES = frozenset({"chair", "headphones", "iron", "speaker", "teapot"})
"""Families that are never trained on."""
_SPLIT = SPLITS[1]
"""Designs that the built-in example does not show."""
_SIBLING_DISTANCE = (0.25, 0.55)
_FIRSTS, _ATTEMPTS = 10, 400
_SIDE = 384
_LOGO_SIDE = 320
_WITH_LOGO = 0.15
_COPIED = 0.25
_SHARE = (0.6, 0.96)
"""Longer side of the product over the shorter side of the photo."""
_SAME_COLOURS = 0.4
_FRAMES = ((1.0, 1.0), (1.0, 0.75), (0.75, 1.0), (0.9, 1.0))
_TONES: tuple[Tone, ...] = ("none", "none", "none", "hatch", "stipple")
_FILED_VIEWS = (
    Camera(azimuth=0, elevation=0),
    Camera(azimuth=0, elevation=12),
    Camera(azimuth=-35, elevation=20),
    Camera(azimuth=35, elevation=20),
    Camera(azimuth=90, elevation=0),
    Camera(azimuth=-90, elevation=0),
    Camera(azimuth=180, elevation=0),
    Camera(azimuth=0, elevation=80),
)
_FILED_SHARES = (0.15, 0.14, 0.26, 0.26, 0.06, 0.06, 0.03, 0.04)


def draw_siblings(rng: np.random.Generator, family: str) -> tuple[Design, ...]:
    """Draw a design of a family and others that are like it.

    Raises:
        ValueError: no siblings were found; the family has too few forms.
    """
    least, most = _SIBLING_DISTANCE
    for _ in range(_FIRSTS):
        group = [draw_design(rng, family=family, split=_SPLIT)]
        for _ in range(_ATTEMPTS):
            other = _changed(group[0], rng)
            apart = [distance(design, other) for design in group]
            if other.split == _SPLIT and apart[0] <= most and min(apart) >= least:
                group.append(other)
            if len(group) == GROUP:
                return tuple(group)
    raise ValueError(f"no {GROUP} designs of the family {family} are alike and differ")


def picture_designs(
    rng: np.random.Generator,
    group: str,
    family: str,
    *,
    split: str,
    renderer: Renderer,
    photographs: Sequence[Image.Image],
) -> Iterator[tuple[PictureInfo, Image.Image]]:
    """Draw a group of designs and picture each."""
    designs = draw_siblings(rng, family)
    palette = designs[0].palette
    for rank, design in enumerate(designs):
        for number in range(PICTURES):
            article = design
            if number < PHOTOS:
                if rng.random() < _COPIED:
                    article = near_copy(design, rng)
                same = rng.random() < _SAME_COLOURS
                article = replace(article, palette=palette if same else draw_palette(rng))
                picture = photographed(rng, article, renderer, photographs)
            else:
                picture = filed(rng, article, renderer)
            style = "photo" if number < PHOTOS else "drawing"
            instance = f"{group}-{rank}"
            yield PictureInfo(group, instance, number, family, "design", style, split), picture


def photographed(
    rng: np.random.Generator,
    design: Design,
    renderer: Renderer,
    photographs: Sequence[Image.Image],
) -> Image.Image:
    """Take a listing photo of an article made to a design."""
    across, down = _FRAMES[int(rng.integers(len(_FRAMES)))]
    size = (round(across * _SIDE), round(down * _SIDE))
    # From behind now and then; a seller shows the front.
    azimuth = rng.normal(0, 38) if rng.random() < 0.9 else rng.uniform(-180, 180)
    logo = draw_emblem(rng).mark("emblem").render(_LOGO_SIDE) if rng.random() < _WITH_LOGO else None
    shot = renderer.photograph(
        design.model(logo),
        camera=Camera(
            azimuth=float(azimuth),
            elevation=float(np.clip(rng.normal(15, 12), -4, 60)),
            roll=float(rng.normal(0, 3)),
        ),
        light=Light(
            azimuth=float(rng.choice((-1, 1)) * rng.uniform(15, 75)),
            elevation=float(rng.uniform(25, 70)),
            key=float(rng.uniform(0.5, 0.9)),
            fill=float(rng.uniform(0.36, 0.6)),
            warmth=float(rng.uniform(-0.3, 0.3)),
        ),
        size=round(float(rng.uniform(*_SHARE)) * min(size)),
    )
    left = int((size[0] - shot.width) * rng.uniform(0.1, 0.9))
    top = int((size[1] - shot.height) * rng.uniform(0.3, 0.9))
    picture = ground(rng, size, (top + shot.height) / size[1], photographs)
    if rng.random() < 0.2:
        put_bystander(rng, picture)
    cast_shadow(rng, picture, shot, (left, top))
    picture.paste(shot, (left, top), shot)
    if rng.random() < 0.12:
        right, bottom = left + shot.width, top + shot.height
        outline = ((left, top), (right, top), (right, bottom), (left, bottom))
        picture = cover_part(rng, picture, outline, float(rng.uniform(0.05, 0.2)))
    if rng.random() < 0.12:
        picture = overlay(rng, picture)
    return capture(rng, picture, EASY if rng.random() < 0.6 else MEDIUM)


def filed(rng: np.random.Generator, design: Design, renderer: Renderer) -> Image.Image:
    """Draw a design as a register files it: lines on white, one of the usual views."""
    model = design.model()
    view = _FILED_VIEWS[int(rng.choice(len(_FILED_VIEWS), p=_FILED_SHARES))]
    disclaimed: frozenset[int] = frozenset()
    if len(model) > 2 and rng.random() < 0.2:
        disclaimed = frozenset({int(rng.integers(1, len(model)))})
    tone = _TONES[int(rng.integers(len(_TONES)))]
    drawn = renderer.draw(
        model,
        camera=replace(
            view,
            azimuth=view.azimuth + float(rng.normal(0, 3)),
            elevation=view.elevation + float(rng.normal(0, 2)),
        ),
        size=round(_SIDE * float(rng.uniform(0.62, 0.9))),
        style=LineStyle(
            pen=float(rng.uniform(1.1, 2.6)),
            crease=float(rng.uniform(24, 45)),
            tone=tone,
            disclaimed=disclaimed,
        ),
    )
    page = Image.new("L", (_SIDE, _SIDE), 255)
    page.paste(drawn, ((_SIDE - drawn.width) // 2, (_SIDE - drawn.height) // 2))
    if rng.random() < 0.25:
        font = ImageFont.load_default(float(rng.uniform(12, 20)))
        text = f"FIG. {int(rng.integers(1, 9))}"
        ImageDraw.Draw(page).text((_SIDE / 2, _SIDE - 4), text, fill=20, font=font, anchor="md")
    if rng.random() < 0.2:
        # As faxed: black or white.
        page = page.point(lambda value: 255 if value > 150 else 0)
    return page.convert("RGB")


def _changed(design: Design, rng: np.random.Generator) -> Design:
    """Change one trait and the measures a little, or the measures alone, by more."""
    kind = FAMILIES[design.family]
    traits = list(design.traits)
    reach = 0.55
    if rng.random() < 0.5:
        place = int(rng.integers(len(traits)))
        forms = list(kind.traits.values())[place]
        traits[place] = str(rng.choice(forms))
        if traits[place] != design.traits[place]:
            reach = 0.15
    shape = np.asarray(design.shape) + rng.uniform(-reach, reach, len(design.shape))
    return replace(design, traits=tuple(traits), shape=tuple(np.clip(shape, 0, 1).tolist()))
