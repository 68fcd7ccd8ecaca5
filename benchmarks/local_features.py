"""What votes of local features find, and what they cost.

    python benchmarks/local_features.py RIGHTS… --listings LISTINGS [--where COLUMN=VALUE…]
                                        [--grow N…]

Registers the rights of all manifests, and prints for how many listing photos the right is among
the first 1, 5, 20 and 50 views voted for, with the time of each stage on one core. Another row is
of twice as many lists looked through, and one of as few views as are still compared exactly.

``--grow`` then measures registries of N times as many keypoints, made up from the real ones.
"""

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from data.decode import ImageError, decode
from data.manifest import RightRows, read_listings, read_rights
from data.records import Kind, Listing
from detector.description import DECODE_SIDE
from detector.local_features import PHOTO_SIFT, VIEW_SIFT, LocalFeatures
from index.inverted_lists import Tuning
from index.local_features import Keypoints, Segment, build
from index.local_features.build import EXACT_BELOW

RANKS = (1, 5, 20, 50)
BYTES_PER_KEYPOINT = 144


@dataclass(frozen=True, slots=True)
class Registry:
    """Features of every view, and the right that each view is of."""

    features: dict[int, LocalFeatures]
    rights: list[str]


class Grown(Mapping[int, Keypoints]):
    """A registry several times over; each further copy is as far from the real one as photos are.

    Copies are made when they are asked for, so that memory holds the index alone.
    """

    def __init__(self, features: Mapping[int, LocalFeatures], times: int) -> None:
        self._features, self._times = features, times

    def __getitem__(self, view: int) -> LocalFeatures:
        copy, original = divmod(view, len(self._features))
        features = self._features[original]
        if not copy:
            return features
        rng = np.random.default_rng(view)
        noisy = features.descriptors + rng.normal(0, 25, features.descriptors.shape)
        return replace(features, descriptors=noisy.clip(0, 255).astype(np.uint8))

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self)))

    def __len__(self) -> int:
        return len(self._features) * self._times


def register(manifests: Sequence[Path]) -> Registry:
    """Describe every view of the rights in these manifests."""
    features: dict[int, LocalFeatures] = {}
    rights: list[str] = []
    for manifest in manifests:
        for row in read_rights(manifest):
            if not isinstance(row, RightRows):
                continue
            for view in row.views:
                described = VIEW_SIFT.extract(
                    decode(Path(view.location).read_bytes(), max_side=DECODE_SIDE)
                )
                if row.right.kind is Kind.TRADEMARK:
                    described = described.joined(described.contrast_reversed())
                features[len(rights)] = described
                rights.append(row.right.right_id)
    return Registry(features, rights)


def described_photos(
    listings: Sequence[Listing],
) -> tuple[list[tuple[set[str], LocalFeatures]], dict[str, float]]:
    """Each photo's rights and keypoints, and the milliseconds that each stage took in all."""
    photos, spent = [], defaultdict[str, float](float)
    for listing in listings:
        for photo in listing.photos:
            payload = Path(photo.location).read_bytes()
            started = time.process_time()
            try:
                image = decode(payload, max_side=DECODE_SIDE)
            except ImageError as error:
                print(f"{photo.image}: {error}")
                continue
            decoded = time.process_time()
            features = PHOTO_SIFT.extract(image)
            spent["decode"] += 1e3 * (decoded - started)
            spent["describe"] += 1e3 * (time.process_time() - decoded)
            photos.append((set(listing.right_ids or ()), features))
    return photos, spent


def rank(segment: Segment, registry: Registry, right_ids: set[str], photo: LocalFeatures) -> float:
    """Position of the first view of a right that is in the photo, from 1."""
    votes = segment.search(photo, RANKS[-1])
    for position, view in enumerate(votes.ids.tolist(), start=1):
        if registry.rights[view % len(registry.rights)] in right_ids:
            return position
    return np.inf


def wanted(listing: Listing, conditions: Sequence[str]) -> bool:
    """Whether a listing names a right and has these values in its other columns."""
    pairs = (condition.partition("=") for condition in conditions)
    return bool(listing.right_ids) and all(
        listing.metadata.get(column) == value for column, _, value in pairs
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rights", nargs="+", type=Path)
    parser.add_argument("--listings", required=True, type=Path)
    parser.add_argument("--where", nargs="*", default=[], metavar="COLUMN=VALUE")
    parser.add_argument("--limit", type=int, default=200, help="how many listings, evenly taken")
    parser.add_argument("--grow", nargs="*", type=int, default=[], metavar="N")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)

    rows = [row for row in read_listings(arguments.listings) if isinstance(row, Listing)]
    rows = [row for row in rows if wanted(row, arguments.where)]
    rows = rows[:: max(1, round(len(rows) / arguments.limit))][: arguments.limit]
    registry = register(arguments.rights)
    photos, spent = described_photos(rows)
    keypoints = np.mean([len(features) for _, features in photos])
    print(f"{len(photos)} photos with {keypoints:.0f} keypoints each; ms per photo on one core:")
    print("  ".join(f"{stage} {spent[stage] / len(photos):.1f}" for stage in spent))
    print("views  keypoints  MB  build s  lists  probes  recall@10  vote ms  ", *RANKS, sep="  ")
    for times in (1, *arguments.grow):
        started = time.process_time()
        segment = build(Grown(registry.features, times), seed=0)
        print_row(segment, registry, photos, f"{time.process_time() - started:.1f}")
        if times == 1 and segment.tuning is not None:
            print_row(with_more_probes(segment, segment.tuning), registry, photos, "-")
            print_row(build(few_views(registry), seed=0), registry, photos, "-")


def print_row(
    segment: Segment,
    registry: Registry,
    photos: Sequence[tuple[set[str], LocalFeatures]],
    built: str,
) -> None:
    """Search for every photo, and print the figures."""
    started = time.process_time()
    ranks = np.array([rank(segment, registry, *photo) for photo in photos])
    per_photo = 1e3 * (time.process_time() - started) / len(photos)
    stored = sum(len(registry.features[view % len(registry.features)]) for view in segment.ids)
    tuning = segment.tuning
    searched = (tuning.lists, tuning.probes, f"{tuning.recall:.3f}") if tuning else (0, 0, "1")
    found = [f"{np.mean(ranks <= limit):.3f}" for limit in RANKS]
    memory = stored * BYTES_PER_KEYPOINT / 1e6
    print(
        len(segment), stored, f"{memory:.0f}", built, *searched, f"{per_photo:.1f}", *found,
        sep="  ", flush=True,
    )  # fmt: skip


def with_more_probes(segment: Segment, tuning: Tuning) -> Segment:
    """Return the same views, twice as many of whose lists are looked through."""
    with tempfile.TemporaryDirectory() as folder:
        segment.save(Path(folder))
        return Segment.load(Path(folder), replace(tuning, probes=2 * tuning.probes))


def few_views(registry: Registry) -> dict[int, LocalFeatures]:
    """Return as many of the first views as are not put into lists."""
    ends = np.cumsum([len(features) for features in registry.features.values()])
    return {view: registry.features[view] for view in np.flatnonzero(ends < EXACT_BELOW).tolist()}


if __name__ == "__main__":
    main()
