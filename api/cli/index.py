"""``lookalike index status|rebuild|verify``."""

import numpy as np
import typer

from api.cli.exit_codes import FAILED
from api.cli.output import say
from api.cli.progress import progress
from api.descriptions import describe_registered, images_to_describe
from api.settings import Settings
from api.workspace import Workspace
from data.db.embeddings import embedded_models
from data.db.rights import count_rights, registry_revision
from detector.calibration import CalibrationError, save_calibration
from detector.description import PhotoDescriber
from detector.gallery.following import FollowingFeatures, FollowingVectors
from index.faiss_index import FaissIndex
from index.inverted_lists import Tuning
from index.local_features import Segment
from index.protocol import Ids
from index.snapshot import SnapshotError, SnapshotMissing, read_manifest, verify_snapshot

_CHUNK = 2_000
_LABELS = {FollowingVectors: "Embeddings", FollowingFeatures: "Local features"}


def status(settings: Settings) -> None:
    """Print what is indexed; fail if the snapshot can't be used."""
    workspace = Workspace.open(settings)
    embedder = workspace.embedder
    with workspace.database.read() as session:
        counts, revision = count_rights(session), registry_revision(session)
        others = [m for m in embedded_models(session) if m != embedder.fingerprint]
    pending = len(images_to_describe(workspace.database, workspace.describer))
    say(f"Model: {embedder.name} ({embedder.fingerprint}), {embedder.dimension} dimensions")
    say(
        f"Registered: {counts.rights:,} rights with {counts.views:,} views, "
        f"{counts.withdrawn:,} withdrawn; revision {revision}"
    )
    if others:
        say(f"Embeddings of other models are kept: {', '.join(others)}")
    broken = False
    for index in workspace.gallery.snapshotted:
        label = _LABELS[type(index)]
        try:
            name, manifest = read_manifest(index.snapshots)
        except SnapshotMissing:
            say(f"{label}: no snapshot yet; everything is read from the database at start")
        except SnapshotError as error:
            say(f"{label}: {error}")
            broken = True
        else:
            behind = revision - manifest.revision
            say(
                f"{label}: snapshot {name} of {manifest.created_at:%Y-%m-%d %H:%M} UTC, "
                f"{manifest.count:,} entries, {_tuning(manifest.tuning)}, "
                + ("up to date" if not behind else f"{behind:,} changes behind, added live")
            )
    if pending:
        say(f"{pending:,} images are not described by this model: run `lookalike index rebuild`")
    if pending or broken:
        raise typer.Exit(FAILED)


def rebuild(settings: Settings) -> None:
    """Describe what is not, fit a calibration if there is none, and write snapshots."""
    workspace = Workspace.open(settings)
    pending = images_to_describe(workspace.database, workspace.describer)
    if pending:
        with progress("Describing", len(pending), "images") as advance:
            describe_registered(
                workspace.database,
                workspace.images,
                workspace.describer,
                pending,
                limits=settings.decode_limits,
                advance=advance,
            )
    _ensure_calibrated(workspace)
    edition = workspace.gallery.rebuild(now=workspace.clock())
    say(f"{len(edition.catalog):,} rights at revision {edition.revision}.")
    for index in workspace.gallery.snapshotted:
        name, manifest = read_manifest(index.snapshots)
        say(
            f"{_LABELS[type(index)]}: snapshot {name}, {manifest.count:,} entries, "
            f"{_tuning(manifest.tuning)}."
        )


def verify(settings: Settings) -> None:
    """Check the snapshots' bytes, then their ids and vectors against the database."""
    workspace = Workspace.open(settings)
    gallery = workspace.gallery
    try:
        vectors = verify_snapshot(
            FaissIndex, gallery.vectors.snapshots, model=workspace.embedder.fingerprint
        )
        features = verify_snapshot(
            Segment, gallery.features.snapshots, model=workspace.describer.picture_format
        )
    except SnapshotError as error:
        say(str(error))
        raise typer.Exit(FAILED) from error
    catalog = gallery.current().catalog
    shared: Ids = np.intersect1d(vectors.index.ids, catalog.view_ids)
    wrong = 0
    with progress("Comparing", len(shared), "vectors") as advance:
        for start in range(0, len(shared), _CHUNK):
            ids = shared[start : start + _CHUNK]
            stored = gallery.vectors.stored(catalog, ids)
            wrong += int((vectors.index.vectors_of(ids) != stored).any(axis=1).sum())
            advance(len(ids))
    say(f"Snapshots {vectors.name} and {features.name}: every byte is as written.")
    say(f"{len(shared) - wrong:,} of {len(shared):,} vectors are equal to those stored.")
    complete = True
    for index in gallery.snapshotted:
        wanted = index.wanted(catalog)
        held = np.intersect1d(index.ids, wanted)
        say(f"{_LABELS[type(index)]}: {len(held):,} of {len(wanted):,} are searchable.")
        complete &= np.array_equal(index.ids, wanted)
    if wrong or not complete:
        say("Run `lookalike index rebuild`.")
        raise typer.Exit(FAILED)


def _tuning(tuning: Tuning | None) -> str:
    if tuning is None:
        return "searched exactly"
    return f"inverted lists, {tuning.probes} probed, measured recall@10 {tuning.recall:.3f}"


def _ensure_calibrated(workspace: Workspace) -> None:
    """A model that was never used here needs its own scale of probabilities."""
    try:
        _ = workspace.calibration
    except CalibrationError:
        from training.background import measure_background
        from training.calibrate import collect_pairs, fit_calibration
        from training.scenes import EDITED_COUNT, FULL_SIZE

        background = measure_background(workspace.embedder)
        photos = PhotoDescriber(workspace.embedder, workspace.regions, workspace.text_reader)
        total = FULL_SIZE.listings + 2 * EDITED_COUNT
        with progress("Calibrating", total, "photos") as advance:
            pairs = collect_pairs(workspace.describer, photos, background, advance=advance)
        fitted = fit_calibration(pairs, background, model=workspace.embedder.fingerprint)
        say(f"Calibration: {save_calibration(fitted, workspace.calibrations)}")
