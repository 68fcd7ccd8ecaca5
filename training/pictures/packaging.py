"""Pictures of packaged goods: as owners register them, in hand, on tables and on crowded shelves.

A group has a product and other flavours of its brand in the same package: pictures of one of them
show the same print, whatever is around it.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

from data.synthetic.camera import Camera
from data.synthetic.capture import capture
from data.synthetic.cover import cover_part
from data.synthetic.difficulty import EASY, MEDIUM
from data.synthetic.hand import hold
from data.synthetic.package_forms import FORMS
from data.synthetic.packaging import Package, draw_package, promoted, siblings
from data.synthetic.renderer import Renderer
from data.synthetic.shading import Light
from data.synthetic.shelf import shelved
from data.synthetic.studio import Model
from training.pictures.grounds import cast_shadow, ground, put_bystander
from training.pictures.shards import PictureInfo

GROUP = 4
"""Flavours of a brand in a group."""
PICTURES = 5
"""Of each: one or two packshots, the others photos."""
_STRANGERS = 3
"""Packages of other brands on the shelves of a group."""
_SIDE = 384
_SHELF_SIDE = 250
_TURNED_PACKSHOT = 0.35
_PROMOTED = 0.2
_PLACES = ("table", "hand", "shelf", "lying")
_PLACE_SHARES = (0.26, 0.24, 0.36, 0.14)
_FRAMES = ((1.0, 1.0), (1.0, 0.75), (0.75, 1.0), (0.8, 1.0))
_COVERED = 0.2


def draw_flavours(rng: np.random.Generator, form: str) -> tuple[Package, ...]:
    """Draw a package of a form and its siblings."""
    first = draw_package(rng, form)
    return (first, *siblings(first, rng, GROUP - 1))


def picture_packages(
    rng: np.random.Generator,
    group: str,
    packages: Sequence[Package],
    *,
    split: str,
    renderer: Renderer,
    photographs: Sequence[Image.Image],
) -> Iterator[tuple[PictureInfo, Image.Image]]:
    """Picture each package of a group; their prints may show one of the photographs."""
    models = [package.model(photographs) for package in packages]
    fronts = [_facing(rng, model, renderer) for model in models]
    forms = list(FORMS)
    strangers = [
        _facing(rng, draw_package(rng, str(rng.choice(forms))).model(photographs), renderer)
        for _ in range(_STRANGERS)
    ]
    for rank, (package, model) in enumerate(zip(packages, models, strict=True)):
        others = [*fronts[:rank], *fronts[rank + 1 :], *strangers, *strangers]
        pictures = [("flat", packshot(rng, model, renderer, turned=False))]
        if rng.random() < _TURNED_PACKSHOT:
            pictures.append(("flat", packshot(rng, model, renderer, turned=True)))
        while len(pictures) < PICTURES:
            shown, beside = model, fronts[rank]
            if rng.random() < _PROMOTED:
                shown = promoted(package, rng).model(photographs)
            place = str(rng.choice(_PLACES, p=_PLACE_SHARES))
            if place == "shelf":
                picture = _on_shelf(rng, shown, renderer, beside, others)
            else:
                picture = _alone(rng, shown, renderer, place, photographs)
            pictures.append(("photo", picture))
        for number, (style, picture) in enumerate(pictures):
            instance = f"{group}-{rank}"
            info = PictureInfo(group, instance, number, package.form, "packaging", style, split)
            yield info, picture


def packshot(
    rng: np.random.Generator, model: Model, renderer: Renderer, *, turned: bool
) -> Image.Image:
    """Photograph a package as its owner does: on white, from the front or a little aside."""
    aside = float(rng.choice((-1, 1)) * rng.uniform(15, 35)) if turned else float(rng.normal(0, 1))
    shot = renderer.photograph(
        model,
        camera=Camera(azimuth=aside, elevation=float(rng.uniform(2, 18 if turned else 6))),
        light=Light(azimuth=float(rng.uniform(-40, 40)), elevation=45, key=0.7, fill=0.62),
        size=round(_SIDE * float(rng.uniform(0.78, 0.96))),
    )
    page = Image.new("RGB", (_SIDE, _SIDE), "white")
    page.paste(shot, ((_SIDE - shot.width) // 2, (_SIDE - shot.height) // 2), shot)
    return page


def _facing(rng: np.random.Generator, model: Model, renderer: Renderer) -> Image.Image:
    """Photograph a package as it stands on a shelf: RGBA."""
    camera = Camera(azimuth=float(rng.uniform(-10, 10)), elevation=float(rng.uniform(2, 12)))
    return renderer.photograph(model, camera=camera, light=Light(key=0.6), size=_SHELF_SIDE)


def _on_shelf(
    rng: np.random.Generator,
    model: Model,
    renderer: Renderer,
    copy: Image.Image,
    others: Sequence[Image.Image],
) -> Image.Image:
    """Photograph a package in a shop among its copies and other packages."""
    shot = renderer.photograph(
        model,
        camera=Camera(
            azimuth=float(np.clip(rng.normal(0, 14), -35, 35)),
            elevation=float(rng.uniform(-2, 18)),
            roll=float(rng.normal(0, 2)),
        ),
        light=Light(
            azimuth=float(rng.uniform(-30, 30)),
            elevation=float(rng.uniform(45, 75)),
            key=float(rng.uniform(0.4, 0.75)),
            fill=float(rng.uniform(0.38, 0.58)),
            warmth=float(rng.uniform(-0.3, 0.4)),
        ),
        size=_SHELF_SIDE,
    )
    picture = shelved(rng, shot, copy, others)
    return capture(rng, picture, EASY if rng.random() < 0.4 else MEDIUM)


def _alone(
    rng: np.random.Generator,
    model: Model,
    renderer: Renderer,
    place: str,
    photographs: Sequence[Image.Image],
) -> Image.Image:
    """Photograph a package on a table, in a hand or lying down."""
    across, down = _FRAMES[int(rng.integers(len(_FRAMES)))]
    size = (round(across * _SIDE), round(down * _SIDE))
    shot = renderer.photograph(
        model,
        camera=Camera(
            azimuth=float(np.clip(rng.normal(0, 22), -45, 45)),
            elevation=float(np.clip(rng.normal(14, 12), -8, 55)),
            roll=float(rng.normal(0, 4 if place == "table" else 14)),
        ),
        light=Light(
            azimuth=float(rng.choice((-1, 1)) * rng.uniform(10, 75)),
            elevation=float(rng.uniform(20, 70)),
            key=float(rng.uniform(0.45, 0.95)),
            fill=float(rng.uniform(0.36, 0.6)),
            warmth=float(rng.uniform(-0.35, 0.35)),
        ),
        size=round(float(rng.uniform(0.6, 0.94)) * min(size)),
    )
    if place == "lying":
        shot = shot.rotate(float(rng.choice((-90, 90, 180)) + rng.normal(0, 20)), expand=True)
        shot = shot.crop(shot.getbbox())
        shot.thumbnail(size)
    left = int((size[0] - shot.width) * rng.uniform(0.15, 0.85))
    top = int((size[1] - shot.height) * rng.uniform(0.3, 0.9))
    picture = ground(rng, size, (top + shot.height) / size[1], photographs)
    if rng.random() < 0.25:
        put_bystander(rng, picture)
    if place == "hand":
        picture = hold(rng, picture, shot, (left, top))
    else:
        cast_shadow(rng, picture, shot, (left, top))
        picture.paste(shot, (left, top), shot)
    if rng.random() < _COVERED:
        right, bottom = left + shot.width, top + shot.height
        outline = ((left, top), (right, top), (right, bottom), (left, bottom))
        picture = cover_part(rng, picture, outline, float(rng.uniform(0.05, 0.2)))
    return capture(rng, picture, EASY if rng.random() < 0.5 else MEDIUM)
