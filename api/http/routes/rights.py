"""Registering, listing, withdrawing and restoring rights."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from api.http.dependencies import (
    MULTIPART,
    OpenedWorkspace,
    ReadyWorkspace,
    SharedMetrics,
    SharedService,
)
from api.http.path_segments import RightId, ViewName
from api.http.problems import missing, responses
from api.http.schemas.page import Limit, TextCursor, split_page
from api.http.schemas.rights import Registration, RightForm, RightOut, RightPage, right_path
from api.http.stored_image import IMAGE_RESPONSES, IfNoneMatch, PinnedSha256, image_response
from api.http.upload_registration import register_upload
from api.http.uploads import Uploads
from api.workspace import Workspace
from data.db.rights import Saved, get_right, list_rights, restore_right, withdraw_right
from data.records import Kind, Right

router = APIRouter(prefix="/v1/rights", tags=["Rights"])

_LOCATION = {"Location": {"description": "Path of the right.", "schema": {"type": "string"}}}


@router.post(
    "",
    operation_id="registerRight",
    summary="Register a right with its views, or update it",
    status_code=HTTPStatus.CREATED,
    response_description="The right is new.",
    dependencies=[MULTIPART],
    responses={
        200: {
            "model": Registration,
            "description": "The right was known: it was updated, or is unchanged.",
            "headers": _LOCATION,
        },
        201: {"headers": _LOCATION},
        **responses(400, 409, 413, 415, 422, 500, 503),
    },
)
async def register_right(
    form: Annotated[RightForm, Form(media_type="multipart/form-data")],
    response: Response,
    workspace: ReadyWorkspace,
    service: SharedService,
    metrics: SharedMetrics,
) -> Registration:
    """Store a right under its id, in place of an earlier version; repeating this changes nothing.

    From the answer on, the right is found in every photo that is screened. Views of the earlier
    version that are not sent again are gone. If any field or image can't be used, nothing is
    registered.
    """
    uploads = Uploads(form.views, workspace.settings.decode_limits)
    outcome, right = await service.compute(lambda: register_upload(workspace, form, uploads))
    metrics.count_registration(outcome)
    service.refresh_snapshot()
    if outcome is not Saved.CREATED:
        response.status_code = HTTPStatus.OK
    response.headers["Location"] = right_path(right.right_id)
    return Registration(outcome=outcome, right=RightOut.of(right))


@router.get(
    "",
    operation_id="listRights",
    summary="List rights",
    responses=responses(422, 500, 503),
)
def get_rights(
    workspace: OpenedWorkspace,
    cursor: TextCursor = None,
    limit: Limit = 50,
    kind: Annotated[Kind | None, Query(description="Only rights of this kind.")] = None,
    withdrawn: Annotated[
        bool | None, Query(description="Only rights that are, or are not, withdrawn.")
    ] = None,
) -> RightPage:
    """List rights in the order of their ids, page by page."""
    with workspace.database.read() as session:
        found = list_rights(session, after=cursor, limit=limit + 1, kind=kind, withdrawn=withdrawn)
    rights, next_cursor = split_page(found, limit, lambda right: right.right_id)
    return RightPage(items=[RightOut.of(right) for right in rights], next_cursor=next_cursor)


@router.get(
    "/{right_id}",
    operation_id="getRight",
    summary="Look at a right",
    responses=responses(404, 422, 500, 503),
)
def show_right(workspace: OpenedWorkspace, right_id: RightId) -> RightOut:
    """Return everything that is stored of a right, withdrawn or not."""
    return RightOut.of(_existing(workspace, right_id))


@router.delete(
    "/{right_id}",
    operation_id="withdrawRight",
    summary="Withdraw a right",
    responses=responses(404, 422, 500, 503),
)
def delete_right(workspace: OpenedWorkspace, right_id: RightId) -> RightOut:
    """Have a right make no more hits, at once. It is kept, and can be restored."""
    with workspace.database.write() as session:
        withdraw_right(session, right_id, now=workspace.clock(), actor=workspace.actor)
    return RightOut.of(_existing(workspace, right_id))


@router.post(
    "/{right_id}/restore",
    operation_id="restoreRight",
    summary="Restore a withdrawn right",
    responses=responses(404, 422, 500, 503),
)
def post_restore(workspace: OpenedWorkspace, right_id: RightId) -> RightOut:
    """Have a withdrawn right make hits again."""
    with workspace.database.write() as session:
        restore_right(session, right_id, now=workspace.clock(), actor=workspace.actor)
    return RightOut.of(_existing(workspace, right_id))


@router.get(
    "/{right_id}/views/{view}",
    operation_id="getViewImage",
    summary="Get a view's image",
    response_class=Response,
    responses={**IMAGE_RESPONSES, **responses(404, 422, 500, 503)},
)
def get_view_image(
    workspace: OpenedWorkspace,
    right_id: RightId,
    view: ViewName,
    pinned: PinnedSha256 = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Return the image file as it was registered."""
    right = _existing(workspace, right_id)
    for stored in right.views:
        if stored.name == view:
            return image_response(
                workspace.images,
                stored.image_sha256,
                pinned=pinned,
                if_none_match=if_none_match,
            )
    raise missing("The right has no such view.")


def _existing(workspace: Workspace, right_id: str) -> Right:
    with workspace.database.read() as session:
        right = get_right(session, right_id)
    if right is None:
        raise missing("There is no such right.")
    return right
