"""Retrieval by embedding."""

from datetime import date

import numpy as np
from PIL import Image

from data.records import Kind, Right, View
from detector.candidates import Retriever, best_per_right
from detector.catalog import Catalog
from detector.embedding import Embedder
from detector.gallery import Edition
from detector.regions import WHOLE, Region, SalientRegions
from detector.scope import Scope
from index.live import LiveIndex
from index.protocol import NO_ID, Neighbours


def _right(right_id: str, *view_ids: int) -> Right:
    views = tuple(View(f"v{i}", f"{i:064x}", 10, 10, i) for i in view_ids)
    return Right(right_id, Kind.TRADEMARK, right_id, views)


def _catalog(*rights: Right) -> Catalog:
    return Catalog({right.right_id: right for right in rights})


def test_each_right_counts_once_by_its_best_view_and_region() -> None:
    corner = Region(0, 0, 0.5, 0.5)
    neighbours = Neighbours(
        scores=np.array([[0.9, 0.7, 0.1], [0.8, 0.75, -np.inf]], dtype=np.float32),
        ids=np.array([[1, 3, 2], [2, 3, NO_ID]], dtype=np.int64),
    )
    found = best_per_right(
        neighbours, [WHOLE, corner], _catalog(_right("a", 1, 2), _right("b", 3)), 5
    )
    assert [(c.right.right_id, c.view.name) for c in found] == [("a", "v1"), ("b", "v3")]
    assert [c.region for c in found] == [WHOLE, corner]
    np.testing.assert_allclose([c.similarity for c in found], [0.9, 0.75], atol=1e-6)


def test_ids_that_the_catalogue_does_not_know_are_dropped() -> None:
    neighbours = Neighbours(
        scores=np.array([[0.9, 0.8]], dtype=np.float32), ids=np.array([[7, 1]], dtype=np.int64)
    )
    found = best_per_right(neighbours, [WHOLE], _catalog(_right("a", 1)), 5)
    assert [c.right.right_id for c in found] == ["a"]
    assert best_per_right(neighbours, [WHOLE], Catalog({}), 5) == []


def test_a_logo_in_a_corner_is_found_by_its_region(embedder: Embedder) -> None:
    rng = np.random.default_rng(0)
    logos = [
        Image.fromarray(rng.integers(0, 256, (4, 4, 3), dtype=np.uint8)).resize(
            (128, 128), Image.Resampling.NEAREST
        )
        for _ in range(8)
    ]
    index = LiveIndex(embedder.dimension)
    index.add(np.arange(8), embedder.embed(logos))
    catalog = _catalog(*(_right(f"logo {i}", i) for i in range(8)))
    photo = Image.new("RGB", (512, 512), (90, 90, 90))
    photo.paste(logos[3], (352, 32))
    (found,) = Retriever(embedder, SalientRegions(5)).candidates(
        [photo], [Scope(date(2026, 1, 1))], Edition(1, catalog, index), limit=3
    )
    assert found[0].right.right_id == "logo 3"
    assert found[0].region.left > 0.5
