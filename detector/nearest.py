"""From the nearest views of a photo's regions to its most similar rights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.records import Right, View
from detector.catalog import Catalog
from detector.regions import Region
from index.protocol import Ids, Neighbours


@dataclass(frozen=True, slots=True)
class Resemblance:
    """The part of a photo that is most alike to a right.

    Attributes:
        view: The view that it is alike to.
        region: The part.
        similarity: Cosine of the two embeddings.
    """

    view: View
    region: Region
    similarity: float


def best_per_right(
    neighbours: Neighbours, regions: Sequence[Region], catalog: Catalog, limit: int
) -> list[tuple[Right, Resemblance]]:
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
    nearest = []
    for winner in order[np.sort(first)[:limit]]:
        right, view = catalog.locate(int(ids[winner]))
        resemblance = Resemblance(view, regions[int(rows[winner])], float(scores[winner]))
        nearest.append((right, resemblance))
    return nearest


def _found(view_ids: Ids, positions: NDArray[np.intp], ids: Ids) -> NDArray[np.bool_]:
    if not len(view_ids):
        return np.zeros(len(ids), dtype=bool)
    return np.asarray(view_ids[positions] == ids)
