"""Model directories of trained towers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from detector.embedding import Embedder, ModelError, inference, load_embedder, trained
from detector.embedding.device import Placement
from detector.embedding.gem import GeneralisedMean, TowerShape, build_tower

_SHAPE = TowerShape(backbone="test_efficientnet", levels=(2, 3), side=64, dimension=16)
_CONFIG: dict[str, Any] = {
    "format": "lookalike-tower-1",
    "name": "small",
    "backbone": "test_efficientnet",
    "levels": [2, 3],
    "side": 64,
    "dimension": 16,
}


def _write_model(folder: Path, seed: int = 0, **changes: Any) -> str:
    torch.manual_seed(seed)
    weights = {
        name: tensor.half() if tensor.is_floating_point() else tensor
        for name, tensor in build_tower(_SHAPE).state_dict().items()
    }
    folder.mkdir(exist_ok=True)
    save_file(weights, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(_CONFIG | changes))
    return f"local-dir:{folder}"


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return load_embedder(_write_model(tmp_path_factory.mktemp("model")))


@pytest.fixture
def picture() -> Image.Image:
    return Image.effect_mandelbrot((96, 48), (-2, -1, 1, 1), 40).convert("RGB")


def test_a_picture_becomes_a_unit_vector(embedder: Embedder, picture: Image.Image) -> None:
    vectors = embedder.embed([picture, picture.rotate(90, expand=True)])
    assert vectors.shape == (2, embedder.dimension) == (2, 16)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert abs(vectors[0] @ vectors[1]) < 0.9999


def test_patches_lie_where_the_picture_shows_them(embedder: Embedder, picture: Image.Image) -> None:
    changed = picture.copy()
    changed.paste((255, 0, 0), (0, 0, 24, 12))
    before, after = embedder.patches([picture, changed])
    assert before.shape == (4, 4, 16)
    np.testing.assert_allclose(np.linalg.norm(after, axis=2), 1, atol=1e-5)
    difference = np.abs(after - before).sum(axis=2)
    assert difference.argmax() == 0


def test_patches_compare_with_embeddings(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where every cell sees the same, each is what the picture as a whole is.
    tower = build_tower(_SHAPE)
    flat = [torch.rand(1, depth, 1, 1).expand(1, depth, side, side) for depth, side in
            ((32, 8), (48, 4), (256, 2))]  # fmt: skip
    monkeypatch.setattr(tower, "_maps", lambda _: flat)
    pixels = torch.zeros(1, 3, 64, 64)
    with torch.inference_mode():
        whole, patches = tower(pixels), tower.patches(pixels)
    expected = whole[:, :, None, None].expand_as(patches)
    torch.testing.assert_close(patches, expected, atol=1e-4, rtol=0)


def test_the_generalised_mean_is_between_mean_and_maximum() -> None:
    pool = GeneralisedMean()
    features = torch.rand(2, 3, 4, 4)
    expected = (features**3).mean((2, 3)) ** (1 / 3)
    torch.testing.assert_close(pool(features), expected)
    with torch.no_grad():
        pool.power.fill_(60)
    torch.testing.assert_close(pool(features), features.amax((2, 3)), atol=0.05, rtol=0)


def test_weights_and_input_size_are_in_the_fingerprint(embedder: Embedder, tmp_path: Path) -> None:
    prints = {
        load_embedder(_write_model(tmp_path / "same")).fingerprint,
        load_embedder(_write_model(tmp_path / "weights", seed=1)).fingerprint,
        load_embedder(_write_model(tmp_path / "larger", side=96)).fingerprint,
    }
    assert len(prints) == 3
    assert embedder.fingerprint in prints


def test_vectors_of_one_processor_compare_with_those_of_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, picture: Image.Image
) -> None:
    processor = Placement(torch.device("cpu"), torch.float32, batch=8)
    monkeypatch.setattr(trained, "best_placement", lambda: processor)
    model = _write_model(tmp_path / "model")
    embedders = []
    for able in (False, True):
        monkeypatch.setattr(inference, "multiplies_bfloat16", lambda able=able: able)
        embedders.append(load_embedder(model))
    plain, half = embedders
    assert plain.fingerprint == half.fingerprint
    vectors = plain.embed([picture]), half.embed([picture])
    patches = plain.patches([picture])[0], half.patches([picture])[0]
    for one, other in (vectors, patches):
        assert ((one * other).sum(-1) > 0.999).all()
        assert not np.array_equal(one, other)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"backbone": "hf-hub:somebody/something"}, "no backbone is called"),
        ({"backbone": "test_vit"}, "test_vit"),
        ({"levels": [9]}, r"can't be read at \(9,\)"),
        ({"dimension": 8}, r"no weights of what config\.json says"),
        ({"side": 10**9}, "not a whole number from 32 to 1024"),
        ({"levels": None}, r"config\.json can't be used"),
    ],
)
def test_what_is_wrong_with_a_model_is_named(
    tmp_path: Path, changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ModelError, match=complaint):
        load_embedder(_write_model(tmp_path / "model", **changes))


def test_damaged_weights_are_named(tmp_path: Path) -> None:
    model = _write_model(tmp_path / "model")
    file = tmp_path / "model" / "model.safetensors"
    file.write_bytes(file.read_bytes()[:5000])
    with pytest.raises(ModelError, match=r"model\.safetensors has no weights"):
        load_embedder(model)
