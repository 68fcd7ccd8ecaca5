"""Models that the user names, here a small one in a folder."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.torch import save_file

from detector.embedding import Embedder, ModelError, load_embedder
from detector.embedding._torchvision import ensure_importable

_CONFIG = {
    "embed_dim": 32,
    "vision_cfg": {"image_size": 64, "layers": 1, "width": 64, "patch_size": 16, "head_width": 32},
    "text_cfg": {"context_length": 8, "vocab_size": 64, "width": 32, "heads": 2, "layers": 1},
}


def _write_model(folder: Path, seed: int) -> str:
    ensure_importable()
    import open_clip
    import torch

    torch.manual_seed(seed)
    model = open_clip.CLIP(**_CONFIG)
    folder.mkdir()
    preprocess = {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}
    config = {"model_cfg": _CONFIG, "preprocess_cfg": preprocess}
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    save_file(model.state_dict(), folder / "open_clip_model.safetensors")
    return f"local-dir:{folder}"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return _write_model(tmp_path_factory.mktemp("models") / "small", seed=0)


@pytest.fixture(scope="module")
def embedder(model: str) -> Embedder:
    return load_embedder(model)


def test_a_model_in_a_folder_embeds(embedder: Embedder) -> None:
    vectors = embedder.embed([Image.new("RGB", (90, 50), "red"), Image.new("RGB", (20, 20))])
    assert vectors.shape == (2, 32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_other_weights_have_another_fingerprint(embedder: Embedder, tmp_path: Path) -> None:
    other = load_embedder(_write_model(tmp_path / "other", seed=1))
    assert other.fingerprint != embedder.fingerprint


def test_the_same_weights_have_the_same_fingerprint(embedder: Embedder, model: str) -> None:
    assert load_embedder(model).fingerprint == embedder.fingerprint


def test_an_unknown_name_is_answered_with_names_like_it() -> None:
    with pytest.raises(ModelError, match=r"ViT-B-32/"):
        load_embedder("ViT-B-32/no-such-weights")


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="could not be loaded"):
        load_embedder(f"local-dir:{tmp_path}")
