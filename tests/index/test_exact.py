from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import faiss
import numpy as np

from index.exact import calling_thread_only, search_exact
from index.flat import FlatIndex
from index.protocol import Vectors


def test_scores_that_float32_cannot_tell_apart_are_still_sorted_right(
    unit_vectors: Callable[..., Vectors],
) -> None:
    # Hundreds of vectors whose scores differ by less than the error of a float32 sum.
    rng = np.random.default_rng(0)
    centre = unit_vectors(1, 512)
    vectors = centre + rng.standard_normal((700, 512)).astype(np.float32) * np.float32(1e-8)
    ids = rng.permutation(10_000)[:700]
    oracle = FlatIndex(512)
    oracle.add(ids, vectors)
    query = unit_vectors(3, 512, seed=1)
    for k in (1, 10, 100):
        found, expected = search_exact(query, vectors, ids, k), oracle.search(query, k)
        np.testing.assert_array_equal(found.ids, expected.ids)
        np.testing.assert_array_equal(found.scores, expected.scores)


def test_threads_of_others_are_left_alone() -> None:
    before = faiss.omp_get_max_threads()
    with ThreadPoolExecutor(1) as other:
        assert other.submit(faiss.omp_get_max_threads).result() == before
        with calling_thread_only():
            assert faiss.omp_get_max_threads() == 1
            assert other.submit(faiss.omp_get_max_threads).result() == before
    assert faiss.omp_get_max_threads() == before
