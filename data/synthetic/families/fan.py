"""Table fans."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import Floats, Mesh, joined, lathe, ring, rounded, rounded_box, sheet, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part


def build(s: Specification) -> Model:
    """Build a fan that blows towards the viewer."""
    m = s.measures
    radius, height = m["radius"], m["height"]
    centre = np.array([0.0, -2.0, height + radius])
    parts = [
        Part(_blades(s).turned(x=90).moved(centre), s.accent()),
        Part(_cage(s).turned(x=90).moved(centre), s.trim()),
        Part(_hub(s).turned(x=90).moved(centre), s.body()),
        Part(_motor(radius).turned(x=90).moved(centre), s.body()),
        *_stand(s, float(centre[2])),
    ]
    return tuple(parts)


def _blades(s: Specification) -> Mesh:
    """Return the blades about the z axis, which points to the viewer once turned."""
    count = int(s.traits["blades"])
    radius = 0.86 * s.measures["radius"]
    along = np.linspace(0.16, 1.0, 14)[:, None]
    across = np.linspace(-0.5, 0.5, 9)[None, :]
    # The chord grows and then rounds off towards the tip; the blade is swept and pitched.
    chord = (
        s.measures["chord"]
        * 5.2
        / count
        * (0.45 + 0.75 * along)
        * np.sqrt(np.clip(1.02 - along**6, 0, 1))
    )
    angle = across * chord + s.measures["sweep"] * along**2
    points = np.stack(
        [
            radius * along * np.cos(angle),
            radius * along * np.sin(angle),
            -across * 3.2 * (1.2 - 0.4 * along),
        ],
        axis=2,
    )
    return joined([sheet(points).turned(z=360 * i / count) for i in range(count)])


def _cage(s: Specification) -> Mesh:
    radius, bulge = s.measures["radius"], s.measures["bulge"]
    thick = 0.11
    wires = [ring(radius, 0.42, sides=8)]
    share = np.linspace(0.16, 1.0, 7)
    rise = bulge * np.sqrt(np.clip(1 - share**3, 0, 1))
    if s.traits["cage"] == "rings":
        wires += [
            ring(radius * float(r), thick, sides=6).moved((0, 0, float(h)))
            for r, h in zip(
                np.linspace(0.2, 0.92, 9),
                np.interp(np.linspace(0.2, 0.92, 9), share, rise),
                strict=True,
            )
        ]
        count, twist = 6, 0.0
    else:
        count, twist = (30, 0.0) if s.traits["cage"] == "spokes" else (26, 0.9)
    for i in range(count):
        angle = 2 * np.pi * i / count + twist * share**2
        path = np.stack(
            [radius * share * np.cos(angle), radius * share * np.sin(angle), rise], axis=1
        )
        wires.append(_wire(path, thick))
    # Rear half, coarser.
    for i in range(16):
        angle = np.full(4, 2 * np.pi * i / 16)
        back = np.linspace(0.25, 1.0, 4)
        path = np.stack(
            [
                radius * back * np.cos(angle),
                radius * back * np.sin(angle),
                -3.2 * np.sqrt(1 - back**3),
            ],
            axis=1,
        )
        wires.append(_wire(path, thick))
    return joined(wires)


def _wire(path: Floats, thick: float) -> Mesh:
    """Sweep a thin wire; it lies about flat, so it is swept with y and z exchanged."""
    upright = tube(path[:, [0, 2, 1]], thick, sides=5)
    return Mesh(
        upright.vertices[:, [0, 2, 1]], upright.normals[:, [0, 2, 1]], upright.uv, upright.faces
    )


def _hub(s: Specification) -> Mesh:
    size = s.measures["hub"] * s.measures["radius"]
    depth = s.measures["bulge"]
    if s.traits["hub"] == "dome":
        return lathe(
            rounded(
                [(size, depth - 0.8), (size, depth), (0.7 * size, depth + 0.9), (0, depth + 1.1)]
            )
        )
    return lathe(
        rounded(
            [
                (size, depth - 0.8),
                (size, depth + 0.3),
                (size, depth + 0.3),
                (0.5 * size, depth + 0.3),
                (0.45 * size, depth),
                (0, depth),
            ],
            2,
        )
    )


def _motor(radius: float) -> Mesh:
    size = 0.3 * radius
    return lathe(
        rounded(
            [
                (0, -9),
                (0.7 * size, -8.8),
                (size, -7),
                (size, -3),
                (0.5 * size, -1),
                (0.3 * size, 2),
                (0, 2),
            ]
        )
    )


def _stand(s: Specification, centre: float) -> list[Part]:
    m = s.measures
    foot = m["foot"]
    if s.traits["stand"] == "column":
        base = rounded(
            [(0, 0), (foot, 0), (foot, 0), (foot, 1.0), (0.8 * foot, 1.6), (1.6, 2.6), (0, 2.6)]
        )
        return [
            Part(lathe(base), s.body()),
            Part(tube([(0, 4, 1.5), (0, 4, centre - 2)], 1.25), s.body()),
            Part(
                lathe(rounded([(0, 0), (1.0, 0), (1.0, 0.5), (0, 0.6)], 2)).moved(
                    (0, -0.55 * foot, 1.4)
                ),
                Material((235, 235, 235), 0.5),
            ),
        ]
    if s.traits["stand"] == "box":
        return [
            Part(rounded_box((1.7 * foot, 1.5 * foot, 4.2), 1.4).moved((0, 1, 2.1)), s.body()),
            Part(tube([(0, 4, 3), (0, 4, centre - 2)], 1.9, flatten=0.7), s.body()),
            *(
                Part(rounded_box((1.7, 0.8, 1.3), 0.3).moved((x, 1 - 0.75 * foot, 2.6)), s.accent())
                for x in (-3.6, -1.2, 1.2, 3.6)
            ),
        ]
    # "yoke": a U that holds the cage on both sides.
    wide = m["radius"] + 0.9
    path = rounded(
        [
            (-wide, -2, centre),
            (-wide, -2, 0.9),
            (-wide, -2, 0.9),
            (wide, -2, 0.9),
            (wide, -2, 0.9),
            (wide, -2, centre),
        ],
        4,
    )
    feet = [
        tube([(x, -2 - 0.8 * foot, 0.6), (x, -2 + 0.8 * foot, 0.6)], 0.75)
        for x in (-0.7 * wide, 0.7 * wide)
    ]
    return [Part(tube(path, 0.8, flatten=1.6), s.body()), *(Part(mesh, s.body()) for mesh in feet)]


FAMILY = Family(
    name="fan",
    title="Table fan",
    locarno="23-04",
    traits={
        "stand": ("column", "box", "yoke"),
        "blades": ("3", "4", "5"),
        "cage": ("spokes", "swirl", "rings"),
        "hub": ("dome", "flat"),
    },
    ranges={
        "radius": (10.0, 15.0),
        "height": (3.5, 14.0),
        "chord": (0.75, 1.15),
        "sweep": (0.0, 0.9),
        "bulge": (2.0, 4.0),
        "hub": (0.16, 0.28),
        "foot": (7.0, 10.0),
    },
    build=build,
)
