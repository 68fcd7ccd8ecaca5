"""The light all around a product in a photographer's studio."""

import numpy as np
from numpy.typing import NDArray

_ROWS = 48


def studio_surroundings() -> NDArray[np.float32]:
    """Return how bright the studio is in every direction: soft boxes over a dark floor.

    Returns:
        ``(rows, 2 * rows, 3)`` linear light. Rows run from straight below to straight above;
        columns run once around, from the left of the product by its back, its right and its front.
    """
    height = np.sin((np.arange(_ROWS) + 0.5) / _ROWS * np.pi - np.pi / 2)[:, None]
    around = (np.arange(2 * _ROWS) + 0.5) / _ROWS * np.pi - np.pi
    level = np.sqrt(1 - height**2)
    right, front = level * np.cos(around), level * np.sin(around)
    light = 0.28 + 0.34 * _ramp(height, -0.2, 0.9) - 0.18 * _ramp(-height, 0.0, 0.4)
    light = light + 1.7 * _ramp(-right, 0.72, 0.86) * _ramp(height, -0.35, 0.0)
    light += 0.9 * _ramp(right, 0.86, 0.95) * _ramp(height, -0.4, -0.1)
    light += 1.5 * _ramp(height, 0.8, 0.92) + 0.2 * _ramp(front, 0.2, 1.0)
    return np.repeat(light[:, :, None], 3, axis=2).astype(np.float32)


def _ramp(value: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    step = np.clip((value - low) / (high - low), 0, 1)
    smooth: NDArray[np.float64] = step * step * (3 - 2 * step)
    return smooth
