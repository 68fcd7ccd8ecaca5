"""Floor lamps."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.families.legs import circle
from data.synthetic.mesh import Floats, Mesh, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_SHADES: dict[str, tuple[tuple[float, float], ...]] = {
    # Radius and height over the shade's width and depth, from the opening to the neck.
    "drum": ((1.0, 0.0), (0.94, 1.0), (0.94, 1.0), (0.9, 1.0)),
    "cone": ((1.0, 0.0), (0.42, 1.0), (0.42, 1.0), (0.38, 1.0)),
    "dome": ((1.0, 0.0), (1.0, 0.12), (0.92, 0.6), (0.5, 0.95), (0.06, 1.0)),
    "globe": ((0.1, 0.0), (0.66, 0.0), (1.0, 0.35), (1.0, 0.72), (0.62, 1.05), (0.06, 1.05)),
    "pleated": ((1.0, 0.0), (0.72, 0.35), (0.6, 1.0), (0.56, 1.0)),
}
_LINING = Material((252, 240, 208), 0.1)


def build(s: Specification) -> Model:
    """Build a lamp that stands on the floor, its head to the left if it hangs."""
    m = s.measures
    path, tilt = _stem(s)
    head = path[-1]
    down = np.array([-np.sin(np.radians(tilt)), 0.0, -np.cos(np.radians(tilt))])
    # On an upright stem the shade sits around the end; on a bent one it hangs from it.
    hang = 1.0 if tilt or s.traits["stem"] == "arc" else 0.6
    at = head + down * m["depth"] * hang
    shade = rounded(np.array(_SHADES[s.traits["shade"]]) * (m["width"], m["depth"]), 3)
    skin = lathe(shade)
    if s.traits["shade"] == "pleated":
        turn = np.arctan2(skin.vertices[:, 1], skin.vertices[:, 0])
        skin.vertices[:, :2] *= (1 + 0.045 * np.cos(22 * turn))[:, None]
    parts = [
        Part(skin.turned(y=tilt).moved(at), s.body()),
        Part(lathe(shade * 0.96).turned(y=tilt).moved(at), _LINING),
        Part(ring(float(shade[0, 0]), 0.35).turned(y=tilt).moved(at), s.accent()),
        Part(_socket(m["depth"]).turned(y=tilt).moved(head), s.trim()),
        Part(tube(path, m["stem"]), s.trim()),
        *(Part(mesh, s.trim()) for mesh in _base(s)),
        *_extra(s, path),
    ]
    return tuple(parts)


def _stem(s: Specification) -> tuple[Floats, float]:
    """Return the stem's centre line and the tilt of the shade at its end, in degrees."""
    high, reach = s.measures["height"], s.measures["reach"]
    if s.traits["stem"] == "straight":
        return np.linspace((0, 0, 2), (0, 0, high), 12), 0.0
    if s.traits["stem"] == "arc":
        line = [(0.5 * reach, 0, 2), (0.6 * reach, 0, 0.75 * high), (0.2 * reach, 0, 1.22 * high)]
        line += [(-1.1 * reach, 0, 1.12 * high), (-1.15 * reach, 0, 0.84 * high)]
        return rounded(line, 4), 0.0
    if s.traits["stem"] == "jointed":
        elbow = (0.55 * reach, 0.0, 0.72 * high)
        upper = np.linspace(elbow, (-0.75 * reach, 0, high), 10)
        return np.concatenate([np.linspace((0, 0, 2), elbow, 10), upper]), 28.0
    line = [(0, 0, 2), (0, 0, high), (0, 0, high), (-0.6 * reach, 0, high + 3)]
    return rounded([*line, (-0.75 * reach, 0, high - 8)], 3), 20.0


def _socket(depth: float) -> Mesh:
    bulb = [(0, -0.4 * depth), (2.8, -0.35 * depth), (3.0, -0.2 * depth), (1.6, -4), (1.6, 0.5)]
    return lathe(rounded([*bulb, (0, 0.8)], 2))


def _base(s: Specification) -> list[Mesh]:
    size = s.measures["base"]
    x = float(_stem(s)[0][0, 0])
    if s.traits["base"] == "disc":
        profile = [(0, 0), (size, 0), (size, 0), (size, 1.6), (0.9 * size, 2.2), (0, 2.6)]
        return [lathe(rounded(profile, 2)).moved((x, 0, 0))]
    if s.traits["base"] == "bowl":
        profile = [(0, 0), (size, 0), (size, 0), (0.9 * size, 4), (0.2 * size, 7), (0, 9)]
        return [lathe(rounded(profile, 3)).moved((x, 0, 0))]
    if s.traits["base"] == "block":
        return [rounded_box((1.8 * size, 1.5 * size, 5), 0.8).moved((x, 0, 2.5))]
    hub = 0.42 * s.measures["height"]
    legs = [
        tube([(x, 0, hub), (x + 1.7 * px, 1.7 * py, 1)], (1.3, 0.9)) for px, py in circle(size, 3)
    ]
    return [*legs, lathe(rounded([(0, -3), (2.4, -3), (2.4, 3), (0, 3)], 2)).moved((x, 0, hub))]


def _extra(s: Specification, path: Floats) -> list[Part]:
    level = 0.5 * s.measures["height"]
    lower = path[: len(path) * 3 // 5]
    x = float(np.interp(level, lower[:, 2], lower[:, 0]))
    if s.traits["extra"] == "tray":
        size = 0.95 * s.measures["base"]
        tray = [(0, 0), (size, 0), (size, 0), (size, 1.8), (0.95 * size, 1.8), (0.95 * size, 0.8)]
        return [Part(lathe([*tray, (0, 0.8)]).moved((x, 0, level)), s.accent())]
    if s.traits["extra"] == "reader":
        arm = rounded([(x, 0, level), (x + 12, -3, level + 9), (x + 20, -5, level + 3)], 3)
        cup = [(5.5, 0), (4.8, 7), (1.5, 9.5), (0, 9.5)]
        shade = lathe(rounded(cup, 2)).turned(y=-20).moved(arm[-1] + (2.2, 0, -8))
        return [Part(tube(arm, 0.7), s.trim()), Part(shade, s.accent())]
    return []


FAMILY = Family(
    name="floor_lamp",
    title="Floor lamp",
    locarno="26-05",
    traits={
        "shade": ("drum", "cone", "dome", "globe", "pleated"),
        "stem": ("straight", "arc", "jointed", "crook"),
        "base": ("disc", "bowl", "block", "tripod"),
        "extra": ("none", "tray", "reader"),
    },
    ranges={
        "height": (125.0, 165.0),
        "reach": (22.0, 40.0),
        "stem": (0.9, 1.8),
        "width": (15.0, 25.0),
        "depth": (20.0, 36.0),
        "base": (12.0, 19.0),
    },
    build=build,
)
