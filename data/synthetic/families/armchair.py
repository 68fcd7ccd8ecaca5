"""Armchairs."""

import numpy as np
from numpy.typing import ArrayLike

from data.synthetic.families.family import Family, Specification
from data.synthetic.families.legs import corners, sled_legs, square_legs, star_legs, turned_legs
from data.synthetic.families.shells import plate, rounded_rectangle, thick
from data.synthetic.mesh import Floats, Mesh, lathe, rounded, rounded_box, sheet, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_BACK = 13.0
"""How thick the back is."""


def build(s: Specification) -> Model:
    """Build an armchair that faces the viewer."""
    m = s.measures
    cloth = Material(s.palette.body, 0.1)
    inside = m["width"] - 2 * m["arm"]
    floor, seat = m["leg"], m["seat"]
    low = seat - m["cushion"]
    tub = s.traits["form"] == "tub"
    # A tub is as round behind as its wall.
    corner = 0.5 * m["width"] if tub else 5.0
    outline = rounded_rectangle(m["width"] - 3, m["depth"] - 5, corner)
    base = plate(outline, low - floor, edge=1.5)
    cushion = plate(
        rounded_rectangle(inside - 0.5, m["depth"] - _BACK, 0.4 * inside if tub else 5.0),
        m["cushion"],
        edge=0.4 * m["cushion"],
        crown=0.22 * m["cushion"],
    )
    parts = [
        Part(cushion.moved((0, -0.5 * _BACK - 0.5, low)), cloth),
        *_sides(s, cloth),
        *_inside(s, inside, cloth),
        *(Part(mesh, s.trim()) for mesh in _legs(s)),
    ]
    if s.traits["form"] != "lounge":
        parts.append(Part(base.moved((0, 0, floor)), cloth))
    return tuple(parts)


def _legs(s: Specification) -> list[Mesh]:
    m = s.measures
    # A tub narrows behind.
    deep = (0.58 if s.traits["form"] == "tub" else 0.78) * m["depth"]
    wide = 0.84 * m["width"]
    # The lounge's frame lies where the seat of the others is stuffed.
    high = m["seat"] - m["cushion"] if s.traits["form"] == "lounge" else m["leg"] + 1
    frame = [rounded_box((0.9 * m["width"], 0.85 * m["depth"], 3), 0.8).moved((0, 0, high - 1))]
    meshes = frame if s.traits["form"] == "lounge" else []
    if s.traits["legs"] == "turned":
        return [*meshes, *turned_legs(corners(wide, deep), high, 4, 2.3)]
    if s.traits["legs"] == "blocks":
        return [*meshes, *square_legs(corners(wide, deep), high, 0, 3.2)]
    if s.traits["legs"] == "sled":
        return [*meshes, *sled_legs(wide, deep, high, 1.3, 3)]
    return [*meshes, *star_legs(0.42 * m["width"], high, 2.4, 4)]


def _sides(s: Specification, cloth: Material) -> list[Part]:
    """Return the arms and the outer back."""
    m = s.measures
    wide, deep, arm = m["width"] / 2, m["depth"] / 2, m["arm"]
    floor, level, top = m["leg"], m["seat"] + m["rest"], m["seat"] + m["back"]
    drop = 0.45 * m["rest"] if s.traits["arms"] == "sloped" else 0.0
    x, y = wide - arm / 2, deep - _BACK / 2
    if s.traits["form"] == "tub":
        turn = np.radians(np.linspace(180.0, 0.0, 17))
        arc = np.stack([x * np.cos(turn), y - x + x * np.sin(turn)], axis=1)
        front = np.array([[x, 2 - deep]])
        line = np.concatenate([front * (-1, 1), arc, front])
        line = np.concatenate(
            [_straight(line[0], line[1]), arc[1:-1], _straight(arc[-1], line[-1])]
        )
        behind = np.clip((line[:, 1] + deep) / (deep + y), 0, 1)
        tops = level - drop * (1 - behind) + (0.75 * top + 0.25 * level - level) * behind**3
        return [Part(_wall(s, line, tops, floor), cloth)]
    outer = rounded_box(
        (m["width"] + (1.5 if s.traits["form"] == "wing" else -1.5), _BACK, top), 4.5
    )
    back = outer.stretched((1, 1, (top - floor) / top)).moved((0, 0, (top - floor) / 2))
    parts = [Part(back.turned(x=-m["recline"]).moved((0, y, floor)), cloth)]
    if s.traits["form"] == "lounge":
        parts = []
        for side in (-1, 1):
            rail = rounded(
                [(-deep, 0, level - drop), (-0.2 * deep, 0, level), (0.9 * deep, 0, level - 2)], 3
            )
            board = tube(rail, 1.7, flatten=1.9).turned(z=90).moved((side * x, 0, 0))
            posts = [
                tube(
                    [(side * x, at * deep, m["seat"] - m["cushion"]), (side * x, at * deep, up)],
                    1.7,
                )
                for at, up in ((-0.82, level - drop), (0.7, level - 1))
            ]
            parts.extend(Part(mesh, s.trim()) for mesh in (board, *posts))
        return parts
    line = _straight(np.array([0.0, y]), np.array([0.0, 2 - deep]))
    tops = level - drop * np.linspace(0, 1, len(line))
    parts.extend(
        Part(_wall(s, line + np.array([side * x, 0.0]), tops, floor), cloth) for side in (-1, 1)
    )
    if s.traits["form"] == "wing":
        parts.extend(Part(_wing(s, side * (wide - 3), y, level, top), cloth) for side in (-1, 1))
    return parts


def _straight(start: ArrayLike, end: ArrayLike) -> Floats:
    return np.linspace(np.asarray(start, dtype=float), np.asarray(end, dtype=float), 8)


def _wall(s: Specification, line: Floats, tops: Floats, floor: float) -> Mesh:
    """Run an upholstered wall along an ``(n, 2)`` line on the ground, as high as `tops`."""
    half = s.measures["arm"] / 2
    turn = np.radians(np.linspace(0.0, 180.0, 9))
    roll = 1.35 * half if s.traits["arms"] == "rolled" else half
    # Squarish shoulders unless the arm is rolled.
    power = 1.0 if s.traits["arms"] == "rolled" else 0.45
    across = roll * np.cos(turn)
    across = np.sign(across) * roll * (np.abs(across) / roll) ** power
    rise = -roll + roll * np.sin(turn) ** power
    if s.traits["arms"] == "rolled":
        across, rise = np.append(across, -half), np.append(rise, -1.6 * roll)
        across, rise = np.insert(across, 0, half), np.insert(rise, 0, -1.6 * roll)
    tangent = np.gradient(line, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)
    across = np.concatenate([[half], across, [-half, half]])
    level = tops[:, None] + rise[None]
    bottom = np.full((len(line), 1), floor)
    heights = np.concatenate([bottom, level, bottom, bottom], axis=1)
    flat = line[:, None] + across[None, :, None] * normal[:, None]
    grid = np.concatenate([flat, heights[..., None]], axis=2)
    # Both ends are closed by bringing the section together, softly.
    ends = []
    for row, out in ((0, -1.0), (-1, 1.0)):
        middle = np.append(line[row], (floor + tops[row]) / 2)
        step = np.append(out * tangent[row], 0.0)
        ends.append([middle + step * o + (grid[row] - middle) * k for k, o in _CAP])
    return sheet(np.concatenate([ends[0][::-1], grid, ends[1]]))


_CAP = ((0.985, 0.8), (0.94, 1.4), (0.9, 1.5), (0.01, 1.6))
"""Scale of the section, and how far it lies beyond the end, in centimetres."""


def _wing(s: Specification, x: float, y: float, low: float, top: float) -> Mesh:
    share = np.linspace(0.0, 1.0, 9)
    lean = np.tan(np.radians(s.measures["recline"])) * (
        low - s.measures["leg"] + share * (top - low)
    )
    reach = s.measures["wing"] * np.sin(np.pi * (0.16 + 0.72 * share)) ** 0.7
    grid = [
        [(x, y + lean[i] - out * reach[i], low - 2 + share[i] * (top - low)) for out in share[::2]]
        for i in range(9)
    ]
    return thick(grid, 6.0)


def _inside(s: Specification, inside: float, cloth: Material) -> list[Part]:
    """Return the cushion one leans on, and its buttons."""
    m = s.measures
    tub = s.traits["form"] == "tub"
    tall = m["back"] + (2 if s.traits["form"] == "lounge" else -1)
    tall, wide = (0.66 * tall, 0.78 * inside) if tub else (tall, inside)
    u, v = np.meshgrid(np.linspace(-1, 1, 49), np.linspace(-1, 1, 33))
    swell = (np.clip(1 - u**10, 0, 1) * np.clip(1 - v**8, 0, 1)) ** 0.5
    spots: list[tuple[float, float]] = []
    relief = np.ones_like(u)
    if s.traits["back"] == "channels":
        relief = 1 - 0.42 * np.abs(np.cos(np.pi * 2.5 * u)) ** 6
    elif s.traits["back"] == "buttons":
        spots = [(a, b) for b in (-0.35, 0.4) for a in (-0.6, 0.0, 0.6)]
        for a, b in spots:
            relief -= 0.5 * np.exp(-(((u - a) / 0.16) ** 2) - ((v - b) / 0.18) ** 2)
    elif s.traits["back"] == "split":
        relief = 1 - 0.6 * np.exp(-((v / 0.07) ** 2))
    bow = 0.18 * wide if tub else 0.0

    def surface(depth: Floats) -> Floats:
        return np.stack([u * wide / 2, -depth - bow * u**2, (v + 1) * tall / 2], axis=2)

    at = (0, m["depth"] / 2 - _BACK + 1.5, m["seat"] - 1)
    lean = -m["recline"]
    parts = [
        Part(sheet(surface(9.0 * swell * relief)).turned(x=lean).moved(at), cloth),
        Part(sheet(surface(-4.0 * swell)).turned(x=lean).moved(at), cloth),
    ]
    for a, b in spots:
        button = lathe([(1.3, 0), (1.1, 0.8), (0, 1.1)], segments=16).turned(x=90)
        spot = (a * wide / 2, -4.4 - bow * a**2, (b + 1) * tall / 2)
        parts.append(Part(button.moved(spot).turned(x=lean).moved(at), s.accent()))
    return parts


FAMILY = Family(
    name="armchair",
    title="Armchair",
    locarno="06-01",
    traits={
        "form": ("club", "tub", "wing", "lounge"),
        "arms": ("straight", "rolled", "sloped"),
        "back": ("plain", "channels", "buttons", "split"),
        "legs": ("turned", "blocks", "sled", "star"),
    },
    ranges={
        "width": (68.0, 90.0),
        "depth": (68.0, 84.0),
        "seat": (38.0, 46.0),
        "cushion": (10.0, 17.0),
        "leg": (9.0, 17.0),
        "back": (36.0, 60.0),
        "rest": (14.0, 23.0),
        "arm": (8.0, 15.0),
        "recline": (6.0, 17.0),
        "wing": (14.0, 24.0),
    },
    build=build,
)
