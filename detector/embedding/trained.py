"""Model directories of towers that `training.train` trains and `training.export` writes.

``config.json`` says what the tower is, ``model.safetensors`` has its weights in half precision,
and ``README.md`` is the model card.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from detector.embedding.device import best_placement
from detector.embedding.pixels import squash
from detector.embedding.protocol import Embedder, ModelError
from detector.embedding.tower import TowerEmbedder

if TYPE_CHECKING:
    import torch

    from detector.embedding.gem import GemTower

CONFIG, WEIGHTS = "config.json", "model.safetensors"
FORMAT = "lookalike-tower-1"
_LARGEST_SIDE = 1024
_LARGEST = 4096
"""Of any other number in a configuration: a damaged one is not to ask for all memory."""


def is_trained_tower(folder: Path) -> bool:
    """Tell whether a folder has a configuration of this format."""
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and config.get("format") == FORMAT


def load_trained(folder: Path) -> Embedder:
    """Load the embedder in a model directory.

    On a CPU it runs as `inference_trunk` makes it, in bfloat16 where the hardware has it. Vectors
    from such a CPU and from others have one fingerprint and may stand in one index: they differ by
    rounding alone, and little beside what tells two pictures apart.

    Raises:
        ModelError: a file is missing or damaged, or they don't belong together.
    """
    from detector.embedding.inference import inference_trunk, multiplies_bfloat16

    tower, name = read_tower(folder)
    placement = best_placement()
    side = tower.shape.side

    def pixels(image: Image.Image) -> "torch.Tensor":
        return squash(image, side)

    embedder = TowerEmbedder(
        name=name,
        tower=tower,
        feature_map=tower.patches,
        size=(side, side),
        preprocess=pixels,
        recipe=f"{FORMAT};{tower.shape};squash bilinear;scale 2/255 offset -1",
        dimension=tower.shape.dimension,
        placement=placement,
    )
    if placement.device.type == "cpu":
        # Not before: the fingerprint is that of the weights as stored, whatever machine this is.
        tower.trunk = inference_trunk(tower, bfloat16=multiplies_bfloat16())
    return embedder


def read_tower(folder: Path) -> "tuple[GemTower, str]":
    """Read a tower, in float32, and what it is called.

    Raises:
        ModelError: a file is missing or damaged, or they don't belong together.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    from detector.embedding.gem import TowerShape, build_tower

    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        shape = TowerShape(
            backbone=str(config["backbone"]),
            levels=tuple(_number(level, least=0) for level in config["levels"]),
            side=_number(config["side"], least=32, most=_LARGEST_SIDE),
            dimension=_number(config["dimension"], least=1),
        )
        name = str(config["name"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder / CONFIG} can't be used: {error!r}") from error
    tower = build_tower(shape)
    try:
        weights = load_file(folder / WEIGHTS)
        tower.load_state_dict({key: tensor.float() for key, tensor in weights.items()})
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ModelError(
            f"{folder / WEIGHTS} has no weights of what {CONFIG} says: {error}"
        ) from error
    return tower.eval(), name


def _number(value: object, *, least: int, most: int = _LARGEST) -> int:
    if not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{value!r} is not a whole number from {least} to {most}")
    return value
