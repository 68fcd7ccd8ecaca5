"""Hand torches."""

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.loft import block
from data.synthetic.mesh import Mesh, joined, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_BLACK = Material((34, 34, 38), 0.3)
_SILVER = Material((212, 214, 218), 0.9, True)
_BULB = Material((252, 240, 190), 0.6)
_YAW = 44.0
"""How far a lying torch is turned away from the viewer."""

_HEADS: dict[str, tuple[tuple[float, float], ...]] = {
    # How far the radius has grown from the neck's to the rim's, height over the head's length.
    "cone": ((0.0, 0.0), (0.03, 0.1), (1.0, 0.75), (1.0, 0.75), (1.0, 1.0)),
    "bell": ((0.0, 0.0), (0.05, 0.3), (0.55, 0.55), (1.0, 0.8), (1.0, 1.0)),
    "drum": ((0.0, 0.0), (1.0, 0.12), (1.0, 0.12), (1.0, 1.0)),
    "crown": ((0.0, 0.0), (0.02, 0.1), (0.85, 0.5), (0.85, 0.5), (0.85, 1.0)),
}


def build(s: Specification) -> Model:
    """Build a torch whose lamp shines to the viewer's left."""
    if s.traits["form"] == "lantern":
        return _lantern(s)
    return _elbow(s) if s.traits["form"] == "elbow" else _stick(s)


def _head(s: Specification, foot: float, r: float) -> list[Part]:
    """Return the lamp's head of radius `r` along z, on a neck of radius `foot`."""
    long = s.measures["flare"]
    shape = np.array(_HEADS[s.traits["head"]])
    shell = rounded(np.stack([foot + shape[:, 0] * (r - foot), shape[:, 1] * long], axis=1), 2)
    end = float(shell[-1, 0])
    bowl = rounded(
        [(0.88 * end, long), (0.7 * end, long - 0.4 * end), (0.2 * end, long - 0.7 * end)], 2
    )
    parts = [
        Part(lathe(shell), s.body()),
        Part(lathe(bowl), _SILVER),
        Part(
            lathe(
                rounded(
                    [
                        (0.2 * end, long - 0.7 * end),
                        (0.2 * end, long - 0.3 * end),
                        (0, long - 0.25 * end),
                    ]
                )
            ),
            _BULB,
        ),
        Part(ring(0.94 * end, 0.09 * end).moved((0, 0, long)), s.accent()),
    ]
    if s.traits["head"] == "crown":
        teeth = [
            rounded_box((0.36 * end, 0.2 * end, 0.5), 0.1)
            .moved((0, 0.93 * end, long + 0.2))
            .turned(z=60 * i)
            for i in range(6)
        ]
        parts.append(Part(joined(teeth), s.accent()))
    elif s.traits["head"] == "drum":
        fins = [ring(r, 0.1).moved((0, 0, share * long)) for share in (0.3, 0.42, 0.54, 0.66)]
        parts.append(Part(joined(fins), s.trim()))
    return parts


def _barrel(s: Specification, long: float) -> list[Part]:
    """Return the battery tube along z from 0 to `long`."""
    m = s.measures
    r = m["barrel"]
    swell = 1 + m["swell"]
    parts = [
        Part(
            lathe(
                rounded(
                    [(0.9 * r, 0), (r, 0.4), (swell * r, 0.45 * long), (r, 0.9 * long), (r, long)],
                    3,
                )
            ),
            s.body(),
        ),
        Part(
            lathe([(0, -0.5), (0.6 * r, -0.5), (0.92 * r, -0.3), (0.95 * r, 0.7)]),
            s.trim(),
        ),
    ]
    if s.traits["grip"] == "rings":
        grips = [
            ring(0.99 * swell * r, 0.13, sides=6).moved((0, 0, z))
            for z in np.linspace(0.18, 0.62, 12) * long
        ]
        parts.append(Part(joined(grips), s.trim()))
    elif s.traits["grip"] == "flutes":
        line = np.linspace((0.98 * r, 0, 0.15 * long), (0.98 * r, 0, 0.68 * long), 12)
        line[:, 0] *= np.interp(np.linspace(0, 1, 12), [0, 0.6, 1], [1, swell, 0.5 + swell / 2])
        parts.append(
            Part(joined([tube(line, 0.17, sides=6).turned(z=30 * i) for i in range(12)]), s.trim())
        )
    elif s.traits["grip"] == "sleeve":
        sleeve = [
            (r, 0.14 * long),
            (1.12 * r, 0.16 * long),
            (1.16 * swell * r, 0.42 * long),
            (1.12 * r, 0.66 * long),
            (r, 0.68 * long),
        ]
        parts.append(Part(lathe(rounded(sleeve, 2)), _BLACK))
    return parts


def _switch(s: Specification, r: float, z: float) -> Part:
    """Return a switch on the y < 0 side of a tube along z."""
    button = rounded_box((0.9, 0.6, 1.7), 0.28).moved((0, -1.05 * r, z))
    return Part(button, s.accent())


def _clip(r: float, root: float, tip: float) -> Mesh:
    """Return a belt clip on the x > 0 side of a tube along z."""
    bow = [(0, 0, root), (r + 0.8, 0, root), (r + 0.6, 0, (root + tip) / 2), (r + 0.1, 0, tip)]
    return tube(rounded(bow, 2), 0.15, flatten=5)


def _stick(s: Specification) -> Model:
    m = s.measures
    long = m["length"]
    head = _head(s, m["barrel"], m["head"])
    parts = [
        *_barrel(s, long),
        *(Part(part.mesh.moved((0, 0, 0.97 * long)), part.material) for part in head),
        _switch(s, m["barrel"] * (1 + 0.5 * m["swell"]), 0.8 * long),
    ]
    if s.traits["tail"] == "clip":
        parts.append(Part(_clip(m["barrel"], 0.1 * long, 0.55 * long).turned(z=180), _SILVER))
    elif s.traits["tail"] == "loop":
        parts.append(Part(ring(0.75, 0.16).turned(x=90).moved((0, 0, -0.9)), _SILVER))
    else:
        parts.append(Part(lathe(rounded([(0.5, -0.4), (0.5, -1.0), (0, -1.05)], 2)), s.accent()))
    # Laid down with the switch up, then turned so that the lamp shows.
    radius = max(m["head"], m["barrel"])

    def laid(mesh: Mesh) -> Mesh:
        return mesh.turned(z=180).turned(x=90).turned(z=-_YAW).moved((0, 0, radius))

    return tuple(Part(laid(part.mesh), part.material) for part in parts)


def _elbow(s: Specification) -> Model:
    """Build an upright torch whose head looks ahead at a right angle."""
    m = s.measures
    r, long = 1.15 * m["barrel"], 0.85 * m["length"]
    head = _head(s, r, max(m["head"], 1.1 * r))
    cap = rounded(
        [
            (r, 0.9 * long),
            (r, 1.12 * long),
            (0.9 * r, 1.12 * long + 0.5 * r),
            (0, 1.12 * long + 0.6 * r),
        ]
    )
    parts = [
        *_barrel(s, long),
        Part(lathe(cap), s.body()),
        *(Part(part.mesh.turned(x=90).moved((0, 0, 1.1 * long)), part.material) for part in head),
        _switch(s, r, 0.78 * long),
    ]
    if s.traits["tail"] == "clip":
        parts.append(Part(_clip(r, 0.9 * long, 0.3 * long).turned(z=30), _SILVER))
    elif s.traits["tail"] == "loop":
        parts.append(Part(ring(0.8, 0.18).turned(y=90).moved((0, 0, -1.0)), _SILVER))
    lift = 0.5 if s.traits["tail"] != "loop" else 2.0
    return tuple(Part(p.mesh.turned(z=-30).moved((0, 0, lift)), p.material) for p in parts)


def _lantern(s: Specification) -> Model:
    """Build a hand lamp: a wide head, a short housing and a handle over it."""
    m = s.measures
    r, long = 2.1 * m["head"], 0.75 * m["length"]
    case = block((1.35 * r, long, 1.72 * r), power=4.0, bevel=0.8).moved((0, 0.35 * long, 0.08 * r))
    at = (0, -0.08 * long, 1.05 * r)
    head = _head(s, 0.7 * r, r)
    span = (-0.1 * long, 0.75 * long)
    top = 1.75 * r
    rise = top + (2.6 if s.traits["tail"] != "loop" else 4.0)
    path = rounded(
        [(span[0], 0, top - 0.4), (span[0], 0, rise), (span[1], 0, rise), (span[1], 0, top - 0.6)],
        3,
    )
    handle = tube(path, 0.75, flatten=1.4).turned(z=90)
    parts = [
        Part(case, s.body()),
        *(Part(part.mesh.turned(x=90).moved(at), part.material) for part in head),
        Part(handle, s.trim()),
        *(
            Part(rounded_box((0.5, long, 0.5), 0.2).moved((x * r, 0.35 * long, 0.12 * r)), _BLACK)
            for x in (-0.5, 0.5)
        ),
    ]
    if s.traits["grip"] in ("rings", "flutes"):
        count = 5 if s.traits["grip"] == "rings" else 9
        parts.extend(
            Part(rounded_box((1.4 * r, 0.4, 0.9 * r), 0.15).moved((0, y * long, 1.0 * r)), s.trim())
            for y in np.linspace(0.25, 0.7, count)
        )
    elif s.traits["grip"] == "sleeve":
        grip = tube(
            np.linspace((span[0] + 1.5, 0, rise), (span[1] - 1, 0, rise), 8), 0.95, flatten=1.3
        )
        parts.append(Part(grip.turned(z=90), _BLACK))
    if s.traits["tail"] == "button":
        parts.append(
            Part(rounded_box((0.9, 1.3, 0.7), 0.25).moved((0, 0.2 * long, rise + 0.8)), s.accent())
        )
    return tuple(Part(part.mesh.turned(z=-24), part.material) for part in parts)


FAMILY = Family(
    name="hand_torch",
    title="Torch",
    locarno="26-02",
    traits={
        "form": ("stick", "elbow", "lantern"),
        "head": ("cone", "bell", "drum", "crown"),
        "grip": ("rings", "flutes", "sleeve", "smooth"),
        "tail": ("button", "loop", "clip"),
    },
    ranges={
        "length": (10.0, 17.0),
        "barrel": (1.2, 1.8),
        "swell": (0.0, 0.22),
        "head": (1.9, 3.0),
        "flare": (3.0, 5.5),
    },
    build=build,
)
