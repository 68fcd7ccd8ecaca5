"""What PDQ fingerprints bear, how near other things come, and what searching them costs.

    python benchmarks/fingerprint.py RIGHTS… [--listings LISTINGS…] [--sample 50] [--codes 1000000]

RIGHTS are registered. Of each manifest's pictures a sample is edited, and what is printed is the
share found again within the default distance, one column per manifest. LISTINGS are photos with
nothing registered in them.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pdqhash
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from data.decode import DecodedImage, decode
from data.manifest import RightRows, read_listings, read_rights
from data.records import Listing
from detector.description import DECODE_SIDE
from detector.fingerprint import BITS, CODE_BYTES, MAX_DISTANCE, Fingerprint, find_reused
from index.hamming import FaissHamming

_SEED = 0

Edit = Callable[[Image.Image], Image.Image]


def _saved(image: Image.Image, quality: int) -> Image.Image:
    image.save(file := BytesIO(), "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def _turned(degrees: float) -> Edit:
    return lambda image: image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")


def _cropped(share: float) -> Edit:
    """Cut that share of the width and of the height off, evenly."""

    def edit(image: Image.Image) -> Image.Image:
        across, down = (round(share / 2 * side) for side in image.size)
        return image.crop((across, down, image.width - across, image.height - down))

    return edit


def _bordered(share: float) -> Edit:
    return lambda image: ImageOps.expand(image, round(share * min(image.size)), "white")


def _covered(share: float) -> Edit:
    """Cover that share of the area with a rectangle, somewhere."""

    def edit(image: Image.Image) -> Image.Image:
        size = np.array(image.size)
        corner = np.random.default_rng([_SEED, *image.size]).random(2) * (1 - share**0.5) * size
        image = image.copy()
        ImageDraw.Draw(image).rectangle([*corner, *(corner + share**0.5 * size)], (220, 20, 60))
        return image

    return edit


EDITS: Mapping[str, Edit] = {
    "half the size": lambda image: image.reduce(2),
    "64 pixels square": lambda image: image.resize((64, 64)),
    "1.5 times as wide": lambda image: image.resize((image.width * 3 // 2, image.height)),
    "JPEG quality 10": lambda image: _saved(image, 10),
    "blur of 1 %": lambda image: image.filter(ImageFilter.GaussianBlur(0.01 * min(image.size))),
    "grey": lambda image: image.convert("L").convert("RGB"),
    "contrast 1.5": lambda image: ImageEnhance.Contrast(image).enhance(1.5),
    "brightness 0.6": lambda image: ImageEnhance.Brightness(image).enhance(0.6),
    "mirrored": lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "quarter turn": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    **{f"turned by {degrees}°": _turned(degrees) for degrees in (2, 5)},
    **{f"{share:.0%} cropped": _cropped(share) for share in (0.02, 0.05, 0.1)},
    **{f"border of {share:.0%}": _bordered(share) for share in (0.02, 0.05, 0.1)},
    **{f"{share:.0%} covered": _covered(share) for share in (0.01, 0.1, 0.2)},
}


@dataclass(frozen=True, slots=True, eq=False)
class _Hashed:
    """A registered picture; its place in the list is its id in the index."""

    manifest: Path
    right_id: str
    location: str
    fingerprint: Fingerprint


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rights", nargs="+", type=Path)
    parser.add_argument("--listings", nargs="+", default=[], type=Path)
    parser.add_argument("--sample", type=int, default=50, help="pictures edited of each manifest")
    parser.add_argument("--codes", type=int, default=1_000_000, help="how many to time search in")
    arguments = parser.parse_args()
    known = [hashed for manifest in arguments.rights for hashed in _registered(manifest)]
    index = FaissHamming(CODE_BYTES)
    index.add(np.arange(len(known)), np.stack([one.fingerprint.code for one in known]))
    rng = np.random.default_rng(_SEED)
    samples = []
    for manifest in arguments.rights:
        own = [i for i, one in enumerate(known) if one.manifest == manifest]
        _print_twins(manifest, own, known, index)
        samples.append(rng.permutation(own)[: arguments.sample].tolist())
    print(f"found again within {MAX_DISTANCE} bits, among {len(known):,}:")
    for name, edit in EDITS.items():
        shares = [np.mean([_found(i, known[i], edit, index) for i in own]) for own in samples]
        print(f"{name:>20}", *(f"{share:.2f}" for share in shares), sep="  ", flush=True)
    for side in (320, 512):
        _print_orientations(side, [known[i].location for own in samples for i in own])
    _print_negatives(arguments.listings, index)
    _print_costs(arguments.codes)


def _load(location: str) -> DecodedImage:
    return decode(Path(location).read_bytes(), max_side=DECODE_SIDE)


def _registered(manifest: Path) -> Iterator[_Hashed]:
    rows = (row for row in read_rights(manifest) if isinstance(row, RightRows))
    for right, view in ((row.right, view) for row in rows for view in row.views):
        fingerprint = Fingerprint.of(_load(view.location))
        if fingerprint is None:
            print(f"{view.image} is too plain for a hash")
        else:
            yield _Hashed(manifest, right.right_id, view.location, fingerprint)


def _print_twins(
    manifest: Path, own: Sequence[int], known: Sequence[_Hashed], index: FaissHamming
) -> None:
    """Print how many pictures have one of another right near."""
    nearest = [
        min(
            match.distance
            for match in find_reused(known[i].fingerprint, index, 50, max_distance=BITS)
            if known[match.view_id].right_id != known[i].right_id
        )
        for i in own
    ]
    within = (f"{np.sum(np.array(nearest) <= d)} within {d} bits" for d in (15, 31, MAX_DISTANCE))
    print(f"{manifest}: another right's picture is near {', '.join(within)} of {len(own):,}")


def _found(number: int, view: _Hashed, edit: Edit, index: FaissHamming) -> bool:
    edited = edit(_load(view.location).pixels)
    fingerprint = Fingerprint.of(DecodedImage(edited, *edited.size, "PNG"))
    matches = find_reused(fingerprint, index, 5) if fingerprint else ()
    return number in {match.view_id for match in matches}


def _print_orientations(side: int, locations: Sequence[str]) -> None:
    """Print how far off hashes of turned pictures are, and how far from those of plain PDQ."""

    def square(picture: Image.Image) -> Image.Image:
        return picture.resize((side, side), Image.Resampling.BILINEAR)

    turned, plain = [], []
    for picture in (_load(location).pixels for location in locations):
        ways, _ = pdqhash.compute_dihedral(np.asarray(square(picture)))
        plain.append(np.sum(ways[0] != pdqhash.compute(np.asarray(picture))[0]))
        for transpose in Image.Transpose:
            bits, _ = pdqhash.compute(np.asarray(square(picture.transpose(transpose))))
            turned.append(min(np.sum(bits != way) for way in ways))
    for name, off in ((f"turned, at {side} pixels", turned), ("from PDQ of all pixels", plain)):
        print(f"{name}: {np.mean(off):.1f} bits, 99 % below {np.percentile(off, 99):.0f}")


def _print_negatives(manifests: Sequence[Path], index: FaissHamming) -> None:
    distances = []
    for row in (row for manifest in manifests for row in read_listings(manifest)):
        for photo in row.photos if isinstance(row, Listing) and not row.right_ids else ():
            if fingerprint := Fingerprint.of(_load(photo.location)):
                [nearest] = find_reused(fingerprint, index, 1, max_distance=BITS)
                distances.append(nearest.distance)
    if distances:
        print(f"the nearest of {len(distances):,} photos of other things is {min(distances)} away")


def _print_costs(count: int) -> None:
    codes = np.random.default_rng(_SEED).integers(0, 256, (count, CODE_BYTES), dtype=np.uint8)
    index = FaissHamming(CODE_BYTES)
    index.add(np.arange(count), codes)
    start = time.process_time()
    index.search(codes[:8], 10)
    searched = time.process_time()
    index.add(np.array([count]), codes[:1])
    added = time.process_time()
    rate = 8 * count / (searched - start) / 1e6
    print(f"{rate:.0f} million codes searched a second; adding to {count:,} takes", end=" ")
    print(f"{1000 * (added - searched):.0f} ms of one core")


if __name__ == "__main__":
    main()
