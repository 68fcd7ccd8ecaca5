"""Letters: words are found, neighbours change places, and the rest stays as it was."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from data.attacks import NotApplicableError, Strength, apply
from data.attacks.letters import find_words


def written(word: str, ink: str = "black", ground: str = "white") -> Image.Image:
    picture = Image.new("RGB", (400, 160), ground)
    draw = ImageDraw.Draw(picture)
    draw.text((200, 80), word, ink, ImageFont.load_default(64), "mm")
    return picture


@pytest.mark.parametrize(("ink", "ground"), [("black", "white"), ("white", "navy")])
@pytest.mark.parametrize("word", ["BOOMERA", "typing", "Gallop"])
def test_every_letter_of_a_word_is_found_and_no_hole(word: str, ink: str, ground: str) -> None:
    words = find_words(np.array(written(word, ink, ground)))
    assert len(words) == 1
    # A dot above an i is no letter.
    assert len(words[0]) == len(word)


def test_one_pair_changes_places_and_nothing_else_does() -> None:
    picture = written("HTWO")
    swapped = apply("swap_letters", picture, Strength.WEAK, np.random.default_rng(0)).image
    candidates = [written(word) for word in ("THWO", "HTOW")]
    distance = [mean_difference(swapped, other) for other in (picture, *candidates)]
    # Letters are spaced by their own widths, not by the font, so it is alike, not the same.
    assert min(distance[1:]) < 0.75 * distance[0]
    assert mean_difference(swapped.crop((0, 0, 400, 40)), picture.crop((0, 0, 400, 40))) == 0


def test_more_pairs_are_swapped_by_a_stronger_edit() -> None:
    picture = written("ABCDEFGH")
    changed = [
        mean_difference(apply("swap_letters", picture, s, np.random.default_rng(1)).image, picture)
        for s in Strength
    ]
    assert changed[0] < changed[1] < changed[2]


def test_shapes_that_are_no_row_are_no_word() -> None:
    picture = Image.new("RGB", (300, 300), "white")
    draw = ImageDraw.Draw(picture)
    for x, y, r in ((60, 60, 20), (200, 130, 30), (90, 240, 26)):
        draw.circle((x, y), r, outline="black", width=6)
    with pytest.raises(NotApplicableError, match="no word"):
        apply("swap_letters", picture, Strength.WEAK, np.random.default_rng(0))


def mean_difference(first: Image.Image, second: Image.Image) -> float:
    return float(np.abs(np.asarray(first, dtype=int) - np.asarray(second, dtype=int)).mean())
