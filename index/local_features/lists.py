"""Descriptors grouped around centroids, a byte per component (FAISS IVF with plain bytes)."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.exact import row_selector
from index.local_features.protocol import DESCRIPTOR_SIZE, Descriptors

ROWS_PER_LIST = 40
_ITERATIONS = 10


class DescriptorLists:
    """Finds the nearest descriptors among those of the nearest lists.

    Descriptors are bytes to begin with, so nothing is lost in the lists and every distance is
    exact; only a neighbour may be missing.
    """

    def __init__(self, ivf: faiss.IndexIVFScalarQuantizer) -> None:
        self._ivf = ivf

    @classmethod
    def train(cls, sample: Descriptors, *, count: int, seed: int) -> "DescriptorLists":
        """Make empty lists around the centroids of a sample; takes O(count n d) time."""
        ivf = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatL2(DESCRIPTOR_SIZE),
            DESCRIPTOR_SIZE,
            count,
            faiss.ScalarQuantizer.QT_8bit_direct,
            faiss.METRIC_L2,
            False,
        )
        ivf.cp.seed = seed
        ivf.cp.niter = _ITERATIONS
        ivf.cp.min_points_per_centroid = 1  # FAISS prints a warning otherwise
        ivf.train(sample.astype(np.float32))
        return cls(ivf)

    @classmethod
    def load(cls, path: Path) -> "DescriptorLists":
        """Memory-map what `save` wrote.

        Raises:
            ValueError: it is something else.
        """
        try:
            ivf = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY)
        except RuntimeError as error:
            msg = f"{path.name} is no FAISS index: {error}"
            raise ValueError(msg) from error
        if not isinstance(ivf, faiss.IndexIVFScalarQuantizer) or ivf.d != DESCRIPTOR_SIZE:
            msg = f"{path.name} holds no lists of descriptors"
            raise ValueError(msg)
        return cls(ivf)

    def save(self, path: Path) -> None:
        """Write the lists to a file."""
        faiss.write_index(self._ivf, str(path))

    def __len__(self) -> int:
        return int(self._ivf.ntotal)

    @property
    def count(self) -> int:
        """How many lists there are."""
        return int(self._ivf.nlist)

    def add(self, descriptors: Descriptors) -> None:
        """Append ``(n, 128)`` descriptors; their rows are counted on."""
        self._ivf.add(descriptors.astype(np.float32))

    def nearest(
        self,
        descriptors: Descriptors,
        k: int,
        probes: int,
        mask: NDArray[np.bool_] | None = None,
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return ``(n, k)`` squared distances and rows, closest first; row -1 for none."""
        parameters = faiss.SearchParametersIVF()
        parameters.nprobe = min(probes, self.count)
        if mask is not None:
            parameters.sel = row_selector(mask)
        distances, rows = self._ivf.search(descriptors.astype(np.float32), k, params=parameters)
        return distances, rows
