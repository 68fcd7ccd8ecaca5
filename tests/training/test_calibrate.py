"""Fitting probabilities and thresholds."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.records import Channel, Kind
from detector.calibration import (
    Calibration,
    channels_key,
    load_calibration,
    probability,
    save_calibration,
)
from detector.description import PhotoDescriber, ViewDescriber
from detector.embedding import Embedder
from detector.fusion import CUES, columns
from training.background import Background
from training.calibrate import (
    EXPEDITED_PRECISION,
    REVIEW_FALSE_ALARMS,
    REVIEW_PRECISION,
    collect_pairs,
    fit_calibration,
)
from training.pairs import Pairs
from training.scenes import Size

_ALL = frozenset(Channel)
_LISTINGS = 600
_CANDIDATES = 5
_BACKGROUND = Background(np.eye(3, dtype=np.float32), twins=0.9)


def _drawn(noise: float, *, truth: float = 0.6) -> Pairs:
    """Draw candidates of listings, of which some have a right in them: the first candidate."""
    rng = np.random.default_rng(7)
    count = _LISTINGS * _CANDIDATES
    listings = np.repeat(np.arange(_LISTINGS), _CANDIDATES)
    shows = rng.random(_LISTINGS) < truth
    correct = (np.arange(count) % _CANDIDATES == 0) & shows[listings]
    signs = np.array([cue.sign for cue in CUES])
    table = correct[:, None] * signs + rng.normal(0, noise, (count, len(CUES)))
    table[rng.random(count) < 0.5, columns(frozenset({Channel.LOCAL}))[0] :] = np.nan
    return Pairs(
        cues=table,
        kinds=np.where(listings // 2 % 2, "trademark", "registered_design"),
        correct=correct,
        proposed=np.tile([True, True, False, False], (count, 1)),
        listings=listings,
        open_set=np.zeros(count, dtype=bool),
        negative=~shows[listings],
        resembling=np.zeros(count, dtype=bool),
    )


@pytest.fixture(scope="module")
def noisy() -> tuple[Pairs, Calibration]:
    pairs = _drawn(0.5)
    return pairs, fit_calibration(pairs, _BACKGROUND, model="m")


def test_every_set_of_channels_is_fitted_for_every_kind(noisy: tuple[Pairs, Calibration]) -> None:
    _, calibration = noisy
    sets = [frozenset(c for i, c in enumerate(Channel) if bits >> i & 1) for bits in range(1, 16)]
    for kind in Kind:
        assert calibration.kinds[kind].keys() == {channels_key(channels) for channels in sets}
    assert calibration.model == "m"
    assert calibration.fitted_on["listings"] == _LISTINGS


def test_more_evidence_makes_a_right_more_probable(noisy: tuple[Pairs, Calibration]) -> None:
    _, calibration = noisy
    signs = np.array([cue.sign for cue in CUES])
    table = np.linspace(-1, 2, 9)[:, None] * signs
    for kind in Kind:
        odds = calibration.weigh(table, [kind] * 9, _ALL).log_odds
        assert (np.diff(odds) >= 0).all()
        assert odds[-1] > odds[0] + 2


def test_thresholds_keep_their_word_on_photos_that_were_left_out(
    noisy: tuple[Pairs, Calibration],
) -> None:
    pairs, calibration = noisy
    for kind in Kind:
        rest = pairs.where(pairs.listings % 2 == 1).of(kind, _ALL)
        odds = calibration.weigh(rest.cues, [kind] * len(rest.cues), _ALL).log_odds
        chances = probability(odds)
        fitted = calibration.fitted(kind, _ALL)
        assert fitted.expedited is not None
        assert fitted.review is not None
        above = chances >= fitted.expedited
        assert rest.correct[above].mean() >= EXPEDITED_PRECISION
        assert rest.correct[above].sum() >= 30
        shown = chances >= fitted.review
        assert rest.correct[shown].mean() >= REVIEW_PRECISION
        negatives = set(pairs.listings[pairs.negative & (pairs.listings % 2 == 1)].tolist())
        alarmed = set(rest.listings[shown & rest.negative].tolist())
        assert len(alarmed) <= REVIEW_FALSE_ALARMS * len(negatives)


def test_what_resembles_a_right_may_come_before_a_reviewer_in_numbers() -> None:
    pairs = _drawn(1.0)
    resembled = replace(pairs, resembling=pairs.negative)
    strict, lenient = (
        fit_calibration(some, _BACKGROUND, model="m").fitted(Kind.TRADEMARK, _ALL).review
        for some in (pairs, resembled)
    )
    assert strict is not None
    assert lenient is not None
    assert lenient < strict


def test_channels_that_were_never_heard_promise_nothing(noisy: tuple[Pairs, Calibration]) -> None:
    _, calibration = noisy
    for kind in Kind:
        fitted = calibration.fitted(kind, frozenset({Channel.WORDMARK}))
        assert (fitted.expedited, fitted.review) == (None, None)
        assert set(fitted.curves["word"].log_odds) == {0.0}


def test_too_little_evidence_expedites_nothing() -> None:
    calibration = fit_calibration(_drawn(0.2, truth=0.1), _BACKGROUND, model="m")
    for kind in Kind:
        fitted = calibration.fitted(kind, _ALL)
        assert fitted.expedited is None
        assert fitted.review is not None


def test_what_was_fitted_is_what_is_read_back(
    noisy: tuple[Pairs, Calibration], tmp_path: Path
) -> None:
    pairs, calibration = noisy
    save_calibration(calibration, tmp_path)
    read = load_calibration("m", tmp_path)
    kinds = [Kind(kind) for kind in pairs.kinds]
    np.testing.assert_array_equal(
        read.weigh(pairs.cues, kinds, _ALL).log_odds,
        calibration.weigh(pairs.cues, kinds, _ALL).log_odds,
    )
    assert read.fitted_on == calibration.fitted_on


def test_evidence_is_gathered_from_scenes_and_the_same_from_kept_ones(
    describer: ViewDescriber, photo_describer: PhotoDescriber, embedder: Embedder, tmp_path: Path
) -> None:
    background = Background(np.eye(1, embedder.dimension, dtype=np.float32), twins=0.97)

    def gather(size: Size, edited: int) -> tuple[Pairs, int]:
        done: list[int] = []
        pairs = collect_pairs(
            describer,
            photo_describer,
            background,
            size=size,
            edited=edited,
            scenes=tmp_path,
            advance=done.append,
        )
        return pairs, sum(done)

    first, photos = gather(Size(marks=2, designs=1, listings=6), edited=3)
    assert photos == 6 + 2 * 3
    assert len(set(first.listings.tolist())) == 12
    assert first.correct.any()
    assert first.negative.any()
    again, _ = gather(Size(marks=1, designs=1, listings=1), edited=1)
    np.testing.assert_array_equal(again.cues, first.cues)
