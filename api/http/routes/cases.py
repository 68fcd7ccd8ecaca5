"""Cases: from hits to a decision that both sides were heard on."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.cases.casework import NoSuchCaseError
from api.cases.procedure import IllegalMoveError
from api.http.actor import CurrentActor
from api.http.dependencies import OpenedWorkspace
from api.http.preconditions import SeenVersion, changed, etag
from api.http.problems import ProblemError, missing, responses
from api.http.schemas.cases import (
    CaseEventOut,
    CaseEventPage,
    CaseOut,
    CasePage,
    DecisionIn,
    GatheredOut,
    GatheringIn,
    GatheringOut,
    ListedCaseOut,
    MoveIn,
)
from api.http.schemas.cell_types import Identifier
from api.http.schemas.page import LARGEST_ID, IdCursor, Limit, split_page
from api.workspace import Workspace
from data.actors import Actor
from data.casework import Case, CaseState, Event
from data.db.casework.cases import StaleCaseError, get_case, list_cases
from data.db.casework.events import list_events

router = APIRouter(prefix="/v1/cases", tags=["Cases"])

CaseId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The case's id.", examples=[81])]
Cluster = Annotated[int, Path(ge=1, le=2**31 - 1, description="The cluster.", examples=[1])]

_ETAG: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            "ETag": {"description": "The case's version.", "schema": {"type": "string"}},
        }
    }
}
_ON_CHANGE = {**_ETAG, **responses(404, 409, 412, 422, 428, 500, 503)}


@router.post(
    "",
    operation_id="openCases",
    summary="Make cases of hits",
    responses=responses(409, 422, 500, 503),
)
def open_cases(
    workspace: OpenedWorkspace, actor: CurrentActor, gathering: GatheringIn
) -> GatheringOut:
    """Gather the hits that are in no case, one case for each seller and right.

    They join the case that is open, until the seller is told what it is about; from then on they
    make the next one. Repeat this until no case is returned.
    """
    gathered = workspace.casework.gather(
        actor,
        seller_id=gathering.seller_id,
        right_id=gathering.right_id,
        territory=gathering.territory,
    )
    with _refusals():
        items = [
            GatheredOut(case_id=each.case.case_id, opened=each.opened, listings=each.listings)
            for each in islice(gathered, gathering.limit)
        ]
    return GatheringOut(items=items)


@router.get("", operation_id="listCases", summary="List cases", responses=responses(422, 500, 503))
def get_cases(
    workspace: OpenedWorkspace,
    cursor: IdCursor = None,
    limit: Limit = 50,
    state: Annotated[CaseState | None, Query(description="Only in this state.")] = None,
    seller_id: Annotated[Identifier | None, Query(description="Only of this seller.")] = None,
    right_id: Annotated[Identifier | None, Query(description="Only of this right.")] = None,
    overdue: Annotated[bool, Query(description="Only where something is overdue.")] = False,
) -> CasePage:
    """List cases, the one that was opened last first, page by page."""
    with workspace.database.read() as session:
        found = list_cases(
            session,
            after=None if cursor is None else int(cursor),
            limit=limit + 1,
            state=state,
            seller_id=seller_id,
            right_id=right_id,
            overdue_at=workspace.clock() if overdue else None,
        )
    cases, next_cursor = split_page(found, limit, lambda each: str(each.case.case_id))
    return CasePage(items=[ListedCaseOut.of(each) for each in cases], next_cursor=next_cursor)


@router.get(
    "/{case_id}",
    operation_id="getCase",
    summary="Look at a case",
    responses={**_ETAG, **responses(404, 422, 500, 503)},
)
def show_case(
    workspace: OpenedWorkspace, actor: CurrentActor, response: Response, case_id: CaseId
) -> CaseOut:
    """Return a case with its listings, what is due, and what you may do."""
    return _answer(workspace, actor, response, _existing(workspace, case_id))


@router.get(
    "/{case_id}/events",
    operation_id="listCaseEvents",
    summary="See what happened to a case",
    responses=responses(404, 422, 500, 503),
)
def get_case_events(
    workspace: OpenedWorkspace, case_id: CaseId, cursor: IdCursor = None, limit: Limit = 50
) -> CaseEventPage:
    """List what happened to a case, from its opening on, page by page."""
    _existing(workspace, case_id)
    with workspace.database.read() as session:
        found = list_events(session, case_id, after=int(cursor or 0), limit=limit + 1)
    events, next_cursor = split_page(found, limit, lambda each: str(each[0]))
    return CaseEventPage(
        items=[CaseEventOut.of(number, each) for number, each in events], next_cursor=next_cursor
    )


@router.post(
    "/{case_id}/events", operation_id="moveCase", summary="Move a case", responses=_ON_CHANGE
)
def post_case_event(
    workspace: OpenedWorkspace,
    actor: CurrentActor,
    response: Response,
    case_id: CaseId,
    move: MoveIn,
    version: SeenVersion,
) -> CaseOut:
    """Have something happen to a case that is as you have seen it.

    What can't happen now, or not by you, is refused with what you can do instead. The decision of
    a machine's proposal about much value happens when a second person takes it too.
    """
    with _refusals():
        if move.value is not None:
            case = workspace.casework.assess(case_id, move.value, actor, version=version)
        else:
            case = workspace.casework.move(
                case_id, move.event, actor, version=version, note=move.note
            )
    return _answer(workspace, actor, response, case)


@router.post(
    "/{case_id}/clusters/{cluster}/decision",
    operation_id="decideCluster",
    summary="Decide a cluster of near-identical photos",
    responses=_ON_CHANGE,
)
def post_decision(
    workspace: OpenedWorkspace,
    actor: CurrentActor,
    response: Response,
    case_id: CaseId,
    cluster: Cluster,
    decision: DecisionIn,
    version: SeenVersion,
) -> CaseOut:
    """Decide all listings whose photos are near-identical, at once."""
    with _refusals():
        case = workspace.casework.decide_cluster(
            case_id, cluster, decision.verdict, actor, version=version
        )
    return _answer(workspace, actor, response, case)


@contextmanager
def _refusals() -> Iterator[None]:
    """Tell the sender why a case is not changed."""
    try:
        yield
    except NoSuchCaseError:
        raise missing("There is no such case.") from None
    except LookupError:
        raise missing("The case has no such cluster.") from None
    except StaleCaseError:
        raise changed() from None
    except IllegalMoveError as error:
        raise ProblemError(HTTPStatus.CONFLICT, f"{error}.", moves=_named(error.allowed)) from None


def _named(events: tuple[Event, ...]) -> list[str]:
    return [event.value for event in events]


def _answer(workspace: Workspace, actor: Actor, response: Response, case: Case) -> CaseOut:
    response.headers["ETag"] = etag(case.version)
    return CaseOut.of(case, workspace.casework.procedure.allowed(case, actor.role))


def _existing(workspace: Workspace, case_id: int) -> Case:
    with workspace.database.read() as session:
        case = get_case(session, case_id)
    if case is None:
        raise missing("There is no such case.")
    return case
