"""An image tower that can be trained: a convolutional trunk, generalised means, a projection.

The trunk is read at several depths, each map is pooled by a generalised mean with a power of its
own (Radenović et al. 2018), and a linear projection of all of them side by side is the embedding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import interpolate, normalize

from detector.embedding import _torchvision
from detector.embedding.protocol import ModelError

_POWER = 3.0
"""To start from: instance retrieval wants the strongest responses."""
_FLOOR = 1e-6
"""Of responses: the derivative of a power has none at nought."""


@dataclass(frozen=True, slots=True)
class TowerShape:
    """What a tower is, beside its weights.

    Attributes:
        backbone: A convolutional network, as timm names it.
        levels: Which of timm's feature levels of the backbone are read beside its last map.
        side: Of the square picture that it takes, in pixels.
        dimension: Length of the embedding.
    """

    backbone: str
    levels: tuple[int, ...]
    side: int
    dimension: int


class GeneralisedMean(torch.nn.Module):
    """Pools ``(n, depth, rows, columns)`` positive responses to ``(n, depth)``.

    The power of the mean is learned.
    """

    def __init__(self) -> None:
        super().__init__()
        self.power = torch.nn.Parameter(torch.tensor(_POWER))

    def forward(self, responses: torch.Tensor) -> torch.Tensor:
        """Pool a batch."""
        power = self.power.clamp(min=1)
        return responses.pow(power).mean((2, 3)).pow(1 / power)


class GemTower(torch.nn.Module):
    """Maps ``(n, 3, side, side)`` pictures in [-1, 1] to unit vectors.

    Args:
        trunk: A timm network without a classifier.
        shape: Of the tower.

    Raises:
        ModelError: the network is not convolutional or has no such levels.
    """

    def __init__(self, trunk: torch.nn.Module, shape: TowerShape) -> None:
        super().__init__()
        self.trunk: Any = trunk
        self.shape = shape
        try:
            with torch.inference_mode():
                maps = self._maps(torch.zeros(1, 3, shape.side, shape.side))
        except (AttributeError, AssertionError, IndexError) as error:
            raise ModelError(
                f"{shape.backbone} can't be read at {shape.levels}: {error}"
            ) from error
        if any(part.ndim != 4 for part in maps):
            raise ModelError(f"{shape.backbone} is not convolutional: its last map has no raster")
        self.pools = torch.nn.ModuleList(GeneralisedMean() for _ in maps)
        self.pooled = sum(part.shape[1] for part in _responses(maps))
        self.projection = torch.nn.Linear(self.pooled, shape.dimension)

    def pool(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return ``(n, pooled)`` float32, in which each map has an equal part."""
        maps = self._maps(pixels)
        with torch.autocast(pixels.device.type, enabled=False):
            pairs = zip(self.pools, _responses(maps), strict=True)
            return torch.cat([normalize(pool(part), dim=1) for pool, part in pairs], dim=1)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return the ``(n, dimension)`` embedding, float32."""
        pooled = self.pool(pixels)
        with torch.autocast(pixels.device.type, enabled=False):
            return normalize(self.projection(pooled), dim=1)

    def patches(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return ``(n, dimension, rows, columns)`` unit vectors, on the raster of the last level.

        Each is what the embedding would be if its cell were the whole picture, so that it compares
        with embeddings.
        """
        maps = self._maps(pixels)
        raster = maps[-2:][0].shape[2:]
        with torch.autocast(pixels.device.type, enabled=False):
            cells = [
                interpolate(normalize(part, dim=1), raster, mode="bilinear")
                for part in _responses(maps)
            ]
            projected = self.projection(torch.cat(cells, dim=1).movedim(1, -1))
            return normalize(projected, dim=-1).movedim(-1, 1)

    def _maps(self, pixels: torch.Tensor) -> list[torch.Tensor]:
        levels: Sequence[int] = self.shape.levels
        last, maps = self.trunk.forward_intermediates(pixels, indices=list(levels))
        return [*maps, last]


def _responses(maps: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Return maps of positive responses.

    A level ends in a linear layer as a rule, and both signs mean something: they are set side by
    side. The last map ends in a rectifier.
    """
    # In float32: half precision would lose the powers of small responses.
    *levels, last = (part.float() for part in maps)
    both = [torch.cat((level, -level), dim=1) for level in levels]
    return [part.clamp(min=_FLOOR) for part in (*both, last)]


def build_tower(shape: TowerShape) -> GemTower:
    """Build a tower with random weights.

    Raises:
        ModelError: timm has no such backbone, or it can't be read so.
    """
    _torchvision.ensure_importable()
    import timm

    # Any other name could make timm fetch something.
    if not timm.is_model(shape.backbone):
        raise ModelError(f"no backbone is called {shape.backbone!r}; timm.list_models() names them")
    trunk = timm.create_model(shape.backbone, pretrained=False, num_classes=0)
    return GemTower(trunk.eval(), shape)
