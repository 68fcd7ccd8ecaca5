"""The rights that can be hit."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from data.records import Kind, Right, View
from detector.catalog import Catalog
from detector.scope import Scope


def _right(
    right_id: str,
    *view_ids: int,
    image: int | None = None,
    kind: Kind = Kind.TRADEMARK,
    **rest: Any,
) -> Right:
    """Make a right whose views show a picture each, or all the same."""
    views = tuple(View(f"v{i}", f"{image or i:064x}", 10, 10, i) for i in view_ids)
    return Right(right_id, kind, right_id, views, **rest)


def _catalog(*rights: Right) -> Catalog:
    return Catalog({right.right_id: right for right in rights})


@pytest.fixture
def catalog() -> Catalog:
    return _catalog(_right("b", 5, 2), _right("a", 3, territories=("FR",)))


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


def test_views_of_one_kind_that_show_the_same_are_one_picture() -> None:
    catalog = _catalog(
        _right("a", 4, image=1),
        _right("b", 2, 7, image=1),
        _right("design", 5, image=1, kind=Kind.REGISTERED_DESIGN),
        _right("other", 9, image=2),
    )
    assert catalog.pictures.tolist() == [2, 5, 9]
    assert catalog.views_showing(2) == (2, 4, 7)
    assert catalog.views_showing(5) == (5,)
    assert catalog.views_showing(4) == catalog.views_showing(77) == ()
    views = [view for name in (7, 5, 9) for view in [catalog.locate(name)[1]]]
    assert catalog.pictures_of([*views, View("unknown", f"{1:064x}", 10, 10, 77)]) == [2, 5, 9]


def test_a_picture_is_in_scope_if_any_right_with_it_is() -> None:
    catalog = _catalog(
        _right("a", 1, image=1, territories=("GB",)),
        _right("b", 2, image=1),
        _right("c", 3, image=3, territories=("GB",)),
    )
    abroad, home = Scope(date(2026, 1, 1), "DE"), Scope(date(2026, 1, 1), "GB")
    allowed = catalog.allowed_pictures(abroad)
    assert allowed is not None
    assert allowed.tolist() == [1]
    assert catalog.allowed_pictures(home) is None


def test_a_picture_passes_to_those_who_still_show_it() -> None:
    catalog = _catalog(_right("a", 1, image=1), _right("b", 2, image=1))
    withdrawn = replace(_right("a", 1, image=1), withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC))
    changed = catalog.updated([withdrawn])
    assert changed.pictures.tolist() == [2]
    assert changed.views_showing(1) == ()
    assert changed.views_showing(2) == (2,)


def test_words_lead_to_the_rights_that_have_them() -> None:
    catalog = _catalog(_right("a", 1, words=("KETTLE", "LAMP")), _right("b", 2, words=("KETTLE",)))
    assert [right.right_id for right in catalog.rights_of("KETTLE")] == ["a", "b"]
    assert [right.right_id for right in catalog.rights_of("LAMP")] == ["a"]
    assert catalog.rights_of("FAN") == ()
    assert len(catalog.lexicon) == 2


def test_new_words_are_found_and_old_ones_are_not() -> None:
    catalog = _catalog(_right("a", 1, words=("KETTLE",)))
    assert len(catalog.lexicon) == 1
    more = catalog.updated([_right("b", 2, words=("LAMP", "FAN"))])
    assert len(more.lexicon) == 3
    none = more.updated([_right("a", 1), _right("b", 2)])
    assert len(none.lexicon) == 0
    assert none.rights_of("KETTLE") == ()


def test_changes_that_leave_the_words_alone_need_no_new_lexicon() -> None:
    catalog = _catalog(_right("a", 1, words=("KETTLE",)))
    assert catalog.updated([_right("b", 2, words=("KETTLE",))]).lexicon is catalog.lexicon
