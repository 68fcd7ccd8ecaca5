"""Screening a listing while its sender waits."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Form

from api.http.dependencies import MULTIPART, ReadyWorkspace, SharedMetrics, SharedService
from api.http.problems import responses
from api.http.schemas.hits import HitOut, RejectedPhoto, ScreenForm, Screening
from api.http.upload_screening import keep_hits, screen_upload
from api.http.uploads import Uploads

router = APIRouter(tags=["Screening"])


@router.post(
    "/v1/screen",
    operation_id="screenListing",
    summary="Screen a listing's photos",
    dependencies=[MULTIPART],
    responses=responses(400, 413, 415, 422, 500, 503),
)
async def screen_listing(
    form: Annotated[ScreenForm, Form(media_type="multipart/form-data")],
    workspace: ReadyWorkspace,
    service: SharedService,
    metrics: SharedMetrics,
) -> Screening:
    """Compare photos with every right in force, and answer with the hits, the most probable first.

    Hits are kept, with the photos that show them; all else is forgotten. A photo that can't be
    read is listed with the reason; if there is no other, the request is refused.
    """
    uploads = Uploads(form.photos, workspace.settings.decode_limits)
    scored = await service.compute(lambda: screen_upload(workspace, form, uploads))
    metrics.count_screening(scored)
    hits = await to_thread.run_sync(keep_hits, workspace, scored, uploads)
    return Screening(
        listing_id=form.listing_id,
        photos=len(scored.listing.photos),
        hits=[HitOut.of(hit, scored.rights[hit.hit.right_id]) for hit in hits],
        authorised=scored.authorised,
        rejected=[
            RejectedPhoto(image=row.value or "", reason=row.reason) for row in scored.rejected
        ],
    )
