"""Where a model runs and in which precision, by what the machine has."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Placement:
    """A torch device and the precision of the forward pass; results are always float32."""

    device: "torch.device"
    dtype: "torch.dtype"


def best_placement() -> Placement:
    """Choose CUDA in bfloat16 (float16 before Ampere), Apple's GPU, or the CPU, in this order.

    The CPU and Apple's GPU run in float32: half precision is not faster on all of them.
    """
    import torch

    if torch.cuda.is_available():
        half = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
        return Placement(torch.device("cuda"), half)
    if torch.backends.mps.is_available():
        return Placement(torch.device("mps"), torch.float32)
    return Placement(torch.device("cpu"), torch.float32)
