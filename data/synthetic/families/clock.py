"""Table and alarm clocks."""

import numpy as np

from data.synthetic.families.dial import HANDS, MARKS, hands, marks
from data.synthetic.families.family import Family, Specification
from data.synthetic.families.legs import corners
from data.synthetic.families.shells import plate, rounded_rectangle, squircle
from data.synthetic.loft import loft
from data.synthetic.mesh import Floats, Mesh, extruded, lathe, rounded, rounded_box, tube
from data.synthetic.shading import Material, luminance
from data.synthetic.studio import Model, Part

_PALE, _INK = Material((240, 238, 232), 0.3), Material((36, 36, 40), 0.4)


def build(s: Specification) -> Model:
    """Build a clock whose face is to the viewer."""
    m = s.measures
    radius, deep, bezel = m["radius"], m["depth"], m["bezel"]
    case, squareness = _case(s)
    lift = {"pegs": 0.45 * radius, "plinth": 0.3 * radius, "balls": 0.22 * radius}[s.traits["feet"]]
    centre = np.array([0.0, 0.0, lift - float(case[:, 1].min())])
    face = squircle(2 * radius - 2 * bezel, 2 * radius - 2 * bezel, squareness)
    share = 1 - bezel / radius
    lip = loft(
        squircle(2 * radius, 2 * radius, squareness)[:-1],
        [(-0.1, 1, 1), (0.3, 1, 1), (0.5, 0.97, 0.97), (0.5, share, share), (0, share, share)],
    )
    # A dark trim makes a dark face with pale marks, if the article is of that sort.
    dark = luminance(s.palette.trim) < 60 and s.palette.finish in ("metal", "glossy")
    ground, ink = (_INK, _PALE) if dark else (_PALE, _INK)
    hour = np.radians(30.0 * np.arange(12))
    across, up = np.abs(np.sin(hour)), np.abs(np.cos(hour))
    # How far from the middle the rim is towards each hour.
    reach = 0.9 * (radius - bezel) * (across**squareness + up**squareness) ** (-1 / squareness)

    def front(mesh: Mesh, out: float = 0.0) -> Mesh:
        """Stand a mesh up on the front of the case."""
        return mesh.turned(x=90).moved(centre).moved((0, -deep / 2 - out, 0))

    return (
        Part(extruded(case, deep, bevel=m["edge"]).moved(centre), s.body()),
        Part(front(lip), s.accent()),
        Part(front(plate(face, 0.1, edge=0.02)), ground),
        Part(front(marks(s.traits["marks"], reach, 0.08), 0.12), ink),
        Part(front(hands(s.traits["hands"], 0.78 * float(reach.min()), 0.08), 0.16), ink),
        *_top(s, case, centre),
        *_feet(s, case, lift),
    )


def _case(s: Specification) -> tuple[Floats, float]:
    """Return the outline of the case about the middle of the face, and the face's squareness."""
    radius = s.measures["radius"]
    if s.traits["case"] == "round":
        return squircle(2.08 * radius, 2.08 * radius, 2), 2.0
    if s.traits["case"] == "square":
        return rounded_rectangle(2.3 * radius, 2.3 * radius, 2 * s.measures["edge"]), 9.0
    if s.traits["case"] == "arch":
        turn = np.radians(np.linspace(90.0, 180.0, 12))
        half = 1.12 * radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        low = -1.55 * radius
        left = [*half, (-1.12 * radius, low), (-1.3 * radius, low), (-1.3 * radius, low - 0.8)]
        line = np.array([*left, (0.0, low - 0.8)])
        return np.concatenate([line, line[::-1] * (-1, 1)]), 2.0
    turn = np.radians(90 + 22.5 + 45 * np.arange(8))
    return 1.18 * radius * np.stack([np.cos(turn), np.sin(turn)], axis=1), 2.0


def _top(s: Specification, case: Floats, centre: Floats) -> list[Part]:
    radius = s.measures["radius"]
    summit = float(centre[2] + case[:, 1].max())
    if s.traits["top"] == "none":
        return []
    if s.traits["top"] == "button":
        return [
            Part(
                rounded_box((0.9 * radius, 0.5 * s.measures["depth"], 0.9), 0.35).moved(
                    (0, 0, summit + 0.2)
                ),
                s.accent(),
            )
        ]
    high = 0.35 * radius if s.traits["top"] == "handle" else 0.62 * radius
    span = 0.6 * radius if s.traits["top"] == "handle" else 0.3 * radius
    path = [(-span, 0, summit - 0.3 * radius), (-span, 0, summit + high)]
    path += [(span, 0, summit + high), (span, 0, summit - 0.3 * radius)]
    handle = Part(tube(rounded(path, 4), 0.055 * radius + 0.08, flatten=1.8), s.accent())
    if s.traits["top"] == "handle":
        return [handle]
    # Two bells and the hammer between them.
    parts = [handle]
    size = s.measures["bell"] * radius
    for side in (-1, 1):
        dome = [(size, 0), (0.92 * size, 0.45 * size), (0.4 * size, 0.75 * size)]
        bell = lathe(rounded([*dome, (0, 0.8 * size)], 3), segments=32)
        knob = lathe(rounded([(0.12 * size, 0.7 * size), (0.2 * size, size), (0, 1.1 * size)], 2))
        post = tube([(0, 0, -0.7 * radius), (0, 0, 0.2 * size)], 0.16)
        foot = (side * 0.62 * radius, 0, summit - 0.02 * radius)
        parts.extend(
            Part(mesh.turned(y=side * 26).moved(foot), s.accent()) for mesh in (bell, knob, post)
        )
    hammer = lathe([(0, 0), (0.16 * radius, 0), (0.16 * radius, 0.22 * radius), (0, 0.22 * radius)])
    rod = tube([(0, 0, summit - 0.2), (0, 0, summit + 0.25 * radius)], 0.12)
    return [
        *parts,
        Part(rod, s.trim()),
        Part(hammer.moved((0, 0, summit + 0.2 * radius)), s.trim()),
    ]


def _feet(s: Specification, case: Floats, lift: float) -> list[Part]:
    m = s.measures
    radius, deep = m["radius"], m["depth"]
    wide = 0.52 * radius if s.traits["case"] == "round" else 0.8 * radius
    # Where the underside of the case is above the feet.
    lower = case[(case[:, 1] < 0) & (case[:, 0] >= 0)]
    lower = lower[np.argsort(lower[:, 0])]
    under = lift - float(case[:, 1].min()) + float(np.interp(wide, lower[:, 0], lower[:, 1]))
    if s.traits["feet"] == "plinth":
        base = plate(rounded_rectangle(2.3 * radius, 1.5 * deep, 0.6), lift + 0.25, edge=0.25)
        return [Part(base, s.trim())]
    spots = corners(2 * wide, 0.6 * deep)
    if s.traits["feet"] == "balls":
        ball = [(0, 0), (0.14 * radius, 0.02), (0.16 * radius, 0.12 * radius), (0, 0.3 * radius)]
        feet = [lathe(rounded(ball, 2), segments=20).moved((x, y, 0)) for x, y in spots]
        feet += [tube([(x, y, 0.1 * radius), (x, y, under + 0.2)], 0.09 * radius) for x, y in spots]
    else:
        feet = [
            tube(
                [(1.5 * x, 1.25 * y, 0.1 * radius), (x, y, under + 0.15 * radius)],
                (0.06 * radius, 0.1 * radius),
            )
            for x, y in spots
        ]
    return [Part(mesh, s.accent()) for mesh in feet]


FAMILY = Family(
    name="clock",
    title="Table clock",
    locarno="10-01",
    traits={
        "case": ("round", "square", "arch", "octagon"),
        "top": ("bells", "none", "handle", "button"),
        "feet": ("pegs", "plinth", "balls"),
        "marks": MARKS,
        "hands": HANDS,
    },
    ranges={
        "radius": (4.0, 8.0),
        "depth": (2.8, 6.0),
        "bezel": (0.3, 1.1),
        "edge": (0.2, 1.2),
        "bell": (0.36, 0.52),
    },
    build=build,
)
