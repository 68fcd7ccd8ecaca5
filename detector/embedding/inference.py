"""The form of a trained tower's trunk that a CPU runs fastest: see `inference_trunk`."""

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch.nn.functional import cosine_similarity
from torch.nn.utils import fuse_conv_bn_eval

if TYPE_CHECKING:
    from detector.embedding.gem import GemTower

_SAME = 0.9999
"""Cosine of embeddings, from which on a folded trunk differs from the plain one by rounding."""


def multiplies_bfloat16() -> bool:
    """Tell whether the CPU has instructions for bfloat16; without them it is slower than float32.

    ``False`` also where torch can't say, and on processors on which this was not measured.
    """
    capabilities: Mapping[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def inference_trunk(tower: "GemTower", *, bfloat16: bool) -> torch.nn.Module:
    """Return a trunk to look with, and not to learn with; the tower stays as it is.

    Batch norms are folded into the convolutions before them. With `bfloat16`, an EfficientNet runs
    in it from where its maps are a quarter of the picture's side. Before, depthwise convolutions
    take differences of what is nearly equal, whose rounding would be most of the error.

    Costs two or three forward passes of one picture.
    """
    trunk = _folded(tower)
    return _halved(trunk) if bfloat16 else trunk


def _folded(tower: "GemTower") -> torch.nn.Module:
    """Return a copy of the trunk without batch norms, or the trunk itself if they can't be folded.

    Which of them takes the output of which convolution is seen while a picture passes. What else
    takes that output is not, so that the copy is compared with the trunk.
    """
    copied = copy.deepcopy(tower)
    side = tower.shape.side
    noise = torch.rand((1, 3, side, side), generator=torch.Generator().manual_seed(0)) * 2 - 1
    with torch.inference_mode():
        expected = tower(noise)
    pairs = _pairs(copied, noise)
    for name, norm in list(copied.named_modules()):
        if isinstance(norm, torch.nn.BatchNorm2d) and (convolution := pairs.get(norm)):
            fused = fuse_conv_bn_eval(convolution, norm)
            convolution.weight, convolution.bias = fused.weight, fused.bias
            # timm's batch norms have an activation in them.
            copied.set_submodule(name, torch.nn.Sequential(*norm.children()))
    with torch.inference_mode():
        same = bool(cosine_similarity(copied(noise), expected) > _SAME)
    trunk: torch.nn.Module = (copied if same else tower).trunk
    return trunk


def _pairs(
    tower: torch.nn.Module, pixels: torch.Tensor
) -> dict[torch.nn.BatchNorm2d, torch.nn.Conv2d]:
    """Return each norm that takes what a convolution has just made, and that convolution."""
    pairs: dict[torch.nn.BatchNorm2d, torch.nn.Conv2d] = {}
    last: tuple[torch.nn.Conv2d, torch.Tensor] | None = None

    def made(convolution: torch.nn.Conv2d, _: object, output: torch.Tensor) -> None:
        nonlocal last
        last = convolution, output

    def taken(norm: torch.nn.BatchNorm2d, inputs: tuple[torch.Tensor]) -> None:
        if last is not None and inputs[0] is last[1]:
            pairs[norm] = last[0]

    hooks = []
    for layer in tower.modules():
        if isinstance(layer, torch.nn.Conv2d):
            hooks.append(layer.register_forward_hook(made))
        elif isinstance(layer, torch.nn.BatchNorm2d):
            hooks.append(layer.register_forward_pre_hook(taken))
    with torch.inference_mode():
        tower(pixels)
    for hook in hooks:
        hook.remove()
    return pairs


def _halved(trunk: torch.nn.Module) -> torch.nn.Module:
    """Let an EfficientNet run in bfloat16 after its first layers; return other networks as is."""
    from timm.models.efficientnet import EfficientNet

    has_norms = any(isinstance(layer, torch.nn.BatchNorm2d) for layer in trunk.modules())
    if isinstance(trunk, EfficientNet) and not has_norms:
        layers: Any = trunk
        _, second, *others = layers.blocks
        # The second stage's first block is what halves the maps for the second time.
        later = [*second[1:], *others, layers.conv_head, layers.bn2]
        for part in later:
            part.to(torch.bfloat16)
        later[0].register_forward_pre_hook(lambda _, inputs: (inputs[0].bfloat16(),))
    return trunk
