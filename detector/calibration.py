"""From cues to one honest probability, and from probabilities to bands.

A cosine, or a number of keypoints, means something else for every model, kind and photo. An
additive logistic model (Hastie & Tibshirani 1986) turns the cues of `detector.fusion` into a
probability: what each cue is worth never falls as the cue says more for the right, so more evidence
never makes a right less probable. There is a model for each kind of right and each set of channels
that may be heard, so that a channel that is off is neither taken for one that found nothing nor
made up for. They are fitted, with the thresholds of the bands, by ``python -m training.calibrate``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.records import Band, Channel, Kind
from detector.fusion import CUES, columns
from index.protocol import Vectors

_FORMAT = 2
_SHIPPED = Path(__file__).parent / "calibrations"


class CalibrationError(RuntimeError):
    """There is no usable calibration for a model; the message says what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """What evidence comes to.

    Attributes:
        log_odds: ``(n,)`` that each of a photo's ``n`` candidates is in it.
        contributions: ``(n, len(Channel))``: what each channel, in the order of `Channel`, adds to
            the log-odds of a candidate of which nothing is known.
    """

    log_odds: NDArray[np.float64]
    contributions: NDArray[np.float64]


class Curve(BaseModel):
    """What one cue is worth: linear between points, and constant beyond the outermost.

    So a cue that is further out than any that was fitted on counts no more than the last of those.

    Attributes:
        cue: Values of the cue, ascending.
        log_odds: What each adds to the log-odds; either never falling or never rising.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cue: tuple[float, ...] = Field(min_length=1)
    log_odds: tuple[float, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_a_function(self) -> Self:
        if len(self.cue) != len(self.log_odds) or list(self.cue) != sorted(self.cue):
            msg = "a curve needs ascending values of the cue, and as many of the log-odds"
            raise ValueError(msg)
        return self

    def __call__(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``(n,)`` log-odds for ``(n,)`` values; 0 where the cue is missing (NaN)."""
        return np.where(np.isnan(values), 0.0, np.interp(values, self.cue, self.log_odds))


class Fitted(BaseModel):
    """What evidence is worth for one kind of right, when one set of channels is heard.

    Attributes:
        curves: What each cue of these channels is worth, by the cue's name.
        offsets: What it is worth that a channel found anything at all, by the channel.
        intercept: Log-odds of a candidate of which no channel found anything.
        expedited: Least probability at which precision on held-out photos reached its target;
            ``None`` where no probability did, and then nothing is expedited.
        review: Least probability that is worth a reviewer's time: at least every other hit is
            correct, and few listings with nothing in them come up; ``None`` where no probability
            is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    curves: Mapping[str, Curve]
    offsets: Mapping[Channel, float]
    intercept: float
    expedited: float | None = Field(ge=0, le=1)
    review: float | None = Field(ge=0, le=1)

    def contributions(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``(n, len(Channel))``: what each channel adds to the log-odds.

        Args:
            table: ``(n, len(CUES))``, see `detector.fusion.cues`.
        """
        worth = np.zeros((len(table), len(Channel)))
        for number, channel in enumerate(Channel):
            if channel not in self.offsets:
                continue
            own = columns(frozenset({channel}))
            for column in own:
                worth[:, number] += self.curves[CUES[column].name](table[:, column])
            heard = ~np.isnan(table[:, own[0]])
            worth[heard, number] += self.offsets[channel]
        return worth


class Calibration(BaseModel):
    """What turns a photo's cues into probabilities and bands.

    Attributes:
        format: Version of this file format.
        model: Fingerprint of the embedder that it was fitted with.
        background: ``(b, dimension)`` embeddings of views that nobody registered, to compare with.
        twins: Cosine from which two views are as alike as one picture that was saved again.
        kinds: For each kind of right, what was fitted for each set of channels, see `channels_key`.
        fitted_on: What it was fitted on and how well, for people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    format: int = Field(default=_FORMAT, ge=_FORMAT, le=_FORMAT)
    model: str
    background: Vectors = Field(exclude=True)
    twins: float
    kinds: Mapping[Kind, Mapping[str, Fitted]]
    fitted_on: Mapping[str, Any]

    @model_validator(mode="after")
    def _weighs_all_cues(self) -> Self:
        for key, fitted in ((k, f) for models in self.kinds.values() for k, f in models.items()):
            heard = frozenset(map(Channel, key.split("+")))
            cues = {CUES[column].name for column in columns(heard)}
            if fitted.curves.keys() != cues or fitted.offsets.keys() != heard:
                msg = f"{key} was fitted on other cues than there are"
                raise ValueError(msg)
        return self

    def fitted(self, kind: Kind, channels: frozenset[Channel]) -> Fitted:
        """Return what was fitted for a kind of right when just these channels are heard.

        Raises:
            CalibrationError: nothing was.
        """
        try:
            return self.kinds[kind][channels_key(channels)]
        except KeyError as error:
            raise CalibrationError(
                f"nothing was fitted for {kind} with the channels {channels_key(channels)}"
            ) from error

    def weigh(
        self, table: NDArray[np.float64], kinds: Sequence[Kind], channels: frozenset[Channel]
    ) -> Weighed:
        """Weigh the ``(n, len(CUES))`` cues of candidates of these kinds."""
        contributions = np.zeros((len(table), len(Channel)))
        intercepts = np.zeros(len(table))
        for kind in set(kinds):
            fitted = self.fitted(kind, channels)
            rows = np.flatnonzero([other is kind for other in kinds])
            intercepts[rows] = fitted.intercept
            contributions[rows] = fitted.contributions(table[rows])
        return Weighed(contributions.sum(axis=1) + intercepts, contributions)

    def band(self, kind: Kind, channels: frozenset[Channel], probability: float) -> Band:
        """Return what a probability is good for."""
        fitted = self.fitted(kind, channels)
        if fitted.expedited is not None and probability >= fitted.expedited:
            return Band.EXPEDITED
        if fitted.review is not None and probability >= fitted.review:
            return Band.REVIEW
        return Band.NONE


def channels_key(channels: frozenset[Channel]) -> str:
    """Name a set of channels, such as ``embedding+local``."""
    return "+".join(channel.value for channel in Channel if channel in channels)


def probability(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logistic function of log-odds, without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(log_odds / 2)))


def load_calibration(model: str, *folders: Path) -> Calibration:
    """Read the calibration of a model from the first folder that has one, or as shipped.

    Raises:
        CalibrationError: there is none, or the files can't be used.
    """
    for path in (folder / f"{model}.json" for folder in (*folders, _SHIPPED)):
        if path.is_file():
            try:
                stored = json.loads(path.read_bytes())
                background = np.load(path.with_suffix(".npy"), allow_pickle=False)
                calibration = Calibration.model_validate(
                    {**stored, "background": background.astype(np.float32)}
                )
            except (OSError, TypeError, ValueError) as error:
                raise CalibrationError(
                    f"calibration {path} can't be used; `lookalike index rebuild` fits another: "
                    f"{error}"
                ) from error
            if calibration.model != model:
                raise CalibrationError(f"calibration {path} is for model {calibration.model}")
            return calibration
    raise CalibrationError(
        f"model {model} has no calibration, so its evidence makes no probabilities yet; "
        "run `lookalike index rebuild` to fit one"
    )


def save_calibration(calibration: Calibration, folder: Path) -> Path:
    """Write a calibration where `load_calibration` finds it; replace an older one at once.

    The background goes into a file of its own, in half precision.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{calibration.model}.json"
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.save(file, calibration.background.astype(np.float16), allow_pickle=False)
    partial.replace(path.with_suffix(".npy"))
    text = json.dumps(calibration.model_dump(mode="json"), indent=2, sort_keys=True)
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(path)
    return path
