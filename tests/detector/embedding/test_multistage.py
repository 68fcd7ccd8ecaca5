"""The parts of the built-in embedding, against plain arithmetic."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn.functional import normalize

from detector.embedding.builtin import load_readout
from detector.embedding.multistage import MAPS, PATCHES, Readout, WhitenedReadout
from detector.embedding.whitening import Whitening


@pytest.fixture(scope="module")
def readout() -> Readout:
    return load_readout()


@pytest.fixture(scope="module")
def pixels() -> torch.Tensor:
    return torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0)) * 2 - 1


def _generalised_mean(cells: NDArray[np.float32]) -> NDArray[np.float32]:
    cubes = np.mean([cell.astype(np.float64) ** 3 for cell in cells], axis=0)
    return np.asarray(np.cbrt(cubes), dtype=np.float32)


@pytest.mark.parametrize("name", ["stage3", "head"])
def test_maps_are_pooled_by_sign(readout: Readout, pixels: torch.Tensor, name: str) -> None:
    seen: list[torch.Tensor] = []
    layer = readout.trunk.bn2 if name == "head" else readout.trunk.blocks[3]
    handle = layer.register_forward_hook(lambda *call: seen.append(call[2]))
    with torch.inference_mode():
        pooled = readout(pixels)[name][0].numpy()
    handle.remove()
    cells = seen[0][0].flatten(1).T.numpy()
    expected = _generalised_mean(cells.clip(min=0))
    if name != "head":
        expected = np.concatenate([expected, _generalised_mean((-cells).clip(min=0))])
    np.testing.assert_allclose(pooled, expected / np.linalg.norm(expected), atol=1e-5)


def test_each_map_has_an_equal_part(readout: Readout, pixels: torch.Tensor) -> None:
    rng = np.random.default_rng(0)
    with torch.inference_mode():
        vectors = readout(pixels)
        depth = readout.patches(pixels).shape[-1]
        whitenings = {
            name: Whitening(
                rng.normal(size=vector.shape[1]).astype(np.float32),
                rng.normal(size=(vector.shape[1], 8)).astype(np.float32) * scale,
            )
            for scale, (name, vector) in enumerate(vectors.items(), 1)
        }
        patches = Whitening(np.zeros(depth, np.float32), np.eye(depth, 5, dtype=np.float32))
        tower = WhitenedReadout(readout, whitenings, patches)
        joined = tower(pixels)
        assert tower.patches(pixels).shape[:2] == (2, 5)
    for place, name in enumerate(MAPS):
        raw = vectors[name].numpy() - whitenings[name].mean
        expected = normalize(torch.from_numpy(raw @ whitenings[name].projection), dim=1)
        np.testing.assert_allclose(joined[:, 8 * place : 8 * place + 8], expected, atol=1e-4)


def test_patches_are_cells_of_one_of_the_maps(readout: Readout, pixels: torch.Tensor) -> None:
    assert PATCHES in MAPS
    with torch.inference_mode():
        patches = readout.patches(pixels)
    assert patches.shape == (2, 4, 4, 120)
    torch.testing.assert_close(patches.norm(dim=3), torch.ones(2, 4, 4))
