"""Evidence beside the truth."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.manifest import Rejected, read_listings, read_rights
from data.records import Channel, Kind
from detector.candidates import Matchmaker
from detector.description import PhotoDescriber, ViewDescriber
from detector.embedding import Embedder
from detector.fusion import CUES
from detector.verification import Verifier
from training.background import Background
from training.editions import build_edition
from training.pairs import Pairs, collect


def _read(location: str) -> bytes:
    return Path(location).read_bytes()


def _no_rejects(rejected: Rejected) -> None:
    pytest.fail(str(rejected))


def _pairs(count: int, seed: int = 0) -> Pairs:
    rng = np.random.default_rng(seed)
    return Pairs(
        cues=rng.normal(size=(count, len(CUES))),
        kinds=rng.choice([kind.value for kind in Kind], count),
        correct=rng.random(count) < 0.5,
        proposed=rng.random((count, len(Channel))) < 0.5,
        listings=rng.integers(0, 9, count),
        open_set=rng.random(count) < 0.5,
        negative=rng.random(count) < 0.5,
        resembling=rng.random(count) < 0.5,
    )


def test_pairs_survive_being_written(tmp_path: Path) -> None:
    pairs = _pairs(20)
    pairs.save(tmp_path / "pairs.npz")
    read = Pairs.load(tmp_path / "pairs.npz")
    for name in Pairs.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(read, name), getattr(pairs, name))


def test_pairs_are_those_of_a_kind_that_the_channels_proposed() -> None:
    pairs = _pairs(50)
    heard = frozenset({Channel.LOCAL, Channel.WORDMARK})
    expected = [
        row
        for row in range(50)
        if pairs.kinds[row] == "trademark" and (pairs.proposed[row, 1] or pairs.proposed[row, 3])
    ]
    assert expected
    chosen = pairs.of(Kind.TRADEMARK, heard)
    np.testing.assert_array_equal(chosen.cues, pairs.cues[expected])
    np.testing.assert_array_equal(chosen.listings, pairs.listings[expected])


def test_pairs_are_joined_in_order() -> None:
    one, two = _pairs(3), _pairs(4, seed=1)
    joined = Pairs.joined([one, two])
    np.testing.assert_array_equal(joined.cues, np.vstack([one.cues, two.cues]))
    np.testing.assert_array_equal(joined.where(np.arange(7) >= 3).correct, two.correct)


@pytest.fixture
def collected(
    shapes: Callable[..., Image.Image],
    write_manifest: Callable[..., Path],
    describer: ViewDescriber,
    photo_describer: PhotoDescriber,
    embedder: Embedder,
) -> Pairs:
    """Three rights, and listings of which two show one, one shows none and one has two photos."""
    pictures = [shapes(seed) for seed in (1, 2, 3)]
    shapes(11, "shows-1.png", pictures[0])
    shapes(12, "shows-2.png", pictures[1])
    shapes(13, "shows-none.png", pictures[2].convert("L").convert("RGB").resize((30, 30)))
    rights = write_manifest(
        "rights.csv",
        ("right_id", "kind", "title", "image"),
        *((f"r{seed}", "trademark", "Title", f"{seed}.png") for seed in (1, 2, 3)),
    )
    listings = write_manifest(
        "listings.csv",
        ("listing_id", "image", "right_ids", "case"),
        ("none", "shows-none.png", "", "look_alike_logo"),
        ("one", "shows-1.png", "r1", "logo_on_goods"),
        ("two", "shows-2.png", "r2", ""),
        ("two", "shows-1.png", "r2", ""),
    )
    unlike_anything = Background(-embedder.embed(pictures), twins=0.97)
    done: list[int] = []
    pairs = collect(
        read_listings(listings),
        build_edition(read_rights(rights), describer, read=_read, reject=_no_rejects),
        unlike_anything,
        photo_describer,
        Matchmaker(Verifier()),
        on=date(2026, 1, 1),
        read=_read,
        reject=_no_rejects,
        advance=done.append,
    )
    assert sum(done) == 4
    return pairs


def _listings(pairs: Pairs) -> list[int]:
    """Return the numbers of the listings in their order."""
    return list(dict.fromkeys(pairs.listings.tolist()))


def test_each_photo_with_a_right_in_it_is_looked_at_twice(collected: Pairs) -> None:
    """All three rights are candidates of each photo, for the embedding proposes that many."""
    none, one, two = _listings(collected)
    seen = zip(
        collected.listings.tolist(),
        collected.open_set.tolist(),
        collected.negative.tolist(),
        strict=True,
    )
    closed = [(number, False, number == none) for number in (none, one, two, two) for _ in range(3)]
    opened = [(number, True, True) for number in (one, two, two) for _ in range(2)]
    assert sorted(seen) == sorted(closed + opened)
    assert collected.correct.sum() == 3
    assert not collected.correct[collected.negative].any()
    assert (collected.kinds == "trademark").all()


def test_what_was_made_to_look_like_a_right_is_marked(collected: Pairs) -> None:
    none, *_ = _listings(collected)
    np.testing.assert_array_equal(collected.resembling, collected.listings == none)


def test_without_its_own_right_a_photo_has_no_better_rival(collected: Pairs) -> None:
    margin = [cue.name for cue in CUES].index("similarity_margin")
    of_one = collected.where(collected.listings == _listings(collected)[1])
    wrong = of_one.where(~of_one.correct & ~of_one.open_set)
    best = of_one.where(of_one.correct)
    again = of_one.where(of_one.open_set)
    np.testing.assert_array_equal(again.cues[:, 0], wrong.cues[:, 0])
    assert best.cues[0, 0] > wrong.cues[:, 0].max()
    assert again.cues[:, margin].max() > wrong.cues[:, margin].max()


def test_channels_are_kept_that_proposed_the_right(collected: Pairs) -> None:
    by_channel = dict(zip(Channel, collected.proposed.T, strict=True))
    assert by_channel[Channel.EMBEDDING].all()
    assert by_channel[Channel.LOCAL][collected.correct].sum() >= 2
    assert not by_channel[Channel.WORDMARK].any()
