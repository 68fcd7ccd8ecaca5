"""Game controllers."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import block, bulge, hull
from data.synthetic.mesh import Floats, Mesh, joined, lathe, ring, rounded, rounded_box
from data.synthetic.shading import Colour, Material
from data.synthetic.studio import Model, Part

_POWER = 2.8
_LEAN = -28.0
"""How far it leans back, so that the keys face the player."""
_KEYS: tuple[Colour, ...] = ((84, 160, 90), (196, 60, 52), (62, 106, 178), (222, 178, 60))
_BLACK = Material((32, 32, 36), 0.3)
_FORMS: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    # From the middle to the end: shares of half the width, of the height (upper edge, and lower
    # edge without the grip's drop), and of the thickness.
    "horns": (
        (0.0, 0.8, -0.75, 0.8),
        (0.25, 0.85, -0.78, 0.85),
        (0.42, 1.0, -0.9, 1.0),
        (0.62, 1.05, -1.6, 1.1),
        (0.82, 0.9, -1.8, 1.0),
        (0.95, 0.2, -1.65, 0.8),
        (1.0, -0.7, -1.25, 0.35),
    ),
    "wings": (
        (0.0, 0.85, -0.9, 0.9),
        (0.3, 0.95, -1.0, 0.95),
        (0.55, 1.0, -1.35, 1.0),
        (0.8, 0.9, -1.5, 1.0),
        (0.95, 0.5, -1.2, 0.85),
        (1.0, 0.0, -0.6, 0.4),
    ),
    "bone": (
        (0.0, 0.78, -0.78, 0.7),
        (0.35, 0.78, -0.78, 0.7),
        (0.55, 1.0, -1.0, 0.75),
        (0.75, 1.05, -1.05, 0.75),
        (0.93, 0.75, -0.75, 0.7),
        (1.0, 0.3, -0.3, 0.4),
    ),
}


def build(s: Specification) -> Model:
    """Build a controller that faces the player, leaning back."""
    stations = _stations(s)
    # Lofted along z and then turned to lie along x.
    shell = hull(
        np.stack([-stations[:, 1], 0 * stations[:, 1], stations[:, 0]], axis=1),
        stations[:, 2:],
        power=_POWER,
    ).turned(y=90)
    parts = [Part(shell, s.body()), *_middle(s, stations), *_shoulders(s, stations)]
    for side in (-1.0, 1.0):
        parts += _side(s, stations, side)
    lift = -min(float((part.mesh.turned(x=_LEAN).vertices[:, 2]).min()) for part in parts)
    return tuple(
        Part(part.mesh.turned(x=_LEAN).moved((0, 0, lift)), part.material) for part in parts
    )


def _stations(s: Specification) -> Floats:
    """Return x, height of the middle, half height and half thickness, from left to right."""
    m = s.measures
    rows = []
    for x, upper, lower, thick in _FORMS[s.traits["form"]]:
        top, foot = upper * m["height"] / 2, lower * m["height"] / 2
        foot -= m["drop"] * max(0.0, -lower - 1)
        rows.append(
            (x * m["width"] / 2, (top + foot) / 2, (top - foot) / 2, thick * m["thick"] / 2)
        )
    half = np.array(rows)
    return rounded(np.concatenate([half[:0:-1] * (-1, 1, 1, 1), half]), 3)


def _on(stations: Floats, x: float, z: float) -> Floats:
    """Return the point of the front above a place of the outline."""
    middle, high, thick = (
        float(np.interp(x, stations[:, 0], stations[:, column])) for column in (1, 2, 3)
    )
    return np.array([x, -thick * float(bulge((z - middle) / high, _POWER)), z])


def _key(radius: float, height: float) -> Mesh:
    profile = rounded([(radius, -0.4), (radius, height), (radius, height), (0, 1.15 * height)], 2)
    return lathe(profile, segments=24).turned(x=90)


def _stick(s: Specification, at: Floats) -> list[Part]:
    r = s.measures["stick"]
    cap = [(0.5 * r, 0), (0.55 * r, 0.7), (r, 0.8), (r, 1.1), (0.85 * r, 1.15), (0, 0.95)]
    return [
        Part(ring(1.18 * r, 0.2).turned(x=90).moved(at), s.trim()),
        Part(lathe([(1.15 * r, 0.06), (0, 0.1)]).turned(x=90).moved(at), _BLACK),
        Part(lathe(rounded(cap, 2)).turned(x=90).moved(at), _BLACK),
    ]


def _pad(s: Specification, at: Floats) -> list[Part]:
    r = s.measures["pad"]
    cross = joined(
        [rounded_box(size, 0.12) for size in ((2 * r, 0.7, 0.65 * r), (0.65 * r, 0.7, 2 * r))]
    )
    if s.traits["pad"] == "split":
        arrow = block((0.62 * r, 0.9 * r, 0.4), power=3, bevel=0.12).turned(x=90)
        keys = [
            arrow.moved((0, 0, 0.62 * r)).turned(y=turn).moved(at) for turn in (0, 90, 180, 270)
        ]
        return [Part(joined(keys), s.accent())]
    if s.traits["pad"] == "disc":
        return [Part(_key(1.1 * r, 0.25).moved(at), s.trim()), Part(cross.moved(at), s.accent())]
    return [Part(cross.moved(at), s.trim())]


def _side(s: Specification, stations: Floats, side: float) -> list[Part]:
    """Return the keys and the stick of the left (-1) or the right (1) half."""
    m = s.measures
    x, z = side * m["spread"] * m["width"] / 2, 0.17 * m["height"]
    low = _on(stations, side * 0.32 * m["width"] / 2, -0.2 * m["height"])
    high = _on(stations, x, z)
    left_stick_high = s.traits["sticks"] == "offset" and side < 0
    keys_at = low if left_stick_high else high
    parts = []
    if s.traits["sticks"] != "none":
        parts += _stick(s, high if left_stick_high else low)
    else:
        keys_at = _on(stations, x, 0.0)
    if side < 0:
        return parts + _pad(s, keys_at)
    for number, (dx, dz) in enumerate(((0, -1), (1, 0), (-1, 0), (0, 1))):
        spot = _on(stations, keys_at[0] + dx * m["keys"], keys_at[2] + dz * m["keys"])
        colour = Material(_KEYS[number], 0.6) if s.palette.finish == "matte" else s.accent()
        parts.append(Part(_key(0.52 * m["keys"], 0.3).moved(spot), colour))
    return parts


def _middle(s: Specification, stations: Floats) -> list[Part]:
    m = s.measures
    pill = block((0.9, 0.45, 0.3), power=2.5, bevel=0.1).turned(x=90)
    pills = joined(
        [pill.moved(_on(stations, x * m["width"], 0.2 * m["height"])) for x in (-0.12, 0.12)]
    )
    if s.traits["middle"] == "touchpad":
        touch = block((0.3 * m["width"], 0.38 * m["height"], 0.3), power=6, bevel=0.12).turned(x=90)
        spot = _on(stations, 0, 0.14 * m["height"])
        pills = pills.stretched((1.45, 1, 1))
        return [Part(touch.moved(spot), s.trim()), Part(pills, _BLACK)]
    if s.traits["middle"] == "home":
        spot = _on(stations, 0, 0.26 * m["height"])
        return [
            Part(_key(0.85, 0.2).moved(spot), s.accent()),
            Part(ring(0.9, 0.1).turned(x=90).moved(spot), s.trim()),
            Part(pills.moved((0, 0, -0.12 * m["height"])), _BLACK),
        ]
    slots = [
        block((1.6, 0.2, 0.2), power=5, bevel=0.05)
        .turned(x=90)
        .moved(_on(stations, 0, z) - (0, 0.05, 0))
        for z in np.linspace(-0.25, -0.02, 4) * m["height"]
    ]
    return [Part(pills, s.accent()), Part(joined(slots), _BLACK)]


def _shoulders(s: Specification, stations: Floats) -> list[Part]:
    m = s.measures
    parts = []
    for side in (-1.0, 1.0):
        x = side * 0.31 * m["width"]
        top = float(np.interp(x, stations[:, 0], stations[:, 1] + stations[:, 2]))
        bumper = block((0.22 * m["width"], 0.5 * m["thick"], 0.9), power=3, bevel=0.3)
        trigger = block((0.15 * m["width"], 0.8 * m["thick"], 1.3), power=2.6, bevel=0.5)
        parts.append(
            Part(bumper.turned(y=7 * side).moved((x, -0.05 * m["thick"], top - 0.6)), s.trim())
        )
        if s.traits["form"] != "bone":
            parts.append(
                Part(trigger.turned(y=9 * side).moved((x, 0.35 * m["thick"], top - 0.6)), _BLACK)
            )
    return parts


FAMILY = Family(
    name="game_controller",
    title="Game controller",
    locarno="14-02",
    traits={
        "form": ("horns", "wings", "bone"),
        "sticks": ("level", "offset", "none"),
        "pad": ("cross", "disc", "split"),
        "middle": ("touchpad", "home", "slots"),
    },
    ranges={
        "width": (14.0, 17.0),
        "height": (6.0, 7.8),
        "thick": (3.4, 4.8),
        "drop": (0.0, 2.6),
        "spread": (0.58, 0.68),
        "stick": (0.8, 1.1),
        "pad": (1.0, 1.4),
        "keys": (0.95, 1.35),
    },
    build=build,
)
