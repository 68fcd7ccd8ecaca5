"""Where a model runs, in which precision and batches, by what the machine has."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Placement:
    """How to run a model.

    Attributes:
        device: Where.
        dtype: Precision of the forward pass; results are always float32.
        batch: Pictures per forward pass. On a CPU a batch is best small, so that the feature maps
            stay near the cores.
    """

    device: "torch.device"
    dtype: "torch.dtype"
    batch: int


def best_placement() -> Placement:
    """Choose CUDA in bfloat16 (float16 before Ampere), Apple's GPU, or the CPU, in this order.

    The CPU and Apple's GPU run in float32: half precision is not faster on all of them.
    """
    import torch

    if torch.cuda.is_available():
        half = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
        return Placement(torch.device("cuda"), half, batch=64)
    if torch.backends.mps.is_available():
        return Placement(torch.device("mps"), torch.float32, batch=32)
    return Placement(torch.device("cpu"), torch.float32, batch=8)
