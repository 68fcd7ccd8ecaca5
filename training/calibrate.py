"""Fits what turns similarities into probabilities, on generated scenes with known truth.

``python -m training.calibrate`` fits the calibration of the built-in model that is shipped with
the package; the scenes show marks and designs that the built-in example does not use.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from data.manifest import Rejected, read_listings, read_rights
from data.records import Kind
from detector.calibration import (
    Calibration,
    KindCalibration,
    features,
    probability,
    save_calibration,
)
from detector.candidates import Candidate, Retriever
from detector.embedding import BUILTIN, Embedder, load_embedder
from detector.regions import RegionProposer, SalientRegions
from detector.scope import Scope
from training.editions import build_edition, decoded_photos
from training.evaluation.calibration_error import expected_calibration_error
from training.evaluation.metrics import precision_recall

EXPEDITED_PRECISION = 0.99
"""What a hit needs to be acted on without waiting for a reviewer."""

REVIEW_PRECISION = 0.5
"""A reviewer is shown at most one wrong hit for each correct one."""

REVIEW_FALSE_ALARMS = 0.01
"""Share of listings with nothing registered in them that may reach a reviewer."""

_SEED = 20_171_101
_RIVALS = 32
_FITTED = 10
_LEAST_EVIDENCE = 30


@dataclass(frozen=True, slots=True)
class Size:
    """How much is generated to fit on."""

    marks: int
    designs: int
    listings: int


FULL_SIZE = Size(marks=200, designs=80, listings=1_500)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The candidates of all photos, one row each.

    Attributes:
        features: ``(n, 3)``.
        kinds: ``(n,)`` of `Kind`.
        correct: ``(n,)`` bool.
        listings: ``(n,)`` int, which listing; one may have several photos.
        negative: ``(n,)`` bool: nothing registered is in the photo.
    """

    features: NDArray[np.float64]
    kinds: NDArray[np.str_]
    correct: NDArray[np.bool_]
    listings: NDArray[np.int64]
    negative: NDArray[np.bool_]

    def where(self, rows: NDArray[np.bool_]) -> "_Pairs":
        return _Pairs(
            self.features[rows],
            self.kinds[rows],
            self.correct[rows],
            self.listings[rows],
            self.negative[rows],
        )


def fit_calibration(
    embedder: Embedder,
    regions: RegionProposer,
    *,
    size: Size = FULL_SIZE,
    scenes: Path | None = None,
    advance: Callable[[int], None] = lambda _: None,
) -> Calibration:
    """Generate scenes, retrieve candidates, and fit a logistic model per kind of right.

    Every other listing is fitted on; thresholds and the calibration error come from the rest.

    Args:
        embedder: The model to calibrate.
        regions: The regions that it will be used with.
        size: How many scenes to generate, and how much is registered.
        scenes: Folder in which scenes are kept, and taken from if it has some; a temporary one
            unless given.
        advance: Is told how many photos more are done.
    """
    with TemporaryDirectory() as temporary:
        folder = scenes or Path(temporary)
        if not (folder / "listings.csv").exists():
            _write_scenes(folder, size)
        pairs, rival = _retrieve(folder, embedder, regions, advance)
    held_out = pairs.listings % 2 == 1
    kinds = {kind: _fit_kind(pairs.where(~held_out), pairs.where(held_out), kind) for kind in Kind}
    return Calibration(
        model=embedder.fingerprint,
        rival=rival,
        kinds={kind: fitted for kind, (fitted, _) in kinds.items()},
        fitted_on={
            "scenes": f"generated, split calibration, seed {_SEED}",
            "listings": int(pairs.listings[-1]) + 1,
            **{name: value for _, facts in kinds.values() for name, value in facts.items()},
        },
    )


def _write_scenes(folder: Path, size: Size) -> None:
    from data.synthetic.example import write_example

    write_example(
        folder,
        seed=_SEED,
        split="calibration",
        marks=size.marks,
        designs=size.designs,
        listings=size.listings,
    )


def _retrieve(
    folder: Path,
    embedder: Embedder,
    regions: RegionProposer,
    advance: Callable[[int], None],
) -> tuple[_Pairs, float]:
    """Return the pairs, and the typical similarity of the best wrong right of a photo."""
    today = datetime.now(UTC).date()

    def read(location: str) -> bytes:
        return Path(location).read_bytes()

    edition = build_edition(read_rights(folder / "rights.csv"), embedder, read=read, reject=_refuse)
    retriever = Retriever(embedder, regions)
    parts: list[_Pairs] = []
    rivals: list[float] = []
    ordinals: dict[str, int] = {}
    listings = read_listings(folder / "listings.csv")
    for batch in decoded_photos(listings, read=read, reject=_refuse):
        images = [image.pixels for _, _, image in batch]
        found = retriever.candidates(images, [Scope(today)] * len(batch), edition, limit=_RIVALS)
        for (listing, _, _), candidates in zip(batch, found, strict=True):
            truth = frozenset(listing.right_ids or ())
            rivals += _best_wrong(candidates, truth)
            ordinal = ordinals.setdefault(listing.listing_id, len(ordinals))
            parts.append(_pairs(candidates, truth, ordinal))
        advance(len(batch))
    rival = float(np.median(rivals))
    return _concatenated(parts), rival


def _refuse(rejected: Rejected) -> None:
    raise RuntimeError(f"a generated scene can't be read: {rejected}")


def _best_wrong(candidates: Sequence[Candidate], truth: frozenset[str]) -> Iterator[float]:
    wrong = (c.similarity for c in candidates if c.right.right_id not in truth)
    return iter([best] if (best := next(wrong, None)) is not None else [])


def _pairs(candidates: Sequence[Candidate], truth: frozenset[str], listing: int) -> _Pairs:
    similarities = np.array([candidate.similarity for candidate in candidates])
    # The rival that stands in where a gallery has one right is never needed here.
    rows = features(similarities, rival=0.0)[:_FITTED]
    count = len(rows)
    return _Pairs(
        rows,
        np.array([candidate.right.kind.value for candidate in candidates[:count]]),
        np.array([candidate.right.right_id in truth for candidate in candidates[:count]]),
        np.full(count, listing),
        np.full(count, not truth),
    )


def _concatenated(parts: Sequence[_Pairs]) -> _Pairs:
    return _Pairs(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([part.correct for part in parts]),
        np.concatenate([part.listings for part in parts]),
        np.concatenate([part.negative for part in parts]),
    )


def _fit_kind(
    fit: _Pairs, held_out: _Pairs, kind: Kind
) -> tuple[KindCalibration, dict[str, float | int]]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    fit = fit.where(fit.kinds == kind.value)
    scaler = StandardScaler().fit(fit.features)
    model = LogisticRegression(C=1.0, max_iter=1000)
    model.fit(scaler.transform(fit.features), fit.correct)
    # The scaling is folded into the weights, so that it need not be stored.
    weights = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - weights @ scaler.mean_)

    rest = held_out.where(held_out.kinds == kind.value)
    chances = probability(rest.features @ weights + intercept)
    curve = precision_recall(chances, rest.correct, int(rest.correct.sum()))
    recall, expedited = curve.recall_at(EXPEDITED_PRECISION)
    enough = recall * curve.total >= _LEAST_EVIDENCE
    _, precise = curve.recall_at(REVIEW_PRECISION)
    negatives = len(np.unique(held_out.listings[held_out.negative]))
    alarms = _false_alarm_threshold(chances, rest, negatives)
    return (
        KindCalibration(
            weights=(float(weights[0]), float(weights[1]), float(weights[2])),
            intercept=intercept,
            expedited=expedited if enough else None,
            review=None if np.isnan(precise) else max(precise, alarms),
        ),
        {
            f"{kind.value}_true_pairs": int(rest.correct.sum()),
            f"{kind.value}_expedited_recall": round(recall, 4) if enough else 0.0,
            f"{kind.value}_ece": round(expected_calibration_error(chances, rest.correct), 4),
        },
    )


def _false_alarm_threshold(chances: NDArray[np.float64], pairs: _Pairs, negatives: int) -> float:
    """Return the least probability that at most `REVIEW_FALSE_ALARMS` of negatives reach."""
    worst: dict[int, float] = {}
    for listing, chance in zip(
        pairs.listings[pairs.negative], chances[pairs.negative], strict=True
    ):
        worst[int(listing)] = max(worst.get(int(listing), 0.0), float(chance))
    tolerated = int(REVIEW_FALSE_ALARMS * negatives)
    ranked = sorted(worst.values(), reverse=True)
    if len(ranked) <= tolerated:
        return 0.0
    return float(np.nextafter(ranked[tolerated], 1.0))


def main(
    model: Annotated[str, typer.Option(help="The embedding model.")] = BUILTIN,
    scenes: Annotated[
        Path | None, typer.Option(help="Folder to keep scenes in, or take them from.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("detector/calibrations"),
) -> None:
    """Fit a model's calibration and write it where the package carries it."""
    fitted = fit_calibration(load_embedder(model), SalientRegions(), scenes=scenes)
    path = save_calibration(fitted, out)
    typer.echo(path.read_text(encoding="utf-8"))
    typer.echo(f"Written to {path}")


if __name__ == "__main__":
    typer.run(main)
