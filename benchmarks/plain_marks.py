"""Which channel finds a mark that has few corners.

    python benchmarks/plain_marks.py [RIGHTS…] [--count 80]

Registers RIGHTS, by default the marks of a generated example on which nothing was fitted. One view
of `--count` trade marks each is edited in the ways that photographing does, saved as JPEG and
matched. The marks are put in four groups by how many keypoints their view has; printed is for how
many queries of each group the mark comes first, by the embedding alone, by local features alone,
and by all channels.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.cli.output import table
from api.cli.progress import progress
from api.settings import Settings
from api.workspace import Workspace
from data.attacks import Strength
from data.attacks.registry import SMALLEST_SIDE
from data.decode import DecodedImage, decode
from data.manifest import RightRows, count_rows, read_rights
from data.records import Channel, Kind
from data.synthetic.example import write_example
from detector.description import ALL_CHANNELS, DECODE_SIDE
from detector.local_features import VIEW_SIFT
from detector.scope import Scope
from training.editions import InMemory, build_edition
from training.evaluation.edits import edited, sample_views
from training.evaluation.methods import Detection

_SEED = 0
_EDITS = ("rotate", "perspective", "rephotograph", "hand_cover", "picture_in_picture")
_GROUPS = 4
_CHANNELS = {
    "embedding": frozenset({Channel.EMBEDDING}),
    "local features": frozenset({Channel.LOCAL}),
    "all channels": ALL_CHANNELS,
}


@dataclass(frozen=True, slots=True)
class Query:
    """An edited view, the right that it shows, and how many keypoints the view has."""

    photo: DecodedImage
    right_id: str
    keypoints: int


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rights", nargs="*", type=Path)
    parser.add_argument("--count", type=int, default=80, help="marks drawn")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rights = arguments.rights
        if not rights:
            example = write_example(
                Path(folder), seed=_SEED, marks=arguments.count, designs=1, listings=1
            )
            rights = [example.rights]
        queries, firsts = measure(rights, arguments.count)
    keypoints = np.array([query.keypoints for query in queries])
    groups = np.array_split(np.argsort(keypoints, kind="stable"), _GROUPS)
    table(
        ("keypoints", "queries", *_CHANNELS),
        [
            (
                f"{keypoints[group].min()}-{keypoints[group].max()}",
                str(len(group)),
                *(f"{first[group].mean():.2f}" for first in firsts),
            )
            for group in groups
        ],
    )


def measure(rights: Sequence[Path], count: int) -> tuple[list[Query], list[NDArray[np.bool_]]]:
    """Return the queries, and for each set of channels whether their right comes first."""
    workspace = Workspace(Settings())
    with progress("Registering", sum(map(count_rows, rights)), "views") as advance:
        edition = build_edition(
            chain.from_iterable(map(read_rights, rights)),
            workspace.describer,
            read=workspace.read,
            reject=print,
            advance=advance,
        )
    queries = []
    rows = [r for r in chain.from_iterable(map(read_rights, rights)) if isinstance(r, RightRows)]
    marks = [row for row in rows if row.right.kind is Kind.TRADEMARK]
    for right, view in sample_views(marks, count, seed=_SEED):
        image = decode(workspace.read(view.location), max_side=DECODE_SIDE)
        if min(image.pixels.size) < SMALLEST_SIDE:
            continue
        keypoints = len(VIEW_SIFT.extract(image))
        for edit in _EDITS:
            photo = edited(image.pixels, edit, Strength.MEDIUM, key=right.right_id)
            if photo is not None:
                queries.append(Query(photo, right.right_id, keypoints))
    firsts = []
    scope = Scope(workspace.clock().date())
    with progress("Matching", len(queries) * len(_CHANNELS), "photos") as advance:
        for channels in _CHANNELS.values():
            method = Detection(workspace.detector_over(InMemory(edition), channels=channels), scope)
            first = []
            for batch in np.array_split(np.arange(len(queries)), max(1, len(queries) // 16)):
                answers = method.answers([queries[i].photo for i in batch])
                first += [
                    bool(found) and found[0][0] == queries[i].right_id
                    for i, found in zip(batch, answers, strict=True)
                ]
                advance(len(batch))
            firsts.append(np.array(first))
    return queries, firsts


if __name__ == "__main__":
    main()
