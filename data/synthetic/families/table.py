"""Tables, from coffee to dining height."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.families.legs import corners, disc_foot, square_legs, turned_legs
from data.synthetic.families.shells import plate, rounded_rectangle, squircle
from data.synthetic.mesh import Floats, Mesh, lathe, rounded, rounded_box, tube
from data.synthetic.studio import Model, Part


def build(s: Specification) -> Model:
    """Build a table, its long side to the viewer."""
    m = s.measures
    high = m["height"] - m["top"]
    outline = _outline(s)
    top = plate(outline, m["top"], edge=0.35 * m["top"]).moved((0, 0, high))
    return (
        Part(top, s.body()),
        *(Part(mesh, s.trim()) for mesh in _legs(s, outline, high)),
        *_under(s, outline, high),
    )


def _outline(s: Specification) -> Floats:
    width, depth = s.measures["width"], s.measures["depth"]
    if s.traits["top"] == "rectangle":
        return rounded_rectangle(width, depth, s.measures["corner"])
    if s.traits["top"] == "round":
        return squircle(1.15 * depth, 1.15 * depth, 2)
    if s.traits["top"] == "oval":
        return squircle(width, depth, 2.3)
    # "boat": bowed long sides, cut off straight at the ends.
    across = np.linspace(1.0, -1.0, 13)
    bow = depth / 2 * (1 - 0.28 * across**2)
    back = np.stack([across * width / 2, bow], axis=1)
    return np.concatenate([back[6:], -back, back[:7]])


def _legs(s: Specification, outline: Floats, high: float) -> list[Mesh]:
    m = s.measures
    # Round tops have no corners for legs to stand under.
    wide, deep = (_stance(s)[i] * float(np.ptp(outline[:, i])) for i in (0, 1))
    leg = m["leg"]
    if s.traits["legs"] == "turned":
        return turned_legs(corners(wide, deep), high, m["splay"], leg)
    if s.traits["legs"] == "square":
        return square_legs(corners(wide, deep), high, 0.3 * m["splay"], 1.15 * leg)
    if s.traits["legs"] == "pedestal":
        column = disc_foot(0.36 * float(np.ptp(outline[:, 1])), high, 1.5 * leg)
        collar = [(0, -4), (2 * leg, -4), (6 * leg, 0), (0, 0)]
        return [*column, lathe(rounded(collar, 2)).moved((0, 0, high))]
    if s.traits["legs"] == "trestle":
        return _trestles(0.9 * wide, deep, high, leg)
    return [
        rounded_box((1.3 * leg, 1.05 * deep, high), 0.4).moved((x * wide / 2, 0, high / 2))
        for x in (-1, 1)
    ]


def _stance(s: Specification) -> tuple[float, float]:
    share = s.measures["stance"]
    return (0.76 * share, 0.76 * share) if s.traits["top"] in ("round", "oval") else (share, share)


def _trestles(wide: float, deep: float, high: float, leg: float) -> list[Mesh]:
    meshes = []
    for x in (-wide / 2, wide / 2):
        for y in (-1, 1):
            path = [(x, y * 0.5 * deep, 0.9 * leg), (x, y * 0.1 * deep, high)]
            meshes.append(tube(path, 0.9 * leg))
        meshes.append(
            tube([(x, -0.34 * deep, 0.4 * high), (x, 0.34 * deep, 0.4 * high)], 0.6 * leg)
        )
    meshes.append(tube([(-wide / 2, 0, 0.4 * high), (wide / 2, 0, 0.4 * high)], 0.7 * leg))
    return meshes


def _under(s: Specification, outline: Floats, high: float) -> list[Part]:
    """Return what hangs below the top: an apron, a drawer or a shelf."""
    m = s.measures
    drop = m["apron"]
    wide, deep = (_stance(s)[i] * float(np.ptp(outline[:, i])) for i in (0, 1))
    if s.traits["under"] == "none":
        return []
    if s.traits["under"] == "shelf":
        shelf = plate(outline * np.array(_stance(s)), 2.0, edge=0.5)
        return [Part(shelf.moved((0, 0, 0.3 * high)), s.accent())]
    box = plate(rounded_rectangle(wide, deep, 1.0), drop, edge=0.3)
    parts = [Part(box.moved((0, 0, high - drop)), s.trim())]
    if s.traits["under"] == "drawers":
        for x in (-0.24 * wide, 0.24 * wide):
            front = rounded_box((0.43 * wide, 1.4, 0.78 * drop), 0.4)
            at = np.array([x, -deep / 2 - 0.5, high - drop / 2])
            knob = lathe([(0.5, 0), (0.5, 1.0), (1.3, 1.4), (1.2, 2.2), (0, 2.5)], segments=20)
            parts.append(Part(front.moved(at), s.body()))
            parts.append(Part(knob.turned(x=90).moved(at - (0, 0.6, 0)), s.accent()))
    return parts


FAMILY = Family(
    name="table",
    title="Table",
    locarno="06-03",
    traits={
        "top": ("rectangle", "round", "oval", "boat"),
        "legs": ("turned", "square", "trestle", "pedestal", "slabs"),
        "under": ("none", "apron", "drawers", "shelf"),
    },
    ranges={
        "width": (95.0, 165.0),
        "depth": (60.0, 90.0),
        "height": (42.0, 77.0),
        "top": (2.0, 6.0),
        "corner": (0.6, 14.0),
        "leg": (1.8, 4.2),
        "splay": (0.0, 12.0),
        "stance": (0.7, 0.9),
        "apron": (6.0, 13.0),
    },
    build=build,
)
