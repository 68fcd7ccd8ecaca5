"""Fits what turns evidence into probabilities, on photos with known truth.

``python -m training.calibrate`` fits the calibration of the built-in model that is shipped with
the package. It always uses generated scenes, and their views as sellers edit them; labelled photos
may be named beside them. No model is trained on the marks that the scenes show, and the built-in
example uses neither their marks nor their designs.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from data.manifest import Rejected, count_rows, read_listings, read_rights
from data.records import Channel, Kind
from detector.calibration import Calibration, Fitted, channels_key, probability, save_calibration
from detector.candidates import Matchmaker
from detector.description import ALL_CHANNELS, PhotoDescriber, ViewDescriber
from detector.embedding import BUILTIN, load_embedder
from detector.regions import SalientRegions
from detector.verification import Verifier
from detector.wordmark.reader import RapidOcrReader
from training.additive import choose_penalty, fit_additive
from training.background import Background, measure_background
from training.editions import build_edition
from training.evaluation.calibration_error import expected_calibration_error
from training.evaluation.metrics import precision_recall
from training.pairs import Pairs, collect
from training.scenes import (
    EDITED,
    EDITED_COUNT,
    FULL_SIZE,
    SEED,
    Size,
    copies,
    write_edited,
    write_scenes,
)

EXPEDITED_PRECISION = 0.99
"""What a hit needs to be acted on without waiting for a reviewer."""

REVIEW_PRECISION = 0.5
"""A reviewer is shown what is at least as likely right as wrong."""

REVIEW_FALSE_ALARMS = 0.01
"""Share of ordinary listings, with nothing registered in them, that may reach a reviewer."""

_EDITS_PER_STRANGER = 3
"""Edited pictures for each mark, and for each design, that is drawn without being registered."""

_LEAST_EVIDENCE = 30
"""True pairs that must be expedited on held-out photos for a threshold to be believed."""


def collect_pairs(
    describer: ViewDescriber,
    photos: PhotoDescriber,
    background: Background,
    *,
    size: Size = FULL_SIZE,
    edited: int = EDITED_COUNT,
    scenes: Path | None = None,
    rights: Sequence[Path] = (),
    listings: Sequence[Path] = (),
    advance: Callable[[int], None] = lambda _: None,
) -> Pairs:
    """Generate scenes, register what they show, and gather the candidates of their photos.

    Args:
        describer: Describes the views.
        photos: Describes the photos.
        background: What photos are compared with beside the rights.
        size: How many scenes to generate, and how much is registered.
        edited: How many registered pictures to edit as sellers do, and how many others.
        scenes: Folder in which scenes are kept, and taken from if it has some; a temporary one
            unless given.
        rights: Manifests of further rights, registered beside those of the scenes.
        listings: Manifests of further labelled listings.
        advance: Is told how many photos more are done.
    """
    with TemporaryDirectory() as temporary:
        folder = scenes or Path(temporary)
        if not (folder / EDITED).exists():
            _write(folder, size, edited)
        photographed = (folder / "listings.csv", folder / EDITED, *listings)
        edition = build_edition(
            chain.from_iterable(map(read_rights, (folder / "rights.csv", *rights))),
            describer,
            read=_read,
            reject=_refuse,
        )
        return collect(
            chain.from_iterable(map(read_listings, photographed)),
            edition,
            background,
            photos,
            Matchmaker(Verifier()),
            on=datetime.now(UTC).date(),
            read=_read,
            reject=_refuse,
            advance=advance,
        )


def _write(folder: Path, size: Size, edited: int) -> None:
    registered = write_scenes(folder, size)
    with TemporaryDirectory() as temporary:
        strangers = Path(temporary)
        some = max(edited // _EDITS_PER_STRANGER, 1)
        others = write_scenes(strangers, Size(marks=some, designs=some, listings=1), seed=SEED + 2)
        write_edited(
            folder,
            strangers / "rights.csv",
            edited,
            leave_out=copies(registered, others),
        )


def fit_calibration(pairs: Pairs, background: Background, *, model: str) -> Calibration:
    """Fit an additive model per kind of right and set of channels.

    Half of the listings are fitted on; thresholds and the calibration error come from the rest.

    Args:
        pairs: What to fit on.
        background: What the photos were compared with beside the rights.
        model: Fingerprint of the embedder that was used.
    """
    held_out = pairs.listings % 2 == 1
    kinds: dict[Kind, dict[str, Fitted]] = {}
    facts: dict[str, Any] = {}
    for kind in Kind:
        kinds[kind] = {}
        fit, rest = pairs.where(~held_out), pairs.where(held_out)
        own = fit.of(kind, ALL_CHANNELS)
        penalty = choose_penalty(own.cues, own.correct, own.listings // 2, ALL_CHANNELS)
        facts[f"{kind.value} penalty"] = penalty
        for channels in _sets_of_channels():
            name = channels_key(channels)
            kinds[kind][name], facts[f"{kind.value} by {name}"] = _fit(
                fit, rest, kind, channels, penalty
            )
    return Calibration(
        model=model,
        background=background.vectors,
        twins=background.twins,
        kinds=kinds,
        fitted_on={
            "scenes": f"generated, split calibration, seed {SEED}, and edited views",
            "listings": len(np.unique(pairs.listings)),
            **facts,
        },
    )


def _sets_of_channels() -> Iterator[frozenset[Channel]]:
    for size in range(1, len(Channel) + 1):
        yield from map(frozenset, combinations(Channel, size))


def _read(location: str) -> bytes:
    return Path(location).read_bytes()


def _refuse(rejected: Rejected) -> None:
    raise RuntimeError(f"a labelled picture can't be read: {rejected}")


def _fit(
    fit: Pairs, held_out: Pairs, kind: Kind, channels: frozenset[Channel], penalty: float
) -> tuple[Fitted, dict[str, float | None]]:
    own = fit.of(kind, channels)
    model = fit_additive(own.cues, own.correct, channels, penalty=penalty)
    fitted = Fitted(
        curves=model.curves,
        offsets=model.offsets,
        intercept=model.intercept,
        expedited=None,
        review=None,
    )
    rest = held_out.of(kind, channels)
    chances = _chances(fitted, rest)
    curve = precision_recall(chances, rest.correct, int(rest.correct.sum()))
    recall, expedited = curve.recall_at(EXPEDITED_PRECISION)
    enough = recall * curve.total >= _LEAST_EVIDENCE
    review = _review_threshold(rest.where(~rest.open_set), chances[~rest.open_set], held_out)
    return (
        fitted.model_copy(
            update={
                "expedited": expedited if enough else None,
                "review": review,
            }
        ),
        {
            "true_pairs": int(rest.correct.sum()),
            "expedited_recall": round(recall, 4) if enough else 0.0,
            "ece": _rounded(expected_calibration_error(chances, rest.correct)),
            "isotonic_ece": _rounded(_isotonic_error(_chances(fitted, own), own, chances, rest)),
            "average_precision": _rounded(curve.average_precision()),
        },
    )


def _chances(fitted: Fitted, pairs: Pairs) -> NDArray[np.float64]:
    return probability(fitted.contributions(pairs.cues).sum(axis=1) + fitted.intercept)


def _isotonic_error(
    known: NDArray[np.float64], fit: Pairs, chances: NDArray[np.float64], held_out: Pairs
) -> float:
    """Return the calibration error if isotonic regression came after the model, to compare with."""
    if not len(known) or not len(chances):
        return float("nan")
    return expected_calibration_error(_isotonic(known, fit.correct, chances), held_out.correct)


def _isotonic(
    known: NDArray[np.float64], correct: NDArray[np.bool_], asked: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how often what is as probable is correct, which may only rise (Barlow et al. 1972)."""
    from sklearn.isotonic import IsotonicRegression

    if not len(known):
        return np.zeros(len(asked))
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(known, correct)
    return np.asarray(isotonic.predict(asked), dtype=np.float64)


def _rounded(value: float) -> float | None:
    """Return a figure for people; ``None`` where there was nothing to measure it on."""
    return None if np.isnan(value) else round(value, 4)


def _review_threshold(
    pairs: Pairs, chances: NDArray[np.float64], everything: Pairs
) -> float | None:
    """Return the least probability that is worth a reviewer's time; ``None`` if none is.

    Photos count as they are: that a right which is not registered would be taken for its sibling
    speaks against acting at once, but not against a person's looking at it. Nor does what
    resembles something registered, of which the scenes have far more than any marketplace: it
    counts as wrong, but not as one of the ordinary photos that may not come in numbers.
    """
    ordered = np.sort(chances)
    worth = ordered[_isotonic(chances, pairs.correct, ordered) >= REVIEW_PRECISION]
    if not len(worth):
        return None
    everything = everything.where(~everything.open_set & ~everything.resembling)
    negatives = len(np.unique(everything.listings[everything.negative]))
    ordinary = pairs.negative & ~pairs.resembling
    worst: dict[int, float] = {}
    for listing, chance in zip(
        pairs.listings[ordinary].tolist(), chances[ordinary].tolist(), strict=True
    ):
        worst[listing] = max(worst.get(listing, 0.0), chance)
    tolerated = int(REVIEW_FALSE_ALARMS * negatives)
    ranked = sorted(worst.values(), reverse=True)
    alarms = float(np.nextafter(ranked[tolerated], 1.0)) if len(ranked) > tolerated else 0.0
    return max(float(worth[0]), alarms)


def main(
    model: Annotated[str, typer.Option(help="The embedding model.")] = BUILTIN,
    scenes: Annotated[
        Path | None, typer.Option(help="Folder to keep scenes in, or take them from.")
    ] = None,
    rights: Annotated[
        list[Path] | None, typer.Option(help="Manifest of further rights; may be repeated.")
    ] = None,
    listings: Annotated[
        list[Path] | None,
        typer.Option(help="Manifest of further labelled listings; may be repeated."),
    ] = None,
    pairs: Annotated[
        Path | None,
        typer.Option(help="File (.npz) to keep the gathered evidence in, or take it from."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("detector/calibrations"),
) -> None:
    """Fit a model's calibration and write it where the package carries it."""
    embedder = load_embedder(model)
    describer = ViewDescriber(embedder)
    background = measure_background(embedder)
    if pairs is not None and pairs.exists():
        gathered = Pairs.load(pairs)
    else:
        total = FULL_SIZE.listings + 2 * EDITED_COUNT + sum(map(count_rows, listings or ()))
        with typer.progressbar(length=total, label="Photos") as bar:
            gathered = collect_pairs(
                describer,
                PhotoDescriber(embedder, SalientRegions(), RapidOcrReader),
                background,
                scenes=scenes,
                rights=rights or (),
                listings=listings or (),
                advance=bar.update,
            )
        if pairs is not None:
            gathered.save(pairs)
    fitted = fit_calibration(gathered, background, model=embedder.fingerprint)
    path = save_calibration(fitted, out)
    typer.echo(path.read_text(encoding="utf-8"))
    typer.echo(f"Written to {path}")


if __name__ == "__main__":
    typer.run(main)
