"""The figures of an evaluation, as tables for people and as JSON for machines."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from api.mistakes import Table
from data.records import Band
from training.evaluation.bands import Reach
from training.evaluation.breakdown import Breakdown, Group

_HEADINGS = (
    "", "listings", "negatives", "R@1", "R@5", "µAP", "recall@P90", "from", "recall@P99", "from",
    "ECE",
)  # fmt: skip


def accuracy_table(figures: Breakdown) -> Table:
    """Lay out a row per group; ± is half of the 95 % interval, "from" the threshold."""
    groups = {
        f"{column}={value}": group
        for column, values in figures.by.items()
        for value, group in values.items()
    }
    return Table(_HEADINGS, [_row(name, group) for name, group in _all(figures, groups)])


def band_table(bands: Mapping[Band, Reach], overall: Group) -> Table:
    """Lay out how much reaches each band."""
    headings = ("reach", "of negatives", "of positives, correctly", "correct answers there")
    rows = []
    for band, reached in bands.items():
        count = 0 if math.isnan(reached.negatives) else reached.negatives * overall.n_negatives
        of_all = f" ({count:,.0f} of {overall.n_negatives:,})"
        shares = (_percent(share) for share in (reached.positives, reached.precision))
        rows.append((band.value, _percent(reached.negatives) + of_all, *shares))
    return Table(headings, rows)


def as_json(figures: Breakdown, bands: Mapping[Band, Reach], ms_per_photo: float) -> str:
    """Write everything; what is not defined is ``null``."""
    content = {
        "overall": _object(figures.overall, ms_per_photo),
        "by": {
            column: {value: _object(group, ms_per_photo) for value, group in values.items()}
            for column, values in figures.by.items()
        },
        "bands": {band.value: asdict(reached) for band, reached in bands.items()},
    }
    return json.dumps(_defined(content), indent=2, ensure_ascii=False) + "\n"


def _all(figures: Breakdown, groups: Mapping[str, Group]) -> Iterator[tuple[str, Group]]:
    yield "all", figures.overall
    yield from groups.items()


def _row(label: str, group: Group) -> tuple[str, ...]:
    accuracy = group.accuracy
    return (
        label,
        f"{group.n_listings:,}",
        f"{group.n_negatives:,}",
        _figure(group, "r1"),
        _figure(group, "r5"),
        _figure(group, "uap"),
        _figure(group, "recall_p90"),
        _number(accuracy.threshold_p90, 4),
        _figure(group, "recall_p99"),
        _number(accuracy.threshold_p99, 4),
        _figure(group, "ece", 4),
    )


def _figure(group: Group, name: str, digits: int = 3) -> str:
    value = getattr(group.accuracy, name)
    if math.isnan(value):
        return "n/a"
    low, high = group.interval[name]
    return f"{value:.{digits}f} ±{(high - low) / 2:.{digits}f}"


def _number(value: float, digits: int) -> str:
    return "n/a" if math.isnan(value) else f"{value:.{digits}f}"


def _percent(share: float) -> str:
    return "n/a" if math.isnan(share) else f"{share:.2%}"


def _object(group: Group, ms_per_photo: float) -> dict[str, object]:
    return {
        **asdict(group.accuracy),
        "n_listings": group.n_listings,
        "n_negatives": group.n_negatives,
        "n_rights": group.n_rights,
        "ms_per_photo": ms_per_photo,
        "interval": group.interval,
    }


def _defined(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _defined(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_defined(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value
