"""Notices: drafted, checked, sent, acknowledged, decided, withdrawn."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from api.http.dependencies import OpenedWorkspace
from api.http.notice_problems import as_problems, shown
from api.http.preconditions import SeenVersion
from api.http.problems import missing, responses
from api.http.schemas.notice_forms import DecisionIn, NoticeIn, NoticeRevision
from api.http.schemas.notices import (
    Completeness,
    NoticeItemOut,
    NoticeItemPage,
    NoticeOut,
    NoticePage,
)
from api.http.schemas.page import LARGEST_ID, IdCursor, Limit, encode_cursor, split_page
from api.notices.completeness import shortcomings
from api.notices.desk import NoticeDesk
from api.workspace import Workspace
from data.db.notices.notices import get_notice, list_items, list_notices
from data.notices import Decision, Notice, NoticeState

router = APIRouter(prefix="/v1/notices", tags=["Notices"])

NoticeId = Annotated[
    int, Path(ge=1, le=LARGEST_ID, description="The notice's number.", examples=[31])
]

_ETAG: dict[str, Any] = {
    "headers": {"ETag": {"description": "Names this version.", "schema": {"type": "string"}}}
}
_MOVED: dict[int | str, dict[str, Any]] = {
    200: _ETAG,
    **responses(404, 409, 412, 422, 428, 500, 503),
}


def _desk(workspace: OpenedWorkspace) -> NoticeDesk:
    return NoticeDesk(workspace.database, workspace.clock)


Desk = Annotated[NoticeDesk, Depends(_desk)]


@router.post(
    "",
    operation_id="draftNotice",
    summary="Draft a notice",
    status_code=HTTPStatus.CREATED,
    response_description="The draft.",
    responses={201: _ETAG, **responses(422, 500, 503)},
)
def draft_notice(form: NoticeIn, desk: Desk, response: Response) -> NoticeOut:
    """Draft a notice about hits, of one right or several; their evidence is kept as it is now."""
    with as_problems():
        notice = desk.draft(form.claim, [item.target for item in form.items])
    return shown(notice, response)


@router.get(
    "", operation_id="listNotices", summary="List notices", responses=responses(422, 500, 503)
)
def get_notices(
    workspace: OpenedWorkspace,
    cursor: IdCursor = None,
    limit: Limit = 50,
    state: Annotated[NoticeState | None, Query(description="Only in this state.")] = None,
) -> NoticePage:
    """List notices, newest first, page by page."""
    with workspace.database.read() as session:
        after = None if cursor is None else int(cursor)
        found = list_notices(session, after=after, limit=limit + 1, state=state)
    notices, next_cursor = split_page(found, limit, lambda notice: str(notice.notice_id))
    return NoticePage(items=[NoticeOut.of(notice) for notice in notices], next_cursor=next_cursor)


@router.get(
    "/{notice_id}",
    operation_id="getNotice",
    summary="Look at a notice",
    responses={200: _ETAG, **responses(404, 422, 500, 503)},
)
def show_notice(workspace: OpenedWorkspace, notice_id: NoticeId, response: Response) -> NoticeOut:
    """Return a notice without its items."""
    return shown(existing_notice(workspace, notice_id), response)


@router.get(
    "/{notice_id}/items",
    operation_id="listNoticeItems",
    summary="List a notice's items",
    responses=responses(404, 422, 500, 503),
)
def get_items(
    workspace: OpenedWorkspace, notice_id: NoticeId, cursor: IdCursor = None, limit: Limit = 50
) -> NoticeItemPage:
    """List what a notice is about, in its order, page by page."""
    with workspace.database.read() as session:
        after = None if cursor is None else int(cursor)
        found = list_items(session, notice_id, after=after, limit=limit + 1)
    if not found and cursor is None:
        existing_notice(workspace, notice_id)
    more = encode_cursor(found[limit - 1][0]) if len(found) > limit else None
    items = [NoticeItemOut.of(place + 1, item) for place, item in found[:limit]]
    return NoticeItemPage(items=items, next_cursor=more)


@router.get(
    "/{notice_id}/completeness",
    operation_id="checkNotice",
    summary="Check what a notice lacks",
    responses=responses(404, 422, 500, 503),
)
def check_notice(workspace: OpenedWorkspace, notice_id: NoticeId) -> Completeness:
    """Say what has to be put right before a notice can be sent: Article 16(2)."""
    return Completeness.of(shortcomings(existing_notice(workspace, notice_id)))


@router.put("/{notice_id}", operation_id="reviseNotice", summary="Change a draft", responses=_MOVED)
def revise_notice(
    form: NoticeRevision,
    desk: Desk,
    notice_id: NoticeId,
    response: Response,
    version: SeenVersion,
) -> NoticeOut:
    """Replace what a draft says."""
    targets = None if form.items is None else [item.target for item in form.items]
    with as_problems():
        notice = desk.revise(notice_id, form.claim, targets, version=version)
    return shown(notice, response)


@router.post(
    "/{notice_id}/send", operation_id="sendNotice", summary="Send a notice", responses=_MOVED
)
def send_notice(
    desk: Desk, notice_id: NoticeId, response: Response, version: SeenVersion
) -> NoticeOut:
    """Send a notice; one that lacks something is refused, with all that it lacks."""
    with as_problems():
        notice = desk.send(notice_id, version=version)
    return shown(notice, response)


@router.post(
    "/{notice_id}/acknowledge",
    operation_id="acknowledgeNotice",
    summary="Confirm that a notice has come in",
    responses=_MOVED,
)
def acknowledge_notice(
    desk: Desk, notice_id: NoticeId, response: Response, version: SeenVersion
) -> NoticeOut:
    """Confirm the receipt to the notifier: Article 16(4)."""
    with as_problems():
        notice = desk.acknowledge(notice_id, version=version)
    return shown(notice, response)


@router.post(
    "/{notice_id}/withdraw",
    operation_id="withdrawNotice",
    summary="Take a notice back",
    responses=_MOVED,
)
def withdraw_notice(
    desk: Desk, notice_id: NoticeId, response: Response, version: SeenVersion
) -> NoticeOut:
    """Withdraw a notice that isn't decided yet."""
    with as_problems():
        notice = desk.withdraw(notice_id, version=version)
    return shown(notice, response)


@router.post(
    "/{notice_id}/decide",
    operation_id="decideNotice",
    summary="Decide on a notice",
    responses=_MOVED,
)
def decide_notice(
    form: DecisionIn,
    workspace: OpenedWorkspace,
    desk: Desk,
    notice_id: NoticeId,
    response: Response,
    version: SeenVersion,
) -> NoticeOut:
    """Uphold a notice for its listings, save for those rejected; sellers can then read why."""
    given = form.model_dump(exclude={"rejected"})
    decision = Decision(**given, decided_by=workspace.actor)
    with as_problems():
        notice = desk.decide(
            notice_id, decision, rejected=frozenset(form.rejected), version=version
        )
    return shown(notice, response)


def existing_notice(workspace: Workspace, notice_id: int) -> Notice:
    """Return a notice with its items.

    Raises:
        ProblemError: there is none of this number.
    """
    with workspace.database.read() as session:
        notice = get_notice(session, notice_id)
    if notice is None:
        raise missing("There is no such notice.")
    return notice
