"""Generated scenes and edited pictures with known truth, for fitting."""

import csv
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from data.attacks import EDITS, NotApplicableError, Strength, apply
from data.manifest import RightRows, read_rights
from data.records import Kind, Right
from data.synthetic.cases import Case
from data.synthetic.designs import DIFFERENT_DISTANCE, distance
from data.synthetic.example import write_example
from data.synthetic.registry import Registry, draw_registry

SEED = 20_171_101


@dataclass(frozen=True, slots=True)
class Size:
    """How much is generated to fit on."""

    marks: int
    designs: int
    listings: int


FULL_SIZE = Size(marks=200, designs=80, listings=1_500)


BACKGROUND_SIZE = Size(marks=130, designs=100, listings=1)
"""The background is compared with, and never registered: a quarter of the marks is left out."""

_SPLIT = "calibration"
"""No model is trained on its marks, and the built-in example shows none of them."""


def write_scenes(folder: Path, size: Size, *, seed: int = SEED) -> Registry:
    """Write marks and designs of the calibration split, and listings of them.

    Returns:
        What is registered.

    Raises:
        data.synthetic.extra.MissingExtraError: the extra `synthetic` is not installed.
    """
    written = write_example(
        folder,
        seed=seed,
        split=_SPLIT,
        marks=size.marks,
        designs=size.designs,
        listings=size.listings,
    )
    return written.registry


def draw_registered(size: Size = FULL_SIZE, *, seed: int = SEED) -> Registry:
    """Return what `write_scenes` registers, and write nothing."""
    rng = np.random.default_rng([seed, 0])
    return draw_registry(rng, split=_SPLIT, marks=size.marks, designs=size.designs)


EDITED = "edited.csv"
EDITED_COUNT = 300
_QUALITY = 85
_STRANGE = {Kind.TRADEMARK: Case.OTHER_LOGO, Kind.REGISTERED_DESIGN: Case.DIFFERENT_DESIGN}
"""What a picture of something unregistered shows: another mark, or another product of a sort that
is registered."""


def copies(registered: Registry, others: Registry) -> frozenset[str]:
    """Return which of the other marks and designs are registered too, or much like what is."""
    return frozenset(
        (others.marks.keys() & registered.marks.keys())
        | {
            right_id
            for right_id, design in others.designs.items()
            if any(
                distance(design, one) < DIFFERENT_DISTANCE for one in registered.designs.values()
            )
        }
    )


def write_edited(
    folder: Path,
    strangers: Path,
    count: int,
    *,
    leave_out: Container[str] = frozenset(),
    seed: int = SEED,
) -> None:
    """Write listings whose photos are registered pictures as sellers edit them, and as many others.

    Each listing shows another picture, edit and strength, drawn at random; the others are edited
    pictures of marks and designs that are not registered.

    Args:
        folder: Holds the scenes' ``rights.csv``; gets ``edited.csv``.
        strangers: Manifest of marks and designs that are not registered.
        count: How many listings of either sort to write.
        leave_out: Which of the strangers are not to be used.
        seed: Of all that is drawn.
    """
    rng = np.random.default_rng([seed, 3])
    (folder / "edited").mkdir(exist_ok=True)
    registered = _views(folder / "rights.csv")
    others = [view for view in _views(strangers) if view[0].right_id not in leave_out]
    rows = [row for row, _ in _edited(rng, folder, registered, count, "reused")]
    rows += [
        {**row, "right_ids": "", "case": _STRANGE[kind]}
        for row, kind in _edited(rng, folder, others, count, "stranger")
    ]
    columns = ("listing_id", "image", "right_ids", "case", "edit", "strength")
    with (folder / EDITED).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def _views(manifest: Path) -> list[tuple[Right, str]]:
    return [
        (row.right, view.location)
        for row in read_rights(manifest)
        if isinstance(row, RightRows)
        for view in row.views
    ]


def _edited(
    rng: np.random.Generator,
    folder: Path,
    views: Sequence[tuple[Right, str]],
    count: int,
    name: str,
) -> Iterator[tuple[dict[str, str], Kind]]:
    edits, strengths = sorted(EDITS), list(Strength)
    written = 0
    while written < count:
        right, location = views[int(rng.integers(len(views)))]
        edit = edits[int(rng.integers(len(edits)))]
        strength = strengths[int(rng.integers(len(strengths)))]
        with Image.open(location) as picture:
            try:
                photo = apply(edit, picture.convert("RGB"), strength, rng).image
            except NotApplicableError:
                continue
        image = f"edited/{name}-{written:04d}.jpg"
        photo.save(folder / image, format="JPEG", quality=_QUALITY)
        written += 1
        row = {
            "listing_id": f"{name}-{written:04d}",
            "image": image,
            "right_ids": right.right_id,
            "edit": edit,
            "strength": strength.value,
        }
        yield row, right.kind
