"""Trunks as a CPU runs them fastest, against those that were trained."""

import copy
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn.functional import cosine_similarity, max_pool2d

from detector.embedding.gem import GemTower, TowerShape, build_tower
from detector.embedding.imagenet import load_trunk
from detector.embedding.inference import inference_trunk
from detector.embedding.pixels import squash


def _with_statistics(tower: GemTower) -> GemTower:
    """Give batch norms something to do."""
    generator = torch.Generator().manual_seed(0)
    for layer in tower.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            for values in (layer.running_mean, layer.bias):
                assert values is not None
                values.data.normal_(0, 0.3, generator=generator)
            for values in (layer.running_var, layer.weight):
                assert values is not None
                values.data.uniform_(0.5, 2, generator=generator)
    return tower


def _norms(trunk: torch.nn.Module) -> int:
    return sum(isinstance(layer, torch.nn.BatchNorm2d) for layer in trunk.modules())


def _nearness(tower: GemTower, pixels: torch.Tensor, *, bfloat16: bool) -> tuple[float, float]:
    """Return the least cosine to the plain tower, of embeddings and of patches."""
    fast = copy.deepcopy(tower)
    fast.trunk = inference_trunk(tower, bfloat16=bfloat16)
    with torch.inference_mode():
        whole = cosine_similarity(fast(pixels), tower(pixels))
        parts = cosine_similarity(fast.patches(pixels), tower.patches(pixels))
    return whole.min().item(), parts.min().item()


@pytest.fixture
def pixels() -> torch.Tensor:
    return torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(1)) * 2 - 1


@pytest.mark.parametrize("backbone", ["test_efficientnet", "test_resnet"])
def test_a_trunk_without_norms_sees_the_same(backbone: str, pixels: torch.Tensor) -> None:
    torch.manual_seed(0)
    tower = _with_statistics(build_tower(TowerShape(backbone, (2, 3), 64, 16)))
    before, norms = tower(pixels), _norms(tower.trunk)
    assert norms
    assert not _norms(inference_trunk(tower, bfloat16=False))
    assert min(_nearness(tower, pixels, bfloat16=False)) > 0.99999
    # What was trained is as it was.
    assert _norms(tower.trunk) == norms
    torch.testing.assert_close(tower(pixels), before)


def test_half_precision_is_near() -> None:
    # The real network: its first depthwise convolutions are what half precision fails at.
    torch.manual_seed(0)
    tower = GemTower(
        load_trunk("tf_efficientnet_lite2").eval(),
        TowerShape("tf_efficientnet_lite2", (2, 3), 128, 64),
    )
    pictures = [
        Image.effect_mandelbrot((300, 200), (-2, -1, 1, 1), quality).convert("RGB")
        for quality in (9, 40, 100)
    ]
    batch = torch.stack([squash(picture, 128) for picture in pictures])
    whole, parts = _nearness(tower, batch, bfloat16=True)
    assert 0.999 < whole < 1 - 1e-7
    assert parts > 0.99


@pytest.mark.parametrize("backbone", ["test_resnet", "test_convnext"])
def test_other_networks_stay_in_single_precision(backbone: str, pixels: torch.Tensor) -> None:
    torch.manual_seed(0)
    tower = build_tower(TowerShape(backbone, (2, 3), 64, 16))
    assert min(_nearness(tower, pixels, bfloat16=True)) > 0.99999


class _ReadTwice(torch.nn.Module):
    """A convolution whose output goes elsewhere than into the norm as well."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = torch.nn.Conv2d(3, 8, 3)
        self.norm = torch.nn.BatchNorm2d(8)

    def forward_intermediates(
        self, pixels: torch.Tensor, *, indices: Sequence[int]
    ) -> tuple[torch.Tensor, list[torch.Tensor]]:
        made = self.convolution(pixels)
        return self.norm(made) + made, [max_pool2d(made, 2)] * len(indices)


def test_a_norm_that_cannot_be_folded_stays(pixels: torch.Tensor) -> None:
    torch.manual_seed(0)
    tower = GemTower(_ReadTwice(), TowerShape("none", (0,), 64, 16)).eval()
    _with_statistics(tower)
    assert _norms(inference_trunk(tower, bfloat16=True)) == 1
    assert np.isclose(_nearness(tower, pixels, bfloat16=True), 1, atol=1e-5).all()
