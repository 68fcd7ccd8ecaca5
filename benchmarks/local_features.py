"""What votes of local features find, and what they cost.

``python benchmarks/local_features.py RIGHTS... --listings LISTINGS [--where COLUMN=VALUE...]``
registers the rights of all manifests, and prints for how many listing photos the right is among
the first 1, 5, 20 and 50 views voted for, with the time of each stage on one core.

``--grow N...`` then measures registries of N times as many keypoints, made up from the real ones.
"""

import argparse
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
from detector.local_features import PHOTO_SIFT, VIEW_SIFT, LocalFeatures
from index.local_features import Keypoints, Segment, build

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
                described = VIEW_SIFT.extract(decode(Path(view.location).read_bytes()))
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
                image = decode(payload, max_side=1280)
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
    print("views  keypoints  MB  build s  lists  recall@10  vote ms  " + "  ".join(map(str, RANKS)))
    for times in (1, *arguments.grow):
        started = time.process_time()
        segment = build(Grown(registry.features, times), seed=0)
        built = time.process_time()
        ranks = np.array([rank(segment, registry, *photo) for photo in photos])
        per_photo = 1e3 * (time.process_time() - built) / len(photos)
        stored = times * sum(map(len, registry.features.values()))
        tuning = segment.tuning
        print(
            f"{len(segment)}  {stored}  {stored * BYTES_PER_KEYPOINT / 1e6:.0f}"
            f"  {built - started:.1f}  {tuning.lists if tuning else 0}"
            f"  {tuning.recall if tuning else 1:.3f}  {per_photo:.1f}  "
            + "  ".join(f"{np.mean(ranks <= limit):.3f}" for limit in RANKS),
            flush=True,
        )


if __name__ == "__main__":
    main()
