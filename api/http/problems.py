"""Errors as problem details (RFC 9457): every answer that is no success is one of these."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.http.outages import OUTAGES, public_reason
from api.http.schemas import examples
from api.http.schemas.problem import FieldProblem, Problem
from data.db.access.supervision import OutOfReachError

MEDIA_TYPE = "application/problem+json"

_RETRY_SECONDS = 5
"""When what is unavailable may be back."""

_SHOWN = 200
"""Characters that are repeated of a name that came from outside."""

_FRAMEWORK_DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is larger than is accepted; send smaller or "
    "fewer images.",
}

_log = logging.getLogger(__name__)


class ProblemError(Exception):
    """A request that can't be served, and what its sender is told."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        errors: Sequence[FieldProblem] = (),
        moves: Sequence[str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.moves = moves
        self.headers = headers


def invalid(errors: Sequence[FieldProblem]) -> ProblemError:
    """Return the refusal of a request whose fields or files can't be used."""
    return ProblemError(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The request can't be used, and nothing was done.",
        errors=errors,
    )


def missing(detail: str) -> ProblemError:
    """Return the answer for what isn't there."""
    return ProblemError(HTTPStatus.NOT_FOUND, detail)


def unavailable(reason: str) -> ProblemError:
    """Return the answer for what can't be done now, but may be soon."""
    detail = f"Try again in a moment: {reason}."
    headers = {"Retry-After": str(_RETRY_SECONDS)}
    return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=headers)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe, for OpenAPI, the problems that an operation may answer with."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": examples.PROBLEMS[status],
                }
            },
        }
        for status in statuses
    }


def problem_response(problem: ProblemError) -> Response:
    """Return the answer itself, for middleware, which no handler looks after."""
    return _response(problem)


async def _on_problem(_: Request, problem: ProblemError) -> Response:
    return _response(problem)


async def _on_http_exception(_: Request, error: HTTPException) -> Response:
    """Answer what the framework refuses: unknown paths and methods, bodies that can't be read."""
    status = HTTPStatus(error.status_code)
    detail = _FRAMEWORK_DETAILS.get(status, error.detail)
    return _response(ProblemError(status, detail, headers=error.headers))


async def _on_invalid_request(_: Request, error: RequestValidationError) -> Response:
    return _response(invalid([_field_problem(found) for found in error.errors()]))


async def _on_out_of_reach(_: Request, error: OutOfReachError) -> Response:
    return _response(ProblemError(HTTPStatus.FORBIDDEN, f"This is not yours to change: {error}."))


async def _on_outage(_: Request, error: Exception) -> Response:
    _log.error("%s: %s", type(error).__name__, error)
    return _response(unavailable(public_reason(error)))


async def _on_defect(request: Request, error: Exception) -> Response:
    """Answer an error of ours: its sender learns nothing but where the log speaks of it."""
    instance = uuid4().urn
    _log.error("%s: %s failed", instance, request.method, exc_info=error)
    detail = "Something went wrong here. The server's log knows it by `instance`."
    return _response(ProblemError(HTTPStatus.INTERNAL_SERVER_ERROR, detail), instance=instance)


HANDLERS: Mapping[Any, Callable[[Request, Any], Awaitable[Response]]] = {
    ProblemError: _on_problem,
    HTTPException: _on_http_exception,
    RequestValidationError: _on_invalid_request,
    OutOfReachError: _on_out_of_reach,
    Exception: _on_defect,
    **dict.fromkeys(OUTAGES, _on_outage),
}
"""For FastAPI: answer every error with a problem detail."""


def _response(problem: ProblemError, instance: str | None = None) -> Response:
    body = Problem(
        title=problem.status.phrase,
        status=problem.status,
        detail=problem.detail,
        instance=instance,
        errors=list(problem.errors) or None,
        moves=None if problem.moves is None else list(problem.moves),
    )
    return Response(
        body.model_dump_json(exclude_none=True),
        problem.status,
        problem.headers,
        MEDIA_TYPE,
    )


def _field_problem(error: dict[str, Any]) -> FieldProblem:
    """Say what pydantic found in our words where it has only its own."""
    _, *place = error["loc"]
    field = "".join(f"[{part}]" if isinstance(part, int) else part for part in place)
    match error["type"]:
        case "missing":
            reason = "is missing"
        case "extra_forbidden":
            reason = "is not a field of this form"
        case "value_error":
            reason = str(error["ctx"]["error"])
        case _:
            reason = error["msg"]
    return FieldProblem(field=field[:_SHOWN], reason=reason)
