"""From cues to probabilities and bands."""

import json
from itertools import chain, combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.records import Band, Channel, Kind
from detector.calibration import (
    Calibration,
    CalibrationError,
    Curve,
    Fitted,
    channels_key,
    load_calibration,
    probability,
    save_calibration,
)
from detector.fusion import CUES, columns

_ALL = frozenset(Channel)
_SETS = [
    frozenset(channels)
    for channels in chain.from_iterable(combinations(Channel, size) for size in (1, 2, 3, 4))
]
_EMBEDDING = frozenset({Channel.EMBEDDING})


def _fitted(
    channels: frozenset[Channel],
    seed: int = 0,
    *,
    expedited: float | None = 0.9,
    review: float | None = 0.4,
) -> Fitted:
    rng = np.random.default_rng([seed, len(channels)])

    def curve(sign: int) -> Curve:
        rising = np.sort(rng.normal(size=(2, 3)), axis=1)
        return Curve(cue=tuple(rising[0].tolist()), log_odds=tuple(rising[1, ::sign].tolist()))

    return Fitted(
        curves={CUES[column].name: curve(CUES[column].sign) for column in columns(channels)},
        offsets={channel: float(rng.normal()) for channel in channels},
        intercept=-1.0 - seed,
        expedited=expedited,
        review=review,
    )


def _calibration(
    sets: list[frozenset[Channel]] = _SETS,
    *,
    expedited: float | None = 0.9,
    review: float | None = 0.4,
) -> Calibration:
    return Calibration(
        model="abc",
        background=np.eye(3, dtype=np.float32),
        twins=0.9,
        kinds={
            kind: {
                channels_key(channels): _fitted(channels, seed, expedited=expedited, review=review)
                for channels in sets
            }
            for seed, kind in enumerate(Kind)
        },
        fitted_on={"photos": 2},
    )


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_probabilities_lie_in_the_unit_interval_and_keep_the_order(values: list[float]) -> None:
    ordered = np.sort(np.array(values))
    chances = probability(ordered)
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances) >= 0).all()


def test_a_probability_by_hand() -> None:
    np.testing.assert_allclose(probability(np.log([3, 1, 1 / 4])), [0.75, 0.5, 0.2])


def test_a_curve_by_hand() -> None:
    curve = Curve(cue=(1, 2, 4), log_odds=(0, 3, -1))
    values = np.array([-9, 1, 1.5, 2, 3, 4, 99, np.nan])
    assert curve(values).tolist() == [0, 0, 1.5, 3, 1, -1, -1, 0]
    assert Curve(cue=(1,), log_odds=(2,))(values[-2:]).tolist() == [2, 0]


@pytest.mark.parametrize(("cue", "log_odds"), [((), ()), ((1, 2), (0,)), ((2, 1), (0, 1))])
def test_what_is_no_curve_is_refused(cue: tuple[float, ...], log_odds: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="Curve"):
        Curve(cue=cue, log_odds=log_odds)


def _worth(fitted: Fitted, name: str, value: float) -> float:
    """Read a curve off by trying each of its pieces."""
    if np.isnan(value):
        return 0.0
    cue, log_odds = fitted.curves[name].cue, fitted.curves[name].log_odds
    for (x, y), (right, above) in pairwise(zip(cue, log_odds, strict=True)):
        if x <= value <= right:
            return y + (above - y) * (value - x) / (right - x)
    return log_odds[0] if value < cue[0] else log_odds[-1]


@pytest.mark.parametrize("channels", _SETS, ids=channels_key)
def test_evidence_is_weighed_as_a_plain_sum(channels: frozenset[Channel]) -> None:
    calibration = _calibration()
    table = np.random.default_rng(1).normal(size=(6, len(CUES)))
    for row, channel in enumerate((*Channel, None)):
        if channel is not None:
            table[row, columns(frozenset({channel}))] = np.nan
    kinds = [Kind.TRADEMARK, Kind.REGISTERED_DESIGN] * 3
    weighed = calibration.weigh(table, kinds, channels)
    for row, kind in enumerate(kinds):
        fitted = calibration.kinds[kind][channels_key(channels)]
        told = dict.fromkeys(Channel, 0.0)
        for cue, value in zip(CUES, table[row].tolist(), strict=True):
            if cue.channel in channels:
                told[cue.channel] += _worth(fitted, cue.name, value)
        for channel in channels:
            own = table[row, columns(frozenset({channel}))]
            told[channel] += 0 if np.isnan(own).all() else fitted.offsets[channel]
        assert weighed.contributions[row] == pytest.approx([told[channel] for channel in Channel])
        assert weighed.log_odds[row] == pytest.approx(fitted.intercept + sum(told.values()))


def test_channels_that_found_nothing_or_are_off_say_nothing() -> None:
    table = np.full((1, len(CUES)), np.nan)
    table[0, columns(frozenset({Channel.LOCAL}))] = 0.5
    heard = frozenset({Channel.EMBEDDING, Channel.WORDMARK})
    weighed = _calibration().weigh(table, [Kind.TRADEMARK], heard)
    assert weighed.contributions.tolist() == [[0.0] * len(Channel)]
    fitted = _calibration().fitted(Kind.TRADEMARK, heard)
    assert weighed.log_odds.tolist() == [fitted.intercept]


def test_no_candidates_weigh_nothing() -> None:
    weighed = _calibration().weigh(np.empty((0, len(CUES))), [], _ALL)
    assert (weighed.log_odds.shape, weighed.contributions.shape) == ((0,), (0, len(Channel)))


def test_a_set_of_channels_that_was_not_fitted_is_refused() -> None:
    calibration = _calibration([_EMBEDDING, _ALL])
    with pytest.raises(CalibrationError, match=r"trademark.*embedding\+local"):
        calibration.fitted(Kind.TRADEMARK, frozenset({Channel.LOCAL, Channel.EMBEDDING}))


def test_bands() -> None:
    calibration = _calibration()
    chances = (0.39, 0.4, 0.89, 0.9)
    bands = [calibration.band(Kind.TRADEMARK, _ALL, chance) for chance in chances]
    assert bands == [Band.NONE, Band.REVIEW, Band.REVIEW, Band.EXPEDITED]


def test_where_no_threshold_is_precise_enough_nothing_is_expedited() -> None:
    assert _calibration(expedited=None).band(Kind.TRADEMARK, _ALL, 1.0) is Band.REVIEW


def test_where_no_threshold_is_worth_a_reviewers_time_nothing_is_shown() -> None:
    unfit = _calibration(expedited=None, review=None)
    assert unfit.band(Kind.TRADEMARK, _ALL, 1.0) is Band.NONE


def test_channels_are_named_in_one_order() -> None:
    both = (Channel.WORDMARK, Channel.EMBEDDING)
    assert channels_key(frozenset(both)) == "embedding+wordmark"


def test_a_calibration_survives_being_written(tmp_path: Path) -> None:
    written = _calibration()
    path = save_calibration(written, tmp_path)
    read = load_calibration("abc", tmp_path)
    assert read.model_dump() == written.model_dump()
    np.testing.assert_array_equal(read.background, written.background)
    assert read.background.dtype == np.float32
    assert {file.name for file in tmp_path.iterdir()} == {path.name, "abc.npy"}


def test_the_background_is_kept_as_well_as_half_precision_can(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).normal(size=(20, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    save_calibration(_calibration().model_copy(update={"background": vectors}), tmp_path)
    np.testing.assert_allclose(load_calibration("abc", tmp_path).background, vectors, atol=5e-4)


def test_a_folder_of_ones_own_comes_before_others(tmp_path: Path) -> None:
    for name, model in (("own", _calibration(review=0.3)), ("other", _calibration(review=0.2))):
        save_calibration(model, tmp_path / name)
    read = load_calibration("abc", tmp_path / "none", tmp_path / "own", tmp_path / "other")
    assert read.fitted(Kind.TRADEMARK, _ALL).review == 0.3


def test_a_model_without_one_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match="index rebuild"):
        load_calibration("unknown", tmp_path)


@pytest.mark.parametrize("damage", ["format", "text", "curves", "offsets", "no background"])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, damage: str) -> None:
    path = save_calibration(_calibration(), tmp_path)
    stored = json.loads(path.read_text())
    match damage:
        case "format":
            path.write_text(json.dumps({**stored, "format": 1}))
        case "text":
            path.write_text(path.read_text()[:-10])
        case "curves":
            del stored["kinds"]["trademark"]["embedding"]["curves"]["similarity"]
            path.write_text(json.dumps(stored))
        case "offsets":
            stored["kinds"]["trademark"]["embedding"]["offsets"]["local"] = 1.0
            path.write_text(json.dumps(stored))
        case "no background":
            path.with_suffix(".npy").unlink()
    with pytest.raises(CalibrationError, match=r"abc\.json.*index rebuild"):
        load_calibration("abc", tmp_path)


def test_a_file_of_another_model_is_refused(tmp_path: Path) -> None:
    path = save_calibration(_calibration(), tmp_path)
    path.with_suffix(".npy").rename(tmp_path / "other.npy")
    path.rename(tmp_path / "other.json")
    with pytest.raises(CalibrationError, match="for model abc"):
        load_calibration("other", tmp_path)
