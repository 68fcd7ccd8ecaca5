"""Where ids stand in an ascending list of them."""

import numpy as np
from numpy.typing import NDArray

from index.protocol import Ids


def rows_of(known: Ids, ids: Ids) -> NDArray[np.intp]:
    """Return the position in `known`, ascending, of each of ``(n,)`` ids.

    Raises:
        KeyError: an id is not known.
    """
    rows = np.searchsorted(known, ids).clip(max=max(len(known) - 1, 0))
    strange = ids[known[rows] != ids] if len(known) else ids
    if len(strange):
        raise KeyError(int(strange[0]))
    return rows
