"""The HTML gallery of a scoring run."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import islice
from pathlib import Path

from api.report import Card, Picture, Truth, write_report
from api.scoring.journal import Entry
from api.workspace import Workspace
from data.db.rights import get_rights
from data.records import Hit, Right

_CHUNK = 500
"""Hits whose rights are looked up together."""

_MOST = 5_000
"""Hits that a page still shows at once in a browser: the likeliest of them."""


def write_gallery(folder: Path, entries: Iterable[Entry], workspace: Workspace) -> Path:
    """Write the likeliest hits of a run as cards; where a listing's truth is known, it is shown.

    Costs reading and scaling two pictures per hit, and memory for a few thousand hits.

    Returns:
        Path of the page.
    """
    total = 0

    def pairs() -> Iterator[tuple[Entry, Hit]]:
        nonlocal total
        for entry in entries:
            for hit in entry.hits:
                total += 1
                yield entry, hit

    likeliest = nlargest(_MOST, pairs(), key=lambda pair: pair[1].score)
    left_out = total - len(likeliest)
    return write_report(
        folder,
        _cards(iter(likeliest), workspace),
        title="Lookalike: hits",
        now=workspace.clock(),
        facts={"Less likely hits, not shown": f"{left_out:,}"} if left_out else None,
    )


def _cards(pairs: Iterator[tuple[Entry, Hit]], workspace: Workspace) -> Iterator[Card]:
    while chunk := list(islice(pairs, _CHUNK)):
        rights = _rights(chunk, workspace)
        for entry, hit in chunk:
            # A right may have been withdrawn, or its view replaced, since an interrupted run.
            right = rights.get(hit.right_id)
            if right is not None and any(view.name == hit.view for view in right.views):
                yield _card(entry, hit, right, workspace)


def _rights(chunk: Sequence[tuple[Entry, Hit]], workspace: Workspace) -> dict[str, Right]:
    with workspace.database.read() as session:
        return get_rights(session, {hit.right_id for _, hit in chunk})


def _card(entry: Entry, hit: Hit, right: Right, workspace: Workspace) -> Card:
    location = entry.locations[hit.image]
    sha256 = next(view.image_sha256 for view in right.views if view.name == hit.view)
    truth = None
    if entry.right_ids is not None:
        truth = Truth.CORRECT if hit.right_id in entry.right_ids else Truth.WRONG
    return Card(
        hit=hit,
        right=right,
        photo=Picture(location, lambda: workspace.read(location)),
        view=Picture(sha256, lambda: workspace.images.get(sha256)),
        title=entry.title,
        seller_id=entry.seller_id,
        url=entry.url,
        truth=truth,
    )
