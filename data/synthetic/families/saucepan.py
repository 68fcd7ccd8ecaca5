"""Saucepans."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import Floats, Mesh, joined, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_STEEL = Material((200, 202, 206), 0.8, True)
_INSIDE = Material((150, 152, 156), 0.55, True)
_WOOD = Material((158, 112, 70), 0.25)
_POTS: dict[str, tuple[tuple[float, float], ...]] = {
    # Radius over the rim's, height over the rim's, from the bottom's edge.
    "straight": ((0.93, 0.0), (1.0, 0.0), (1.0, 0.12), (1.0, 1.0)),
    "flared": ((0.62, 0.0), (0.7, 0.0), (0.76, 0.15), (1.0, 1.0)),
    "round": ((0.6, 0.0), (0.85, 0.0), (1.04, 0.35), (1.03, 0.7), (1.0, 1.0)),
    "bellied": ((0.8, 0.0), (0.95, 0.0), (1.14, 0.35), (1.1, 0.65), (0.95, 0.86), (1.0, 1.0)),
}


def build(s: Specification) -> Model:
    """Build a saucepan whose handle points to the right."""
    m = s.measures
    radius, height = m["radius"], m["height"]
    wall = rounded(np.array(_POTS[s.traits["pot"]]) * (radius, height), 3)
    parts = [
        Part(lathe(np.concatenate([[(0, 0)], wall[:1], wall]), segments=60), s.body()),
        Part(_inside(wall), _INSIDE),
        Part(ring(radius, 0.18, segments=60).moved((0, 0, height)), _STEEL),
        *_handle(s),
        *_lid(s),
    ]
    band = float(np.interp(0.12 * height, wall[:, 1], wall[:, 0]))
    if s.traits["side"] == "loop":
        bow = rounded(
            [
                (-2.2, 0, 0),
                (-2.2, 0, 1.8),
                (-1.2, 0, 2.9),
                (1.2, 0, 2.9),
                (2.2, 0, 1.8),
                (2.2, 0, 0),
            ],
            3,
        )
        ear = tube(bow, 0.42, flatten=1.2).turned(x=-90).turned(z=90)
        parts.append(Part(ear.moved((-radius + 0.4, 0, 0.82 * height)), _STEEL))
    elif s.traits["side"] == "spouts":
        lip = lathe(rounded([(0.2, -2.2), (1.0, -1.0), (1.5, 0.12), (1.3, 0.12)], 2), segments=24)
        parts += [Part(lip.moved((0, y * (radius - 0.2), height)), s.body()) for y in (-1, 1)]
    else:  # "band"
        parts.append(
            Part(
                ring(band, 0.22, segments=60).stretched((1, 1, 3)).moved((0, 0, 0.12 * height)),
                s.accent(),
            )
        )
    return tuple(parts)


def _inside(wall: Floats) -> Mesh:
    inner = wall[::-1] - (0.25, 0)
    return lathe(
        np.concatenate([inner[inner[:, 1] > 0.3], [(inner[-1, 0], 0.3), (0, 0.3)]]), segments=60
    )


def _handle(s: Specification) -> list[Part]:
    m = s.measures
    start, z, long = m["radius"] - 0.2, 0.84 * m["height"], m["handle"]
    slope = np.tan(np.radians(m["slope"]))
    share = np.linspace(0, 1, 14)
    x = start + share * long
    rise = z + slope * share * long - 0.03 * long * np.sin(np.pi * share) * (1 + m["bow"])
    path = np.stack([x, 0 * x, rise], axis=1)
    rivet = lathe([(0.32, 0), (0.25, 0.2), (0, 0.26)], segments=14).turned(y=90)
    rivets = [rivet.moved((start + 0.15, y, z + dz)) for y in (-0.8, 0.8) for dz in (-0.5, 0.5)]
    plate = rounded_box((0.35, 2.8, 2.2), 0.15).moved((start + 0.1, 0, z))
    mount = [Part(plate, _STEEL), Part(joined(rivets), _STEEL)]
    if s.traits["handle"] == "wire":
        half = 1.0 + 0.25 * m["grip"]
        bows = [tube(np.add(path, (0, y * half, 0)), 0.38) for y in (-1, 1)]
        # The bar across the end, made in the x-z plane and laid flat.
        end = tube([(-half, 0, 0), (half, 0, 0)], 0.38).turned(z=90).moved(path[-1])
        return [*mount, Part(joined([*bows, end]), _STEEL)]
    neck = tube(path[:4], 0.62)
    if s.traits["handle"] == "flat":
        thick, flatten, grip = np.linspace(0.4, 0.55, 14) * m["grip"], 2.6, _STEEL
    elif s.traits["handle"] == "wood":
        thick, flatten, grip = (
            np.interp(share, [0, 0.3, 0.8, 1], [0.75, 1.0, 1.15, 0.95]) * m["grip"],
            1.1,
            _WOOD,
        )
    else:  # "moulded"
        thick, flatten, grip = (
            np.interp(share, [0, 0.25, 0.6, 1], [1.2, 0.75, 0.95, 0.8]) * m["grip"],
            1.5,
            s.trim(),
        )
    parts = [
        *mount,
        Part(neck, _STEEL),
        Part(tube(path[2:], thick[2:], flatten=flatten, sides=20), grip),
    ]
    eye = ring(0.75, 0.16).moved(path[-1] + (1.1 + thick[-1] * 0.4, 0, 0))
    return [*parts, Part(eye, _STEEL)]


def _lid(s: Specification) -> list[Part]:
    m = s.measures
    if s.traits["lid"] == "none":
        return []
    r, rise = m["radius"], m["lid"]
    if s.traits["lid"] == "glass":
        pane = rounded([(0.93 * r, 0.2), (0.6 * r, 0.75 * rise), (0, rise)], 3)
        shell = [
            Part(lathe(pane, segments=60), Material((176, 198, 204), 1.0)),
            Part(ring(0.97 * r, 0.32, segments=60).moved((0, 0, 0.2)), _STEEL),
        ]
    else:  # "metal"
        plate = rounded(
            [(1.02 * r, 0), (1.02 * r, 0.35), (0.9 * r, 0.4), (0.84 * r, 0.9 * rise), (0, rise)], 3
        )
        shell = [Part(lathe(plate, segments=60), s.body())]
    k = m["knob"]
    if s.traits["lid"] == "metal":
        knob = tube(
            rounded(
                [(-1.8 * k, 0, 0), (-1.8 * k, 0, 1.7 * k), (1.8 * k, 0, 1.7 * k), (1.8 * k, 0, 0)],
                3,
            ),
            0.42 * k,
            flatten=1.4,
        )
    else:
        knob = lathe(
            rounded([(0.5 * k, 0), (0.5 * k, 1.0), (1.5 * k, 1.1), (1.5 * k, 1.7), (0, 1.9)])
        )
    parts = [*shell, Part(knob.moved((0, 0, rise - 0.1)), s.trim())]
    return [Part(part.mesh.moved((0, 0, m["height"])), part.material) for part in parts]


FAMILY = Family(
    name="saucepan",
    title="Saucepan",
    locarno="07-02",
    traits={
        "pot": ("straight", "flared", "round", "bellied"),
        "handle": ("moulded", "wire", "flat", "wood"),
        "lid": ("none", "glass", "metal"),
        "side": ("loop", "spouts", "band"),
    },
    ranges={
        "radius": (7.0, 11.0),
        "height": (6.5, 12.5),
        "handle": (13.0, 19.0),
        "slope": (0.0, 18.0),
        "bow": (-0.6, 1.2),
        "grip": (0.85, 1.25),
        "lid": (1.2, 4.0),
        "knob": (0.9, 1.5),
    },
    build=build,
)
