"""Whitening: directions in which all pictures differ count no more than those few differ in.

Pooled responses of a network trained to classify have few strong directions that say what sort of
thing is shown, and many weak ones that tell one thing of that sort from another. Centring and
scaling by the spread of pictures in general evens them out (Jégou & Chum 2012); directions that
hardly vary are held down, as their spread is known least.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

_SHRINKAGE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Whitening:
    """Maps vectors ``v`` to ``(v - mean) @ projection``.

    Attributes:
        mean: ``(d,)`` float32.
        projection: ``(d, k)`` float32, of the ``k`` directions that vary most.
    """

    mean: NDArray[np.float32]
    projection: NDArray[np.float32]

    @classmethod
    def fit(cls, vectors: NDArray[np.float32], *, dimension: int, power: float = 0.5) -> Self:
        """Learn from ``(n, d)`` vectors of pictures in general.

        Args:
            vectors: The vectors.
            dimension: How many directions to keep.
            power: Of each direction's variance, that it is divided by: 0.5 makes all alike, 0
                only rotates.
        """
        mean = vectors.mean(axis=0, dtype=np.float64)
        variances, directions = np.linalg.eigh(np.cov(vectors, rowvar=False, dtype=np.float64))
        floor = _SHRINKAGE * variances.clip(min=0).mean()
        kept = np.argsort(-variances)[:dimension]
        projection = directions[:, kept] * (variances[kept].clip(min=0) + floor) ** -power
        # Whoever uses it scales to unit length: at this scale half precision stores it well.
        projection /= np.abs(projection).max()
        return cls(mean.astype(np.float32), projection.astype(np.float32))


def save_whitenings(path: Path, whitenings: Mapping[str, Whitening]) -> None:
    """Write whitenings by name, in half precision."""
    arrays = {
        f"{name}.{part}": array.astype(np.float16)
        for name, whitening in whitenings.items()
        for part, array in (("mean", whitening.mean), ("projection", whitening.projection))
    }
    np.savez(path, **arrays)  # type: ignore[arg-type]


def load_whitenings(path: Path) -> dict[str, Whitening]:
    """Read what `save_whitenings` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        return {
            name: Whitening(
                arrays[f"{name}.mean"].astype(np.float32),
                arrays[f"{name}.projection"].astype(np.float32),
            )
            for name in dict.fromkeys(key.rpartition(".")[0] for key in arrays.files)
        }
