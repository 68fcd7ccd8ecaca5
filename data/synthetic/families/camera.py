"""Photographic cameras."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import block, hull
from data.synthetic.mesh import Mesh, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_GLASS = Material((26, 30, 52), 1.0)
_BLACK = Material((30, 30, 33), 0.25)
_LENS_LENGTHS = {"pancake": 0.32, "prime": 0.75, "zoom": 1.3}


def build(s: Specification) -> Model:
    """Build a camera that looks at the viewer, the hand's grip to the left."""
    m = s.measures
    width, depth, height = m["width"], m["depth"], m["height"]
    height *= {"instant": 1.25, "compact": 0.88}.get(s.traits["body"], 1.0)
    power = 2.6 if s.traits["body"] == "compact" else m["corner"]
    front, x = -depth / 2, m["offset"]
    skin = block((width + 0.1, depth + 0.1, m["skin"] * height), power=power, bevel=0.15)
    low = 0.12 * height
    parts = [
        Part(block((width, depth, height), power=power, bevel=0.35), s.body()),
        Part(skin.moved((0, 0, low)), s.accent() if s.palette.finish != "metal" else _BLACK),
        *_lens(s, (x, front, low + 0.5 * m["skin"] * height)),
        *_top(s, height, x),
        *_grip(s, low),
        *(
            Part(
                ring(0.38, 0.08).turned(y=90).moved((0.5 * side * width, 0, 0.86 * height)),
                s.trim(),
            )
            for side in (-1.05, 1.05)
        ),
    ]
    return tuple(parts)


def _towards(mesh: Mesh, at: tuple[float, float, float]) -> Mesh:
    """Turn what was made along z to the viewer."""
    return mesh.turned(x=90).moved(at)


def _lens(s: Specification, at: tuple[float, float, float]) -> list[Part]:
    m = s.measures
    r = min(m["lens"], 0.85 * at[2])
    long = _LENS_LENGTHS[s.traits["lens"]] * m["reach"]
    flare = 1.12 if s.traits["lens"] == "zoom" else 0.9
    barrel = [
        (1.12 * r, -0.3),
        (1.12 * r, 0.35),
        (1.12 * r, 0.35),
        (r, 0.35),
        (r, 0.35),
        (r, 0.55 * long),
        (r, 0.55 * long),
        (flare * r, 0.62 * long),
        (flare * r, 0.62 * long),
        (flare * r, long),
        (flare * r, long),
        (0.84 * flare * r, long),
        (0.84 * flare * r, long),
        (0.6 * flare * r, long - 0.4),
    ]
    bowl = 0.62 * flare * r
    glass = rounded([(bowl, long - 0.45), (0.7 * bowl, long - 0.2), (0, long - 0.1)], 3)
    rings = [(r, 0.25), (r, 0.42)] if s.traits["lens"] != "pancake" else []
    if s.traits["lens"] == "zoom":
        rings += [(flare * r, share) for share in (0.7, 0.75, 0.8, 0.85, 0.9)]
    return [
        Part(_towards(lathe(barrel), at), s.trim()),
        Part(_towards(lathe(glass), at), _GLASS),
        Part(_towards(ring(0.9 * flare * r, 0.07).moved((0, 0, long)), at), s.accent()),
        *(
            Part(_towards(ring(radius, 0.1, sides=6).moved((0, 0, share * long)), at), _BLACK)
            for radius, share in rings
        ),
    ]


def _top(s: Specification, height: float, x: float) -> list[Part]:
    m = s.measures
    width, depth, front = m["width"], m["depth"], -m["depth"] / 2
    button = rounded([(0.5, 0), (0.5, 0.45), (0.5, 0.45), (0.35, 0.55), (0, 0.5)], 2)
    dial = [(0.85, 0), (0.85, 0.75), (0.85, 0.75), (0.75, 0.85), (0, 0.85)]
    parts = [Part(lathe(button).moved((-0.36 * width, 0, height)), s.accent())]
    if s.traits["top"] == "dials":
        parts += [
            Part(lathe(dial).moved((at * width, 0, height)), s.trim()) for at in (0.38, -0.22)
        ]
    elif s.traits["top"] == "shoe":
        plate = rounded_box((1.9, 1.7, 0.35), 0.08)
        parts.append(Part(plate.moved((0.3 * width, 0, height + 0.1)), s.trim()))
        parts.append(Part(lathe(dial).moved((-0.18 * width, 0, height)), s.trim()))
    else:  # "flash"
        lamp = rounded_box((2.6, 1.6, 1.7), 0.25).moved((0.34 * width, -0.1, height + 0.75))
        pane = rounded_box((2.1, 0.3, 1.1), 0.12).moved((0.34 * width, -0.85, height + 0.8))
        parts += [Part(lamp, s.trim()), Part(pane, Material((238, 240, 236), 0.8))]
    if s.traits["body"] == "slr":
        rise, wide = m["hump"], 0.24 * width
        prism = hull(
            [(x, 0, height + lift * rise) for lift in (-0.2, 0, 0.8, 1)],
            np.array([(1, 0.5), (1, 0.5), (0.55, 0.44), (0.45, 0.3)]) * (wide, depth),
            power=7,
        )
        parts.append(Part(prism, s.body()))
        badge = rounded_box((0.8 * wide, 0.3, 0.3 * rise), 0.08)
        parts.append(Part(badge.moved((x, front + 0.08, height + 0.35 * rise)), s.accent()))
    else:
        panes = {"rangefinder": (0.36, 0.1, -0.18), "compact": (0.34,), "instant": (0.32, -0.3)}
        for at in panes[s.traits["body"]]:
            wide = 1.7 if at > 0.2 else 1.0
            frame = rounded_box((wide + 0.5, 0.4, 1.35), 0.12)
            pane = rounded_box((wide, 0.5, 0.9), 0.1)
            spot = (at * width, front, 0.89 * height)
            parts += [Part(frame.moved(spot), s.trim()), Part(pane.moved(spot), _GLASS)]
    if s.traits["body"] == "instant":
        slot = block((0.94 * width, 1.1 * depth, 0.7), power=8, bevel=0.2)
        parts.append(Part(slot.moved((0, -0.08 * depth, 0.02 * height)), s.trim()))
        gap = rounded_box((0.74 * width, 0.2, 0.14), 0.04)
        parts.append(Part(gap.moved((0, -0.63 * depth, 0.35 + 0.02 * height)), _BLACK))
    return parts


def _grip(s: Specification, low: float) -> list[Part]:
    m = s.measures
    tall, x, front = m["skin"] * m["height"], -0.39 * m["width"], -m["depth"] / 2
    if s.traits["grip"] == "moulded":
        hold = block((0.2 * m["width"], 0.75 * m["depth"], 1.05 * tall), power=2.6, bevel=0.6)
        return [Part(hold.moved((x, front, low)), _BLACK)]
    if s.traits["grip"] == "ridge":
        path = np.linspace((x, front - 0.15, low + 0.5), (x, front - 0.15, low + tall - 0.5), 6)
        return [Part(tube(path, 0.6), s.trim())]
    return []


FAMILY = Family(
    name="camera",
    title="Camera",
    locarno="16-01",
    traits={
        "body": ("slr", "rangefinder", "compact", "instant"),
        "lens": ("prime", "zoom", "pancake"),
        "grip": ("none", "ridge", "moulded"),
        "top": ("dials", "shoe", "flash"),
    },
    ranges={
        "width": (10.5, 14.5),
        "height": (6.5, 8.8),
        "depth": (2.8, 4.6),
        "corner": (3.5, 12.0),
        "skin": (0.5, 0.72),
        "lens": (2.2, 3.4),
        "reach": (3.2, 5.6),
        "offset": (-0.6, 1.6),
        "hump": (1.3, 2.5),
    },
    build=build,
)
