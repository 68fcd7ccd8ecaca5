"""The rights that can be hit, as they stood at one revision of the registry."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from data.records import Kind, Right, View
from detector.scope import Scope
from detector.wordmark import Lexicon
from index.protocol import Ids


class Catalog:
    """An immutable lookup from view ids to rights.

    Views of one kind of right that claim the very same picture are compared with photos once, under
    the least of their ids, which names that **picture**.

    Holds every right that is not withdrawn. `updated` costs linear time in
    the number of views and words; lookups cost a dictionary access.

    Attributes:
        view_ids: ``(n,)`` int64, ascending.
        owners: ``(n,)`` int64: for each view, its right's position, equal for views of one right.
        pictures: ``(p,)`` int64, ascending ids of the pictures.
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
        showing: dict[tuple[str, Kind], list[int]] = {}
        for view_id in self.view_ids.tolist():
            right, view = self._views[view_id]
            showing.setdefault((view.claimed_sha256, right.kind), []).append(view_id)
        self._showing = {views[0]: tuple(views) for views in showing.values()}
        self._picture_of = {view: views[0] for views in showing.values() for view in views}
        self.pictures: Ids = np.array(sorted(self._showing), dtype=np.int64)
        self._owners_of_word: dict[str, list[Right]] = {}
        for right in rights.values():
            for word in right.words:
                self._owners_of_word.setdefault(word, []).append(right)
        self._allowed: dict[Scope, Ids | None] = {}
        self._allowed_pictures: dict[Scope, Ids | None] = {}

    def __len__(self) -> int:
        return len(self._rights)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The registered words."""
        return Lexicon(self._owners_of_word)

    def locate(self, view_id: int) -> tuple[Right, View]:
        """Return a view and the right it belongs to.

        Raises:
            KeyError: no right that is not withdrawn has this view.
        """
        return self._views[view_id]

    def views_showing(self, picture: int) -> tuple[int, ...]:
        """Return the ids of the views that show a picture; none if it is not known."""
        return self._showing.get(picture, ())

    def pictures_of(self, views: Iterable[View]) -> list[int]:
        """Return the pictures that views show; a view that is not known is left out."""
        numbers = [view.id for view in views if view.id is not None]
        return [self._picture_of[number] for number in numbers if number in self._picture_of]

    def rights_of(self, word: str) -> Sequence[Right]:
        """Return the rights that a word of the lexicon is registered for."""
        return self._owners_of_word.get(word, ())

    def allowed_pictures(self, scope: Scope) -> Ids | None:
        """Return the ascending ids of pictures of rights in scope, or ``None`` for all.

        Costs as `allowed` does, and is kept as well.
        """
        if scope not in self._allowed_pictures:
            views = self.allowed(scope)
            self._allowed_pictures[scope] = (
                None
                if views is None
                else np.array(sorted({self._picture_of[v] for v in views.tolist()}), dtype=np.int64)
            )
        return self._allowed_pictures[scope]

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
        catalog = type(self)(rights)
        if catalog._owners_of_word.keys() == self._owners_of_word.keys():
            catalog.__dict__["lexicon"] = self.lexicon  # most changes leave the words as they are
        return catalog
