"""Curves of an evaluation as coordinates of SVG shapes, on a square of 100 by 100 units."""

import math
from dataclasses import dataclass

import numpy as np

from training.evaluation.breakdown import Group
from training.evaluation.calibration_error import reliability

_MOST_POINTS = 300
"""Of a curve: more can't be seen."""

_LARGEST = 5.0
_SMALLEST = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled dot, its centre and radius in the chart's units."""

    x: float
    y: float
    radius: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The curves of one group.

    Attributes:
        name: The group.
        curve: Precision against recall, as the ``points`` of a polyline.
        cuts: Where precision 90 % and 99 % are held.
        bins: Observed against stated probability; a dot's radius grows with the number of pairs.
        uap: Area under the curve.
        ece: Expected calibration error.
    """

    name: str
    curve: str
    cuts: tuple[Mark, ...]
    bins: tuple[Mark, ...]
    uap: float
    ece: float


def chart(name: str, group: Group) -> Chart:
    """Draw a group's curves."""
    figures = group.accuracy
    return Chart(
        name=name,
        curve=_curve(group),
        cuts=(
            *_cut(group, "90 %", figures.recall_p90, figures.threshold_p90),
            *_cut(group, "99 %", figures.recall_p99, figures.threshold_p99),
        ),
        bins=_bins(group),
        uap=figures.uap,
        ece=figures.ece,
    )


def _curve(group: Group) -> str:
    curve = group.judged.curve()
    precision = curve.precision()
    recall = np.arange(1, len(precision) + 1) / max(curve.total, 1)
    shown = np.unique(np.linspace(0, len(precision) - 1, _MOST_POINTS).astype(int))
    if not len(precision):
        return ""
    return " ".join(f"{100 * recall[i]:.2f},{100 - 100 * precision[i]:.2f}" for i in shown)


def _cut(group: Group, name: str, recall: float, threshold: float) -> tuple[Mark, ...]:
    if math.isnan(threshold):
        return ()
    curve = group.judged.curve()
    precision = float(curve.precision()[round(recall * curve.total) - 1])
    label = f"precision {name}: recall {recall:.3f} from probability {threshold:.4f}"
    return (Mark(100 * recall, 100 - 100 * precision, 1.6, label),)


def _bins(group: Group) -> tuple[Mark, ...]:
    found = reliability(group.judged.chances, group.judged.correct)
    most = math.log1p(found.counts.max(initial=1))
    return tuple(
        Mark(
            100 * float(stated),
            100 - 100 * float(observed),
            _SMALLEST + (_LARGEST - _SMALLEST) * math.log1p(count) / most,
            f"{count:,} answers state {stated:.3f}; {observed:.3f} are correct",
        )
        for stated, observed, count in zip(
            found.stated, found.observed, found.counts.tolist(), strict=True
        )
    )
