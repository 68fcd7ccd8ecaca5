"""Pictures as convolutional towers take them."""

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    import torch


def squash(image: Image.Image, side: int) -> "torch.Tensor":
    """Turn an RGB picture of any shape into a ``(3, side, side)`` tensor in [-1, 1]."""
    import torch

    small = image.resize((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)
    pixels = np.asarray(small, dtype=np.float32) * (2 / 255) - 1
    return torch.from_numpy(pixels).permute(2, 0, 1)
