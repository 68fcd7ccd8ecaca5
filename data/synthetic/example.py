"""Writes a whole example: rights and listings as manifests, with the truth and the pictures."""

import csv
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import numpy as np
from PIL import Image

from data.records import Kind
from data.synthetic.cases import Plan, draw_plans, stage
from data.synthetic.designs import FAMILIES
from data.synthetic.photographs import photographs
from data.synthetic.registry import Registry, draw_registry
from data.synthetic.scenes import Polygon, Scenery
from data.synthetic.views import design_views, mark_views

Row = dict[str, str]

_TWO_PHOTOS = 0.08
"""Share of the listings that have a second photo, of the same kind."""
_TERRITORIES = ("GB", "DE", "FR", "IT", "ES", "US")
_RIGHT_COLUMNS = (
    "right_id", "kind", "title", "image", "view", "owner", "office", "registration_number",
    "classes", "words", "filed_on", "expires_on",
)  # fmt: skip
_LISTING_COLUMNS = (
    "listing_id", "image", "seller_id", "title", "category", "price", "currency", "territory",
    "right_ids", "case", "difficulty",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a right is in a listing photo.

    Attributes:
        listing_id: The listing.
        image: The photo, as the manifest names it.
        right_id: The right.
        polygon: Around it, in pixels of the photo.
    """

    listing_id: str
    image: str
    right_id: str
    polygon: Polygon


@dataclass(frozen=True, slots=True)
class ExampleSet:
    """An example on disk.

    Attributes:
        rights: Manifest of the rights.
        listings: Manifest of the listings; ``right_ids`` holds the truth, ``case`` and
            ``difficulty`` say how each was made.
        placements: Where the rights are.
        registry: What is registered.
    """

    rights: Path
    listings: Path
    placements: tuple[Placement, ...]
    registry: Registry


def write_example(
    folder: Path,
    *,
    seed: int,
    split: str = "demo",
    marks: int = 24,
    designs: int = 16,
    listings: int = 80,
) -> ExampleSet:
    """Write rights, listings and their pictures into a folder, the same bytes for the same seed.

    Takes 0.1 to 0.2 s of one core for each picture, and uses every core.

    Args:
        folder: Made if need be; files of the same names are replaced.
        seed: Of everything that is drawn.
        split: ``demo`` or ``calibration``; their marks and designs are disjoint.
        marks: How many trade marks to register.
        designs: How many designs to register.
        listings: How many listings to make.

    Raises:
        MissingExtraError: a package of the ``synthetic`` extra is not installed.
        ValueError: there is no such split, or it has too few marks or designs.
    """
    rng = np.random.default_rng([seed, 0])
    registry = draw_registry(rng, split=split, marks=marks, designs=designs)
    plans = draw_plans(rng, registry, listings)
    writer = _Writer(folder, seed, registry, Scenery(tuple(photographs().values())))
    for name in ("rights", "listings"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        mark_rows = pool.map(writer.mark, count(1), registry.marks)
        design_rows = pool.map(writer.design, count(1), registry.designs)
        written = list(pool.map(writer.listing, count(1), plans))
    paths = folder / "rights.csv", folder / "listings.csv"
    _write_csv(paths[0], _RIGHT_COLUMNS, chain.from_iterable((*mark_rows, *design_rows)))
    _write_csv(paths[1], _LISTING_COLUMNS, chain.from_iterable(rows for rows, _ in written))
    placements = tuple(chain.from_iterable(places for _, places in written))
    return ExampleSet(*paths, placements, registry)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the pictures of one example, each from its own random numbers, in any order."""

    folder: Path
    seed: int
    registry: Registry
    scenery: Scenery

    def mark(self, number: int, right_id: str) -> list[Row]:
        mark = self.registry.marks[right_id]
        common = {
            "right_id": right_id,
            "kind": Kind.TRADEMARK,
            "title": mark.title,
            "owner": mark.title,
            "classes": "9;18;21;25",
            "words": mark.title,
            **_formalities(number),
        }
        return self._view_rows(common, mark_views(mark, reversed_too=number % 2 == 0))

    def design(self, number: int, right_id: str) -> list[Row]:
        design = self.registry.designs[right_id]
        family = FAMILIES[design.family]
        common = {
            "right_id": right_id,
            "kind": Kind.REGISTERED_DESIGN,
            "title": f"{family.title} {number:02d}",
            "owner": "Example Appliances",
            "classes": family.locarno,
            "words": "",
            **_formalities(number),
        }
        rng = np.random.default_rng([self.seed, 1, number])
        return self._view_rows(common, design_views(rng, design, sides=3 - number % 2))

    def listing(self, number: int, plan: Plan) -> tuple[list[Row], list[Placement]]:
        rng = np.random.default_rng([self.seed, 2, number])
        photos = 2 if rng.random() < _TWO_PHOTOS else 1
        shown = [stage(rng, plan, self.registry, self.scenery) for _ in range(photos)]
        first = shown[0]
        listing_id = f"listing-{number:04d}"
        common = {
            "listing_id": listing_id,
            "seller_id": f"seller-{int(rng.integers(1, 30)):02d}",
            "title": first.scene.title,
            "category": "home" if first.scene.product else "accessories",
            "price": f"{float(rng.uniform(6, 90)):.2f}",
            "currency": "EUR",
            "territory": _TERRITORIES[int(rng.integers(len(_TERRITORIES)))],
            "right_ids": ";".join(sorted(first.rights)),
            "case": plan.case,
            "difficulty": plan.difficulty.name,
        }
        rows, placements = [], []
        for position, staged in enumerate(shown, start=1):
            quality = int(rng.integers(*plan.difficulty.quality))
            name = f"listings/{listing_id}-{position}.jpg"
            rows.append({**common, "image": self._save(name, staged.scene.photo, quality)})
            placements += [
                Placement(listing_id, name, right_id, polygon)
                for right_id, polygon in sorted(staged.rights.items())
            ]
        return rows, placements

    def _view_rows(self, common: Row, views: Mapping[str, Image.Image]) -> list[Row]:
        return [
            {
                **common,
                "view": view,
                "image": self._save(f"rights/{common['right_id']}-{view}.jpg", picture, 92),
            }
            for view, picture in views.items()
        ]

    def _save(self, name: str, picture: Image.Image, quality: int) -> str:
        picture.save(self.folder / name, format="JPEG", quality=quality)
        return name


def _formalities(number: int) -> Row:
    year, month = 2012 + number % 12, 1 + number % 12
    return {
        "office": "EXAMPLE",
        "registration_number": f"EX{number:06d}",
        "filed_on": f"{year}-{month:02d}-15",
        "expires_on": f"{year + 40}-{month:02d}-15",
    }


def _write_csv(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
