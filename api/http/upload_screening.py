"""Screening a listing whose photos come with the request, and keeping what is found."""

from api.http.problems import invalid
from api.http.schemas.hits import ScreenForm
from api.http.schemas.problem import FieldProblem
from api.http.uploads import Uploads
from api.scoring.pipeline import ScoredListing, Selection
from api.workspace import Workspace
from data.db.hits import NewHit, StoredHit, list_hits, save_hits
from data.records import Listing, Photo


def screen_upload(workspace: Workspace, form: ScreenForm, uploads: Uploads) -> ScoredListing:
    """Score the form's listing with the uploaded photos.

    Raises:
        ProblemError: no photo can be used.
    """
    listing = Listing(
        listing_id=form.listing_id,
        photos=tuple(
            Photo(image=file, location=file, row=row) for row, file in enumerate(uploads, 1)
        ),
        seller_id=form.seller_id,
        title=form.title,
        category=form.category,
        territory=form.territory,
    )
    scorer = workspace.scorer(Selection(form.min_probability), read=uploads.read)
    (scored,) = scorer.score([listing])
    if len(scored.rejected) == len(listing.photos):
        # "No hits" would be a lie: nothing was looked at.
        raise invalid(
            [
                FieldProblem(field=f"photos[{row.row - 1}]", file=row.value, reason=row.reason)
                for row in scored.rejected
            ]
        )
    return scored


def keep_hits(workspace: Workspace, scored: ScoredListing, uploads: Uploads) -> list[StoredHit]:
    """Store the hits, and the photos that show them; return them in the same order."""
    shown = {hit.image for hit in scored.hits}
    photos = {image: workspace.images.put(uploads.read(image)) for image in shown}
    listing = scored.listing
    hits = [NewHit(hit, photos[hit.image], listing.seller_id, listing.title) for hit in scored.hits]
    with workspace.database.write() as session:
        save_hits(session, hits, now=workspace.clock())
        stored = {
            kept.hit.right_id: kept
            for hit in scored.hits
            for kept in list_hits(
                session, listing_id=listing.listing_id, right_id=hit.right_id, limit=1
            )
        }
    return [stored[hit.right_id] for hit in scored.hits]
