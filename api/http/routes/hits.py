"""The hits that were reported."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.http.dependencies import OpenedWorkspace
from api.http.problems import missing, responses
from api.http.schemas.cell_types import Identifier
from api.http.schemas.hits import HitOut, HitPage, Probability
from api.http.schemas.page import LARGEST_ID, IdCursor, Limit, split_page
from api.http.stored_image import IMAGE_RESPONSES, IfNoneMatch, PinnedSha256, image_response
from api.workspace import Workspace
from data.db.hits import StoredHit, get_hit, list_hits
from data.db.rights import get_rights
from data.records import Band

router = APIRouter(prefix="/v1/hits", tags=["Hits"])

HitId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The hit's id.", examples=[1207])]


@router.get("", operation_id="listHits", summary="List hits", responses=responses(422, 500, 503))
def get_hits(
    workspace: OpenedWorkspace,
    cursor: IdCursor = None,
    limit: Limit = 50,
    listing_id: Annotated[Identifier | None, Query(description="Only of this listing.")] = None,
    right_id: Annotated[Identifier | None, Query(description="Only of this right.")] = None,
    band: Annotated[Band | None, Query(description="Only of this band.")] = None,
    min_probability: Annotated[
        Probability | None, Query(description="Only what is at least so probable.")
    ] = None,
) -> HitPage:
    """List the hits of all screenings and scoring runs, newest first, page by page."""
    with workspace.database.read() as session:
        found = list_hits(
            session,
            after=None if cursor is None else int(cursor),
            limit=limit + 1,
            listing_id=listing_id,
            right_id=right_id,
            band=band,
            min_probability=min_probability,
        )
        hits, next_cursor = split_page(found, limit, lambda hit: str(hit.id))
        rights = get_rights(session, {hit.hit.right_id for hit in hits})
    return HitPage(
        items=[HitOut.of(hit, rights.get(hit.hit.right_id)) for hit in hits],
        next_cursor=next_cursor,
    )


@router.get(
    "/{hit_id}",
    operation_id="getHit",
    summary="Look at a hit",
    responses=responses(404, 422, 500, 503),
)
def show_hit(workspace: OpenedWorkspace, hit_id: HitId) -> HitOut:
    """Return a hit with its evidence."""
    stored = existing_hit(workspace, hit_id)
    with workspace.database.read() as session:
        rights = get_rights(session, [stored.hit.right_id])
    return HitOut.of(stored, rights.get(stored.hit.right_id))


@router.get(
    "/{hit_id}/photo",
    operation_id="getHitPhoto",
    summary="Get a hit's photo",
    response_class=Response,
    responses={**IMAGE_RESPONSES, **responses(404, 422, 500, 503)},
)
def get_hit_photo(
    workspace: OpenedWorkspace,
    hit_id: HitId,
    pinned: PinnedSha256 = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Return the listing photo that shows the right best, as it was sent."""
    stored = existing_hit(workspace, hit_id)
    if stored.photo_sha256 is None:
        raise missing("This hit's photo was not kept.")
    return image_response(
        workspace.images, stored.photo_sha256, pinned=pinned, if_none_match=if_none_match
    )


def existing_hit(workspace: Workspace, hit_id: int) -> StoredHit:
    """Return a hit.

    Raises:
        ProblemError: there is none of this id.
    """
    with workspace.database.read() as session:
        stored = get_hit(session, hit_id)
    if stored is None:
        raise missing("There is no such hit.")
    return stored
