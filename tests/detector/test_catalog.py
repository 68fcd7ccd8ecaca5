"""The rights that can be hit."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.records import Kind, Right, View
from detector.catalog import Catalog
from detector.scope import Scope


def _right(right_id: str, *view_ids: int, territories: tuple[str, ...] = ()) -> Right:
    views = tuple(View(f"v{i}", f"{i:064x}", 10, 10, i) for i in view_ids)
    return Right(right_id, Kind.TRADEMARK, right_id, views, territories=territories)


@pytest.fixture
def catalog() -> Catalog:
    rights = (_right("b", 5, 2), _right("a", 3, territories=("FR",)))
    return Catalog({right.right_id: right for right in rights})


def test_views_are_found_by_id(catalog: Catalog) -> None:
    right, view = catalog.locate(2)
    assert (right.right_id, view.name) == ("b", "v2")
    assert catalog.view_ids.tolist() == [2, 3, 5]
    assert catalog.owners[0] == catalog.owners[2] != catalog.owners[1]


def test_a_scope_that_leaves_nothing_out_needs_no_filter(catalog: Catalog) -> None:
    assert catalog.allowed(Scope(date(2026, 1, 1), "FR")) is None


def test_a_scope_names_the_views_that_are_left(catalog: Catalog) -> None:
    allowed = catalog.allowed(Scope(date(2026, 1, 1), "DE"))
    assert allowed is not None
    assert allowed.tolist() == [2, 5]


def test_changes_make_a_new_catalog(catalog: Catalog) -> None:
    withdrawn = replace(_right("a", 3), withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC))
    changed = catalog.updated([withdrawn, _right("c", 9), _right("b", 7)])
    assert changed.view_ids.tolist() == [7, 9]
    assert catalog.view_ids.tolist() == [2, 3, 5]
    with pytest.raises(KeyError):
        changed.locate(3)


def test_an_empty_catalog_allows_everything() -> None:
    assert Catalog({}).allowed(Scope(date(2026, 1, 1))) is None
