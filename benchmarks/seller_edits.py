"""What sellers' edits cost: recall at a precision of 99 %, by edit, strength and method.

    python benchmarks/seller_edits.py [RIGHTS…] [--negatives LISTINGS…] [--count 24]
                                      [--strength weak medium strong] [--json FILE]

RIGHTS are registered; without any, those of a generated example are, of marks and designs on which
nothing was fitted. Of each kind `--count` rights are drawn, and one view of each is edited in
every way of `data.attacks.EDITS`, saved as JPEG, and matched as a listing photo. An edit that has
nothing to change in a picture makes no query of it, and is not counted as missed: letters are
swapped in word marks alone.

LISTINGS are photos with nothing registered in them, by default those of the example; beside RIGHTS
of your own, which the example's marks may be among, only its photos without a mark.

A query and a right make a pair, which is right if the right is the one whose view was edited. A
figure is the share of the queries whose right is found at the lowest score above which 99 % of the
pairs are right. Methods are compared at one such score for every edit, found on the queries of
medium strength of both kinds and on the negatives. In brackets is what a score for this edit alone
would find, on its queries and the same negatives.

Methods are Lookalike with all channels, its embedding alone, and PDQ hashes alone at any distance.
At medium strength, the default, it takes about ten minutes on two cores.
"""

import argparse
import json
import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain, islice, product
from pathlib import Path

from api.cli.output import say, table
from api.cli.progress import progress
from api.settings import Settings
from api.workspace import Workspace
from data.attacks import EDITS, Strength
from data.attacks.registry import SMALLEST_SIDE
from data.decode import DecodedImage, decode
from data.manifest import Rejected, RightRows, count_rows, read_listings, read_rights
from data.records import Channel, Kind, Listing
from data.synthetic.cases import Case
from data.synthetic.example import write_example
from detector.description import DECODE_SIDE
from detector.scope import Scope
from training.editions import InMemory, build_edition, decoded_photos
from training.evaluation.edits import Cell, Judgement, edited, judge, sample_views, tabulate
from training.evaluation.methods import Detection, Method, PlainPdq
from training.evaluation.metrics import Ranking

_SEED = 0
_BATCH = 16
_NAMES = {Kind.TRADEMARK: "logos", Kind.REGISTERED_DESIGN: "designs"}
_WITHOUT_MARK = (Case.DIFFERENT_DESIGN, Case.NOTHING)

Query = tuple[Cell | None, str, DecodedImage]
"""What it is judged with, the right that is in it, and the photo; a negative has neither."""


@dataclass(slots=True)
class Asked:
    """What a method has answered, and the seconds it took."""

    method: Method
    queries: dict[Cell, list[Ranking]] = field(default_factory=lambda: defaultdict(list))
    negatives: list[Ranking] = field(default_factory=list)
    seconds: float = 0.0

    def ask(self, batch: Sequence[Query]) -> None:
        """Have the method answer, and keep what it says beside the truth."""
        start = time.perf_counter()
        answers = self.method.answers([photo for _, _, photo in batch])
        self.seconds += time.perf_counter() - start
        for (cell, right_id, _), found in zip(batch, answers, strict=True):
            if cell is None:
                self.negatives.append(Ranking(frozenset(), found))
            else:
                self.queries[cell].append(Ranking(frozenset({right_id}), found))

    @property
    def ms(self) -> float:
        """Milliseconds that an answer took."""
        photos = len(self.negatives) + sum(map(len, self.queries.values()))
        return 1000 * self.seconds / max(photos, 1)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rights", nargs="*", type=Path)
    parser.add_argument("--negatives", nargs="+", default=[], type=Path, metavar="LISTINGS")
    parser.add_argument("--count", type=int, default=24, help="rights drawn of each kind")
    parser.add_argument(
        "--strength", nargs="+", type=Strength, choices=Strength, default=[Strength.MEDIUM]
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    rights, listings = arguments.rights, arguments.negatives
    with tempfile.TemporaryDirectory() as folder:
        negatives = _negatives(listings)
        if not (rights and listings):
            say("generating the example")
            example = write_example(Path(folder), seed=_SEED, marks=60, designs=40, listings=300)
            negatives = negatives or [
                listing
                for listing in _negatives([example.listings])
                if not rights or listing.metadata["case"] in _WITHOUT_MARK
            ]
            rights = rights or [example.rights]
        asked = _measure(rights, negatives, arguments.count, arguments.strength)
    judged = {name: judge(one.queries, one.negatives) for name, one in asked.items()}
    for strength, kind in product(arguments.strength, _NAMES):
        if rows := tabulate([one.of(kind, strength) for one in judged.values()]):
            say(f"{_NAMES[kind]}, {strength}")
            table(("edit", "queries", *judged), rows)
    table(
        ("method", "score", f"of {len(negatives):,} negatives above it", "ms per photo"),
        [
            (name, f"{one.threshold:.2f}", f"{one.false_alarms:.1%}", f"{asked[name].ms:.0f}")
            for name, one in judged.items()
        ],
    )
    if arguments.json:
        arguments.json.write_text(json.dumps(_as_json(judged), indent=2) + "\n", encoding="utf-8")


def _negatives(manifests: Sequence[Path]) -> list[Listing]:
    rows = chain.from_iterable(map(read_listings, manifests))
    return [row for row in rows if isinstance(row, Listing) and not row.right_ids]


def _measure(
    manifests: Sequence[Path],
    negatives: Sequence[Listing],
    count: int,
    strengths: Sequence[Strength],
) -> dict[str, Asked]:
    """Ask each method about every edit of the views drawn, and about the negatives."""
    workspace = Workspace(Settings())
    rejected: list[Rejected] = []
    with progress("Registering", sum(map(count_rows, manifests)), "views") as advance:
        edition = build_edition(
            chain.from_iterable(map(read_rights, manifests)),
            workspace.describer,
            read=workspace.read,
            reject=rejected.append,
            advance=advance,
        )
    left_out = {row.id for row in rejected}
    rights = [
        row
        for row in chain.from_iterable(map(read_rights, manifests))
        if isinstance(row, RightRows) and row.right.right_id not in left_out
    ]

    def load(location: str) -> DecodedImage:
        return decode(workspace.read(location), max_side=DECODE_SIDE)

    scope = Scope(workspace.clock().date())
    everything = workspace.detector_over(InMemory(edition))
    embedding = workspace.detector_over(InMemory(edition), channels=frozenset({Channel.EMBEDDING}))
    asked = {
        "Lookalike": Asked(Detection(everything, scope)),
        "embedding": Asked(Detection(embedding, scope)),
        "PDQ": Asked(PlainPdq(edition.codes, edition.catalog)),
    }

    drawn = sample_views([row for row in rights if scope.covers(row.right)], count, seed=_SEED)
    originals = [(right, load(view.location).pixels) for right, view in drawn]
    originals = [(right, image) for right, image in originals if min(image.size) >= SMALLEST_SIDE]
    total = len(originals) * len(EDITS) * len(strengths) + sum(len(n.photos) for n in negatives)
    with progress("Matching", total, "photos") as advance:

        def queries() -> Iterator[Query]:
            for (right, image), edit, strength in product(originals, EDITS, strengths):
                advance(1)
                photo = edited(image, edit, strength, key=right.right_id)
                if photo is not None:
                    yield Cell(right.kind, edit, strength), right.right_id, photo
            for batch in decoded_photos(negatives, read=workspace.read, reject=rejected.append):
                advance(len(batch))
                yield from ((None, "", photo) for _, _, photo in batch)

        pending = queries()
        while batch := list(islice(pending, _BATCH)):
            for one in asked.values():
                one.ask(batch)
    for row in rejected:
        say(f"row {row.row} ({row.id}) was left out: {row.reason}")
    return asked


def _as_json(judged: Mapping[str, Judgement]) -> dict[str, object]:
    return {
        name: {
            "threshold": None if math.isnan(one.threshold) else one.threshold,
            "false_alarms": one.false_alarms,
            "cells": [{**asdict(cell), **asdict(recall)} for cell, recall in one.cells.items()],
        }
        for name, one in judged.items()
    }


if __name__ == "__main__":
    main()
