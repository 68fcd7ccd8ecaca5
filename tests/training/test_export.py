"""Model directories of trained towers, and the embedders that they become."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from detector.embedding import load_embedder
from detector.embedding.gem import GemTower, TowerShape
from detector.embedding.imagenet import load_trunk
from detector.embedding.pixels import squash
from training.export import ExportError, export
from training.learning.configuration import Configuration
from training.learning.run_folder import BEST, RunFolder

_SHAPE = TowerShape("tf_efficientnet_lite2", (2, 3), 64, 32)


@pytest.fixture(scope="module")
def tower() -> GemTower:
    """The real network: a small one would have small numbers."""
    torch.manual_seed(0)
    return GemTower(load_trunk(_SHAPE.backbone), _SHAPE).eval()


@pytest.fixture
def run(tmp_path: Path, tower: GemTower) -> Path:
    folder = RunFolder(tmp_path / "run")
    wanted = Configuration.model_validate(
        {
            "run": folder.path,
            "data": {"shards": "shards"},
            "tower": {"side": 64, "dimension": 32},
            "schedule": {"steps": 9},
        }
    )
    folder.begin(wanted, data="abc")
    folder.save_best(tower.state_dict())
    for step, accuracy in ((0, 0.25), (4, 0.75), (9, 0.5)):
        folder.record(step, {"R@1 design photo→drawing": accuracy})
    return folder.path


@pytest.fixture
def pictures() -> list[Image.Image]:
    rng = np.random.default_rng(0)
    return [
        Image.fromarray(rng.integers(0, 256, (9, 7, 3), dtype=np.uint8)).resize((200, 150))
        for _ in range(6)
    ]


def test_the_exported_tower_is_the_trained_one(
    run: Path, tmp_path: Path, tower: GemTower, pictures: list[Image.Image]
) -> None:
    export(run, tmp_path / "model")
    embedder = load_embedder(f"local-dir:{tmp_path / 'model'}")
    with torch.inference_mode():
        trained = tower(torch.stack([squash(picture, 64) for picture in pictures])).numpy()
    assert ((embedder.embed(pictures) * trained).sum(1) > 1 - 1e-3).all()
    assert embedder.name == "model"
    assert embedder.dimension == 32


def test_the_directory_is_small_and_says_what_it_is(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    export(run, out)
    assert {path.name for path in out.iterdir()} == {
        "config.json",
        "model.safetensors",
        "README.md",
    }
    assert (out / "model.safetensors").stat().st_size < 40e6
    card = (out / "README.md").read_text()
    assert "| R@1 design photo→drawing | 0.250 | 0.750 |" in card
    assert "step 4 of 9" in card


def test_a_run_without_weights_is_refused(run: Path, tmp_path: Path) -> None:
    (run / BEST).unlink()
    with pytest.raises(ExportError, match=r"no best\.safetensors yet"):
        export(run, tmp_path / "model")


def test_numbers_too_large_are_refused(run: Path, tmp_path: Path) -> None:
    weights = load_file(run / BEST)
    weights["projection.bias"][0] = 1e6
    save_file(weights, run / BEST)
    with pytest.raises(ExportError, match=r"projection\.bias has numbers too large"):
        export(run, tmp_path / "model")


def test_a_folder_of_other_things_is_left_alone(run: Path) -> None:
    with pytest.raises(ExportError, match="other files"):
        export(run, run)
