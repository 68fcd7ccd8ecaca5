"""How fast each layer learns at each step."""

import math
from collections import defaultdict
from typing import Any

import torch

from detector.embedding.gem import GemTower
from training.learning.configuration import Schedule


def build_optimiser(tower: GemTower, wanted: Schedule) -> torch.optim.AdamW:
    """Build AdamW with a group of parameters for each layer of the trunk and for what is above.

    Each group has its ``scale`` of the learning rate and the step at which it ``thaws``.
    """
    from timm.models import group_parameters

    matcher = tower.trunk.group_matcher(coarse=True)
    layers: dict[int, list[str]] = group_parameters(tower.trunk, matcher)
    named = dict(tower.trunk.named_parameters())
    groups = []
    for depth, layer in enumerate(sorted(layers, reverse=True)):
        learns = wanted.layers is None or depth < wanted.layers
        scale = wanted.trunk_rate * wanted.layer_decay**depth if learns else 0.0
        parameters = [named[name] for name in layers[layer]]
        groups += _groups(parameters, wanted, scale=scale, thaws=wanted.frozen)
    above = [*tower.projection.parameters(), *tower.pools.parameters()]
    groups += _groups(above, wanted, scale=1.0, thaws=0)
    device = next(tower.parameters()).device
    return torch.optim.AdamW(groups, lr=wanted.rate, fused=device.type == "cuda")


def set_rates(optimiser: torch.optim.Optimizer, wanted: Schedule, step: int) -> None:
    """Set the learning rates of a step, and stop frozen layers from asking for derivatives."""
    for group in optimiser.param_groups:
        group["lr"] = wanted.rate * group["scale"] * rate(wanted, step, thaws=group["thaws"])
        for parameter in group["params"]:
            parameter.requires_grad_(group["lr"] > 0)


def rate(wanted: Schedule, step: int, *, thaws: int) -> float:
    """Return the share of the highest rate: a rise since `thaws`, then half a cosine to 0."""
    if step < thaws:
        return 0.0
    risen = min(1.0, (step - thaws + 1) / (wanted.warm_up + 1))
    return risen * 0.5 * (1 + math.cos(math.pi * step / wanted.steps))


def _groups(
    parameters: list[torch.nn.Parameter], wanted: Schedule, *, scale: float, thaws: int
) -> list[dict[str, Any]]:
    """Split parameters: only weights of two axes and more decay, not biases and scales."""
    split: dict[bool, list[torch.nn.Parameter]] = defaultdict(list)
    for parameter in parameters:
        split[parameter.ndim > 1].append(parameter)
    return [
        {
            "params": some,
            "weight_decay": wanted.weight_decay if decays else 0.0,
            "scale": scale,
            "thaws": thaws,
        }
        for decays, some in split.items()
    ]
