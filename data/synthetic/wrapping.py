"""Prints put on the walls of packages: at what size they are drawn, and pieces that carry them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from data.synthetic.mesh import Floats, Mesh, lathe, sheet
from data.synthetic.print_art import PrintArt
from data.synthetic.print_grounds import mixed
from data.synthetic.shading import Colour, Material
from data.synthetic.studio import Part

_PIXELS_HIGH = 440
"""Of a front."""
_MOST_PIXELS = 1400
_FRONT_OF_A_WRAP = 0.3
"""Share of the way around that can be read from the front."""
_CONTENTS: tuple[Colour, ...] = (
    (52, 36, 26), (40, 74, 44), (226, 232, 234), (216, 150, 50), (170, 40, 36), (238, 232, 214),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Wrapping:
    """A print, drawn at the sizes that a form asks for.

    Attributes:
        art: The print.
        photographs: What it may show.
        gloss: Of the paper or the foil.
    """

    art: PrintArt
    photographs: Sequence[Image.Image]
    gloss: float

    def front(self, width: float, height: float) -> Material:
        """Print a front of centimetres."""
        return self._printed(self.art.front(_size(width, height), self.photographs))

    def side(self, width: float, height: float, number: int) -> Material:
        """Print what is beside the front."""
        return self._printed(self.art.side(_size(width, height), number))

    def lid(self, width: float, height: float) -> Material:
        """Print a lid."""
        size = _size(width, height)
        return self._printed(self.art.lid((size[0] // 2 + 2, size[1] // 2 + 2)))

    def around(self, girth: float, height: float) -> Material:
        """Print what goes once around."""
        size = _size(girth, height)
        return self._printed(self.art.wrap(size, _FRONT_OF_A_WRAP, self.photographs))

    def plain(self, *, second: bool = False) -> Material:
        """Return the material in one colour of the print."""
        scheme = self.art.scheme
        return Material(scheme.accent if second else scheme.ground, self.gloss)

    def _printed(self, picture: Image.Image) -> Material:
        return Material((255, 255, 255), self.gloss, texture=picture)


def box(wide: float, deep: float, high: float, print_: Wrapping) -> list[Part]:
    """Return front, back, right, left, top and bottom of a box."""
    a, b = wide / 2, deep / 2
    front = print_.front(wide, high)
    right, left = print_.side(deep, high, 0), print_.side(deep, high, 1)
    return [
        Part(quad((-a, -b, 0), (a, -b, 0), (-a, -b, high), (a, -b, high)), front),
        Part(quad((a, b, 0), (-a, b, 0), (a, b, high), (-a, b, high)), front),
        Part(quad((a, -b, 0), (a, b, 0), (a, -b, high), (a, b, high)), right),
        Part(quad((-a, b, 0), (-a, -b, 0), (-a, b, high), (-a, -b, high)), left),
        Part(
            quad((-a, -b, high), (a, -b, high), (-a, b, high), (a, b, high)),
            print_.lid(wide, deep),
        ),
        Part(quad((-a, b, 0), (a, b, 0), (-a, -b, 0), (a, -b, 0)), print_.plain()),
    ]


def round_wall(
    radius: float, low: float, top: float, print_: Wrapping, *, gloss: bool = False
) -> Part:
    """Return an upright wall with the print around it."""
    wall = lathe([(radius, z) for z in np.linspace(low, top, 3).tolist()])
    material = print_.around(2 * np.pi * radius, top - low)
    if gloss:
        material = Material(material.colour, 0.72, texture=material.texture)
    return Part(wall, material)


def contents(share: float, print_: Wrapping) -> Material:
    """Return glass or plastic as what is in it colours it."""
    number = int(share * (len(_CONTENTS) + 2))
    if number < len(_CONTENTS):
        return Material(_CONTENTS[number], 0.85)
    return Material(mixed(print_.art.scheme.accent, (255, 255, 255), 0.2), 0.7)


def quad(
    lower_left: tuple[float, float, float],
    lower_right: tuple[float, float, float],
    upper_left: tuple[float, float, float],
    upper_right: tuple[float, float, float],
) -> Mesh:
    """Span four corners as one sees them from outside."""
    return sheet(corners(upper_left, upper_right, lower_left, lower_right))


def corners(*points: tuple[float, float, float]) -> Floats:
    """Return four corners, those above first, as a ``(2, 2, 3)`` grid."""
    return np.array(points, dtype=float).reshape(2, 2, 3)


def disc(radius: float) -> Mesh:
    """Return a level disc whose texture is seen upright from the front and above."""
    reach = np.array([1e-3, 0.5, 1.0])[:, None] * radius
    turn = np.linspace(0, 2 * np.pi, 41)[None, :]
    x, y = reach * np.cos(turn), reach * np.sin(turn)
    mesh = sheet(np.stack([x, y, 0 * x], axis=2))
    uv = np.stack([0.5 + x / (2 * radius), 0.5 - y / (2 * radius)], axis=2).reshape(-1, 2)
    up = np.tile([0.0, 0.0, 1.0], (len(uv), 1))
    return Mesh(mesh.vertices, up, uv, mesh.faces)


def _size(width: float, height: float) -> tuple[int, int]:
    scale = min(_PIXELS_HIGH / height, _MOST_PIXELS / width)
    return (max(round(width * scale), 24), max(round(height * scale), 24))
