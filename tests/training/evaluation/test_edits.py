"""What sellers' edits cost, judged on a case computed by hand."""

import math

import numpy as np
import pytest
from PIL import Image

from data.attacks import Strength
from data.manifest import RightRows, ViewRow
from data.records import Kind, Right
from training.evaluation.edits import Cell, Judgement, Recall, edited, judge, sample_views, tabulate
from training.evaluation.metrics import Ranking

BLUR = Cell(Kind.TRADEMARK, "blur", Strength.MEDIUM)
CROP = Cell(Kind.REGISTERED_DESIGN, "crop", Strength.MEDIUM)
STRONG_CROP = Cell(Kind.REGISTERED_DESIGN, "crop", Strength.STRONG)


def _query(truth: str, *answers: tuple[str, float]) -> Ranking:
    return Ranking(frozenset(truth.split()), answers)


@pytest.fixture
def judgement() -> Judgement:
    return judge(
        {
            BLUR: [_query("a", ("a", 0.9)), _query("b", ("b", 0.3), ("a", 0.2))],
            CROP: [_query("c", ("c", 0.8)), _query("d", ("c", 0.6), ("d", 0.5))],
            STRONG_CROP: [_query("c", ("c", 0.65)), _query("d")],
        },
        [_query("", ("a", 0.25)), _query("")],
    )


def test_one_threshold_holds_for_every_edit(judgement: Judgement) -> None:
    # Of the medium answers 0.9 and 0.8 are right and 0.6 is wrong; strong ones have no say.
    assert judgement.threshold == 0.8
    assert {cell: recall.common for cell, recall in judgement.cells.items()} == {
        BLUR: 0.5,
        CROP: 0.5,
        STRONG_CROP: 0.0,
    }


def test_an_edit_alone_has_the_threshold_that_suits_it(judgement: Judgement) -> None:
    # Of the blurred, the worst right answer is still above the negative's.
    assert judgement.cells[BLUR].own == 1.0
    assert judgement.cells[CROP].own == 0.5
    assert judgement.cells[STRONG_CROP].own == 0.5


def test_false_alarms_are_negatives_above_the_threshold() -> None:
    queries = {CROP: [_query("c", ("c", 0.2))] * 200}
    assert judge(queries, [_query("", ("a", 0.5)), _query("")]).false_alarms == 0.5


def test_a_method_that_is_never_right_finds_nothing() -> None:
    judged = judge({BLUR: [_query("a", ("b", 0.9))], CROP: []}, [])
    assert math.isnan(judged.threshold)
    assert judged.cells[BLUR].common == judged.cells[BLUR].own == 0.0
    assert CROP not in judged.cells


def test_cells_are_told_by_kind_and_strength(judgement: Judgement) -> None:
    assert judgement.of(Kind.REGISTERED_DESIGN, Strength.STRONG) == {
        "crop": judgement.cells[STRONG_CROP]
    }


def test_table_shows_each_edit_then_average_and_worst() -> None:
    one = {"crop": Recall(4, 0.5, 0.75), "blur": Recall(2, 1.0, 1.0)}
    other = {"crop": Recall(4, 0.25, 0.25), "blur": Recall(2, 0.0, 0.5)}
    assert tabulate([one, other]) == [
        ("crop", "4", "0.50 (0.75)", "0.25 (0.25)"),
        ("blur", "2", "1.00 (1.00)", "0.00 (0.50)"),
        ("average", "6", "0.75 (0.88)", "0.12 (0.38)"),
        ("worst", "", "0.50 crop", "0.00 blur"),
    ]
    assert tabulate([{}, {}]) == []


def test_views_are_drawn_per_kind_one_for_each_right() -> None:
    rights = [
        RightRows(
            Right(f"{kind}-{number}", kind, "", ()),
            tuple(ViewRow(name, name, f"/{name}", 1) for name in ("front", "left")),
        )
        for kind, amount in ((Kind.TRADEMARK, 5), (Kind.REGISTERED_DESIGN, 2))
        for number in range(amount)
    ]
    drawn = sample_views(rights, 3, seed=0)
    ids = [right.right_id for right, _ in drawn]
    assert len(set(ids)) == len(ids)
    assert [right.kind for right, _ in drawn].count(Kind.TRADEMARK) == 3
    assert [right.kind for right, _ in drawn].count(Kind.REGISTERED_DESIGN) == 2
    assert drawn == sample_views(reversed(rights), 3, seed=0)


def test_an_edited_view_is_the_photo_that_a_seller_would_upload() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (90, 120, 3)).astype(np.uint8)
    picture = Image.fromarray(pixels)
    photo, again = (edited(picture, "noise", Strength.WEAK, key="a") for _ in range(2))
    other = edited(picture, "noise", Strength.WEAK, key="b")
    assert photo is not None
    assert again is not None
    assert other is not None
    assert photo.format == "JPEG"
    assert photo.pixels == again.pixels != other.pixels


def test_what_an_edit_does_not_apply_to_is_no_query() -> None:
    plain = Image.new("RGB", (64, 64), "white")
    assert edited(plain, "swap_letters", Strength.MEDIUM, key="a") is None
