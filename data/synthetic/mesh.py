"""Triangle meshes for product models: lathed, swept and extruded shapes, rounded boxes, sheets.

Lengths are centimetres; z points up, x to the right and y away from a viewer in front. Texture
coordinates ``(u, v)`` run over [0, 1]; on a surface of revolution ``u`` goes round from the back
(so that 0.5 faces the viewer) and ``v`` from the profile's end to its start: from top to bottom for
one that is given from the bottom up.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.synthetic.polygon import anticlockwise, triangulated

Floats = NDArray[np.float64]
Faces = NDArray[np.int64]
_CREASE = np.cos(np.radians(40))
_BEVEL_ANGLES = np.radians([0.0, 30.0, 60.0, 90.0])


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Triangles with a normal and a texture coordinate per vertex.

    Attributes:
        vertices: ``(n, 3)`` centimetres.
        normals: ``(n, 3)`` unit vectors.
        uv: ``(n, 2)`` texture coordinates.
        faces: ``(m, 3)`` indices of vertices.
    """

    vertices: Floats
    normals: Floats
    uv: Floats
    faces: Faces

    def moved(self, offset: ArrayLike) -> "Mesh":
        """Shift by ``(3,)`` centimetres."""
        return replace(self, vertices=self.vertices + np.asarray(offset, dtype=float))

    def turned(self, *, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> "Mesh":
        """Turn about the x, then the y, then the z axis, by degrees."""
        matrix = rotation(x=x, y=y, z=z)
        return replace(self, vertices=self.vertices @ matrix.T, normals=self.normals @ matrix.T)

    def stretched(self, scale: ArrayLike) -> "Mesh":
        """Scale each axis by its own ``(3,)`` factor."""
        factors = np.asarray(scale, dtype=float)
        normals = self.normals / factors
        return replace(
            self,
            vertices=self.vertices * factors,
            normals=normals / np.linalg.norm(normals, axis=1, keepdims=True),
        )


def rotation(*, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Floats:
    """Return the ``(3, 3)`` matrix that turns about x, then y, then z, by degrees."""
    matrix: Floats = np.eye(3)
    for axis, degrees in enumerate((x, y, z)):
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        turn = np.eye(3)
        i, j = (axis + 1) % 3, (axis + 2) % 3
        turn[i, i] = turn[j, j] = c
        turn[i, j], turn[j, i] = -s, s
        matrix = turn @ matrix
    return matrix


def rounded(points: ArrayLike, rounds: int = 3) -> Floats:
    """Round the corners of a ``(k, d)`` open polyline, keeping its ends (Chaikin, 1974).

    A point that is given twice makes a tighter corner.
    """
    line = np.asarray(points, dtype=float)
    for _ in range(rounds):
        before, after = line[:-1], line[1:]
        cut = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], axis=1)
        line = np.concatenate([line[:1], cut.reshape(-1, line.shape[1])[1:-1], line[-1:]])
    return line


def arc_lengths(line: Floats) -> Floats:
    """Return the ``(k,)`` distance of each point of a polyline from its start, along it."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(steps)])


def sheet(points: ArrayLike) -> Mesh:
    """Span a surface over a ``(rows, columns, 3)`` grid of points."""
    grid = np.asarray(points, dtype=float)
    normals = np.cross(np.gradient(grid, axis=1), np.gradient(grid, axis=0))
    return grid_mesh(grid, unit(normals))


def lathe(profile: ArrayLike, *, segments: int = 44) -> Mesh:
    """Turn a ``(k, 2)`` profile of (radius, height) about the z axis."""
    line = np.asarray(profile, dtype=float)
    tangent = np.gradient(line, axis=0)
    angle = np.pi / 2 + np.linspace(0.0, 2 * np.pi, segments + 1)
    around = np.stack([np.cos(angle), np.sin(angle)], axis=1)

    def turned(radial: Floats, axial: Floats) -> Floats:
        flat = radial[:, None, None] * around[None]
        up = np.broadcast_to(axial[:, None, None], (*flat.shape[:2], 1))
        return np.concatenate([flat, up], axis=2)

    lengths = arc_lengths(line)
    mesh = grid_mesh(
        turned(line[:, 0], line[:, 1]),
        unit(turned(tangent[:, 1], -tangent[:, 0])),
    )
    v = np.repeat(1 - lengths / lengths[-1], segments + 1)
    return replace(mesh, uv=np.stack([mesh.uv[:, 0], v], axis=1))


def tube(
    path: ArrayLike, radius: float | ArrayLike, *, sides: int = 12, flatten: float = 1.0
) -> Mesh:
    """Sweep an ellipse along a ``(k, 3)`` path, with rounded ends.

    Args:
        path: Points of the centre line.
        radius: One radius, or one for each point of the path.
        sides: Corners of the cross-section.
        flatten: Thickness along y divided by that across it, for a path in the x-z plane.
    """
    line = np.asarray(path, dtype=float)
    radii = np.broadcast_to(np.asarray(radius, dtype=float), (len(line),))
    tangent = unit(np.gradient(line, axis=0))
    # Round caps: a quarter of a circle of ever smaller rings past either end.
    bend = np.radians([90.0, 60.0, 30.0])
    head = line[0] - tangent[0] * (np.sin(bend) * radii[0])[:, None]
    tail = line[-1] + tangent[-1] * (np.sin(bend[::-1]) * radii[-1])[:, None]
    line = np.concatenate([head, line, tail])
    radii = np.concatenate([np.cos(bend) * radii[0], radii, np.cos(bend[::-1]) * radii[-1]])
    tangent = np.concatenate([np.repeat(tangent[:1], 3, 0), tangent, np.repeat(tangent[-1:], 3, 0)])
    side = np.array([0.0, 0.0, 1.0] if np.abs(tangent[:, 1]).max() > 0.9 else [0.0, 1.0, 0.0])
    first = unit(side - (tangent @ side)[:, None] * tangent)
    second = np.cross(tangent, first)
    angle = np.linspace(0.0, 2 * np.pi, sides + 1)
    normals = (
        np.cos(angle)[None, :, None] * first[:, None]
        + np.sin(angle)[None, :, None] * second[:, None]
    )
    reach = (
        flatten * np.cos(angle)[None, :, None] * first[:, None]
        + np.sin(angle)[None, :, None] * second[:, None]
    )
    return grid_mesh(line[:, None] + radii[:, None, None] * reach, normals)


def ring(radius: float, thickness: float, *, segments: int = 40, sides: int = 8) -> Mesh:
    """Return a torus about the z axis: `radius` of its centre line, `thickness` of its tube."""
    angle = np.linspace(0.0, 2 * np.pi, sides + 1)
    circle = np.stack([radius + thickness * np.cos(angle), thickness * np.sin(angle)], axis=1)
    return lathe(circle, segments=segments)


def rounded_box(size: ArrayLike, radius: float) -> Mesh:
    """Return a box about the origin whose edges are rounded with `radius`.

    ``uv`` of every side covers it from left to right and from top to bottom.
    """
    half = np.asarray(size, dtype=float) / 2
    inner = half - min(radius, *half)
    steps = np.linspace(0.0, 1.0, 5)
    sides = []
    for axis in range(3):
        i, j = [k for k in range(3) if k != axis]
        # Dense where the edge bends, one wide cell in between.
        a = np.concatenate(
            [-half[i] + (half[i] - inner[i]) * steps, inner[i] + (half[i] - inner[i]) * steps]
        )
        b = np.concatenate(
            [-half[j] + (half[j] - inner[j]) * steps, inner[j] + (half[j] - inner[j]) * steps]
        )
        for sign in (-1.0, 1.0):
            grid = np.empty((len(b), len(a), 3))
            grid[..., i], grid[..., j], grid[..., axis] = (
                a[None, :],
                b[::-1, None],
                sign * half[axis],
            )
            core = np.clip(grid, -inner, inner)
            normals = unit(grid - core)
            mesh = grid_mesh(core + normals * radius, normals)
            u = (mesh.vertices[:, i] / half[i] + 1) / 2
            v = (1 - mesh.vertices[:, j] / half[j]) / 2
            sides.append(replace(mesh, uv=np.stack([u, v], axis=1)))
    return joined(sides)


def extruded(outline: ArrayLike, depth: float, *, bevel: float = 0.0) -> Mesh:
    """Push a closed outline in the x-z plane along y, half of `depth` to either side of it.

    Corners of the outline that bend by less than 40 degrees are smooth. ``uv`` of the front and the
    back covers them from left to right and from top to bottom.

    Args:
        outline: ``(k, 2)`` corners of a simple polygon, convex or not, either way round.
        depth: Thickness along y.
        bevel: Radius that rounds the edges of the front and the back; keep it below half of the
            thinnest place.

    Raises:
        ValueError: the outline has fewer than three corners or crosses itself.
    """
    corners = anticlockwise(np.asarray(outline, dtype=float))
    triangles = triangulated(corners)
    edge = unit(np.roll(corners, -1, axis=0) - corners)
    out = np.stack([edge[:, 1], -edge[:, 0]], axis=1)
    before = np.roll(out, 1, axis=0)
    alike = np.einsum("kd,kd->k", out, before)
    # How far a corner moves when both its edges move in by one; spikes are held back.
    mitre = (out + before) / np.maximum(1 + alike, 0.4)[:, None]
    smooth = (alike > _CREASE)[:, None]
    mean = unit(out + before)
    starts, ends = np.where(smooth, mean, out), np.where(smooth, mean, before)
    normals = np.stack([starts, np.roll(ends, -1, axis=0)], axis=1).reshape(-1, 2)
    angles = _BEVEL_ANGLES if bevel else np.zeros(1)
    tilt = np.concatenate([-angles[::-1], angles])
    y = np.concatenate([np.full(len(angles), -1.0), np.full(len(angles), 1.0)]) * (
        depth / 2 - bevel
    ) + bevel * np.sin(tilt)
    inset = corners - bevel * (1 - np.cos(tilt))[:, None, None] * mitre
    pairs = np.stack([inset, np.roll(inset, -1, axis=1)], axis=2).reshape(len(tilt), -1, 2)
    side = grid_mesh(
        _upright(pairs, np.broadcast_to(y[:, None], pairs.shape[:2])),
        _upright(
            np.cos(tilt)[:, None, None] * normals,
            np.broadcast_to(np.sin(tilt)[:, None], pairs.shape[:2]),
        ),
    )
    # The grid also spans the gaps between one edge's end and the next one's start: those have no
    # width.
    apart = np.ptp(side.faces // 2 % len(corners), axis=1) == 0
    side = replace(side, faces=side.faces[apart, ::-1])
    low, size = corners.min(axis=0), np.ptp(corners, axis=0)
    uv = np.stack([(inset[0] - low)[:, 0] / size[0], 1 - (inset[0] - low)[:, 1] / size[1]], axis=1)
    caps = [
        Mesh(
            vertices=_upright(inset[0], np.full(len(corners), sign * depth / 2)),
            normals=np.tile([0.0, sign, 0.0], (len(corners), 1)),
            uv=uv,
            faces=triangles[:, :: int(-sign)],
        )
        for sign in (-1.0, 1.0)
    ]
    return joined([*caps, side])


def joined(meshes: list[Mesh]) -> Mesh:
    """Put meshes into one."""
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes[:-1])])
    return Mesh(
        vertices=np.concatenate([mesh.vertices for mesh in meshes]),
        normals=np.concatenate([mesh.normals for mesh in meshes]),
        uv=np.concatenate([mesh.uv for mesh in meshes]),
        faces=np.concatenate([m.faces + start for m, start in zip(meshes, starts, strict=True)]),
    )


def _upright(flat: Floats, y: Floats) -> Floats:
    """Put ``(..., 2)`` points of the x-z plane at the depths `y`."""
    return np.stack([flat[..., 0], y, flat[..., 1]], axis=-1)


def grid_mesh(points: Floats, normals: Floats) -> Mesh:
    """Join a ``(rows, columns, 3)`` grid of points, its texture from the first row down."""
    rows, columns = points.shape[:2]
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    upper = np.stack([corner, corner + 1, corner + columns], axis=1)
    lower = np.stack([corner + 1, corner + columns + 1, corner + columns], axis=1)
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    return Mesh(
        vertices=points.reshape(-1, 3),
        normals=normals.reshape(-1, 3),
        uv=np.stack([u.ravel(), v.ravel()], axis=1),
        faces=np.concatenate([upper, lower]),
    )


def unit(vectors: Floats) -> Floats:
    """Scale ``(..., d)`` vectors to a length of 1; what has none stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Floats = np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 1e-12)
    return scaled
