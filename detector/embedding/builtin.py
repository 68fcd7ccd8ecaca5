"""The default embedding: needs nothing but installed packages.

EfficientNet-Lite2 with ImageNet weights, read at several depths and whitened. ``python -m
training.whiten`` fits the whitening that is shipped.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from detector.embedding.device import best_placement
from detector.embedding.imagenet import load_trunk
from detector.embedding.pixels import squash
from detector.embedding.protocol import Embedder
from detector.embedding.tower import TowerEmbedder
from detector.embedding.whitening import load_whitenings

if TYPE_CHECKING:
    import torch

    from detector.embedding.multistage import Readout

NAME = "efficientnet-lite2-imagenet-stages"
WHITENING = Path(__file__).with_name("efficientnet-lite2-whitening.npz")
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
    trunk = load_trunk(_ARCHITECTURE)
    from detector.embedding.multistage import Readout

    readout = Readout(trunk)
    readout.eval()
    return readout


def preprocess(image: Image.Image) -> "torch.Tensor":
    """Turn an RGB picture into the ``(3, 260, 260)`` tensor that the network takes."""
    return squash(image, _SIDE)
