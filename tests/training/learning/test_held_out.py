"""Accuracy on held-out instances, against an explicit loop."""

import numpy as np
import pytest

from training.learning.held_out import choose_held_out, measure
from training.pictures.shards import HELD_OUT, TRAIN, PictureInfo


def _pictures(source: str, groups: int, style: str, split: str = HELD_OUT) -> list[PictureInfo]:
    return [
        PictureInfo(
            f"{source}{g}", f"{source}{g}-{s}", n, "polygon", source, "photo" if n else style, split
        )
        for g in range(groups)
        for s in range(3)
        for n in range(3)
    ]


_PICTURES = _pictures("design", 6, "drawing") + _pictures("logo", 4, "flat")


def _expected(vectors: np.ndarray, source: str, style: str) -> float:
    right = []
    for i, query in enumerate(_PICTURES):
        if query.source != source or query.style != "photo":
            continue
        ranked = sorted(
            # The wrong one first where two are equally near.
            (-float(vectors[i] @ vectors[j]), other.instance == query.instance)
            for j, other in enumerate(_PICTURES)
            if j != i and other.source == source and other.style == style
        )
        right.append(ranked[0][1])
    return sum(right) / len(right)


def test_figures_are_as_defined() -> None:
    rng = np.random.default_rng(0)
    centres = {info.instance: rng.normal(size=8) for info in _PICTURES}
    # Coarse numbers, so that some are equally near.
    noisy = [centres[info.instance] + 0.8 * rng.normal(size=8) for info in _PICTURES]
    vectors = np.round(np.array(noisy)).astype(np.float32)
    figures = measure(vectors, _PICTURES)
    assert figures.keys() == {
        "R@1 design photo→drawing",
        "R@1 design photo→photo",
        "R@1 logo photo→flat",
        "R@1 logo photo→photo",
    }
    for name, value in figures.items():
        _, source, styles = name.split()
        assert value == pytest.approx(_expected(vectors, source, styles.partition("→")[2]))
        assert 0 < value < 1


def test_groups_are_taken_whole_and_sources_alike() -> None:
    pictures = _PICTURES + _pictures("photograph", 5, "photo", TRAIN)
    chosen = [pictures[number] for number in choose_held_out(pictures, 40, seed=0)]
    assert all(info.split == HELD_OUT for info in chosen)
    by_source = {s: [i for i in chosen if i.source == s] for s in ("design", "logo")}
    assert [len(by_source[source]) for source in by_source] == [18, 18]
    for info in chosen:
        assert sum(other.group == info.group for other in chosen) == 9


def test_where_nothing_was_found_right_the_figure_is_nought() -> None:
    same = np.ones((len(_PICTURES), 4), dtype=np.float32)
    assert set(measure(same, _PICTURES).values()) == {0.0}
