"""Lets torchvision import beside a torch that its compiled operators were not built for.

A CPU-only torch next to the common torchvision wheel cannot load ``torchvision/_C*.so``. Importing
torchvision then fails with "operator torchvision::nms does not exist" (pytorch/vision#9085), and
with it open_clip and timm, although neither needs that operator. Declaring the two missing
schemas is enough. ``torchvision.ops`` and ``torchvision.io`` stay unusable: images are decoded
with Pillow.
"""

import importlib.util
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

_BOXES = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


@cache
def ensure_importable() -> "torch.library.Library | None":
    """Make ``import torchvision`` work; return the schema library, or None if not needed.

    Call before the first import of torchvision, timm or open_clip. The cache keeps the library
    alive: its schemas vanish with it.
    """
    import torch

    if operators_load():
        return None
    library = torch.library.Library("torchvision", "DEF")
    for operator in ("nms", "qnms"):
        library.define(operator + _BOXES)
    return library


def operators_load() -> bool:
    """Whether torchvision's compiled operators fit the torch that is installed."""
    import torch

    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None:
        return False
    extensions = sorted(Path(spec.origin).parent.glob("_C*.so"))
    try:
        for extension in extensions:
            torch.ops.load_library(extension)
    except OSError:
        return False
    return bool(extensions)
