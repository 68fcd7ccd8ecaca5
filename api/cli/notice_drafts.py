"""``lookalike notices draft``."""

from collections.abc import Iterator
from pathlib import Path

import typer

from api.cli.exit_codes import FAILED, REJECTED_ROWS
from api.cli.notices import desk
from api.cli.output import rejected, say
from api.notices.completeness import shortcomings
from api.notices.gathering import Target
from api.settings import Settings
from api.workspace import Workspace
from data.db.hits import StoredHit, list_hits
from data.fetch import FetchError
from data.manifest import read_listings
from data.notices import Claim
from data.records import Listing
from data.rejects import Rejected, RejectsFile


def draft(settings: Settings, listings: Path, right_ids: list[str], claim: Claim) -> None:
    """Draft a notice about the stored hits of a manifest's listings, and say what it lacks."""
    workspace = Workspace.open(settings)
    targets: list[Target] = []
    with RejectsFile(listings.with_name(f"{listings.name}.rejects.csv")) as rejects:
        for listing in read_listings(listings):
            if isinstance(listing, Rejected):
                rejects.add(listing)
            else:
                targets += _targets(workspace, listing, right_ids)
    if not targets:
        say("These listings have no stored hits; score them first, with `lookalike score`.")
        raise typer.Exit(FAILED)
    notice = desk(workspace).draft(claim, targets)
    say(f"Notice {notice.notice_id} is drafted: {len(notice.items):,} items.")
    if missing := len(shortcomings(notice)):
        say(f"It lacks {missing:,} things: `lookalike notices check {notice.notice_id}`.")
    if len(rejects):
        rejected(len(rejects), rejects.path)
        raise typer.Exit(REJECTED_ROWS)


def _targets(workspace: Workspace, listing: Listing, right_ids: list[str]) -> Iterator[Target]:
    with workspace.database.read() as session:
        hits = list_hits(session, listing_id=listing.listing_id, limit=1000)
    for stored in reversed(hits):
        if not right_ids or stored.hit.right_id in right_ids:
            photo = stored.photo_sha256 or _kept_photo(workspace, listing, stored)
            yield Target(stored.id, listing.url, photo_sha256=photo)


def _kept_photo(workspace: Workspace, listing: Listing, stored: StoredHit) -> str | None:
    """Put the photo into the image store: a scoring run does not."""
    for photo in listing.photos:
        if photo.image == stored.hit.image:
            try:
                return workspace.images.put(workspace.read(photo.location))
            except FetchError as error:
                say(f"{listing.listing_id}: the photo is left out: {error}")
    return None
