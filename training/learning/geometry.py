"""Random crops, turns and perspectives of a batch of pictures, in one resampling."""

import math

import torch
from torch.nn.functional import grid_sample

from training.learning.configuration import Augmentation


def warped(
    pictures: torch.Tensor, wanted: Augmentation, rng: torch.Generator, *, side: int
) -> torch.Tensor:
    """Return ``(n, 3, side, side)`` views of ``(n, 3, h, w)`` pictures, each seen its own way.

    What lies beyond a picture's edge looks like the edge.

    Args:
        pictures: Float, on any device.
        wanted: How much.
        rng: On the CPU, so that every device draws the same.
        side: In pixels.
    """
    maps = homographies(len(pictures), wanted, rng).to(pictures.device)
    centres = (torch.arange(side, device=pictures.device) * 2 + 1) / side - 1
    y, x = torch.meshgrid(centres, centres, indexing="ij")
    points = torch.stack([x, y, torch.ones_like(x)], dim=-1).reshape(1, -1, 3)
    seen = points @ maps.transpose(1, 2)
    grid = (seen[..., :2] / seen[..., 2:]).reshape(-1, side, side, 2)
    return grid_sample(pictures, grid, padding_mode="border", align_corners=False)


def homographies(count: int, wanted: Augmentation, rng: torch.Generator) -> torch.Tensor:
    """Draw ``(count, 3, 3)`` maps from places in the result to places in the picture.

    Both go from -1 to 1 in x and y.
    """
    area = _uniform(count, wanted.crop, 1, rng)
    stretch = (_uniform(count, -1, 1, rng) * math.log1p(wanted.stretch)).exp()
    width, height = (area * stretch).sqrt(), (area / stretch).sqrt()
    angle = _uniform(count, -1, 1, rng) * math.radians(wanted.rotation)
    # A crop stays in the picture; one that is stretched beyond a side is centred across it.
    across = _uniform(count, -1, 1, rng) * (1 - width).clamp(min=0)
    down = _uniform(count, -1, 1, rng) * (1 - height).clamp(min=0)
    tilt = (_uniform(2 * count, -1, 1, rng) * wanted.perspective / 2).reshape(2, count)
    facing = torch.where(torch.rand(count, generator=rng) < wanted.mirror, -1.0, 1.0)
    cosine, sine = angle.cos(), angle.sin()
    rows = [
        torch.stack([facing * width * cosine, -height * sine, across], dim=1),
        torch.stack([facing * width * sine, height * cosine, down], dim=1),
        torch.stack([tilt[0], tilt[1], torch.ones(count)], dim=1),
    ]
    return torch.stack(rows, dim=1)


def _uniform(count: int, low: float, high: float, rng: torch.Generator) -> torch.Tensor:
    return torch.rand(count, generator=rng) * (high - low) + low
