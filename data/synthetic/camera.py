"""Where a product is seen from, and where on the picture each of its points falls."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from data.synthetic.mesh import Floats


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the picture is taken from, in degrees; azimuth 0 is the front."""

    azimuth: float = 0.0
    elevation: float = 12.0
    roll: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A perspective view: `eye` and axes in space, and how they map to a pixel frame.

    Attributes:
        eye: ``(3,)`` where the camera stands.
        right: ``(3,)`` unit vector to the right of the picture.
        up: ``(3,)`` unit vector to the top of the picture.
        forward: ``(3,)`` unit vector into the picture.
        scale: Pixels for one centimetre at one centimetre's distance.
        origin: ``(2,)`` pixel that lies straight ahead.
        frame: Width and height in pixels.
    """

    eye: Floats
    right: Floats
    up: Floats
    forward: Floats
    scale: float
    origin: Floats
    frame: tuple[int, int]

    @classmethod
    def fitting(cls, vertices: Floats, camera: Camera, size: int) -> Self:
        """Aim at the middle of ``(n, 3)`` vertices so that their longer side takes `size` pixels.

        The frame is tight; its sides are even.
        """
        low, high = vertices.min(axis=0), vertices.max(axis=0)
        centre = (low + high) / 2
        azimuth, elevation, roll = np.radians([camera.azimuth, camera.elevation, camera.roll])
        forward = np.array(
            [
                -np.sin(azimuth) * np.cos(elevation),
                np.cos(azimuth) * np.cos(elevation),
                -np.sin(elevation),
            ]
        )
        level = np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
        above = np.cross(level, forward)
        right = np.cos(roll) * level + np.sin(roll) * above
        up = np.cos(roll) * above - np.sin(roll) * level
        eye = centre - forward * 2.6 * np.linalg.norm(high - low)
        flat = cls(eye, right, up, forward, 1.0, np.zeros(2), (0, 0)).project(vertices)[0]
        low2, high2 = flat.min(axis=0), flat.max(axis=0)
        scale = float(size / (high2 - low2).max())
        frame = (np.ceil((high2 - low2) * scale / 2) * 2).astype(int)
        origin = -low2 * scale
        return cls(eye, right, up, forward, scale, origin, (int(frame[0]), int(frame[1])))

    def project(self, vertices: Floats) -> tuple[Floats, Floats]:
        """Return ``(n, 2)`` pixels and the ``(n,)`` inverse distances of ``(n, 3)`` vertices."""
        seen = vertices - self.eye
        nearness = 1.0 / np.maximum(seen @ self.forward, 1e-6)
        across = seen @ np.stack([self.right, -self.up], axis=1)
        return across * nearness[:, None] * self.scale + self.origin, nearness

    def direction(self, azimuth: float, elevation: float) -> Floats:
        """Turn angles as seen from the camera into a ``(3,)`` unit vector in space."""
        a, e = np.radians([azimuth, elevation])
        level = np.cross([0.0, 0.0, 1.0], self.right)
        back = -level / np.linalg.norm(level)
        side = np.cross(level, [0.0, 0.0, 1.0])
        side /= np.linalg.norm(side)
        level_part = np.cos(e) * (np.cos(a) * back + np.sin(a) * side)
        turned: Floats = level_part + np.array([0.0, 0.0, np.sin(e)])
        return turned
