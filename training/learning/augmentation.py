"""Varies a batch of pictures on the device that trains: only decoding is left to the CPU."""

import torch
from torch.nn.functional import affine_grid, grid_sample

from training.learning.appearance import blurred, covered, noisy, recoloured
from training.learning.configuration import Augmentation
from training.learning.geometry import warped


def augment(
    stored: torch.Tensor, wanted: Augmentation, *, side: int, seed: int, step: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Vary a batch, always alike for a seed and step.

    Args:
        stored: ``(n, 3, h, w)`` uint8.
        wanted: How much.
        side: Of the result, in pixels.
        seed: Of the run.
        step: Of the run.

    Returns:
        ``(n, 3, side, side)`` in [-1, 1], and for each picture the number of the one that it was
        mixed with: its own, as a rule.
    """
    rng = torch.Generator().manual_seed((seed << 32) + step)
    pictures = warped(stored.float() / 255, wanted, rng, side=side)
    pictures = recoloured(pictures, wanted, rng)
    pictures = blurred(pictures, wanted, rng)
    pictures = covered(pictures, wanted, rng)
    pictures, partners = mixed(pictures, wanted, rng)
    pictures = noisy(pictures, wanted, rng)
    return pictures * 2 - 1, partners


def mixed(
    pictures: torch.Tensor, wanted: Augmentation, rng: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Mix some pictures with others: laid over each other, or one pasted into the other.

    A picture that shows two things is to be found by either (SSCD, Pizzi et al. 2022).
    """
    count = len(pictures)
    own = torch.arange(count)
    partners = torch.where(
        torch.rand(count, generator=rng) < wanted.mix,
        torch.randperm(count, generator=rng),
        own,
    )
    share = 0.3 + 0.4 * torch.rand(count, generator=rng)
    corner = torch.rand(count, 2, generator=rng) * (1 - share)[:, None]
    pasted = torch.rand(count, generator=rng) < 0.5
    rows = torch.where(partners != own)[0]
    if not len(rows):
        return pictures, partners
    share, corner, pasted = share[rows], corner[rows], pasted[rows]
    # From places in the result to places in the partner, both from -1 to 1: all of it for one that
    # is laid over, a smaller frame for one that is pasted.
    scale = torch.where(pasted, 1 / share, 1.0)
    shift = torch.where(pasted[:, None], (1 - 2 * corner) / share[:, None] - 1, 0.0)
    maps = torch.zeros(len(rows), 2, 3)
    maps[:, 0, 0] = maps[:, 1, 1] = scale
    maps[:, :, 2] = shift
    maps, pasted, share = (part.to(pictures.device) for part in (maps, pasted, share))
    theirs = pictures[partners[rows].to(pictures.device)]
    grid = affine_grid(maps, list(theirs.shape), align_corners=False)
    theirs = grid_sample(theirs, grid, padding_mode="border", align_corners=False)
    inside = (grid.abs() <= 1).all(-1)
    weight = torch.where(pasted[:, None, None], inside, share[:, None, None])[:, None]
    rows = rows.to(pictures.device)
    return pictures.index_copy(0, rows, torch.lerp(pictures[rows], theirs, weight)), partners
