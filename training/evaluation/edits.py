"""How well a registered picture that a seller edited is found again, edit by edit.

An edited view is a query with one right in it; photos with nothing registered are the negatives
that it is judged together with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from zlib import crc32

import numpy as np
from PIL import Image

from data.attacks import NotApplicableError, Strength, apply
from data.decode import DecodedImage, decode
from data.manifest import RightRows, ViewRow
from data.records import Kind, Right
from detector.description import DECODE_SIDE
from training.evaluation.metrics import Ranking, accuracy

_QUALITY = 85
"""As JPEG, which listing photos are; what is uploaded is rarely worse."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Which queries are judged together."""

    kind: Kind
    edit: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class Recall:
    """How many queries of a cell are found.

    Attributes:
        queries: How many there are.
        common: Share found at the threshold that holds for all cells.
        own: Share found at the best threshold of precision 99 % for this cell and the negatives:
            under a hundred queries, the one above which nothing at all is wrong.
    """

    queries: int
    common: float
    own: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a method is worth.

    Attributes:
        threshold: The score above which 99 % of the answers are right; ``nan`` if there is none.
        false_alarms: Share of the negatives that have an answer there.
        cells: By cell.
    """

    threshold: float
    false_alarms: float
    cells: Mapping[Cell, Recall]

    def of(self, kind: Kind, strength: Strength) -> dict[str, Recall]:
        """Return the cells of a kind and a strength by the name of the edit."""
        return {
            cell.edit: recall
            for cell, recall in self.cells.items()
            if (cell.kind, cell.strength) == (kind, strength)
        }


def sample_views(
    rights: Iterable[RightRows], count: int, *, seed: int
) -> list[tuple[Right, ViewRow]]:
    """Draw up to `count` rights of each kind, and one view of each."""
    rng = np.random.default_rng(seed)
    known = sorted(rights, key=lambda row: row.right.right_id)
    drawn = []
    for kind in Kind:
        rows = [row for row in known if row.right.kind is kind]
        chosen = rng.permutation(len(rows))[:count]
        views = [(rows[i].right, rows[i].views) for i in chosen]
        drawn += [(right, some[int(rng.integers(len(some)))]) for right, some in views]
    return drawn


def edited(image: Image.Image, edit: str, strength: Strength, *, key: str) -> DecodedImage | None:
    """Edit a picture and read it as a listing photo; ``None`` where it has nothing to edit.

    Args:
        image: RGB.
        edit: One of `data.attacks.EDITS`.
        strength: How far it goes.
        key: Names the picture: with the edit and the strength, it decides what chance does.
    """
    rng = np.random.default_rng(crc32(f"{key} {edit} {strength}".encode()))
    try:
        photo = apply(edit, image, strength, rng).image
    except NotApplicableError:
        return None
    file = BytesIO()
    photo.save(file, format="JPEG", quality=_QUALITY)
    return decode(file.getvalue(), max_side=DECODE_SIDE)


def judge(answered: Mapping[Cell, Sequence[Ranking]], negatives: Sequence[Ranking]) -> Judgement:
    """Judge a method by its answers to queries of one right each, and to the negatives.

    The common threshold is that of the queries of medium strength, whatever the kind and the edit,
    or of all queries where there are none of medium strength.
    """
    medium = [cell for cell in answered if cell.strength is Strength.MEDIUM]
    pool = [ranking for cell in medium or answered for ranking in answered[cell]]
    threshold = accuracy([*pool, *negatives]).threshold_p99
    return Judgement(
        threshold=threshold,
        false_alarms=_share(any(s >= threshold for _, s in photo.answers) for photo in negatives),
        cells={
            cell: Recall(
                queries=len(rankings),
                common=_share(_found(ranking, threshold) for ranking in rankings),
                own=accuracy([*rankings, *negatives]).recall_p99,
            )
            for cell, rankings in answered.items()
            if rankings
        },
    )


def tabulate(methods: Sequence[Mapping[str, Recall]]) -> list[tuple[str, ...]]:
    """Write what methods recall as rows: each edit, their average, and each method's worst.

    Args:
        methods: For each method, its recalls by edit, all of the same edits.

    Returns:
        The edit, how many queries, and for each method ``common (own)``, as in `Recall`.
    """
    if not methods or not methods[0]:
        return []
    rows = [
        (edit, str(recall.queries), *(_shares(method[edit]) for method in methods))
        for edit, recall in methods[0].items()
    ]
    averages = [
        Recall(
            sum(recall.queries for recall in method.values()),
            float(np.mean([recall.common for recall in method.values()])),
            float(np.mean([recall.own for recall in method.values()])),
        )
        for method in methods
    ]
    worst = [min((recall.common, edit) for edit, recall in method.items()) for method in methods]
    return [
        *rows,
        ("average", str(averages[0].queries), *map(_shares, averages)),
        ("worst", "", *(f"{share:.2f} {edit}" for share, edit in worst)),
    ]


def _shares(recall: Recall) -> str:
    return f"{recall.common:.2f} ({recall.own:.2f})"


def _found(ranking: Ranking, threshold: float) -> bool:
    return any(
        right_id in ranking.truth and score >= threshold for right_id, score in ranking.answers
    )


def _share(outcomes: Iterable[bool]) -> float:
    counted = list(outcomes)
    return sum(counted) / len(counted) if counted else float("nan")
