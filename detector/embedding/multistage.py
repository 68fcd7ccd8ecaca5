"""Reads a convolutional trunk at several depths.

The last layers of a classifier know what sort of thing they see. What it is made of, its colours
and its lines are in the layers before (Zheng et al. 2016), and those tell one design from another
of the same sort. Each of the maps is pooled by the generalised mean (Radenović et al. 2018),
whitened, and has an equal part in the embedding.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import torch
from torch.nn.functional import normalize

from detector.embedding.whitening import Whitening

if TYPE_CHECKING:
    from timm.models.efficientnet import EfficientNet

_HEAD = "head"
MAPS = {"stage3": 3, "stage4": 4, "stage5": 5, _HEAD: 7}
"""The maps that are read, by their place among the network's seven stages and its head."""

PATCHES = "stage4"
"""The map whose cells stand for parts of the picture: deeper ones are coarser."""

POWER = 3
"""Of the generalised mean: instance retrieval wants the strongest responses."""


class Readout(torch.nn.Module):
    """What a timm EfficientNet sees in pictures, before whitening.

    Args:
        trunk: The network.
    """

    def __init__(self, trunk: "EfficientNet") -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, pixels: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return for each of the `MAPS` an ``(n, d)`` batch of unit vectors."""
        maps = self._maps(pixels)
        return {name: _pooled(maps[place], signed=name != _HEAD) for name, place in MAPS.items()}

    def patches(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return the map of `PATCHES`, ``(n, rows, columns, depth)``, as unit vectors."""
        return normalize(self._maps(pixels)[MAPS[PATCHES]].float(), dim=1).permute(0, 2, 3, 1)

    def _maps(self, pixels: torch.Tensor) -> list[torch.Tensor]:
        maps = [self.trunk.bn1(self.trunk.conv_stem(pixels))]
        for stage in self.trunk.blocks:
            maps.append(stage(maps[-1]))
        return [*maps[1:], self.trunk.bn2(self.trunk.conv_head(maps[-1]))]


class WhitenedReadout(torch.nn.Module):
    """The embedding: a `Readout` whose vectors are whitened and put side by side.

    Args:
        readout: What to whiten.
        whitenings: One for each of the `MAPS`.
        patches: That of the patches.
    """

    def __init__(
        self, readout: Readout, whitenings: Mapping[str, Whitening], patches: Whitening
    ) -> None:
        super().__init__()
        self.readout = readout
        self.whitenings = torch.nn.ModuleDict({name: _Affine(whitenings[name]) for name in MAPS})
        self.patch_whitening = _Affine(patches)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return an ``(n, d)`` batch, in which each map has an equal part."""
        vectors = self.readout(pixels)
        parts = [normalize(self.whitenings[name](vectors[name]), dim=1) for name in MAPS]
        return torch.cat(parts, dim=1)

    def patches(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return an ``(n, depth, rows, columns)`` map of parts of the picture."""
        whitened: torch.Tensor = self.patch_whitening(self.readout.patches(pixels))
        return whitened.permute(0, 3, 1, 2)


class _Affine(torch.nn.Module):
    """A `Whitening` of the last axis, in float32 whatever the precision around it."""

    mean: torch.Tensor
    projection: torch.Tensor

    def __init__(self, whitening: Whitening) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(whitening.mean))
        self.register_buffer("projection", torch.from_numpy(whitening.projection))

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        with torch.autocast(vectors.device.type, enabled=False):
            whitened: torch.Tensor = (vectors.float() - self.mean) @ self.projection
        return whitened


def _pooled(features: torch.Tensor, *, signed: bool) -> torch.Tensor:
    """Pool ``(n, depth, rows, columns)`` maps to unit vectors.

    A stage ends in a linear layer, and both signs of its responses mean something: they are pooled
    apart. The head ends in a rectifier.
    """
    # In float32: half precision would lose the cubes of small responses.
    features = features.float()
    parts = (features, -features) if signed else (features,)
    means = [part.clamp(min=0).pow(POWER).mean((2, 3)) for part in parts]
    return normalize(torch.cat(means, dim=1).pow(1 / POWER), dim=1)
