"""What endpoints are given: their shared state, checked."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request

from api.http.authorisation import acting
from api.http.metrics import Metrics
from api.http.problems import ProblemError
from api.http.service import Service
from api.workspace import Workspace


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


SharedService = Annotated[Service, Depends(_service)]
SharedMetrics = Annotated[Metrics, Depends(_metrics)]


# Both are coroutines because they may start a task, which only the event loop's thread can.
async def _opened(request: Request, service: SharedService) -> Workspace:
    return service.opened().acting(acting(request))


async def _ready(request: Request, service: SharedService) -> Workspace:
    return service.ready().acting(acting(request))


OpenedWorkspace = Annotated[Workspace, Depends(_opened)]
"""The installation as far as whoever asks may see it; its database is there."""

ReadyWorkspace = Annotated[Workspace, Depends(_ready)]
"""The installation as far as whoever asks may see it; its model is loaded."""


async def _multipart(request: Request) -> None:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "multipart/form-data":
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "Send a form as multipart/form-data.",
            headers={"Accept": "multipart/form-data"},
        )


MULTIPART = Depends(_multipart)
"""Refuses every other body: what isn't a form would otherwise look like an empty one."""
