"""What it costs to look for a view in a photo, and what the parts of it cost.

    python benchmarks/verification.py RIGHTS… --listings LISTINGS [--where COLUMN=VALUE…]
                                      [--photos 40] [--others 20]

Each photo is compared with the views of the rights that are in it, and with some views of others.
Times are of one core.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from data.decode import DecodedImage, decode
from data.manifest import RightRows, read_listings, read_rights
from data.records import Listing
from detector.description import DECODE_SIDE
from detector.local_features import PHOTO_SIFT, VIEW_SIFT
from detector.verification import PhotoPicture, Verification, Verifier, ViewPicture
from detector.verification.photometric import compare
from detector.verification.rivals import Claim, judge

_SEED = 0


class Stopwatch:
    """Adds up the milliseconds of processor time that parts take, by name."""

    def __init__(self) -> None:
        self._spent: dict[str, list[float]] = defaultdict(list)
        self._start = 0.0

    def start(self) -> None:
        """Begin a part."""
        self._start = time.process_time()

    def stop(self, name: str) -> None:
        """End it."""
        self._spent[name].append(1000 * (time.process_time() - self._start))

    def report(self) -> None:
        """Print the averages."""
        for name, spent in self._spent.items():
            print(f"{name:>32}  {np.mean(spent):6.1f} ms  {len(spent):6,} times")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rights", nargs="+", type=Path)
    parser.add_argument("--listings", required=True, type=Path)
    parser.add_argument("--where", nargs="*", default=[], metavar="COLUMN=VALUE")
    parser.add_argument("--photos", type=int, default=40)
    parser.add_argument("--others", type=int, default=20, help="views of other rights per photo")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    rng = np.random.default_rng(_SEED)
    conditions = dict(condition.split("=", 1) for condition in arguments.where)
    listings = [
        row
        for row in read_listings(arguments.listings)
        if isinstance(row, Listing) and row.right_ids and conditions.items() <= row.metadata.items()
    ]
    chosen = [listings[i] for i in rng.permutation(len(listings))[: arguments.photos]]
    watch = Stopwatch()
    views = [
        (row.right.right_id, _view(view.location, watch))
        for manifest in arguments.rights
        for row in read_rights(manifest)
        if isinstance(row, RightRows)
        for view in row.views
    ]
    verifier = Verifier()
    keypoints = []
    for listing in chosen:
        truth = set(listing.right_ids or ())
        image = _load(listing.photos[0].location)
        watch.start()
        photo = PhotoPicture.of(image, PHOTO_SIFT.extract(image))
        watch.stop("photo described")
        keypoints.append(len(photo.features))
        others = rng.permutation(len(views))[: arguments.others].tolist()
        candidates = [view for right_id, view in views if right_id in truth]
        candidates += [views[i][1] for i in others if views[i][0] not in truth]
        _look_for(candidates, photo, verifier, watch)
    raster = [
        v.raster.nbytes + v.foreground.nbytes + v.surroundings.nbytes + len(v.fine)
        for _, v in views
    ]
    print(
        f"{len(chosen)} photos of {np.mean(keypoints):.0f} keypoints; {len(views)} views of "
        f"{np.mean([len(view.features) for _, view in views]):.0f}, "
        f"each with {np.mean(raster) / 1e3:.0f} kB besides"
    )
    watch.report()


def _load(location: str) -> DecodedImage:
    return decode(Path(location).read_bytes(), max_side=DECODE_SIDE)


def _view(location: str, watch: Stopwatch) -> ViewPicture:
    image = _load(location)
    watch.start()
    view = ViewPicture.of(image, VIEW_SIFT.extract(image))
    watch.stop("view described")
    return view


def _look_for(
    views: Sequence[ViewPicture], photo: PhotoPicture, verifier: Verifier, watch: Stopwatch
) -> None:
    found: list[tuple[ViewPicture, Verification]] = []
    for view in views:
        watch.start()
        verification = verifier.verify(photo, view)
        watch.stop("view not found" if verification is None else "view found")
        if verification is not None:
            found.append((view, verification))
            watch.start()
            compare(view, photo, verification.transform)
            watch.stop("of which compared cell by cell")
    for (one, first), (other, second) in pairwise(found):
        watch.start()
        judge(Claim.of(photo, one, first), Claim.of(photo, other, second))
        watch.stop("two found views judged as rivals")


if __name__ == "__main__":
    main()
