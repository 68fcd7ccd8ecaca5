"""Brand marks: drawn in the wanted colour, and shared out so that no brand is on both sides."""

from dataclasses import replace

import numpy as np
import pytest

from data.synthetic.marks import SPLITS, Silhouettes, bare, load_marks
from data.synthetic.registry import draw_registry


def test_every_mark_is_in_one_split_with_all_of_its_brand() -> None:
    splits = [load_marks(split) for split in SPLITS]
    brands = [{mark.brand for mark in marks.values()} for marks in splits]
    assert sum(map(len, brands)) == len(set.union(*brands))
    assert sum(map(len, splits)) == len(load_marks())
    assert {"nike", "adidas", "starbucks"} <= brands[0]


@pytest.mark.parametrize(
    ("name", "spelt"),
    [("L'Oréal", "loreal"), ("new-balance", "newbalance"), ("Über 2.0", "uber20")],
)
def test_names_are_told_however_they_are_spelt(name: str, spelt: str) -> None:
    assert bare(name) == spelt


def test_mark_is_trimmed_and_takes_its_brands_colour_or_another() -> None:
    mark = load_marks()["nike"]
    for colour in (None, (10, 200, 30)):
        drawn = mark.render(128, colour)
        pixels = np.asarray(drawn)
        inked = pixels[pixels[..., 3] == 255][:, :3]
        assert (inked == (colour or mark.colour)).all()
        assert drawn.getbbox() == (0, 0, *drawn.size)
        assert max(drawn.size) == pytest.approx(128, abs=4)


def test_overlap_is_whole_with_itself_and_small_with_another_shape() -> None:
    marks = load_marks()
    shapes = Silhouettes.of(
        [marks["nike"], marks["spotify"], replace(marks["nike"], colour=(0, 0, 0))]
    )
    overlap = shapes.overlap(shapes)
    assert np.diag(overlap) == pytest.approx(1.0)
    assert overlap[0, 2] == pytest.approx(1.0)
    assert overlap[0, 1] < 0.5


def test_strangers_are_of_other_brands_and_look_alikes_take_the_colour() -> None:
    rng = np.random.default_rng(0)
    registry = draw_registry(rng, split="demo", marks=12, designs=7)
    registered = {mark.brand for mark in registry.marks.values()}
    assert len(registered) == 12
    assert not registered & {mark.brand for mark in registry.strangers}
    strangers = Silhouettes.of(registry.strangers)
    for right_id, mark in registry.marks.items():
        alike = registry.look_alike(rng, right_id)
        assert alike.colour == mark.colour
        assert alike.brand not in registered
        own = Silhouettes.of([mark])
        typical = np.median(own.overlap(strangers))
        assert own.overlap(Silhouettes.of([alike]))[0, 0] > typical


@pytest.mark.parametrize(
    ("split", "marks", "designs", "reason"),
    [
        ("demo", 5000, 1, "distinct marks"),
        ("demo", 0, 1, "at least one"),
        ("demo", 1, 0, "at least one"),
        ("training", 1, 1, "take one of: demo, calibration"),
    ],
)
def test_what_cannot_be_drawn_is_refused(split: str, marks: int, designs: int, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        draw_registry(np.random.default_rng(0), split=split, marks=marks, designs=designs)
