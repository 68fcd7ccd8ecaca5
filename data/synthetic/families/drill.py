"""Cordless drills."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import block, hull
from data.synthetic.mesh import Floats, Mesh, joined, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_BLACK = Material((34, 34, 38), 0.2)
_STEEL = Material((190, 192, 196), 0.8, True)
_HOUSINGS: dict[str, tuple[tuple[float, float], ...]] = {
    # Length over the housing's, radius over its widest, from the back to the gearbox.
    "capsule": ((0.0, 0.6), (0.06, 0.9), (0.3, 1.0), (0.7, 1.0), (1.0, 0.8)),
    "taper": ((0.0, 0.85), (0.05, 1.05), (0.25, 1.08), (0.6, 0.9), (1.0, 0.66)),
    "waisted": ((0.0, 0.9), (0.08, 1.08), (0.35, 1.05), (0.55, 0.82), (0.8, 0.95), (1.0, 0.85)),
}
_SEATS = {"pistol": 0.32, "tee": 0.55, "rear": 0.14}
"""Where along the housing the handle hangs."""


def build(s: Specification) -> Model:
    """Build a drill that stands on its battery and points to the left."""
    m = s.measures
    base = m["battery"] if s.traits["battery"] != "stick" else 0.8
    axis = base + m["handle"] + 0.75 * m["radius"]
    back = _SEATS[s.traits["handle"]] * m["length"]

    def along(mesh: Mesh) -> Mesh:
        """Lay what was made along z from the back to the chuck, above the handle."""
        return mesh.turned(y=-90).moved((back, 0, axis))

    parts = [
        *(Part(along(part.mesh), part.material) for part in [*_housing(s), *_chuck(s)]),
        *_handle(s, base, axis),
        *_battery(s),
    ]
    return tuple(parts)


def _housing(s: Specification) -> list[Part]:
    m = s.measures
    line = rounded(np.array(_HOUSINGS[s.traits["housing"]]) * (m["length"], m["radius"]), 3)
    height = 1.12 if s.traits["handle"] != "rear" else 1.0
    shell = hull(
        np.stack([0 * line[:, 0], 0 * line[:, 0], line[:, 0]], axis=1),
        np.stack([height * line[:, 1], 0.92 * line[:, 1]], axis=1),
        power=2.5,
    )
    cap = hull(
        [(0, 0, z) for z in (-0.35, -0.2, 0.22 * m["length"])],
        [(height * r * m["radius"], 0.92 * r * m["radius"]) for r in (0.5, 0.7, 1.12)],
        power=2.5,
    )
    parts = (
        [Part(shell, s.body()), Part(cap, _BLACK)]
        if s.traits["vents"] == "boot"
        else [Part(shell, s.body())]
    )
    if s.traits["vents"] != "none":
        start = 0.26 if s.traits["vents"] == "boot" else 0.1
        reach = float(np.interp(start * m["length"], line[:, 0], line[:, 1]))
        slots = [
            rounded_box((1.0 * m["radius"], 1.92 * reach, 0.3), 0.12).moved(
                (0, 0, start * m["length"] + 0.65 * i)
            )
            for i in range(4)
        ]
        parts.append(Part(joined(slots), _BLACK))
    depth = np.linspace(m["gear"] * m["length"], m["length"], 8)
    nose = np.stack([depth, np.interp(depth, line[:, 0], line[:, 1])], axis=1)
    gearbox = hull(
        np.stack([0 * nose[:, 0], 0 * nose[:, 0], nose[:, 0]], axis=1),
        np.stack([1.04 * height * nose[:, 1], 0.96 * nose[:, 1]], axis=1),
        power=2.5,
    )
    parts.append(Part(gearbox, s.accent()))
    return parts


def _chuck(s: Specification) -> list[Part]:
    m = s.measures
    start, r, long = m["length"], 0.78 * m["radius"], m["chuck"]
    collar = lathe([(0.8 * r, -0.5), (r, 0), (r, 0), (r, 1.3), (r, 1.3), (0.7 * r, 1.5)])
    ribs = [
        tube([(1.0 * r, 0, 0.15), (1.0 * r, 0, 1.15)], 0.15, sides=6).turned(z=20 * i)
        for i in range(18)
    ]
    parts = [
        Part(collar.moved((0, 0, start)), s.accent()),
        Part(joined(ribs).moved((0, 0, start)), _BLACK),
    ]
    tip = start + 1.5
    if s.traits["chuck"] == "hex":
        nose = [
            (0.62 * r, 0),
            (0.6 * r, 0.5 * long),
            (0.6 * r, 0.5 * long),
            (0.42 * r, 0.5 * long),
            (0.42 * r, 0.9 * long),
            (0.3 * r, long),
        ]
        parts.append(Part(lathe(nose).moved((0, 0, tip)), _STEEL))
        parts.append(Part(ring(0.5 * r, 0.14).moved((0, 0, tip + 0.6 * long)), _BLACK))
    else:
        sleeve = [
            (0.78 * r, 0),
            (0.82 * r, 0.15 * long),
            (0.82 * r, 0.6 * long),
            (0.74 * r, 0.66 * long),
            (0.4 * r, 0.97 * long),
            (0.3 * r, long),
            (0.1, long),
        ]
        parts.append(
            Part(
                lathe(rounded(sleeve, 1)).moved((0, 0, tip)),
                _BLACK if s.traits["chuck"] == "keyless" else _STEEL,
            )
        )
        flutes = [
            tube([(0.82 * r, 0, 0.12 * long), (0.82 * r, 0, 0.58 * long)], 0.11, sides=6).turned(
                z=30 * i
            )
            for i in range(12)
        ]
        if s.traits["chuck"] == "keyless":
            parts.append(Part(joined(flutes).moved((0, 0, tip)), s.trim()))
        else:
            parts.append(Part(ring(0.84 * r, 0.16).moved((0, 0, tip + 0.3 * long)), s.trim()))
    bit = tube([(0, 0, tip + 0.9 * long), (0, 0, tip + long + m["bit"])], 0.28, sides=8)
    return [*parts, Part(bit, _STEEL)]


def _grip(s: Specification, base: float, axis: float) -> Floats:
    """Return x, height, half width and half depth of the handle, bottom up."""
    m = s.measures
    lean, half = m["lean"], m["grip"]
    tall = axis - base
    return rounded(
        [
            (lean, base - 0.2, 1.25 * half, 0.95 * half),
            (lean, base + 0.1 * tall, 1.05 * half, 0.85 * half),
            (0.6 * lean, base + 0.4 * tall, 1.0 * half, 0.9 * half),
            (0.15 * lean, base + 0.75 * tall, 1.15 * half, 0.92 * half),
            (0.0, axis, 1.5 * half, 0.95 * half),
        ],
        3,
    )


def _handle(s: Specification, base: float, axis: float) -> list[Part]:
    m = s.measures
    line = _grip(s, base, axis)
    centres = np.stack([line[:, 0], 0 * line[:, 0], line[:, 1]], axis=1)
    low = len(line) // 6
    rubber = slice(low, len(line) - len(line) // 4)
    trigger_z = axis - 1.15 * m["radius"] - 1.2
    x = float(np.interp(trigger_z, line[:, 1], line[:, 0] - line[:, 2]))
    trigger = hull(
        [(-0.5, 0, -1.5), (-0.2, 0, -0.9), (-0.7, 0, 0.4), (-0.6, 0, 1.3)],
        [(0.7, 0.5), (0.9, 0.7), (1.0, 0.75), (0.8, 0.7)],
        power=3,
    )
    parts = [
        Part(hull(centres, line[:, 2:], power=2.6), s.body()),
        Part(
            hull(
                centres[rubber] + (0.25 * m["grip"], 0, 0),
                line[rubber, 2:] * (0.84, 1.05),
                power=2.6,
            ),
            _BLACK,
        ),
        Part(trigger.moved((x, 0, trigger_z)), s.accent()),
        Part(
            rounded_box((1.0, 2.1 * m["grip"], 0.8), 0.25).moved((x + 1.0, 0, trigger_z + 1.9)),
            _BLACK,
        ),
    ]
    if s.traits["handle"] == "rear":
        # A guard in front of the fingers, down to the battery.
        front = -0.42 * m["length"]
        path = rounded(
            [
                (front, 0, axis - 0.6 * m["radius"]),
                (front - 0.5, 0, 0.5 * (axis + base)),
                (front, 0, base - 0.2),
                (m["lean"], 0, base - 0.2),
            ],
            3,
        )
        parts.append(Part(tube(path, 0.75, flatten=1.3), s.body()))
    return parts


def _battery(s: Specification) -> list[Part]:
    m = s.measures
    lean, long, tall = m["lean"], m["pack"], m["battery"]
    if s.traits["battery"] == "stick":
        foot = block((3.2 * m["grip"], 2.6 * m["grip"], 1.2), power=3, bevel=0.4)
        return [Part(foot.moved((lean, 0, 0)), s.trim())]
    x = lean - 0.12 * long
    shoe = block((0.92 * long, 0.66 * long, 1.3), power=4, bevel=0.5).moved((x, 0, tall - 0.9))
    if s.traits["battery"] == "slide":
        pack = block((long, 0.72 * long, tall - 0.7), power=5, bevel=0.6).moved(
            (x - 0.04 * long, 0, 0)
        )
    else:  # "wedge"
        pack = hull(
            [(x, 0, 0), (x, 0, 0.3), (x - 0.03 * long, 0, 0.6 * tall), (x, 0, tall - 0.6)],
            np.array([(0.4, 0.28), (0.46, 0.34), (0.54, 0.38), (0.45, 0.33)]) * long,
            power=4,
        )
    latch = rounded_box((0.9, 0.76 * long, 0.7), 0.2).moved((x - 0.3 * long, 0, tall - 1.4))
    return [Part(pack, s.trim()), Part(shoe, s.body()), Part(latch, s.accent())]


FAMILY = Family(
    name="drill",
    title="Cordless drill",
    locarno="08-01",
    traits={
        "handle": ("pistol", "tee", "rear"),
        "housing": ("capsule", "taper", "waisted"),
        "chuck": ("keyless", "hex", "keyed"),
        "battery": ("slide", "wedge", "stick"),
        "vents": ("slots", "boot", "none"),
    },
    ranges={
        "length": (11.5, 16.0),
        "radius": (2.6, 3.5),
        "gear": (0.62, 0.84),
        "chuck": (3.0, 5.0),
        "bit": (2.0, 6.0),
        "handle": (8.0, 11.5),
        "lean": (0.3, 3.0),
        "grip": (1.5, 2.0),
        "battery": (3.6, 6.0),
        "pack": (8.0, 11.5),
    },
    build=build,
)
