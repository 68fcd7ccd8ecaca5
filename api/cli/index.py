"""``lookalike index status|rebuild|verify``."""

import numpy as np
import typer

from api.cli.exit_codes import FAILED
from api.cli.output import say
from api.cli.progress import progress
from api.embedding_jobs import embed_registered, pending_images
from api.settings import Settings
from api.workspace import Workspace
from data.db.embeddings import embedded_models
from data.db.rights import count_rights, registry_revision
from detector.calibration import CalibrationError, save_calibration
from index.inverted_lists import Tuning
from index.protocol import Ids
from index.snapshot import SnapshotError, SnapshotMissing, read_manifest, verify_snapshot

_CHUNK = 2_000


def status(settings: Settings) -> None:
    """Print what is indexed; fail if the snapshot can't be used."""
    workspace = Workspace.open(settings)
    embedder = workspace.embedder
    with workspace.database.read() as session:
        counts, revision = count_rights(session), registry_revision(session)
        others = [m for m in embedded_models(session) if m != embedder.fingerprint]
    pending = len(pending_images(workspace))
    say(f"Model: {embedder.name} ({embedder.fingerprint}), {embedder.dimension} dimensions")
    say(
        f"Registered: {counts.rights:,} rights with {counts.views:,} views, "
        f"{counts.withdrawn:,} withdrawn; revision {revision}"
    )
    if others:
        say(f"Embeddings of other models are kept: {', '.join(others)}")
    try:
        name, manifest = read_manifest(workspace.gallery.snapshots)
    except SnapshotMissing:
        say("Snapshot: none yet; everything is read from the stored embeddings at start")
    except SnapshotError as error:
        say(f"Snapshot: {error}")
        raise typer.Exit(FAILED) from error
    else:
        behind = revision - manifest.revision
        say(
            f"Snapshot: {name} of {manifest.created_at:%Y-%m-%d %H:%M} UTC, "
            f"{manifest.count:,} views, {_tuning(manifest.tuning)}, "
            + ("up to date" if not behind else f"{behind:,} changes behind, which are added live")
        )
    if pending:
        say(f"{pending:,} images have no embedding of this model: run `lookalike index rebuild`")
        raise typer.Exit(FAILED)


def rebuild(settings: Settings) -> None:
    """Embed what is missing, fit a calibration if there is none, and write a snapshot."""
    workspace = Workspace.open(settings)
    pending = pending_images(workspace)
    if pending:
        with progress("Embedding", len(pending), "images") as advance:
            embed_registered(workspace, pending, advance)
    _ensure_calibrated(workspace)
    edition = workspace.gallery.rebuild(now=workspace.clock())
    name, manifest = read_manifest(workspace.gallery.snapshots)
    say(
        f"Snapshot {name}: {manifest.count:,} views of {len(edition.catalog):,} rights at "
        f"revision {edition.revision}, {_tuning(manifest.tuning)}."
    )


def verify(settings: Settings) -> None:
    """Check the snapshot's bytes, then its ids and vectors against the database."""
    workspace = Workspace.open(settings)
    try:
        model = workspace.embedder.fingerprint
        snapshot = verify_snapshot(workspace.gallery.snapshots, model=model)
    except SnapshotError as error:
        say(str(error))
        raise typer.Exit(FAILED) from error
    edition = workspace.gallery.current()
    shared: Ids = np.intersect1d(snapshot.index.ids, edition.catalog.view_ids)
    wrong = 0
    with progress("Comparing", len(shared), "vectors") as advance:
        for start in range(0, len(shared), _CHUNK):
            ids = shared[start : start + _CHUNK]
            stored = workspace.gallery.stored_vectors(edition.catalog, ids)
            wrong += int((snapshot.index.vectors_of(ids) != stored).any(axis=1).sum())
            advance(len(ids))
    complete = np.array_equal(edition.index.ids, edition.catalog.view_ids)
    say(f"Snapshot {snapshot.name}: every byte is as written.")
    say(f"{len(shared) - wrong:,} of {len(shared):,} vectors are equal to those stored.")
    say(f"{len(edition.index):,} of {len(edition.catalog.view_ids):,} views are searchable.")
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
        from training.calibrate import FULL_SIZE, fit_calibration

        with progress("Calibrating", FULL_SIZE.listings, "photos") as advance:
            fitted = fit_calibration(workspace.embedder, workspace.regions, advance=advance)
        say(f"Calibration: {save_calibration(fitted, workspace.calibrations)}")
