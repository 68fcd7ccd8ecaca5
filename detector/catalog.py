"""The rights that can be hit, as they stood at one revision of the registry."""

from collections.abc import Iterable, Mapping
from typing import Self

import numpy as np
from numpy.typing import NDArray

from data.records import Right, View
from detector.scope import Scope
from index.protocol import Ids


class Catalog:
    """An immutable lookup from view ids to rights.

    Holds every right that is not withdrawn, about a kilobyte each. `updated` costs linear time in
    the number of rights, about a microsecond each; lookups cost a dictionary access.

    Attributes:
        view_ids: ``(n,)`` int64, ascending.
        owners: ``(n,)`` int64: for each view, its right's position, equal for views of one right.
    """

    def __init__(self, rights: Mapping[str, Right]) -> None:
        self._rights = rights
        self._views = {
            view.id: (right, view)
            for right in rights.values()
            for view in right.views
            if view.id is not None
        }
        owned = [
            (view.id, position)
            for position, right in enumerate(rights.values())
            for view in right.views
            if view.id is not None
        ]
        table = np.array(sorted(owned), dtype=np.int64).reshape(-1, 2)
        self.view_ids: Ids = np.ascontiguousarray(table[:, 0])
        self.owners: NDArray[np.int64] = np.ascontiguousarray(table[:, 1])
        self._allowed: dict[Scope, Ids | None] = {}

    def __len__(self) -> int:
        return len(self._rights)

    def locate(self, view_id: int) -> tuple[Right, View]:
        """Return a view and the right it belongs to.

        Raises:
            KeyError: no right that is not withdrawn has this view.
        """
        return self._views[view_id]

    def allowed(self, scope: Scope) -> Ids | None:
        """Return the ascending ids of the views in scope, or ``None`` where that is all of them.

        Costs a pass over the rights once per scope; the answer is kept.
        """
        if scope not in self._allowed:
            covered = np.fromiter(
                (scope.covers(right) for right in self._rights.values()), bool, len(self._rights)
            )
            everything = bool(covered.all())
            self._allowed[scope] = None if everything else self.view_ids[covered[self.owners]]
        return self._allowed[scope]

    def updated(self, changed: Iterable[Right]) -> Self:
        """Return the catalogue after these rights were registered, changed or withdrawn."""
        rights = dict(self._rights)
        for right in changed:
            if right.withdrawn_at is None:
                rights[right.right_id] = right
            else:
                rights.pop(right.right_id, None)
        return type(self)(rights)
