"""Retrieval: which rights may be in a photo, by the embeddings of its regions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.records import Right, View
from detector.catalog import Catalog
from detector.embedding import Embedder
from detector.gallery import Edition
from detector.regions import Region, RegionProposer
from detector.scope import Scope
from index.protocol import Neighbours

_NEIGHBOURS = 64
"""Views retrieved per region: several views of one right must not crowd the others out."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A right that may be in a photo, with the view and region that are most alike.

    Attributes:
        right: The right.
        view: Its most similar view.
        region: The part of the photo that is most similar to the view.
        similarity: Cosine of the two embeddings.
    """

    right: Right
    view: View
    region: Region
    similarity: float


class Retriever:
    """Proposes candidates by embedding.

    Args:
        embedder: Turns regions into vectors, the same as made the gallery's.
        regions: Names the parts of a photo to look at.
    """

    def __init__(self, embedder: Embedder, regions: RegionProposer) -> None:
        self._embedder = embedder
        self._regions = regions

    def candidates(
        self,
        photos: Sequence[Image.Image],
        scopes: Sequence[Scope],
        edition: Edition,
        *,
        limit: int,
    ) -> list[list[Candidate]]:
        """Return up to `limit` rights for each RGB photo, the most similar first.

        Costs one forward pass and one index search per region.
        """
        regions = [self._regions(photo) for photo in photos]
        crops = [
            region.crop(photo)
            for photo, proposed in zip(photos, regions, strict=True)
            for region in proposed
        ]
        vectors = self._embedder.embed(crops)
        found = []
        for proposed, scope in zip(regions, scopes, strict=True):
            queries, vectors = vectors[: len(proposed)], vectors[len(proposed) :]
            neighbours = edition.index.search(
                queries, max(_NEIGHBOURS, 2 * limit), allowed=edition.catalog.allowed(scope)
            )
            found.append(best_per_right(neighbours, proposed, edition.catalog, limit))
        return found


def best_per_right(
    neighbours: Neighbours, regions: Sequence[Region], catalog: Catalog, limit: int
) -> list[Candidate]:
    """Reduce a photo's neighbours to its `limit` most similar rights, best first.

    Args:
        neighbours: For each of the photo's regions, its nearest views.
        regions: The regions, in the same order.
        catalog: Where the views' rights are looked up; unknown ids are dropped.
        limit: How many rights to return at most.
    """
    ids, scores = neighbours.ids.ravel(), neighbours.scores.ravel()
    rows = np.repeat(np.arange(len(regions)), neighbours.ids.shape[1])
    positions = np.searchsorted(catalog.view_ids, ids).clip(max=max(len(catalog.view_ids) - 1, 0))
    known = np.flatnonzero(_found(catalog.view_ids, positions, ids))
    # Best first; equal scores in the order of view and region, so that results are repeatable.
    order = known[np.lexsort((rows[known], ids[known], -scores[known]))]
    _, first = np.unique(catalog.owners[positions[order]], return_index=True)
    winners = order[np.sort(first)[:limit]]
    return [
        Candidate(*catalog.locate(int(ids[w])), regions[int(rows[w])], float(scores[w]))
        for w in winners
    ]


def _found(
    view_ids: NDArray[np.int64], positions: NDArray[np.intp], ids: NDArray[np.int64]
) -> NDArray[np.bool_]:
    if not len(view_ids):
        return np.zeros(len(ids), dtype=bool)
    return np.asarray(view_ids[positions] == ids)
