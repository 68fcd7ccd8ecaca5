"""Any open_clip model as an embedder, by registry name, from a hub, or from a folder."""

import json
import re

from detector.embedding import _torchvision
from detector.embedding.device import best_placement
from detector.embedding.protocol import Embedder, ModelError, PatchesUnavailableError
from detector.embedding.tower import TowerEmbedder

_SCHEMES = ("hf-hub:", "local-dir:")


def load_open_clip(model: str) -> Embedder:
    """Load the image tower of an open_clip model.

    Args:
        model: ``hf-hub:ORGANISATION/NAME``, ``local-dir:FOLDER``, or ``ARCHITECTURE/WEIGHTS`` as
            ``open_clip.list_pretrained()`` names them, such as ``ViT-B-16-SigLIP2/webli``.

    Raises:
        ModelError: the name is unknown, or its weights can't be had; says what to do.
    """
    _torchvision.ensure_importable()
    import open_clip
    import torch

    if model.startswith(_SCHEMES):
        architecture, weights = model, None
    else:
        architecture, _, weights = model.partition("/")
        if (architecture, weights) not in open_clip.list_pretrained():
            raise ModelError(_unknown(model, open_clip.list_pretrained()))
    try:
        clip, preprocess = open_clip.create_model_from_pretrained(
            architecture, pretrained=weights, precision="fp32"
        )
    except Exception as error:  # open_clip, huggingface_hub and torch raise freely here
        raise ModelError(
            f"model {model!r} could not be loaded: {error}. Where no hub can be reached, copy "
            "the model's folder here and name it as local-dir:FOLDER"
        ) from error

    class ImageTower(torch.nn.Module):
        """The half of a CLIP model that looks."""

        def __init__(self) -> None:
            super().__init__()
            self.visual = clip.visual

        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            output = self.visual(pixels)
            # Some towers return (pooled, tokens).
            pooled: torch.Tensor = output[0] if isinstance(output, tuple) else output
            return pooled

    def feature_map(pixels: torch.Tensor) -> torch.Tensor:
        # The last map of a convolutional tower, the tokens of a transformer laid out as one.
        try:
            maps = clip.visual.forward_intermediates(
                pixels, indices=1, intermediates_only=True, normalize_intermediates=True
            )
        except (AttributeError, AssertionError) as error:
            raise PatchesUnavailableError(
                f"model {model!r} has no feature map to take patches from"
            ) from error
        last: torch.Tensor = maps["image_intermediates"][-1]
        return last

    tower = ImageTower().eval()
    recipe = json.dumps(open_clip.get_model_preprocess_cfg(clip), sort_keys=True, default=str)
    height, width = _image_size(clip.visual.image_size)
    with torch.inference_mode():
        dimension = int(tower(torch.zeros(1, 3, height, width)).shape[-1])
    return TowerEmbedder(
        name=model,
        tower=tower,
        feature_map=feature_map,
        size=(width, height),
        preprocess=preprocess,
        recipe=recipe,
        dimension=dimension,
        placement=best_placement(),
    )


def _image_size(size: int | tuple[int, int]) -> tuple[int, int]:
    return (size, size) if isinstance(size, int) else (size[0], size[1])


def _unknown(model: str, known: list[tuple[str, str]]) -> str:
    words = set(re.split(r"[^a-z0-9]+", model.lower()))
    near = sorted(
        ("/".join(pair) for pair in known),
        key=lambda name: (-len(words & set(re.split(r"[^a-z0-9]+", name.lower()))), name),
    )[:3]
    return (
        f"no model is called {model!r}. Use builtin, hf-hub:ORGANISATION/NAME, local-dir:FOLDER, "
        f"or ARCHITECTURE/WEIGHTS as open_clip names them, such as {', '.join(near)}"
    )
