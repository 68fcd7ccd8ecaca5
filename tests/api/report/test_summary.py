from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.report import Card
from api.report.summary import BINS, HEIGHT, distinct, full_bars, histogram
from data.records import Band


@given(rows=st.lists(st.tuples(st.floats(0, 1), st.sampled_from(list(Band))), max_size=50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_histogram_counts_every_hit_once(
    make_card: Callable[..., Card], rows: list[tuple[float, Band]]
) -> None:
    hits = [make_card(hit={"probability": p, "band": band}).hit for p, band in rows]
    blocks = histogram(hits)
    assert all(
        0 <= block.x < BINS and block.y >= -1e-9 and block.y + block.height <= HEIGHT + 1e-9
        for block in blocks
    )
    counted = [
        (block.x, block.band)
        for block in blocks
        for _ in range(int(block.label.split(": ")[1].split()[0]))
    ]
    assert sorted(counted) == sorted((min(int(p * BINS), BINS - 1), band) for p, band in rows)


def test_bands_of_one_column_stand_on_each_other(make_card: Callable[..., Card]) -> None:
    bands = [Band.NONE, Band.REVIEW, Band.REVIEW, Band.EXPEDITED]
    hits = [make_card(hit={"probability": 0.51, "band": band}).hit for band in bands]
    none, review, expedited = histogram(hits)
    assert none.y + none.height == HEIGHT
    assert review.y + review.height == none.y
    assert review.height == 2 * none.height
    assert (expedited.y, expedited.label) == (2.0, "50% to 55%: 1 expedited")


def test_one_hit_among_thousands_is_still_seen(make_card: Callable[..., Card]) -> None:
    many = make_card().hit
    one = make_card(hit={"band": Band.EXPEDITED}).hit
    seen = histogram([many] * 1000 + [one])[-1]
    assert seen.height == 1
    assert seen.y >= 0


def test_a_bar_is_full_at_one_or_at_the_best_score(make_card: Callable[..., Card]) -> None:
    hits = [
        make_card(hit={"channels": {"embedding": 0.4, "local_features": 12.0}}).hit,
        make_card(hit={"channels": {"embedding": -0.2, "local_features": 90.0}}).hit,
    ]
    assert full_bars(hits) == {"embedding": 1.0, "local_features": 90.0}


@pytest.mark.parametrize(("values", "text"), [(["b", "a", "b"], "b, a"), ([], "")])
def test_distinct_values_keep_their_order(values: list[str], text: str) -> None:
    assert distinct(values) == text
