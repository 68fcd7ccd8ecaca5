"""Emblems: each can be seen, keeps its colours, and has look-alikes that are not the same."""

from dataclasses import replace

import numpy as np

from data.synthetic.emblems import alike, draw_emblem
from data.synthetic.marks import Silhouettes
from data.synthetic.outlines import FRAMES, MOTIFS


def test_emblems_fill_their_square_and_few_are_the_same() -> None:
    rng = np.random.default_rng(0)
    emblems = [draw_emblem(rng) for _ in range(60)]
    assert {emblem.frame for emblem in emblems} == FRAMES.keys()
    assert {emblem.motif for emblem in emblems} >= MOTIFS.keys()
    for emblem in emblems:
        drawn = emblem.mark("emblem").render(64)
        assert max(drawn.size) > 32
        assert (np.asarray(drawn.getchannel("A")) > 127).mean() > 0.1
    shapes = Silhouettes.of([e.mark(str(i)) for i, e in enumerate(emblems)])
    overlap = shapes.overlap(shapes)[np.triu_indices(60, 1)]
    assert (overlap > 0.95).mean() < 0.03


def test_a_look_alike_is_another_emblem_of_alike_shape() -> None:
    rng = np.random.default_rng(1)
    near, far = [], []
    for _ in range(40):
        emblem, stranger = draw_emblem(rng), draw_emblem(rng)
        other = alike(emblem, rng)
        assert other != emblem
        assert other.colour == emblem.colour
        first, second, third = (
            Silhouettes.of([e.mark("emblem")]) for e in (emblem, other, stranger)
        )
        near.append(first.overlap(second).item())
        far.append(first.overlap(third).item())
    assert np.mean(near) > np.mean(far) + 0.15


def test_a_second_colour_stays_when_the_first_is_changed() -> None:
    drawn_by_chance = draw_emblem(np.random.default_rng(0))
    emblem = replace(drawn_by_chance, frame="disc", inverted=False, second=(200, 30, 40))
    drawn = np.asarray(emblem.mark("emblem").render(200, (1, 2, 3)))
    solid = drawn[drawn[..., 3] == 255][:, :3].tolist()
    assert [1, 2, 3] in solid
    assert [200, 30, 40] in solid
