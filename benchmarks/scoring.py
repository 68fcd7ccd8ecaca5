"""How fast listing photos are scored, and where the time goes.

    python benchmarks/scoring.py RIGHTS LISTINGS [--photos 200] [--views 10000]

Registers RIGHTS in a home that is thrown away, scores photos of LISTINGS, then pads the registry
to the wanted number of views and scores the same photos again. A view of the padding has a random
vector, a random fingerprint, and the keypoints of a real view as far off as photos are. Scoring
runs as a user would run it, in a process of its own; the split over the stages is measured stage
by stage in this process, on one core but for the embedding.
"""

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from api.descriptions import store_descriptions
from api.settings import Settings
from api.workspace import Workspace
from data.db.rights import count_rights, save_right
from data.decode import decode
from data.manifest import Rejected, read_listings
from data.records import Kind, Right, View
from detector.candidates import Matchmaker
from detector.description import DECODE_SIDE, PhotoDescription, ViewDescriber, ViewDescription
from detector.fingerprint import CODE_BYTES, Fingerprint
from detector.fusion import cues
from detector.local_features import PHOTO_SIFT
from detector.scope import Scope
from detector.verification import PhotoPicture, Verifier, ViewPicture

_CHUNK = 500
_KEYPOINTS = 500
_NOISE = 25
"""Standard deviation per component that photographing adds to a descriptor, as in
``benchmarks/local_features.py``."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One timed run of ``lookalike score``; `peak_mb` is resident memory."""

    views: int
    photos_per_second: float
    peak_mb: float


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("rights", type=Path)
    parser.add_argument("listings", type=Path)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--views", type=int, default=10_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        rights = Path(folder) / "rights.csv"
        _copy(arguments.rights, rights, None)
        _lookalike(home, "register", str(rights))
        photos = Path(folder) / "listings.csv"
        count = _copy(arguments.listings, photos, arguments.photos)
        workspace = Workspace.open(Settings(home=home))
        start_up = _start_up_seconds(home, photos)
        runs = [_score(workspace, home, photos, count)]
        _pad(workspace, arguments.views)
        workspace.gallery.rebuild(now=datetime.now(UTC))
        runs.append(_score(workspace, home, photos, count))
        print(f"start-up to the first answer: {start_up:.1f} s")
        print(f"{'views':>8} {'photos/s':>9} {'peak MB':>8}")
        for run in runs:
            print(f"{run.views:>8,} {run.photos_per_second:>9.1f} {run.peak_mb:>8.0f}")
        print()
        print(f"one stage after the other, {count} photos, {runs[-1].views:,} views:")
        stages = _stages(workspace, photos)
        total = sum(stages.values())
        for name, milliseconds in stages.items():
            print(f"{name:>11} {milliseconds:>7.1f} ms/photo {milliseconds / total:>5.0%}")


def _copy(source: Path, target: Path, limit: int | None) -> int:
    """Copy a manifest with absolute image paths, evenly thinned out to at most `limit` rows."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if limit is not None and len(rows) > limit:
        rows = [rows[i * len(rows) // limit] for i in range(limit)]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        for row in rows:
            writer.writerow({**row, "image": str((source.parent / row["image"]).absolute())})
    return len(rows)


def _lookalike(home: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-c", "from api.cli.main import main; main()", *arguments],
        env={**os.environ, "LOOKALIKE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


def _start_up_seconds(home: Path, photos: Path) -> float:
    photo = next(_photos(photos))
    start = time.perf_counter()
    _lookalike(home, "screen", photo)
    return time.perf_counter() - start


def _score(workspace: Workspace, home: Path, photos: Path, count: int) -> Scored:
    with workspace.database.read() as session:
        views = count_rights(session).views
    one = photos.with_name("one.csv")
    _copy(photos, one, 1)
    seconds = []
    for manifest in (one, photos):
        start = time.perf_counter()
        out = photos.with_name(f"hits-{views}-{manifest.stem}.jsonl")
        _lookalike(home, "score", str(manifest), "--out", str(out))
        seconds.append(time.perf_counter() - start)
    # Starting up and ending are the same for one photo and for many.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Scored(views, (count - 1) / (seconds[1] - seconds[0]), peak)


def _pad(workspace: Workspace, views: int) -> None:
    """Register made-up views until there are so many."""
    rng = np.random.default_rng(0)
    describer = workspace.describer
    now = datetime.now(UTC)
    edition = workspace.gallery.current()
    real = list(edition.pictures.get(edition.catalog, edition.catalog.pictures.tolist()).values())
    with workspace.database.read() as session:
        missing = iter(range(views - count_rights(session).views))
    while batch := list(islice(missing, _CHUNK)):
        made = {
            f"{number + 1:064x}": _made_up(rng, real[number % len(real)], describer)
            for number in batch
        }
        with workspace.database.write() as session:
            store_descriptions(session, describer, made)
            for number, digest in zip(batch, made, strict=True):
                view = View("front", digest, 100, 100)
                right = Right(f"padding-{number}", Kind.REGISTERED_DESIGN, "padding", (view,))
                save_right(session, right, now=now)


def _made_up(
    rng: np.random.Generator, real: ViewPicture, describer: ViewDescriber
) -> ViewDescription:
    vector = rng.standard_normal(describer.embedder.dimension).astype(np.float32)
    features = real.features.first(_KEYPOINTS)
    noisy = features.descriptors + rng.normal(0, _NOISE, features.descriptors.shape)
    descriptors = noisy.clip(0, 255).astype(np.uint8)
    picture = replace(real, features=replace(features, descriptors=descriptors))
    vector /= np.linalg.norm(vector)
    return ViewDescription(vector, picture.to_bytes(), rng.bytes(CODE_BYTES))


def _photos(manifest: Path) -> Iterator[str]:
    for listing in read_listings(manifest):
        if not isinstance(listing, Rejected):
            yield from (photo.location for photo in listing.photos)


def _stages(workspace: Workspace, photos: Path) -> dict[str, float]:
    """Return milliseconds per photo of each stage, run one after the other."""
    cv2.setNumThreads(1)
    locations = list(_photos(photos))
    stages = ("decode", "regions", "embed", "keypoints", "fingerprint", "nearest", "votes", "rest")
    spent = dict.fromkeys(stages, 0.0)
    edition = workspace.gallery.current()
    calibration = workspace.calibration
    matchmaker, scope = Matchmaker(Verifier()), Scope(datetime.now(UTC).date())
    workspace.embedder.embed([decode(workspace.read(locations[0])).pixels])
    for location in locations:
        clock = [time.perf_counter()]

        def lap(stage: str, clock: list[float] = clock) -> None:
            clock.append(time.perf_counter())
            spent[stage] += clock[-1] - clock[-2]

        image = decode(workspace.read(location), max_side=DECODE_SIDE)
        lap("decode")
        regions = workspace.regions(image.pixels)
        lap("regions")
        vectors = workspace.embedder.embed([region.crop(image.pixels) for region in regions])
        lap("embed")
        picture = PhotoPicture.of(image, PHOTO_SIFT.extract(image))
        lap("keypoints")
        fingerprint = Fingerprint.of(image)
        lap("fingerprint")
        edition.vectors.search(vectors, 64)
        lap("nearest")
        edition.features.search(picture.features, 15)
        lap("votes")
        before = time.perf_counter()
        described = PhotoDescription(image, regions, vectors, picture, fingerprint, ())
        candidates = matchmaker.candidates(described, scope, edition)
        cues(
            described, candidates, edition.vectors, calibration.background, twins=calibration.twins
        )
        # Both searches were done again in there.
        spent["rest"] += time.perf_counter() - before - (clock[-1] - clock[-3])
    return {stage: 1000 * seconds / len(locations) for stage, seconds in spent.items()}


if __name__ == "__main__":
    main()
