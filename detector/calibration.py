"""From similarities to one honest probability, and from probabilities to bands.

A cosine means something else for every model, kind of right and photo. A logistic model (Platt
1999) per kind turns three features into a probability; it is fitted, with the thresholds of the
bands, on generated scenes with known truth by ``python -m training.calibrate``.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data.records import Band, Kind

_FORMAT = 1
_COHORT = 20
_SHIPPED = Path(__file__).parent / "calibrations"


class CalibrationError(RuntimeError):
    """There is no usable calibration for a model; the message says what to do."""


class KindCalibration(BaseModel):
    """The logistic model and thresholds for one kind of right.

    Attributes:
        weights: One weight for each of `features`, in their order.
        intercept: Log-odds where all features are zero.
        expedited: Least probability at which precision on held-out scenes reached its target;
            ``None`` where no probability did, and then nothing is expedited.
        review: Least probability that is worth a reviewer's time: at least every other hit is
            correct, and few listings with nothing in them come up; ``None`` where no probability
            is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: tuple[float, float, float]
    intercept: float
    expedited: float | None = Field(ge=0, le=1)
    review: float | None = Field(ge=0, le=1)


class Calibration(BaseModel):
    """What turns a model's similarities into probabilities and bands.

    Attributes:
        format: Version of this file format.
        model: Fingerprint of the embedder that it was fitted with.
        rival: A typical similarity of the best wrong right, standing in for rivals where only one
            right is registered.
        kinds: Logistic model and thresholds per kind of right.
        fitted_on: What it was fitted on and how well, for people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = Field(default=_FORMAT, ge=_FORMAT, le=_FORMAT)
    model: str
    rival: float
    kinds: Mapping[Kind, KindCalibration]
    fitted_on: Mapping[str, str | int | float]

    def log_odds(
        self, similarities: NDArray[np.float64], kinds: Sequence[Kind]
    ) -> NDArray[np.float64]:
        """Return ``(n,)`` log-odds that each of a photo's ``n`` candidates is in it."""
        weights = np.array([(*self.kinds[kind].weights,) for kind in kinds]).reshape(-1, 3)
        intercepts = np.array([self.kinds[kind].intercept for kind in kinds])
        return np.asarray((features(similarities, self.rival) * weights).sum(1) + intercepts)

    def band(self, kind: Kind, probability: float) -> Band:
        """Return what a probability is good for."""
        fitted = self.kinds[kind]
        if fitted.expedited is not None and probability >= fitted.expedited:
            return Band.EXPEDITED
        if fitted.review is not None and probability >= fitted.review:
            return Band.REVIEW
        return Band.NONE


def features(similarities: NDArray[np.float64], rival: float) -> NDArray[np.float64]:
    """Return the ``(n, 3)`` features of a photo's ``n`` candidates, given best first.

    They are the similarity; its margin over the best *other* right; and its margin over the mean
    of up to 20 other rights, the cohort normalisation of speaker verification (Auckenthaler et
    al. 2000): in a photo that is alike to everything, being alike means little. Where no other
    right is registered, `rival` stands in.
    """
    count = len(similarities)
    best_other = np.full(count, rival)
    cohort = np.full(count, rival)
    if count > 1:
        best_other[0], best_other[1:] = similarities[1], similarities[0]
        head = similarities[: _COHORT + 1]
        cohort[:] = similarities[:_COHORT].mean()
        cohort[: len(head)] = (head.sum() - head) / (len(head) - 1)
    return np.stack([similarities, similarities - best_other, similarities - cohort], axis=1)


def probability(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logistic function of log-odds, without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(log_odds / 2)))


def load_calibration(model: str, *folders: Path) -> Calibration:
    """Read the calibration of a model from the first folder that has one, or as shipped.

    Raises:
        CalibrationError: there is none, or the file can't be used.
    """
    for path in (folder / f"{model}.json" for folder in (*folders, _SHIPPED)):
        if path.is_file():
            try:
                calibration = Calibration.model_validate_json(path.read_bytes())
            except ValidationError as error:
                raise CalibrationError(f"calibration {path} can't be used: {error}") from error
            if calibration.model != model:
                raise CalibrationError(f"calibration {path} is for model {calibration.model}")
            return calibration
    raise CalibrationError(
        f"model {model} has no calibration, so its similarities are no probabilities yet; "
        "run `lookalike index rebuild` to fit one"
    )


def save_calibration(calibration: Calibration, folder: Path) -> Path:
    """Write a calibration where `load_calibration` finds it; replace an older one at once."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{calibration.model}.json"
    partial = path.with_suffix(".partial")
    text = json.dumps(calibration.model_dump(mode="json"), indent=2, sort_keys=True)
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(path)
    return path
