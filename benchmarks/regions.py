"""How many salient windows are worth embedding.

    python benchmarks/regions.py RIGHTS LISTINGS [--photos 300] [--most 6] [--where COLUMN=VALUE]…

Prints, for the whole photo and 0, 1, 2 … windows beside it, how often the right that is most
similar is in the photo, by kind of right, and the milliseconds that proposing and embedding take.
Rank on training data only. ``python -m training.calibrate --scenes FOLDER`` leaves generated
scenes to try it on.
"""

import argparse
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image

from data.decode import decode
from data.manifest import Rejected, read_listings, read_rights
from detector.description import DECODE_SIDE
from detector.embedding import load_embedder
from detector.regions import SalientRegions, foreground

_SEED = 0


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("rights", type=Path)
    parser.add_argument("listings", type=Path)
    parser.add_argument("--photos", type=int, default=300)
    parser.add_argument("--most", type=int, default=6)
    parser.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE")
    arguments = parser.parse_args()
    conditions = dict(condition.split("=", 1) for condition in arguments.where)

    embedder = load_embedder()
    views = [
        (row.right, view.location)
        for row in read_rights(arguments.rights)
        if not isinstance(row, Rejected)
        for view in row.views
    ]
    kinds = {right.right_id: right.kind for right, _ in views}
    owners = [right.right_id for right, _ in views]
    registered = np.concatenate([embedder.embed([_shown(Path(file))]) for _, file in views])
    listings = [
        listing
        for listing in read_listings(arguments.listings)
        if not isinstance(listing, Rejected)
        and listing.right_ids
        and conditions.items() <= listing.metadata.items()
    ]
    chosen = np.random.default_rng(_SEED).permutation(len(listings))[: arguments.photos]
    regions = SalientRegions(arguments.most)
    correct: dict[tuple[str, int], list[bool]] = defaultdict(list)
    proposing = embedding = 0.0
    for number in chosen:
        listing = listings[number]
        truth = set(listing.right_ids or ())
        kind = "+".join(sorted({kinds[right_id] for right_id in truth}))
        payload = Path(listing.photos[0].location).read_bytes()
        image = decode(payload, max_side=DECODE_SIDE).pixels
        start = time.perf_counter()
        proposed = regions(image)
        proposing += time.perf_counter() - start
        vectors = embedder.embed([region.crop(image) for region in proposed])
        embedding += time.perf_counter() - start
        similarities = vectors @ registered.T
        for windows in range(arguments.most + 1):
            best = int(similarities[: windows + 1].max(axis=0).argmax())
            correct[kind, windows].append(owners[best] in truth)

    print(f"proposing windows takes {1000 * proposing / len(chosen):.1f} ms per photo")
    each = 1000 * embedding / len(chosen) / (arguments.most + 1)
    names = sorted({kind for kind, _ in correct})
    print("windows  ms/photo  " + "  ".join(f"R@1 {n} ({len(correct[n, 0])})" for n in names))
    for windows in range(arguments.most + 1):
        shares = [
            f"{np.mean(correct[n, windows]):>{len(f'R@1 {n} ({len(correct[n, 0])})')}.3f}"
            for n in names
        ]
        print(f"{windows:>7}  {each * (windows + 1):>8.0f}  " + "  ".join(shares))


def _shown(view: Path) -> Image.Image:
    """Return what a registered picture shows, as it is embedded."""
    picture = decode(view.read_bytes(), max_side=DECODE_SIDE).pixels
    return foreground(picture).crop(picture)


if __name__ == "__main__":
    main()
