"""What a hit rests on, as data and as pictures."""

import hashlib
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from api.http.dependencies import OpenedWorkspace, SharedService
from api.http.problems import missing, responses
from api.http.routes.hits import HitId, existing_hit
from api.http.schemas.evidence import HitEvidence, PictureName
from api.http.stored_image import IfNoneMatch
from api.report import Picture
from api.report.exhibit import Exhibit
from api.report.exhibits import DRAWINGS, SourcePair
from api.report.pictures import jpeg
from api.report.writer import EXHIBIT_SIDE
from api.workspace import Workspace
from data.db.hits import StoredHit
from data.db.rights import get_rights
from data.records import View

router = APIRouter(prefix="/v1/hits", tags=["Hits"])

_JPEG: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture.",
        "content": {
            "image/jpeg": {
                "schema": {"type": "string", "contentMediaType": "image/jpeg"},
                "example": "(contents of a JPEG file)",
            }
        },
        "headers": {"ETag": {"description": "Names the picture.", "schema": {"type": "string"}}},
    },
    304: {"description": "The client has this picture already."},
}


@router.get(
    "/{hit_id}/evidence",
    operation_id="getHitEvidence",
    summary="Look at a hit's evidence",
    responses=responses(404, 422, 500, 503),
)
def show_evidence(workspace: OpenedWorkspace, hit_id: HitId) -> HitEvidence:
    """Return what a hit rests on, and where pictures of that are."""
    return HitEvidence.of(existing_hit(workspace, hit_id))


@router.get(
    "/{hit_id}/evidence/{name}.jpg",
    operation_id="getHitEvidencePicture",
    summary="Get a picture of a hit's evidence",
    response_class=Response,
    responses={**_JPEG, **responses(404, 422, 500, 503)},
)
async def get_evidence_picture(
    workspace: OpenedWorkspace,
    service: SharedService,
    hit_id: HitId,
    name: Annotated[PictureName, Path(description="Which picture.", examples=["overlay"])],
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Draw a picture from the listing photo and the registered view, the photo on the left."""
    # Drawing keeps a core as busy as the model does: it waits its turn with what needs that.
    return await service.compute(lambda: _picture(workspace, hit_id, Exhibit(name), if_none_match))


def _picture(
    workspace: Workspace, hit_id: int, exhibit: Exhibit, if_none_match: str | None
) -> Response:
    stored = existing_hit(workspace, hit_id)
    if stored.photo_sha256 is None:
        raise missing("This hit's photo was not kept, so nothing can be drawn.")
    photo, view = stored.photo_sha256, _view(workspace, stored)
    made_of = repr((exhibit, photo, view.claimed_sha256, stored.hit.evidence))
    etag = f'"{hashlib.sha256(made_of.encode()).hexdigest()}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if if_none_match is not None and etag in if_none_match:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    pair = SourcePair(
        Picture(photo, lambda: workspace.images.get(photo)),
        Picture(view.image_sha256, lambda: workspace.images.get(view.image_sha256)),
        view.disclaimed,
    )
    drawn = DRAWINGS[exhibit](pair.photo, pair.claimed, stored.hit.evidence)
    if drawn is None:
        raise missing("Nothing can be drawn of this: the view was not aligned with the photo.")
    payload = jpeg(drawn, EXHIBIT_SIDE)
    return Response(payload, headers=headers, media_type="image/jpeg")


def _view(workspace: Workspace, stored: StoredHit) -> View:
    """Return the view that the hit shows."""
    hit = stored.hit
    with workspace.database.read() as session:
        right = get_rights(session, [hit.right_id]).get(hit.right_id)
    for view in right.views if right is not None else ():
        if view.name == hit.view:
            return view
    raise missing("The view that this hit shows is not registered any more.")
