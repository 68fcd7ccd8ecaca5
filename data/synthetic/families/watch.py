"""Wrist watches."""

import numpy as np

from data.synthetic.families.dial import HANDS, MARKS, hands, marks, small_dial
from data.synthetic.families.family import Family, Specification
from data.synthetic.families.shells import plate, ribbon, squircle, thick
from data.synthetic.loft import loft
from data.synthetic.mesh import Floats, Mesh, lathe, rounded, rounded_box, tube
from data.synthetic.shading import Material, luminance
from data.synthetic.studio import Model, Part

_PALE, _INK = Material((238, 236, 230), 0.5), Material((28, 28, 34), 0.6)
_CASES: dict[str, tuple[float, float, float]] = {
    # Width and height over the case's size, and squareness.
    "round": (1.0, 1.0, 2.0),
    "cushion": (1.0, 1.0, 3.6),
    "tank": (0.82, 1.06, 12.0),
    "tonneau": (0.9, 1.12, 2.9),
}

_FLATNESS = 0.6
"""The closed strap is flatter in front, where the case is, than an ellipse, whose power is 1."""


def build(s: Specification) -> Model:
    """Build a watch whose strap stands closed, its dial to the viewer."""
    m = s.measures
    slim, tall, squareness = _CASES[s.traits["case"]]
    wide, high = slim * m["size"], tall * m["size"]
    case = squircle(wide, high, squareness)
    metal = Material(s.palette.body, 0.75, s.palette.finish == "metal")
    deep, bezel = m["depth"], m["bezel"]
    rim = s.accent() if s.palette.finish == "glossy" else metal
    share = 1 - 2 * bezel / m["size"]
    lip = [(0.0, 0.98, 0.98), (0.12, 0.96, 0.96), (0.16, share + 0.02, share + 0.02)]
    lip += [(0.1, share, share), (0.0, share, share)]
    dark = luminance(s.palette.accent) < 110
    ground, ink = (_INK, _PALE) if dark else (_PALE, _INK)
    hour = np.radians(30.0 * np.arange(12))
    across, up = np.abs(2 * np.sin(hour) / wide), np.abs(2 * np.cos(hour) / high)
    # How far from the middle the rim is towards each hour.
    reach = 0.92 * share * (across**squareness + up**squareness) ** (-1 / squareness)
    face = [
        Part(plate(case, deep, edge=0.3 * deep), metal),
        Part(loft(case[:-1], lip).moved((0, 0, deep)), rim),
        Part(plate(share * case, 0.04, edge=0.01).moved((0, 0, deep)), ground),
        Part(marks(s.traits["marks"], reach, 0.02).moved((0, 0, deep + 0.05)), ink),
        Part(hands(s.traits["hands"], 0.8 * reach.min(), 0.02).moved((0, 0, deep + 0.09)), ink),
        *_functions(s, wide, high, reach, ink, metal),
    ]
    hold = _strap_radius(s)
    # The case stands at the front of the strap, tilted up a little with all of it.
    front = np.array([0.0, 0.15 - hold[0], 0.0])
    parts = [Part(part.mesh.turned(x=90).moved(front), part.material) for part in face]
    parts += [Part(mesh, metal) for mesh in _lugs(wide, high, front, hold)]
    parts += _strap(s, 0.62 * wide, 0.46 * high, hold, metal)
    tilted = [Part(part.mesh.turned(x=-14), part.material) for part in parts]
    low = min(float(part.mesh.vertices[:, 2].min()) for part in tilted)
    return tuple(Part(part.mesh.moved((0, 0, -low)), part.material) for part in tilted)


def _strap_radius(s: Specification) -> tuple[float, float]:
    """Return half of the depth and of the height of the closed strap."""
    return 0.92 * s.measures["wrist"], 1.04 * s.measures["wrist"]


def _functions(
    s: Specification, wide: float, high: float, reach: Floats, ink: Material, metal: Material
) -> list[Part]:
    """Return the crown and pushers beside the case, and what is on the dial besides the hands."""
    m = s.measures
    deep = m["depth"]
    size = m["crown"]
    crown = lathe(rounded([(size, 0), (size, 0.28), (size, 0.28), (0, 0.3)], 2))
    parts = [Part(crown.turned(y=90).moved((wide / 2 - 0.04, 0, 0.5 * deep)), metal)]
    if s.traits["functions"] == "chronograph":
        for z in (-1, 1):
            push = tube([(0, 0, -0.2), (0, 0, 0.25)], 0.13).turned(y=90, z=z * 24)
            at = (0.46 * wide, z * 0.24 * high, 0.5 * deep)
            parts.append(Part(push.moved(at), metal))
        small = 0.24 * float(reach.min())
        for x, y, turn in ((-1, 0, 120), (1, 0, 250), (0, -1, 30)):
            dial = small_dial(small, 0.02, turn).moved(
                (x * 0.47 * float(reach[3]), y * 0.47 * float(reach[0]), deep + 0.05)
            )
            parts.append(Part(dial, ink))
    elif s.traits["functions"] == "date":
        left = 0.66 * float(reach[3])
        window = rounded_box((0.24 * reach.min(), 0.2 * reach.min(), 0.04), 0.01)
        parts.append(Part(window.moved((left, 0, deep + 0.06)), ink))
        sheet = rounded_box((0.18 * reach.min(), 0.14 * reach.min(), 0.03), 0.01)
        parts.append(Part(sheet.moved((left, 0, deep + 0.08)), _PALE if ink is _INK else _INK))
    return parts


def _lugs(wide: float, high: float, front: Floats, hold: tuple[float, float]) -> list[Mesh]:
    meshes = []
    for x in (-1, 1):
        for z in (-1, 1):
            tip = min(0.5 * high + 0.16, 0.97 * hold[1])
            depth = -hold[0] * (1 - (tip / hold[1]) ** 2) ** (_FLATNESS / 2)
            path = [
                (x * 0.36 * wide, front[1] - 0.25, z * 0.36 * high),
                (x * 0.36 * wide, front[1] - 0.2, z * 0.47 * high),
                (x * 0.36 * wide, depth, z * tip),
            ]
            meshes.append(tube(rounded(path, 2), 0.16))
    return meshes


def _strap(
    s: Specification, wide: float, lug: float, hold: tuple[float, float], metal: Material
) -> list[Part]:
    """Return the strap: a loop from the lower lugs round the back to the upper ones."""
    start = float(np.arcsin(min(lug / hold[1], 0.95)))
    angle = np.linspace(np.pi + start, 3 * np.pi - start, 61)
    # In the x-z plane, x for depth; turned to run front to back at the end.
    depth = np.cos(angle)
    depth = np.where(depth < 0, -(np.abs(depth) ** _FLATNESS), depth)
    path = np.stack([hold[0] * depth, 0 * angle, hold[1] * np.sin(angle)], axis=1)
    away = np.abs(np.linspace(-1, 1, 61))
    width = wide * (1 - s.measures["taper"] * (1 - away))
    if s.traits["strap"] == "links":
        return _links(path, width, metal)
    if s.traits["strap"] == "bangle":
        outer = [
            Part(ribbon(path, 0.24 * width, 0.2).moved((0, y, 0)).turned(z=90), metal)
            for y in (-0.36 * wide, 0.0, 0.36 * wide)
        ]
        bars = [
            tube([(x, -0.4 * wide, z), (x, 0.4 * wide, z)], 0.09, sides=6).turned(z=90)
            for x, _, z in path[3::6]
        ]
        return [*outer, *(Part(mesh, metal) for mesh in bars)]
    leather = Material(s.palette.trim, 0.2)
    band = [Part(ribbon(path, width, 0.28).turned(z=90), leather)]
    if s.traits["strap"] == "padded":
        pad = ribbon(path * (1.035, 1, 1.035), 0.62 * width, 0.24).turned(z=90)
        return [*band, Part(pad, leather)]
    # "leather": a keeper and holes near the buckle, seen from the side.
    for at in (14, 19):
        loop = ribbon(path[at : at + 3] * (1.03, 1, 1.03), 1.16 * width[at], 0.3)
        band.append(Part(loop.turned(z=90), leather if at == 19 else metal))
    return band


def _links(path: Floats, width: Floats, metal: Material) -> list[Part]:
    parts = []
    for i in range(0, 60, 3):
        run = path[i : i + 4].copy()
        # A gap between links.
        run[-1] = 0.75 * run[-1] + 0.25 * run[-2]
        half = float(width[i])
        for y, share, lift in ((-0.34, 0.3, 1.0), (0.0, 0.36, 1.012), (0.34, 0.3, 1.0)):
            row = run * (lift, 1, lift) + (0, y * half, 0)
            edges = np.array([0, -share * half / 2, 0]), np.array([0, share * half / 2, 0])
            grid = np.stack([row + edges[0], row + edges[1]], axis=1)
            parts.append(Part(thick(grid, 0.26).turned(z=90), metal))
    return parts


FAMILY = Family(
    name="watch",
    title="Wrist watch",
    locarno="10-02",
    traits={
        "case": ("round", "cushion", "tank", "tonneau"),
        "strap": ("leather", "links", "padded", "bangle"),
        "marks": MARKS,
        "hands": HANDS,
        "functions": ("plain", "date", "chronograph"),
    },
    ranges={
        "size": (3.3, 4.5),
        "depth": (0.55, 1.15),
        "bezel": (0.12, 0.45),
        "crown": (0.16, 0.46),
        "wrist": (2.8, 3.3),
        "taper": (0.0, 0.35),
    },
    build=build,
)
