"""Identifiers with slashes in the path of a URL.

A server decodes the path before it is routed, so that ``/rights/a%2Fb`` looks like a right ``a``
and something below it. Here each segment is decoded by itself, and what would be taken for a
separator stays encoded until the parameter is read.
"""

from typing import Annotated
from urllib.parse import unquote

from fastapi import Path
from pydantic import BeforeValidator
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.schemas.cell_types import Identifier


class WholeSegments:
    """Middleware that routes by the segments of the path as they were sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "http" and b"%" in scope.get("raw_path", b""):
            segments = scope["raw_path"].decode("latin-1").split("/")
            scope = {**scope, "path": "/".join(_routable(segment) for segment in segments)}
        await self._app(scope, receive, send)


def _routable(segment: str) -> str:
    return unquote(segment).replace("%", "%25").replace("/", "%2F")


RightId = Annotated[
    Identifier,
    Path(description="The right's id, percent-encoded.", examples=["EUIPO-007614402-0001"]),
    BeforeValidator(unquote),
]
ViewName = Annotated[
    Identifier,
    Path(description="The view's name, percent-encoded.", examples=["front"]),
    BeforeValidator(unquote),
]
