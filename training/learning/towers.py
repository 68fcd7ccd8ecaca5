"""The tower that a run starts from."""

from collections.abc import Iterable
from pathlib import Path

import torch

from detector.embedding.gem import GemTower, TowerShape, build_tower
from detector.embedding.imagenet import load_trunk
from detector.embedding.protocol import ModelError
from detector.embedding.trained import read_tower
from detector.embedding.whitening import Whitening
from training.learning.configuration import Tower


def initial_tower(wanted: Tower, *, seed: int) -> tuple[GemTower, bool]:
    """Return a tower, and whether its projection is yet to be fitted.

    Raises:
        ModelError: there are no such weights, or they are not of this shape.
    """
    shape = TowerShape(wanted.backbone, wanted.levels, wanted.side, wanted.dimension)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        if wanted.initial == "random":
            return build_tower(shape), False
        if wanted.initial == "imagenet":
            return GemTower(load_trunk(wanted.backbone).eval(), shape), True
    tower, _ = read_tower(Path(wanted.initial))
    if tower.shape != shape:
        raise ModelError(f"{wanted.initial} is a tower of {tower.shape}, not {shape}")
    return tower, False


def fit_projection(tower: GemTower, batches: Iterable[torch.Tensor]) -> None:
    """Start the projection from the directions in which pictures differ, whitened.

    Random directions would throw away what the trunk knows, and teach it noise at first.

    Args:
        tower: Whose projection is replaced.
        batches: ``(n, 3, side, side)`` pictures in [-1, 1], on the tower's device.

    Raises:
        ModelError: the embedding is longer than what is projected.
    """
    if tower.shape.dimension > tower.pooled:
        raise ModelError(
            f"{tower.shape.backbone} read at {tower.shape.levels} gives {tower.pooled} numbers: "
            f"tower.dimension can't be {tower.shape.dimension}"
        )
    with torch.inference_mode():
        pooled = torch.cat([tower.pool(pixels).cpu() for pixels in batches]).numpy()
    whitening = Whitening.fit(pooled, dimension=tower.shape.dimension)
    weight = torch.from_numpy(whitening.projection).T
    bias = -weight @ torch.from_numpy(whitening.mean)
    with torch.no_grad():
        tower.projection.weight.copy_(weight)
        tower.projection.bias.copy_(bias)
