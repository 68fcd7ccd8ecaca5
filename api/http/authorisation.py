"""May whoever asks do what they ask for? Every operation of the API is checked here."""

from http import HTTPStatus

from fastapi import Request

from api.auth.policy import is_public, refusal
from api.auth.principal import Principal
from api.http.problems import ProblemError
from data.access import NOTHING, Acting


async def authorised(request: Request) -> None:
    """Let a request on that the policy allows; the app depends on it as a whole.

    What is somebody's *own* is for the database to tell, see `data.db.access.supervision`.

    Raises:
        ProblemError: the policy does not allow it.
    """
    if is_public(_path(request)):
        return
    principal = principal_of(request)
    reason = "Say who you are." if principal is None else refusal(principal, _operation(request))
    if reason is not None:
        raise ProblemError(HTTPStatus.FORBIDDEN, reason)


def principal_of(request: Request) -> Principal | None:
    """Return who asks, as `api.http.authentication` found out; ``None`` on public paths."""
    principal: Principal | None = getattr(request.state, "principal", None)
    return principal


def acting(request: Request) -> Acting:
    """Return how the database knows whoever asks."""
    principal, operation = principal_of(request), _operation(request) or _path(request)
    if principal is None:
        return Acting("anonymous", operation, NOTHING)
    return principal.acting(operation)


def _operation(request: Request) -> str | None:
    return getattr(request.scope["route"], "operation_id", None)


def _path(request: Request) -> str:
    path: str = request.scope["route"].path
    return path
