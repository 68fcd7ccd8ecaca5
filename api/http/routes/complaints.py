"""Complaints against what was decided on notices."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.http.actor import CurrentActor
from api.http.dependencies import OpenedWorkspace
from api.http.notice_problems import as_problems
from api.http.problems import ProblemError, responses
from api.http.routes.notices import Desk, NoticeId
from api.http.schemas.complaints import AnswerIn, ComplaintIn, ComplaintOut, ComplaintPage
from api.http.schemas.page import LARGEST_ID, IdCursor, Limit, split_page
from data.actors import Role
from data.db.notices.complaints import list_complaints
from data.notices import ComplaintState, Party

router = APIRouter(prefix="/v1", tags=["Notices"])

_SIDES = {
    Role.OWNER: Party.NOTIFIER,
    Role.AGENT: Party.NOTIFIER,
    Role.SELLER: Party.SELLER,
}
"""Those who can complain for one side alone."""

ComplaintId = Annotated[
    int, Path(ge=1, le=LARGEST_ID, description="The complaint's number.", examples=[5])
]


@router.post(
    "/notices/{notice_id}/complaints",
    operation_id="lodgeComplaint",
    summary="Complain of a decision",
    status_code=HTTPStatus.CREATED,
    response_description="The complaint.",
    responses=responses(403, 404, 409, 422, 500, 503),
)
def lodge_complaint(
    form: ComplaintIn, actor: CurrentActor, desk: Desk, notice_id: NoticeId
) -> ComplaintOut:
    """Complain within six months: a seller of what was upheld, the notifier of what was not."""
    if _SIDES.get(actor.role, form.party) is not form.party:
        detail = f"The role {actor.role.value!r} can't complain for the {form.party}."
        raise ProblemError(HTTPStatus.FORBIDDEN, detail)
    with as_problems():
        complaint = desk.complain(
            notice_id,
            party=form.party,
            seller_id=form.seller_id,
            listing_ids=form.listing_ids,
            reasons=form.reasons,
        )
    return ComplaintOut.of(complaint)


@router.get(
    "/complaints",
    operation_id="listComplaints",
    summary="List complaints",
    responses=responses(422, 500, 503),
)
def get_complaints(
    workspace: OpenedWorkspace,
    cursor: IdCursor = None,
    limit: Limit = 50,
    notice_id: Annotated[
        int | None, Query(ge=1, le=LARGEST_ID, description="Only about this notice.")
    ] = None,
    state: Annotated[ComplaintState | None, Query(description="Only in this state.")] = None,
) -> ComplaintPage:
    """List complaints, newest first, page by page."""
    with workspace.database.read() as session:
        found = list_complaints(
            session,
            notice_id=notice_id,
            state=state,
            after=None if cursor is None else int(cursor),
            limit=limit + 1,
        )
    complaints, more = split_page(found, limit, lambda complaint: str(complaint.complaint_id))
    return ComplaintPage(items=[ComplaintOut.of(each) for each in complaints], next_cursor=more)


@router.post(
    "/complaints/{complaint_id}/answer",
    operation_id="answerComplaint",
    summary="Answer a complaint",
    responses=responses(404, 409, 422, 500, 503),
)
def answer_complaint(
    form: AnswerIn, workspace: OpenedWorkspace, desk: Desk, complaint_id: ComplaintId
) -> ComplaintOut:
    """Answer a complaint as a person; upholding it reverses the decision on its listings."""
    with as_problems():
        complaint = desk.answer(
            complaint_id, upheld=form.upheld, by=workspace.actor, explanation=form.explanation
        )
    return ComplaintOut.of(complaint)
