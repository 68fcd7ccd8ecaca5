"""Which pixels are the goods and which are what they stand before."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from data.attacks.edit import NotApplicableError
from data.attacks.paper import Paper

Mask = NDArray[np.bool_]

_SIDE = 128
"""GrabCut works on a picture this long, for its cost grows with the pixels."""
_ROUNDS = 2
_INSET = 0.05
_LEAST, _MOST = 0.01, 0.97
_NEAR = 18
"""Grey levels within which a pixel is still plain paper."""


def cut_out(image: Image.Image) -> Image.Image:
    """Return the matte of the goods, 255 where they are: same size, mode L, soft at the edge.

    Goods on a plain ground are what does not have its colour or is enclosed by them; in any other
    picture they are found by GrabCut (Rother, Kolmogorov and Blake 2004) from a box that is a
    little smaller than the picture.

    Raises:
        NotApplicableError: the picture is nothing but ground, or nothing but goods.
    """
    paper = Paper.of(image)
    matte = _beside_paper(image, paper) if paper.plain else _by_grab_cut(image)
    share = float(np.asarray(matte, dtype=np.float32).mean()) / 255
    if not _LEAST < share < _MOST:
        raise NotApplicableError(
            f"no object stands out from its background: {share:.0%} of the picture would be cut out"
        )
    return matte


def _beside_paper(image: Image.Image, paper: Paper) -> Image.Image:
    ground = Image.new("RGB", image.size, paper.colour)
    distance = np.asarray(ImageChops.difference(image, ground)).max(axis=2)
    near = (distance <= _NEAR).astype(np.uint8)
    _, labels = cv2.connectedComponents(near, connectivity=4)
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    outside = np.isin(labels, np.unique(edge[edge > 0]))
    matte = Image.fromarray(np.where(outside, 0, 255).astype(np.uint8))
    return matte.filter(ImageFilter.BoxBlur(0.7))


def _by_grab_cut(image: Image.Image) -> Image.Image:
    small = image.copy()
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    width, height = small.size
    x, y = max(round(_INSET * width), 1), max(round(_INSET * height), 1)
    labels = np.zeros((height, width), dtype=np.uint8)
    # Its colour clusters start from this thread's generator.
    cv2.setRNGSeed(0)
    cv2.grabCut(
        np.asarray(small),
        labels,
        (x, y, width - 2 * x, height - 2 * y),
        np.zeros((1, 65)),
        np.zeros((1, 65)),
        _ROUNDS,
        cv2.GC_INIT_WITH_RECT,
    )
    goods = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    # Specks are not goods.
    count, parts, stats, _ = cv2.connectedComponentsWithStats(goods)
    if count > 1:
        areas = stats[1:, cv2.CC_STAT_AREA]
        goods = np.isin(parts, 1 + np.flatnonzero(areas >= 0.1 * areas.max())).astype(np.uint8)
    matte = Image.fromarray(goods * 255).resize(image.size, Image.Resampling.BICUBIC)
    return matte.filter(ImageFilter.BoxBlur(1))
