"""What is made of a notice: the statement of reasons, exports, the evidence pack."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from api.http.dependencies import OpenedWorkspace
from api.http.notice_problems import as_problems
from api.http.problems import responses
from api.http.routes.notices import NoticeId, existing_notice
from api.http.schemas.cell_types import Identifier
from api.http.schemas.complaints import StatementOut
from api.notices.evidence_pack import EvidencePack
from api.notices.export import items_csv, notice_document, to_json
from api.notices.signing import open_signer
from api.notices.statement import statement

router = APIRouter(prefix="/v1/notices", tags=["Notices"])


def _file(media_type: str, description: str, example: str) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "string", "contentMediaType": media_type}
    content = {media_type: {"schema": schema, "example": example}}
    return {200: {"description": description, "content": content}}


@router.get(
    "/{notice_id}/statement",
    operation_id="getStatementOfReasons",
    summary="Get the statement of reasons for a seller",
    responses=responses(404, 409, 422, 500, 503),
)
def get_statement(
    workspace: OpenedWorkspace,
    notice_id: NoticeId,
    seller_id: Annotated[Identifier, Query(description="The seller who is told.")],
) -> StatementOut:
    """Give a seller the reasons for the decision on the seller's own listings: Article 17."""
    notice = existing_notice(workspace, notice_id)
    with as_problems():
        return StatementOut.of(statement(notice, seller_id))


@router.get(
    "/{notice_id}/export.json",
    operation_id="exportNoticeJson",
    summary="Export a notice as JSON",
    response_class=Response,
    responses={
        **_file("application/json", "The notice.", '{"notice_id": 31, "items": []}'),
        **responses(404, 422, 500, 503),
    },
)
def export_json(workspace: OpenedWorkspace, notice_id: NoticeId) -> Response:
    """Return all of a notice, with every item."""
    document = notice_document(existing_notice(workspace, notice_id))
    return Response(to_json(document), media_type="application/json")


@router.get(
    "/{notice_id}/export.csv",
    operation_id="exportNoticeCsv",
    summary="Export a notice's items as CSV",
    response_class=Response,
    responses={
        **_file("text/csv; charset=utf-8", "The items.", "position,listing_id\r\n1,B-55120\r\n"),
        **responses(404, 422, 500, 503),
    },
)
def export_csv(workspace: OpenedWorkspace, notice_id: NoticeId) -> Response:
    """Return a notice's items, a line each."""
    lines = "".join(items_csv(existing_notice(workspace, notice_id)))
    return Response(lines, media_type="text/csv; charset=utf-8")


@router.get(
    "/{notice_id}/evidence.zip",
    operation_id="getEvidencePack",
    summary="Get a notice's evidence pack",
    response_class=StreamingResponse,
    responses={
        **_file("application/zip", "The pack.", "(contents of a ZIP file)"),
        **responses(404, 422, 500, 503),
    },
)
def get_evidence_pack(workspace: OpenedWorkspace, notice_id: NoticeId) -> StreamingResponse:
    """Return every image, score, version, hash and time, signed; it is made while it is sent.

    `lookalike evidence verify` finds any byte of it that is changed or missing.
    """
    notice = existing_notice(workspace, notice_id)
    settings = workspace.settings
    pack = EvidencePack(
        workspace.images, limits=settings.decode_limits, signer=open_signer(settings.key_folder)
    )
    name = f"notice-{notice.notice_id}.zip"
    return StreamingResponse(
        pack.pieces(notice),
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
