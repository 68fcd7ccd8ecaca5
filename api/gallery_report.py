"""The HTML gallery of a scoring run."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from heapq import nlargest
from itertools import islice
from pathlib import Path

from api.report import Card, Picture, Truth, write_report
from api.report.exhibit import Exhibit
from api.report.exhibits import SourcePair
from api.scoring.journal import Entry
from api.workspace import Workspace
from data.db.rights import get_rights
from data.records import Hit, Right

_CHUNK = 500
"""Hits whose rights are looked up together."""

_MOST = 5_000
"""Hits that a page still shows at once in a browser: the likeliest of them."""

_WITH_EXHIBITS = 1_000
"""Hits whose evidence is drawn as well: the likeliest, as its pictures are most of a report."""


Progress = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Given how many hits there are, yields what is to be told how many more are done."""


def _unseen(_: int) -> AbstractContextManager[Callable[[int], None]]:
    return nullcontext(lambda _: None)


def write_gallery(
    folder: Path, entries: Iterable[Entry], workspace: Workspace, *, progress: Progress = _unseen
) -> Path:
    """Write the likeliest hits of a run as cards; where a listing's truth is known, it is shown.

    Costs reading and scaling two pictures per hit, drawing up to four more of the likeliest, and
    memory for a few thousand hits.

    Args:
        folder: New, empty, or holding an earlier report.
        entries: What was scored.
        workspace: Where the rights and pictures are.
        progress: Shows how far the drawing is.

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

    likeliest = nlargest(_MOST, pairs(), key=lambda pair: (pair[1].probability, pair[1].score))
    left_out = total - len(likeliest)
    with progress(len(likeliest)) as advance:
        return write_report(
            folder,
            _cards(iter(likeliest), workspace, advance),
            title="Lookalike: hits",
            now=workspace.clock(),
            facts={"Less likely hits, not shown": f"{left_out:,}"} if left_out else None,
        )


def _cards(
    pairs: Iterator[tuple[Entry, Hit]], workspace: Workspace, advance: Callable[[int], None]
) -> Iterator[Card]:
    position = 0
    while chunk := list(islice(pairs, _CHUNK)):
        rights = _rights(chunk, workspace)
        for entry, hit in chunk:
            # A right may have been withdrawn, or its view replaced, since an interrupted run.
            right = rights.get(hit.right_id)
            if right is not None and any(view.name == hit.view for view in right.views):
                yield _card(entry, hit, right, workspace, with_exhibits=position < _WITH_EXHIBITS)
                position += 1
            advance(1)


def _rights(chunk: Sequence[tuple[Entry, Hit]], workspace: Workspace) -> dict[str, Right]:
    with workspace.database.read() as session:
        return get_rights(session, {hit.right_id for _, hit in chunk})


def _card(
    entry: Entry, hit: Hit, right: Right, workspace: Workspace, *, with_exhibits: bool
) -> Card:
    location = entry.locations[hit.image]
    registered = next(view for view in right.views if view.name == hit.view)
    sha256 = registered.image_sha256
    photo = Picture(location, lambda: workspace.read(location))
    view = Picture(sha256, lambda: workspace.images.get(sha256))
    exhibits: Mapping[Exhibit, Picture] = {}
    if with_exhibits:
        pair = SourcePair(photo, view, registered.disclaimed)
        photo, view = pair.pictures
        exhibits = pair.exhibits(hit.evidence, workspace.embedder)
    truth = None
    if entry.right_ids is not None:
        truth = Truth.CORRECT if hit.right_id in entry.right_ids else Truth.WRONG
    return Card(
        hit=hit,
        right=right,
        photo=photo,
        view=view,
        title=entry.title,
        seller_id=entry.seller_id,
        url=entry.url,
        truth=truth,
        exhibits=exhibits,
    )
