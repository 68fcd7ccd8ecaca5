"""Shadows: what the key light does not reach, on the product itself and on the ground."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from data.synthetic.camera import View
from data.synthetic.mesh import Floats, Mesh
from data.synthetic.raster import NOTHING, rasterise

Pixels = NDArray[np.float32]
_MAP_SIDE = 288
_REDUCTION = 8
"""The shadow on the ground is soft: it is drawn at an eighth of the frame's resolution."""


def lit_share(mesh: Mesh, position: Pixels, normal: Pixels, to_light: Floats) -> Pixels:
    """Return how much of the key light reaches each ``(n, 3)`` position, from a shadow map."""
    side = np.cross([0.0, 0.0, 1.0], to_light)
    side /= np.linalg.norm(side)
    axes = np.stack([side, np.cross(to_light, side)], axis=1)
    flat = mesh.vertices @ axes
    low = flat.min(axis=0)
    scale = (_MAP_SIDE - 4) / np.ptp(flat, axis=0).max()
    reach = mesh.vertices @ to_light
    nearness = reach - reach.min() + 1.0
    depth = rasterise(
        (flat - low) * scale + 2, nearness, mesh.faces, (_MAP_SIDE, _MAP_SIDE)
    ).nearness
    # Looked up from a little above the surface, lest it shade itself.
    position = position + normal * np.float32(2.5 / scale)
    own = position @ to_light.astype(np.float32) - np.float32(reach.min() - 1.0 - 0.5 / scale)
    at = (position @ axes.astype(np.float32) - low.astype(np.float32)) * np.float32(scale) + 2
    lit: Pixels = np.zeros(len(position), dtype=np.float32)
    for dx, dy in ((-1.0, -0.4), (0.4, -1.0), (1.0, 0.4), (-0.4, 1.0)):
        x = np.clip((at[:, 0] + np.float32(dx)).astype(np.int64), 0, _MAP_SIDE - 1)
        y = np.clip((at[:, 1] + np.float32(dy)).astype(np.int64), 0, _MAP_SIDE - 1)
        lit += np.float32(0.25) * (own >= depth[y, x])
    return lit


def ground_shadow(mesh: Mesh, view: View, to_light: Floats, margin: tuple[int, int]) -> Image.Image:
    """Draw the cast shadow and the darker line where the product touches the ground.

    Args:
        mesh: The product.
        view: Where it is seen from.
        to_light: ``(3,)`` unit vector to the key light.
        margin: Pixels of the view to add left and right, and above and below.

    Returns:
        L picture of the view's frame and its margins, at half the view's resolution.
    """
    full = (view.frame[0] + 2 * margin[0], view.frame[1] + 2 * margin[1])
    width, height = (side // _REDUCTION + 1 for side in full)
    ground = mesh.vertices[:, 2].min()
    drop = mesh.vertices[:, 2] - ground
    total = np.zeros((height, width), dtype=np.float32)
    for direction, softness, weight in (
        (to_light, 0.015, 0.5),
        (np.array([0.0, 0.0, 1.0]), 0.008, 0.5),
    ):
        fallen = mesh.vertices - direction * (drop / direction[2])[:, None]
        points, nearness = view.project(fallen)
        mask = (
            rasterise((points + margin) / _REDUCTION, nearness, mesh.faces, (width, height)).faces
            != NOTHING
        )
        blurred = Image.fromarray(mask * np.uint8(255)).filter(
            ImageFilter.GaussianBlur(softness * max(width, height))
        )
        total += weight / 255 * np.asarray(blurred, dtype=np.float32)
    # A shadow fades with its length, before it would meet the frame.
    across = np.linspace(-1, 1, width)
    total *= np.clip(3.2 * (1 - np.abs(across)), 0, 1)
    return Image.fromarray((total * 255).astype(np.uint8)).resize(
        (full[0] // 2, full[1] // 2),
        Image.Resampling.BICUBIC,
        box=(0, 0, full[0] / _REDUCTION, full[1] / _REDUCTION),
    )
