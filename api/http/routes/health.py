"""Whether the service lives, whether it is ready, and what it measures."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.http.dependencies import ReadyWorkspace, SharedMetrics
from api.http.problems import responses
from api.http.schemas.health import Health, Readiness

router = APIRouter(tags=["Operation"])


@router.get("/healthz", operation_id="getHealth", summary="Is the process alive?")
async def get_health() -> Health:
    """Answer at once, whatever else is going on."""
    return Health(status="alive")


@router.get(
    "/readyz",
    operation_id="getReadiness",
    summary="Can requests be served?",
    responses=responses(503),
)
def get_readiness(workspace: ReadyWorkspace) -> Readiness:
    """Check that the database can be reached, the model is loaded and the gallery is open."""
    workspace.database.check()
    edition = workspace.gallery.current()
    return Readiness(
        status="ready",
        rights=len(edition.catalog),
        views=len(edition.catalog.view_ids),
        revision=edition.revision,
        model=workspace.embedder.fingerprint,
    )


@router.get(
    "/metrics",
    operation_id="getMetrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={
        200: {
            "description": "Prometheus text format.",
            "content": {
                CONTENT_TYPE_LATEST: {"example": "lookalike_gallery_rights 1480.0\n"},
            },
        }
    },
)
def get_metrics(metrics: SharedMetrics) -> Response:
    """Return counts and times of requests, photos, hits and the gallery's state."""
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
