"""Models that the user names, here a small one in a folder."""

import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from PIL import Image
from safetensors.torch import save_file

from detector.embedding import Embedder, ModelError, PatchesUnavailableError, load_embedder
from detector.embedding._torchvision import ensure_importable

_Tower = Literal["transformer", "resnet", "timm"]
_CONFIG: dict[str, Any] = {
    "embed_dim": 32,
    "vision_cfg": {"image_size": 64, "layers": 1, "width": 64, "patch_size": 16, "head_width": 32},
    "text_cfg": {"context_length": 8, "vocab_size": 64, "width": 32, "heads": 2, "layers": 1},
}
_TOWERS: dict[_Tower, dict[str, Any]] = {
    "transformer": _CONFIG["vision_cfg"],
    "resnet": {"image_size": 64, "layers": [1, 1, 1, 1], "width": 8, "head_width": 32},
    "timm": {
        "timm_model_name": "convnext_atto",
        "timm_pool": "avg",
        "timm_proj": "linear",
        "image_size": 64,
    },
}


def _write_model(folder: Path, seed: int, tower: _Tower = "transformer") -> str:
    ensure_importable()
    import open_clip
    import torch

    torch.manual_seed(seed)
    config = _CONFIG | {"vision_cfg": _TOWERS[tower]}
    model = open_clip.CLIP(**config)
    folder.mkdir()
    preprocess = {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}
    written = {"model_cfg": config, "preprocess_cfg": preprocess}
    (folder / "open_clip_config.json").write_text(json.dumps(written))
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


@pytest.mark.parametrize(
    ("tower", "side"), [("transformer", 4), ("resnet", 2), ("timm", 2)], ids=str
)
def test_patches_of_any_tower_cover_the_whole_picture(
    tmp_path: Path, tower: _Tower, side: int
) -> None:
    # A preprocessing that crops the middle out of a wide picture would not see its left end.
    embedder = load_embedder(_write_model(tmp_path / "model", 0, tower))
    plain = Image.new("RGB", (600, 100), "gray")
    marked = plain.copy()
    marked.paste(Image.linear_gradient("L").resize((100, 100)), (0, 0))
    before, after = embedder.patches([plain, marked])
    assert before.shape[:2] == (side, side)
    np.testing.assert_allclose(np.linalg.norm(after, axis=2), 1, atol=1e-5)
    difference = np.abs(after - before).sum(axis=2)
    assert difference[:, 0].max() > difference[:, 1:].max()


def test_a_model_without_a_feature_map_says_so(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from open_clip.transformer import VisionTransformer

    # Every tower of the open_clip that is installed has one; those of others have none.
    monkeypatch.delattr(VisionTransformer, "forward_intermediates")
    with pytest.raises(PatchesUnavailableError, match="no feature map"):
        embedder.patches([Image.new("RGB", (64, 64))])
