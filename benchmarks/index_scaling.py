"""How the vector index scales: time, memory and recall by number of vectors.

Run ``python benchmarks/index_scaling.py``; ``--large`` adds a million vectors, which takes about
six minutes on two cores, 8 GB of memory, and 3 GB of disk for temporary files.

Vectors are made as embeddings lie: a few directions matter most, and a design has four views that
resemble each other. The first ten neighbours of one have median cosines from 0.88 to 0.73; those
of a photo or crop among 3,488 under the built-in model have 0.88 to 0.74. Queries are further
views, less like their design than the stored ones.
"""

import argparse
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from index.build import EXACT_BELOW, build, recall_of
from index.faiss_index import FaissIndex
from index.live import LiveIndex
from index.protocol import Ids, Searchable, Vectors
from index.snapshot import open_snapshot, write_snapshot

DIMENSION = 512
QUERIES = 256
VIEWS = 4
K = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """What a fresh process measures that opens a snapshot and searches it with one thread."""

    open_s: float
    one_ms: float
    """Per query, one at a time."""
    batch_ms: float
    """Per query, all at once."""
    half_ms: float
    """Per query, one at a time, with half of the ids allowed."""
    live_ms: float
    """Per query, one at a time, with 1,000 vectors added since and 1,000 removed."""
    recall: float
    half_recall: float
    own_mb: float
    """Memory the process took on for itself."""
    mapped_mb: float
    """Memory for pages of the snapshot, which the system may drop."""


def embeddings(count: int, rng: np.random.Generator) -> tuple[Vectors, Vectors]:
    """Return ``(count, d)`` vectors to store and ``(QUERIES, d)`` queries."""
    spread = (np.arange(1, DIMENSION + 1) ** -0.8).astype(np.float32)

    def normal(rows: int) -> Vectors:
        return rng.standard_normal((rows, DIMENSION), dtype=np.float32) * spread

    designs = normal(-(-count // VIEWS))
    stored = np.repeat(designs, VIEWS, axis=0)[:count]
    stored += np.float32(0.5) * normal(count)
    queries = designs[rng.integers(len(designs), size=QUERIES)] + normal(QUERIES)
    return unit(stored), unit(queries)


def unit(vectors: Vectors) -> Vectors:
    """Divide each vector by its length, in place."""
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def measure(root: Path, queries: Vectors) -> Measured:
    """Open the snapshot and search it."""
    own, mapped = memory()
    started = time.perf_counter()
    snapshot = open_snapshot(FaissIndex, root)
    opened = time.perf_counter() - started
    index = snapshot.index
    half = index.ids[np.random.default_rng(1).random(len(index)) < 0.5]
    times = (
        per_query(index, queries, at_once=1),
        per_query(index, queries, at_once=QUERIES),
        per_query(index, queries, at_once=1, allowed=half),
    )
    own_after, mapped_after = memory()
    live = LiveIndex(DIMENSION, index)
    live.add(np.arange(1_000) + len(index), embeddings(1_000, np.random.default_rng(2))[0])
    live.remove(index.ids[:1_000])
    exact = FaissIndex(index.ids, np.load(root / snapshot.name / "vectors.npy", mmap_mode="r"))
    return Measured(
        opened,
        *times,
        per_query(live, queries, at_once=1),
        recall_of(index.search(queries, K), exact.search(queries, K)),
        recall_of(index.search(queries, K, allowed=half), exact.search(queries, K, allowed=half)),
        own_after - own,
        mapped_after - mapped,
    )


def per_query(
    index: Searchable, queries: Vectors, *, at_once: int, allowed: Ids | None = None
) -> float:
    """Milliseconds that a query takes, once pages are there."""
    index.search(queries, K, allowed=allowed)
    started = time.perf_counter()
    for start in range(0, QUERIES, at_once):
        index.search(queries[start : start + at_once], K, allowed=allowed)
    return (time.perf_counter() - started) / QUERIES * 1e3


def memory() -> tuple[float, float]:
    """Megabytes of this process's own memory, and of files it has mapped (Linux)."""
    status = Path("/proc/self/status").read_text()
    values = dict(line.split(":", 1) for line in status.splitlines())
    own, mapped = (int(values[key].split()[0]) / 1e3 for key in ("RssAnon", "RssFile"))
    return own, mapped


def main() -> None:
    """Print a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="add a million vectors")
    sizes = [10_000, EXACT_BELOW - 1, 100_000, *([1_000_000] if parser.parse_args().large else [])]
    columns = [field.name for field in fields(Measured)]
    print(f"{DIMENSION} dimensions, {K} neighbours; ms are per query on one thread")
    print("".join(f"{name:>12}" for name in ("vectors", "lists", "build_s", "disk_mb", *columns)))
    for size in sizes:
        stored, queries = embeddings(size, np.random.default_rng(0))
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            started = time.perf_counter()
            index = build(np.arange(size), stored, seed=0)
            built = time.perf_counter() - started
            write_snapshot(root, index, model="made up", revision=1, now=datetime.now(UTC))
            disk = sum(path.stat().st_size for path in root.rglob("*")) / 1e6
            tuning = index.tuning
            searched = "exact" if tuning is None else f"{tuning.probes}/{tuning.lists}"
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
                measured = fresh.submit(measure, root, queries).result()
        print(f"{size:12,}{searched:>12}{built:12.1f}{disk:12.0f}", end="")
        print("".join(f"{value:12.3f}" for value in astuple(measured)), flush=True)


if __name__ == "__main__":
    main()
