"""Faces of clocks and watches: hour marks and hands as raised bars.

A face lies in the x-y plane, twelve o'clock towards +y, seen from +z.
"""

import numpy as np

from data.synthetic.families.shells import stroke
from data.synthetic.mesh import Floats, Mesh, joined, lathe, ring

MARKS = ("bars", "dots", "roman", "quarters")
HANDS = ("baton", "sword", "ring")
_NUMERALS = ("XII", "I", "II", "III", "IIII", "V", "VI", "VII", "VIII", "IX", "X", "XI")
_STROKES: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    # x and y of both ends of each stroke, in a box one high about the middle.
    "I": ((0.0, -0.5, 0.0, 0.5),),
    "V": ((-0.25, 0.5, 0.0, -0.5), (0.25, 0.5, 0.0, -0.5)),
    "X": ((-0.25, 0.5, 0.25, -0.5), (0.25, 0.5, -0.25, -0.5)),
}
_WIDTHS = {"I": 0.3, "V": 0.62, "X": 0.62}
_HOUR, _MINUTE, _SECOND = 304.0, 54.0, 180.0
"""Degrees past twelve of the hands: about ten past ten, as shops set them."""


def marks(kind: str, reach: Floats, thickness: float) -> Mesh:
    """Return the hour marks.

    Args:
        kind: One of `MARKS`.
        reach: ``(12,)`` how far from the middle the outer end of each hour's mark lies.
        thickness: How far the marks stand out.
    """
    size = float(reach.min())
    meshes = []
    for hour in range(12):
        turn, outer = -30.0 * hour, float(reach[hour])
        quarter = hour % 3 == 0
        if kind == "bars":
            long = 0.24 if quarter else 0.16
            bar = stroke((0, outer), (0, outer - long * size), 0.06 * size, thickness)
        elif kind == "dots":
            radius = (0.075 if quarter else 0.05) * size
            dot = lathe([(radius, 0), (radius, thickness / 2), (0, thickness)], segments=14)
            bar = dot.moved((0, outer - 0.1 * size, 0))
        elif kind == "roman":
            bar = _numeral(_NUMERALS[hour], 0.22 * size, thickness).moved(
                (0, outer - 0.13 * size, 0)
            )
        elif quarter:
            bar = joined(
                [
                    stroke((x, outer), (x, outer - 0.3 * size), 0.06 * size, thickness)
                    for x in (-0.06 * size, 0.06 * size)
                ]
            )
        else:
            bar = stroke((0, outer), (0, outer - 0.06 * size), 0.03 * size, thickness)
        meshes.append(bar.turned(z=turn))
    return joined(meshes)


def hands(kind: str, length: float, thickness: float) -> Mesh:
    """Return hour, minute and second hand and their hub; `length` is the minute hand's."""
    hour = _hand(kind, 0.64 * length, 0.1 * length, thickness).turned(z=-_HOUR)
    minute = _hand(kind, length, 0.075 * length, thickness).turned(z=-_MINUTE)
    second = stroke((0, -0.25 * length), (0, 0.95 * length), 0.02 * length, thickness)
    hub = lathe([(0.08 * length, 0), (0.07 * length, 2 * thickness), (0, 2.2 * thickness)])
    return joined(
        [
            hour.moved((0, 0, thickness)),
            minute.moved((0, 0, 2 * thickness)),
            second.turned(z=-_SECOND).moved((0, 0, 3 * thickness)),
            hub.moved((0, 0, 2 * thickness)),
        ]
    )


def small_dial(radius: float, thickness: float, degrees: float) -> Mesh:
    """Return a sub-dial: a raised rim with a hand of its own at `degrees` past its top."""
    hand = stroke((0, -0.15 * radius), (0, 0.75 * radius), 0.12 * radius, thickness)
    return joined([ring(radius, 0.09 * radius, segments=28, sides=6), hand.turned(z=-degrees)])


def _hand(kind: str, length: float, width: float, thickness: float) -> Mesh:
    if kind == "baton":
        return stroke((0, -0.15 * length), (0, length), width, thickness)
    if kind == "sword":
        return joined(
            [
                stroke((0, -0.1 * length), (0, 0.5 * length), 0.5 * width, thickness),
                _spear(0.3 * length, length, 1.5 * width, thickness),
            ]
        )
    eye = ring(1.1 * width, 0.3 * width, segments=20, sides=6)
    return joined(
        [
            stroke((0, -0.1 * length), (0, 0.7 * length), 0.5 * width, thickness),
            eye.moved((0, 0.76 * length, 0)),
            stroke((0, 0.8 * length), (0, length), 0.4 * width, thickness),
        ]
    )


def _spear(start: float, end: float, width: float, thickness: float) -> Mesh:
    """Return a lozenge from `start` to `end` along y."""
    bar = stroke((0, start), (0, end), width, thickness)
    share = (bar.vertices[:, 1] - start) / (end - start)
    # The bar's four corners become a kite that ends in a point.
    bar.vertices[:, 0] *= np.where(share > 0.5, 0.06, 1.0)
    return bar


def _numeral(text: str, height: float, thickness: float) -> Mesh:
    meshes: list[Mesh] = []
    x = -sum(_WIDTHS[letter] for letter in text) / 2
    for letter in text:
        middle = x + _WIDTHS[letter] / 2
        x += _WIDTHS[letter]
        meshes.extend(
            stroke(
                (height * (middle + x0), height * y0),
                (height * (middle + x1), height * y1),
                0.13 * height,
                thickness,
            )
            for x0, y0, x1, y1 in _STROKES[letter]
        )
    return joined(meshes)
