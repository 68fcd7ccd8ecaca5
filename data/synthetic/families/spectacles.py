"""Spectacles and sunglasses."""

from collections.abc import Callable

import numpy as np

from data.synthetic.families.family import Family, Specification
from data.synthetic.families.shells import squircle, thick
from data.synthetic.loft import loft
from data.synthetic.mesh import Floats, Mesh, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part


def build(s: Specification) -> Model:
    """Build open spectacles that stand on rims and tips, front to the viewer."""
    m = s.measures
    rim = m["rim"] * (0.45 if s.traits["rim"] == "wire" else 1.0)
    lens = _lens(s)
    outer = lens[:, 0].max() + m["bridge"] / 2 + m["lens"] / 2
    middle = (m["bridge"] + m["lens"]) / 2 + rim

    def bent(points: Floats) -> Floats:
        """Wrap points of the flat front round the face."""
        wrapped = points.copy()
        wrapped[..., 1] += m["wrap"] * (points[..., 0] / outer) ** 2
        return wrapped

    parts: list[Part] = []
    for side in (-1, 1):
        edge = np.column_stack([side * (lens[:, 0] + middle), 0 * lens[:, 0], lens[:, 1]])
        parts.extend(_rim(s, bent(edge), rim))
        corner = bent(np.array([[side * (outer + 1.6 * rim), 0.25, m["hinge"] * lens[:, 1].max()]]))
        parts.extend(_temple(s, side, corner[0], rim))
        # Dark glasses are another article made to the same design.
        if s.palette.finish in ("glossy", "metal"):
            pane = loft(lens[:-1], [(0, 1, 1), (0.16, 0.5, 0.5), (0.2, 0, 0)]).turned(x=90)
            pane.vertices[:, 0] = side * (pane.vertices[:, 0] + middle)
            pane.vertices[:] = bent(pane.vertices)
            parts.append(Part(pane, Material((44, 46, 52), 0.95)))
    parts.extend(_bridge(s, lens, rim, bent))
    low = min(float(part.mesh.vertices[:, 2].min()) for part in parts)
    return tuple(Part(part.mesh.moved((0, 0, -low)), part.material) for part in parts)


def _lens(s: Specification) -> Floats:
    """Return the outline of the right lens in x and z about its middle; outwards is +x."""
    wide, high = s.measures["lens"], s.measures["height"] * s.measures["lens"]
    if s.traits["shape"] == "round":
        return squircle(wide, 0.45 * wide + 0.5 * high, 2.1)
    if s.traits["shape"] == "square":
        return squircle(wide, high, 4.5)
    if s.traits["shape"] == "hexagon":
        turn = np.radians(np.arange(60, 421, 60))
        corner = np.stack([np.cos(turn), np.sin(turn)], axis=1) * (wide / 1.9, high / 1.7)
        top = (corner[:1] + corner[1:2]) / 2
        return rounded(np.concatenate([top, np.repeat(corner[1:], 2, axis=0), top]), 2)
    outline = squircle(wide, high, 2.8)
    x, z = outline[:, 0] / wide, outline[:, 1] / high
    if s.traits["shape"] == "cat_eye":
        # The outer upper corner is drawn up and out.
        pull = np.clip(x + 0.1, 0, 1) * np.clip(z + 0.25, 0, 1)
        return outline + np.stack([0.4 * wide * pull, 0.75 * high * pull], axis=1)
    # "aviator": a drop that leans outwards.
    narrow = 1 - 0.5 * np.clip(0.25 - z, 0, 1)
    return np.stack([(x * narrow - 0.22 * (z - 0.5)) * wide, z * 1.12 * high], axis=1)


def _rim(s: Specification, edge: Floats, rim: float) -> list[Part]:
    if s.traits["rim"] == "full":
        return [Part(tube(edge, rim, flatten=1.15), s.body())]
    if s.traits["rim"] == "wire":
        return [Part(tube(edge, rim, sides=8), s.accent())]
    # "brow": a heavy upper half over a wire.
    middle = (edge[:, 2].max() + edge[:, 2].min()) / 2
    upper = edge[edge[:, 2] > middle + 0.12 * np.ptp(edge[:, 2])]
    upper = upper[np.argsort(upper[:, 0])]
    return [
        Part(tube(edge, 0.07, sides=8), s.accent()),
        Part(tube(upper, 1.35 * rim, flatten=0.8), s.body()),
    ]


def _bridge(
    s: Specification, lens: Floats, rim: float, bent: Callable[[Floats], Floats]
) -> list[Part]:
    m = s.measures
    gap = m["bridge"] / 2 + 1.3 * rim
    top = float(lens[:, 1].max())
    material = s.accent() if s.traits["rim"] == "wire" else s.body()
    thick_ = max(0.85 * rim, 0.1)

    def arch(foot: float, rise: float, reach: float) -> Mesh:
        line = [(-reach, -0.05, foot), (-0.5 * gap, -0.12, foot + rise)]
        line += [(0.5 * gap, -0.12, foot + rise), (reach, -0.05, foot)]
        return tube(bent(rounded(line, 3)), thick_)

    # How far in the lens begins at a height.
    def inner(z: float) -> float:
        near = lens[lens[:, 0] < 0]
        near = near[np.argsort(near[:, 1])]
        return gap + m["lens"] / 2 + float(np.interp(z, near[:, 1], near[:, 0]))

    if s.traits["bridge"] == "saddle":
        z = 0.3 * top
        meshes = [arch(z, 0.55 * top, inner(z))]
    elif s.traits["bridge"] == "bar":
        z = 0.62 * top
        meshes = [arch(z, 0.03 * top, inner(z))]
    elif s.traits["bridge"] == "double":
        meshes = [arch(z * top, 0.1 * top, inner(z * top)) for z in (0.3, 0.88)]
    else:  # "keyhole": an arch with two lobes that narrow again below.
        z = 0.5 * top
        meshes = [arch(z, 0.3 * top, inner(z))]
        meshes += [
            tube(bent(np.array([(x * inner(z), 0, z), (x * 0.55 * gap, 0, 0.2 * top)])), thick_)
            for x in (-1, 1)
        ]
    parts = [Part(mesh, material) for mesh in meshes]
    if s.traits["rim"] != "full":
        for x in (-1, 1):
            pad = rounded_box((0.28, 0.5, 1.1), 0.13).turned(y=-x * 16, z=x * 30)
            at = (x * (0.62 * gap + 0.1), 0.55, -0.15 * top)
            arm = tube([(x * inner(0.0), 0.1, 0.0), (at[0], 0.5, at[2])], 0.06, sides=6)
            parts += [Part(pad.moved(at), Material((226, 222, 214), 0.6)), Part(arm, s.accent())]
    return parts


def _temple(s: Specification, side: int, corner: Floats, rim: float) -> list[Part]:
    """Return one side arm, which runs back from the corner of the front, and its hinge."""
    m = s.measures
    back, splay = m["temple"], 0.25
    if s.traits["temple"] == "cable":
        drop = [(0.72, 0.0), (0.86, -0.4), (0.95, -2.0), (0.9, -3.6), (0.8, -3.8)]
    elif s.traits["temple"] == "straight":
        drop = [(0.7, -0.1), (1.0, -0.5)]
    else:
        drop = [(0.66, 0.0), (0.74, -0.2), (1.0, -3.2)]
    line = rounded([(0.0, 0.0), (0.1, 0.0), *drop], 3)
    run, fall = line[:, 0] * back, line[:, 1]
    x = corner[0] + side * splay * np.sin(np.pi * line[:, 0])
    path = np.stack([x, corner[1] + run, corner[2] + fall], axis=1)
    material = s.accent() if s.traits["rim"] == "wire" else s.body()
    if s.traits["temple"] == "wide":
        tall = m["arm"] * (1.5 - 0.7 * np.clip(2 * line[:, 0], 0, 1))
        up = np.array([0.0, 0.25, 1.0])
        grid = np.stack(
            [path - up * tall[:, None] / 2, path, path + up * tall[:, None] / 2], axis=1
        )
        arm = thick(grid, 0.28)
    else:
        arm = tube(path, 0.5 * m["arm"] * (0.5 if s.traits["rim"] == "wire" else 0.75), sides=10)
    reach = 2.4 * rim + 0.5
    hinge = rounded_box((reach, 0.35, max(0.5 * m["arm"], 0.3)), 0.1)
    parts = [
        Part(arm, material),
        Part(hinge.moved(corner - (side * 0.5 * reach, 0.1, 0)), material),
    ]
    if s.traits["temple"] != "wide" and s.traits["rim"] != "full":
        tip = path[len(path) * 4 // 5 :]
        parts.append(Part(tube(tip, 0.5 * m["arm"], sides=10), s.trim()))
    return parts


FAMILY = Family(
    name="spectacles",
    title="Spectacles",
    locarno="16-06",
    traits={
        "shape": ("round", "square", "cat_eye", "aviator", "hexagon"),
        "rim": ("full", "brow", "wire"),
        "bridge": ("saddle", "keyhole", "double", "bar"),
        "temple": ("bent", "wide", "cable", "straight"),
    },
    ranges={
        "lens": (4.6, 5.7),
        "height": (0.68, 0.95),
        "bridge": (1.3, 2.1),
        "rim": (0.16, 0.42),
        "wrap": (0.3, 1.6),
        "hinge": (0.25, 0.85),
        "arm": (0.4, 0.9),
        "temple": (12.5, 14.5),
    },
    build=build,
)
