"""What was changed of a right, and the workbook to register rights with."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import APIRouter, Response

from api.http.dependencies import OpenedWorkspace
from api.http.path_segments import RightId
from api.http.problems import missing, responses
from api.http.schemas.page import IdCursor, Limit, split_page
from api.http.schemas.rights_history import RightHistoryEntryOut, RightHistoryPage
from data.db.rights import get_right
from data.db.rights_history import right_history
from data.manifest import write_template

router = APIRouter(prefix="/v1", tags=["Rights"])

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORKBOOK: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The workbook.",
        "content": {
            _XLSX: {
                "schema": {"type": "string", "contentMediaType": _XLSX},
                "example": "(contents of an XLSX file)",
            }
        },
    }
}


@router.get(
    "/rights/{right_id}/history",
    operation_id="getRightHistory",
    summary="Look at what was changed of a right",
    responses=responses(404, 422, 500, 503),
)
def get_right_history(
    workspace: OpenedWorkspace, right_id: RightId, cursor: IdCursor = None, limit: Limit = 50
) -> RightHistoryPage:
    """List every change of a right with its author, the newest first, field by field."""
    with workspace.database.read() as session:
        if get_right(session, right_id) is None:
            raise missing("There is no such right.")
        after = None if cursor is None else int(cursor)
        found = right_history(session, right_id, after=after, limit=limit + 1)
    entries, next_cursor = split_page(found, limit, lambda entry: entry.revision)
    items = [RightHistoryEntryOut.of(entry) for entry in entries]
    return RightHistoryPage(items=items, next_cursor=next_cursor)


@router.get(
    "/templates/rights.xlsx",
    operation_id="getRightsTemplate",
    summary="Get a workbook to fill in with rights",
    response_class=Response,
    responses={**_WORKBOOK, **responses(500, 503)},
)
def get_rights_template() -> Response:
    """Return an empty workbook with notes and drop-downs, for `lookalike register`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rights.xlsx"
        write_template(path)
        payload = path.read_bytes()
    headers = {"Content-Disposition": 'attachment; filename="rights.xlsx"'}
    return Response(payload, headers=headers, media_type=_XLSX)
