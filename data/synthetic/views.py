"""Registered views: clean drawings of marks, and studio photographs of designs from set sides."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from PIL import Image

from data.synthetic.backdrops import studio
from data.synthetic.camera import Camera
from data.synthetic.designs import Design, render
from data.synthetic.marks import Mark
from data.synthetic.shading import Colour, Light, luminance
from data.synthetic.studio import place

SIDES: Mapping[str, Camera] = MappingProxyType(
    {
        "front": Camera(azimuth=0, elevation=10),
        "left": Camera(azimuth=-38, elevation=16),
        "right": Camera(azimuth=38, elevation=16),
    }
)
"""From where the views of a design are taken."""
_SIDE = 640
_MARK_SIDE = 512
_PALE = 205
"""Luminance from which a mark could hardly be seen on white."""
_BLACK: Colour = (24, 24, 28)
_WHITE: Colour = (255, 255, 255)


def mark_views(mark: Mark, *, reversed_too: bool) -> dict[str, Image.Image]:
    """Draw a mark in its colour on white and, if wanted, in white on its colour."""
    pale = luminance(mark.colour) > _PALE
    drawings = {"on_white": (_BLACK if pale else mark.colour, _WHITE)}
    if reversed_too:
        drawings["reversed"] = (_BLACK if pale else _WHITE, mark.colour)
    views = {}
    for name, (ink, ground) in drawings.items():
        drawn = mark.render(_MARK_SIDE, ink)
        view = Image.new("RGB", (_SIDE, _SIDE), ground)
        view.paste(drawn, ((_SIDE - drawn.width) // 2, (_SIDE - drawn.height) // 2), drawn)
        views[name] = view
    return views


def design_views(
    rng: np.random.Generator, design: Design, *, sides: int = len(SIDES)
) -> dict[str, Image.Image]:
    """Photograph a design before pale paper, from the first of the `SIDES`."""
    views = {}
    for name, camera in list(SIDES.items())[:sides]:
        shot = render(design, camera=camera, light=Light(), size=round(0.78 * _SIDE))
        view = studio(rng, (_SIDE, _SIDE), coloured=False)
        at = ((_SIDE - shot.image.width) // 2, (_SIDE - shot.image.height) // 2)
        place(shot, view, at, darkness=0.6)
        views[name] = view
    return views
