"""Random colours, blur, noise and cover of a batch of pictures."""

import math

import torch
from torch.nn.functional import conv2d, pad

from training.learning.configuration import Augmentation

_LUMA = (0.299, 0.587, 0.114)
"""Of red, green and blue in brightness (ITU-R BT.601)."""
_REACH = 4
"""Pixels of a blur to each side."""


def recoloured(pictures: torch.Tensor, wanted: Augmentation, rng: torch.Generator) -> torch.Tensor:
    """Change brightness, contrast, saturation and hue of ``(n, 3, h, w)`` pictures in [0, 1]."""
    count = len(pictures)
    luma = torch.tensor(_LUMA)
    grey = luma.expand(3, 3)
    brightness, contrast, saturation = (
        1 + wanted.colour * (2 * torch.rand(3, count, 1, 1, generator=rng) - 1)
    ).unbind()
    greyed = torch.rand(count, 1, 1, generator=rng) < wanted.grey
    saturation = torch.where(greyed, 0.0, saturation)
    angle = (2 * torch.rand(count, generator=rng) - 1) * math.radians(wanted.hue)
    mixing = saturation * torch.eye(3) + (1 - saturation) * grey
    matrix = (brightness * contrast * (_about_grey(angle) @ mixing)).to(pictures.device)
    mean = (pictures.mean((2, 3)) @ luma.to(pictures.device))[:, None, None]
    offset = (brightness * (1 - contrast)).to(pictures.device) * mean
    changed = torch.einsum("nij,njp->nip", matrix, pictures.flatten(2)) + offset
    return changed.reshape(pictures.shape).clamp(0, 1)


def blurred(pictures: torch.Tensor, wanted: Augmentation, rng: torch.Generator) -> torch.Tensor:
    """Blur half of the pictures, each by a Gaussian of its own width."""
    count = len(pictures)
    widths = torch.rand(count, generator=rng) * wanted.blur
    # A width of nearly nought leaves a picture as it is.
    widths = torch.where(torch.rand(count, generator=rng) < 0.5, widths, 0.0).clamp(min=1e-2)
    reach = torch.arange(-_REACH, _REACH + 1)
    kernels = (-0.5 * (reach / widths[:, None]) ** 2).exp()
    kernels = (kernels / kernels.sum(1, keepdim=True)).to(pictures.device, pictures.dtype)
    kernels = kernels.repeat_interleave(3, dim=0)[:, None]
    # One group for each channel of each picture.
    flat = pad(pictures, [_REACH] * 4, mode="replicate").flatten(0, 1)[None]
    flat = conv2d(flat, kernels[..., None], groups=3 * count)
    flat = conv2d(flat, kernels[..., None, :], groups=3 * count)
    return flat.reshape(pictures.shape)


def noisy(pictures: torch.Tensor, wanted: Augmentation, rng: torch.Generator) -> torch.Tensor:
    """Add to each picture noise of its own strength."""
    strength = torch.rand(len(pictures), 1, 1, 1, generator=rng) * wanted.noise
    # On the device: there is as much of it as of pictures.
    seed = int(torch.randint(2**62, (1,), generator=rng))
    here = torch.Generator(pictures.device).manual_seed(seed)
    noise = torch.randn(pictures.shape, generator=here, device=pictures.device)
    return (pictures + noise * strength.to(pictures.device)).clamp(0, 1)


def covered(pictures: torch.Tensor, wanted: Augmentation, rng: torch.Generator) -> torch.Tensor:
    """Put a plain rectangle in front of some pictures (Zhong et al. 2020)."""
    count, side = len(pictures), pictures.shape[-1]
    shape = (count, 2, 1)
    size = 0.1 + 0.3 * torch.rand(shape, generator=rng)
    start = torch.rand(shape, generator=rng) * (1 - size)
    colour = torch.rand(count, 3, 1, 1, generator=rng).to(pictures.device)
    chosen = torch.rand(count, 1, 1, generator=rng) < wanted.erase
    places = (torch.arange(side) + 0.5) / side
    inside = (places > start) & (places < start + size)
    hidden = inside[:, 0, :, None] & inside[:, 1, None, :] & chosen
    return torch.where(hidden[:, None].to(pictures.device), colour, pictures)


def _about_grey(angles: torch.Tensor) -> torch.Tensor:
    """Return ``(n, 3, 3)`` rotations about the axis of greys (Rodrigues)."""
    axis = 1 / math.sqrt(3)
    cross = axis * torch.tensor([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]])
    cosine, sine = angles.cos()[:, None, None], angles.sin()[:, None, None]
    return cosine * torch.eye(3) + sine * cross + (1 - cosine) * torch.full((3, 3), 1 / 3)
