"""Photographs a product model in a studio: cut out, lit, with the shadow it casts.

Deferred shading: `raster` says which triangle each pixel shows, and only what is seen is shaded,
once per pixel inside a part and more often along edges.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.records import Point
from data.synthetic.camera import Camera, View
from data.synthetic.mesh import Mesh, joined
from data.synthetic.raster import NOTHING, rasterise
from data.synthetic.shading import Light, Material, Pixels, paint_at, shade, srgb, unit
from data.synthetic.shadow import ground_shadow, lit_share

SUPERSAMPLING = 2
_OUTLINE_DIRECTIONS = 24
_SHADOW_MARGIN = 0.4
_SHADOW_COLOUR = (24, 22, 26)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One piece of a product, of one material."""

    mesh: Mesh
    material: Material


Model = tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rendering:
    """A product cut out, with the shadow it casts on the ground.

    Attributes:
        image: RGBA picture of the product, cut tight.
        shadow: L picture, 255 where the ground is darkest.
        margin: Pixels by which the shadow is larger than `image` on each of its sides.
        outline: Convex polygon around the product in pixels of `image`.
        region: Convex polygon around what is seen of the materials' regions, if anything is.
    """

    image: Image.Image
    shadow: Image.Image
    margin: int
    outline: tuple[Point, ...]
    region: tuple[Point, ...] | None


def photograph(model: Model, *, camera: Camera, light: Light, size: int) -> Rendering:
    """Render a model so that its longer side is `size` pixels."""
    mesh = joined([part.mesh for part in model])
    materials = [part.material for part in model]
    view = View.fitting(mesh.vertices, camera, size * SUPERSAMPLING)
    points, nearness = view.project(mesh.vertices)
    seen = rasterise(points, nearness, mesh.faces, view.frame)
    part_of_face = np.repeat(np.arange(len(model)), [len(part.mesh.faces) for part in model])
    samples = _samples(seen.faces, part_of_face)
    part = part_of_face[samples.face]
    corners = mesh.faces[samples.face]
    weights = _weights(
        np.column_stack([points, nearness]).astype(np.float32)[corners], samples.x, samples.y
    )
    vertices = np.concatenate([mesh.vertices, mesh.normals, mesh.uv], axis=1).astype(np.float32)
    surface = np.einsum("nk,nkd->nd", weights, vertices[corners])
    position, normal, uv = surface[:, :3], unit(surface[:, 3:6]), surface[:, 6:]
    towards = unit(view.eye.astype(np.float32) - position)
    normal *= np.where(np.einsum("nd,nd->n", normal, towards) < 0, -1, 1)[:, None]
    to_light = view.direction(light.azimuth, light.elevation)
    shaded = shade(
        paint=paint_at(materials, part, uv),
        gloss=np.array([m.gloss for m in materials], dtype=np.float32)[part],
        metal=np.array([m.metal for m in materials])[part],
        normal=normal,
        towards=towards,
        to_light=to_light,
        lit=lit_share(mesh, position, normal, to_light),
        side=view.right.astype(np.float32),
        light=light,
    )
    width, height = (side // SUPERSAMPLING for side in view.frame)
    alpha = _gather(samples, np.ones_like(samples.weight), (width, height))
    encoded = srgb(shaded)
    colour = [
        _gather(samples, encoded[:, i], (width, height)) / np.maximum(alpha, 1e-6) for i in range(3)
    ]
    picture = np.stack([*colour, alpha], axis=2)
    margin = round(_SHADOW_MARGIN * size)
    region = _gather(samples, _in_region(materials, part, uv), (width, height)) > 0.5
    return Rendering(
        image=Image.fromarray((picture * 255 + 0.5).astype(np.uint8)),
        shadow=ground_shadow(mesh, view, to_light, (2 * margin, 2 * margin)),
        margin=margin,
        outline=_outline(alpha > 0.5),
        region=_outline(region) if region.any() else None,
    )


def place(shot: Rendering, backdrop: Image.Image, at: tuple[int, int], darkness: float) -> None:
    """Put a product and its shadow on an RGB picture, the product's top left corner at `at`."""
    left, top = at
    shadow = shot.shadow.point(lambda value: value * darkness)
    backdrop.paste(_SHADOW_COLOUR, (left - shot.margin, top - shot.margin), shadow)
    backdrop.paste(shot.image, at, shot.image)


@dataclass(frozen=True, slots=True, eq=False)
class _Samples:
    """Places to shade: the pixel each counts for, by how much, where it lies, and its triangle."""

    pixel: NDArray[np.int64]
    weight: Pixels
    x: Pixels
    y: Pixels
    face: NDArray[np.int64]


def _samples(faces: NDArray[np.int64], part_of_face: NDArray[np.int64]) -> _Samples:
    """Take one sample inside a part and every sub-pixel at edges."""
    ss = SUPERSAMPLING
    width = faces.shape[1] // ss
    cell = np.stack([faces[i::ss, j::ss].ravel() for i in range(ss) for j in range(ss)])
    touched = np.nonzero(cell.max(axis=0) != NOTHING)[0]
    cell = cell[:, touched]
    part = np.where(cell != NOTHING, part_of_face[cell], NOTHING)
    smooth = part.min(axis=0) == part.max(axis=0)
    sub, which = np.nonzero((cell != NOTHING) & ~smooth)
    inside = touched[smooth]
    pixel = np.concatenate([inside, touched[which]])
    offset_x = np.concatenate([np.full(len(inside), ss / 2), sub % ss + 0.5])
    offset_y = np.concatenate([np.full(len(inside), ss / 2), sub // ss + 0.5])
    return _Samples(
        pixel=pixel,
        weight=np.repeat([1.0, 1.0 / ss**2], [len(inside), len(which)]).astype(np.float32),
        x=(pixel % width * ss + offset_x).astype(np.float32),
        y=(pixel // width * ss + offset_y).astype(np.float32),
        face=np.concatenate([cell[0, smooth], cell[sub, which]]),
    )


def _gather(samples: _Samples, values: Pixels, size: tuple[int, int]) -> Pixels:
    """Add weighted samples up into a ``(height, width)`` picture."""
    width, height = size
    total = np.bincount(samples.pixel, samples.weight * values, minlength=height * width)
    picture: Pixels = total.reshape(height, width).astype(np.float32)
    return picture


def _in_region(materials: Sequence[Material], part: NDArray[np.int64], uv: Pixels) -> Pixels:
    """Return 1 for samples that lie in their material's region and 0 for the others."""
    inside = np.zeros(len(part), dtype=np.float32)
    for number, material in enumerate(materials):
        if material.region is not None:
            left, top, right, bottom = material.region
            u, v = uv[:, 0], uv[:, 1]
            inside += (part == number) & (u >= left) & (u <= right) & (v >= top) & (v <= bottom)
    return inside


def _weights(corner: Pixels, x: Pixels, y: Pixels) -> Pixels:
    """Return ``(n, 3)`` perspective-correct barycentric weights of pixels in their triangles.

    `corner` holds x, y and nearness of each of the three corners: ``(n, 3, 3)``.
    """
    ax, ay = corner[:, 0, 0], corner[:, 0, 1]
    bx, by = corner[:, 1, 0] - ax, corner[:, 1, 1] - ay
    cx, cy = corner[:, 2, 0] - ax, corner[:, 2, 1] - ay
    area = bx * cy - cx * by
    b = ((x - ax) * cy - cx * (y - ay)) / area
    c = (bx * (y - ay) - (x - ax) * by) / area
    # A pixel's middle may lie a little outside the triangle that its corner shows.
    weights = np.clip(np.stack([1 - b - c, b, c]), 0, 1) * corner[:, :, 2].T
    weights /= weights.sum(axis=0)
    mixed: Pixels = weights.T
    return mixed


def _outline(covered: NDArray[np.bool_]) -> tuple[Point, ...]:
    """Return the outermost pixels in evenly spread directions: a convex hull with few corners."""
    rows = np.nonzero(covered.any(axis=1))[0]
    first = covered[rows].argmax(axis=1)
    last = covered.shape[1] - 1 - covered[rows, ::-1].argmax(axis=1)
    points = np.stack([np.concatenate([first, last]), np.concatenate([rows, rows])], axis=1) + 0.5
    angles = np.linspace(0, 2 * np.pi, _OUTLINE_DIRECTIONS, endpoint=False)
    best = (points @ np.stack([np.cos(angles), np.sin(angles)])).argmax(axis=0)
    return tuple(dict.fromkeys((float(x), float(y)) for x, y in points[best]))
