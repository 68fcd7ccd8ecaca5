"""Hair dryers."""

from collections.abc import Callable

import numpy as np

from data.synthetic.decoration import wall
from data.synthetic.families.family import Family, Specification
from data.synthetic.mesh import Mesh, lathe, ring, rounded, rounded_box, tube
from data.synthetic.shading import Material
from data.synthetic.studio import Model, Part

_BARRELS: dict[str, tuple[tuple[float, float], ...]] = {
    # Radius over the barrel's, length over the barrel's, from the intake to the nozzle.
    "cylinder": ((0.9, 0.0), (1.0, 0.06), (1.0, 0.1), (1.0, 0.9), (0.96, 1.0)),
    "cone": ((0.95, 0.0), (1.05, 0.08), (1.05, 0.3), (0.72, 0.9), (0.7, 1.0)),
    "bulb": ((0.5, 0.0), (1.0, 0.06), (1.22, 0.28), (0.95, 0.55), (0.62, 0.8), (0.62, 1.0)),
    "drum": (
        (1.25, 0.0),
        (1.3, 0.0),
        (1.3, 0.4),
        (1.26, 0.45),
        (1.0, 0.47),
        (1.0, 0.47),
        (1.0, 1.0),
    ),
}


def build(s: Specification) -> Model:
    """Build a hair dryer standing on its handle, nozzle to the left."""
    m = s.measures
    radius, length, tall = m["radius"], m["length"], m["handle"]
    outline = rounded(np.array(_BARRELS[s.traits["barrel"]]) * (radius, length), 3)
    axis = np.array([0.42 * length, 0.0, tall + radius])

    def along(mesh: Mesh) -> Mesh:
        """Lay a mesh that was turned about z along the barrel."""
        return mesh.turned(y=-90).moved(axis)

    mouth = float(outline[-1, 0])
    back = float(outline[0, 0])
    parts = [
        Part(along(lathe(outline)), wall(s, s.traits["pattern"], 2 * np.pi * radius, length)),
        Part(along(lathe([(back, 0.05), (0.0, 0.4)])), Material((30, 30, 34), 0.2)),
        *(
            Part(along(ring(back * share, 0.14).moved((0, 0, 0.0))), s.trim())
            for share in (0.3, 0.55, 0.8)
        ),
        Part(along(ring(back, 0.3)), s.accent()),
        Part(along(ring(mouth, 0.26).moved((0, 0, length))), s.accent()),
        Part(
            along(lathe([(mouth, length - 0.4), (0.0, length - 0.8)])), Material((25, 25, 28), 0.2)
        ),
        *_nozzle(s, mouth, length, along),
        *_handle(s, radius),
    ]
    return tuple(parts)


def _nozzle(
    s: Specification, mouth: float, length: float, along: Callable[[Mesh], Mesh]
) -> list[Part]:
    size = s.measures["nozzle"]
    if s.traits["nozzle"] == "concentrator":
        cone = lathe(
            rounded(
                [
                    (0.98 * mouth, 0),
                    (0.98 * mouth, 0.6),
                    (0.8 * mouth, size),
                    (0.78 * mouth, size + 0.6),
                ]
            )
        )
        squeeze = np.interp(cone.vertices[:, 2], [0.6, size], [1.0, 0.3])
        flat = Mesh(
            cone.vertices
            * np.stack([np.ones_like(squeeze) * 1.0, squeeze, np.ones_like(squeeze)], axis=1),
            cone.normals,
            cone.uv,
            cone.faces,
        )
        return [Part(along(flat.turned(z=90).moved((0, 0, length))), s.trim())]
    if s.traits["nozzle"] == "diffuser":
        bowl = rounded(
            [
                (0.95 * mouth, 0),
                (1.0 * mouth, 0.5),
                (1.9 * mouth, size),
                (2.0 * mouth, size + 0.9),
                (1.8 * mouth, size + 0.9),
                (0, size + 0.5),
            ]
        )
        return [Part(along(lathe(bowl).moved((0, 0, length))), s.trim())]
    band = rounded(
        [
            (0.98 * mouth, 0),
            (0.98 * mouth, 0),
            (0.92 * mouth, 1.6),
            (0.92 * mouth, 1.6),
            (0.8 * mouth, 1.6),
        ],
        2,
    )
    return [Part(along(lathe(band).moved((0, 0, length))), s.trim())]


def _handle(s: Specification, radius: float) -> list[Part]:
    m = s.measures
    tall, thick, lean = m["handle"], m["thickness"], m["lean"]
    top = (0.0, 0.0, tall + 0.5 * radius)
    if s.traits["handle"] == "straight":
        path = np.linspace((lean, 0, 0.0), top, 10)
        radii = np.full(10, thick)
    elif s.traits["handle"] == "curved":
        path = rounded(
            [(lean * 1.4, 0, 0), (lean * 1.3 + 0.8, 0, 0.5 * tall), (0.4, 0, 0.85 * tall), top], 3
        )
        radii = np.linspace(0.85 * thick, 1.15 * thick, len(path))
    else:
        path = np.linspace((lean, 0, 0.0), top, 10)
        radii = np.linspace(0.75 * thick, 1.35 * thick, 10)
    grip = tube(path, radii, flatten=0.85, sides=20)
    foot = tube([path[0], path[0] + np.array([0.0, 0.0, 0.6])], thick * 1.08, sides=20, flatten=0.9)
    switch = path[len(path) * 6 // 10]
    return [
        Part(grip, s.body() if s.traits["handle"] != "tapered" else s.accent()),
        Part(foot, s.trim()),
        *(
            Part(
                rounded_box((1.1, 0.7, 1.9), 0.3).moved(
                    switch + np.array([0.0, -0.85 * thick, dz])
                ),
                s.accent(),
            )
            for dz in (-1.2, 1.3)
        ),
    ]


FAMILY = Family(
    name="hair_dryer",
    title="Hair dryer",
    locarno="28-03",
    traits={
        "barrel": ("cylinder", "cone", "bulb", "drum"),
        "nozzle": ("concentrator", "diffuser", "plain"),
        "handle": ("straight", "curved", "tapered"),
        "pattern": ("plain", "bands", "ribs"),
    },
    ranges={
        "radius": (3.2, 4.8),
        "length": (10.0, 17.0),
        "handle": (9.0, 13.0),
        "thickness": (1.5, 2.1),
        "lean": (0.0, 3.0),
        "nozzle": (2.6, 4.6),
    },
    build=build,
)
