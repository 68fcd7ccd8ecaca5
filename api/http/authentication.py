"""Who sends a request? Found out before any of its body is read."""

from http import HTTPStatus

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.auth import api_keys
from api.auth.oidc import ProviderError, TokenError, TokenVerifier
from api.auth.policy import is_public
from api.auth.principal import LOCAL, Principal
from api.auth.rate_limits import RateLimits
from api.http.outages import OUTAGES, public_reason
from api.http.problems import ProblemError, problem_response, unavailable
from api.http.service import Service

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="lookalike"'}


class Authenticator:
    """Tells who a bearer of keys and tokens is, and counts what they ask.

    Args:
        service: Its installation knows the keys.
        limits: How much each may ask.
        tokens: Checks tokens of an OpenID Connect provider, if there is one.
    """

    def __init__(
        self, service: Service, limits: RateLimits, tokens: TokenVerifier | None = None
    ) -> None:
        self._service = service
        self._limits = limits
        self._tokens = tokens

    async def identify(self, headers: Headers) -> Principal:
        """Return who sends these headers.

        Raises:
            ProblemError: nobody that is known, or they ask too much, or it can't be told now.
        """
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _refused("Say who you are: send a key as `Authorization: Bearer lk_…`.")
        workspace = self._service.opened() if token.startswith(api_keys.PREFIX) else None

        def identify() -> Principal:
            if workspace is None:
                principal = self._token_bearer(token)
            else:
                now = workspace.clock()
                found = api_keys.authenticate(workspace.whole_database, token, now=now)
                if found is None:
                    raise _refused("This key is unknown, revoked or expired.")
                principal = found
            self._count(principal)
            return principal

        try:
            return await to_thread.run_sync(identify)
        except tuple(OUTAGES) as error:
            raise unavailable(public_reason(error)) from error

    def _token_bearer(self, token: str) -> Principal:
        if self._tokens is None:
            raise _refused("This is no key, and bearer tokens are not accepted here.")
        try:
            return self._tokens.authenticate(token)
        except TokenError as error:
            raise _refused(f"Not accepted: {error}.") from error
        except ProviderError as error:
            raise unavailable("the identity provider can't be reached") from error

    def _count(self, principal: Principal) -> None:
        seconds = self._limits.seconds_to_wait(principal.name, principal.rate_limit)
        if seconds:
            raise ProblemError(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"This is more than you may ask: wait for {seconds} seconds.",
                headers={"Retry-After": str(seconds)},
            )


class Authentication:
    """Middleware that names whoever sends a request, and refuses strangers.

    Args:
        app: What is behind it.
        authenticator: Tells who somebody is; ``None`` lets everybody do everything.
    """

    def __init__(self, app: ASGIApp, authenticator: Authenticator | None) -> None:
        self._app = app
        self._authenticator = authenticator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or is_public(_path(scope)):
            await self._app(scope, receive, send)
            return
        principal = LOCAL
        if self._authenticator is not None:
            try:
                principal = await self._authenticator.identify(Headers(scope=scope))
            except ProblemError as problem:
                await problem_response(problem)(scope, receive, send)
                return
        scope.setdefault("state", {})["principal"] = principal
        await self._app(scope, receive, send)


def _path(scope: Scope) -> str:
    """Return the path without what a proxy has put before it."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "").rstrip("/"))


def _refused(reason: str) -> ProblemError:
    return ProblemError(HTTPStatus.UNAUTHORIZED, reason, headers=_CHALLENGE)
