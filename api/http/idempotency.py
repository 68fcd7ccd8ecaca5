"""A write that is sent again under one ``Idempotency-Key`` is done once, and answered twice alike.

After draft-ietf-httpapi-idempotency-key-header. What is remembered is the answer, and a digest of
the request, so that another request under the same key is refused instead of answered.
"""

import hashlib
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import IO

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.principal import Principal
from api.http.body_digest import BodyDigest
from api.http.outages import OUTAGES, public_reason
from api.http.problems import ProblemError, problem_response, unavailable
from api.http.service import Service
from api.workspace import Workspace
from data.db.access.idempotency import Answer, Claimed, claim, forget, remember

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"

_WRITES = frozenset({"DELETE", "PATCH", "POST", "PUT"})
_LONGEST_KEY = 200
_IN_MEMORY = 2**20
_PIECE = 2**16
_RETRY_SECONDS = 2
_NOT_KEPT = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})
"""Answers that may be others the next time, though nothing of the request has changed."""


class Idempotency:
    """Middleware that remembers the answers to writes with a key; others pass through.

    The body is held, on disk where it is long, until it is known whether the request is new.

    Args:
        app: What is behind it.
        service: Its installation keeps the answers.
        lifetime: For how long they are kept.
    """

    def __init__(self, app: ASGIApp, service: Service, lifetime: timedelta) -> None:
        self._app = app
        self._service = service
        self._lifetime = lifetime

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        key = Headers(scope=scope).get(HEADER) if scope["type"] == "http" else None
        if key is None or scope["method"] not in _WRITES:
            await self._app(scope, receive, send)
            return
        try:
            await self._once(key, scope, receive, send)
        except ProblemError as problem:
            await problem_response(problem)(scope, receive, send)
        except HTTPException as error:
            # The body is longer than is accepted; no handler looks after middleware.
            refusal = ProblemError(HTTPStatus(error.status_code), error.detail)
            await problem_response(refusal)(scope, receive, send)
        except tuple(OUTAGES) as error:
            await problem_response(unavailable(public_reason(error)))(scope, receive, send)

    async def _once(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        if not key or len(key) > _LONGEST_KEY or not key.isprintable():
            raise ProblemError(
                HTTPStatus.BAD_REQUEST, f"{HEADER} must have 1 to {_LONGEST_KEY} characters."
            )
        workspace = self._service.opened()
        principal: Principal = scope["state"]["principal"]
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
            digest = await _store(scope, receive, body, principal)
            claimed = await to_thread.run_sync(self._claim, workspace, principal.name, key, digest)
            if claimed.answer is not None:
                await _replay(claimed.answer, send)
                return
            recorder = _Recorder(send)
            try:
                await self._app(scope, _from(body, receive), recorder.send)
            finally:
                await to_thread.run_sync(_settle, workspace, principal.name, key, recorder)

    def _claim(self, workspace: Workspace, principal: str, key: str, digest: str) -> Claimed:
        now = workspace.clock()
        with workspace.whole_database.write() as session:
            claimed = claim(session, principal, key, digest, now=now, lifetime=self._lifetime)
        if claimed.other_request:
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                f"This {HEADER} was used for another request: take a new one.",
            )
        if claimed.under_way:
            raise ProblemError(
                HTTPStatus.CONFLICT,
                "The same request is being worked on.",
                headers={"Retry-After": str(_RETRY_SECONDS)},
            )
        return claimed


@dataclass(slots=True)
class _Recorder:
    """Passes an answer on, and keeps it."""

    pass_on: Send
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    complete: bool = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = dict(Headers(raw=message["headers"]))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self.complete = not message.get("more_body", False)
        await self.pass_on(message)


def _settle(workspace: Workspace, principal: str, key: str, recorder: _Recorder) -> None:
    """Keep an answer that would be the same again; after any other the key is free again."""
    status = recorder.status
    final = recorder.complete and status is not None and status < 500 and status not in _NOT_KEPT
    with workspace.whole_database.write() as session:
        if final and status is not None:
            answer = Answer(status, recorder.headers, bytes(recorder.body))
            remember(session, principal, key, answer)
        else:
            forget(session, principal, key)


async def _store(scope: Scope, receive: Receive, body: IO[bytes], principal: Principal) -> str:
    """Write the body to a file, and return a digest of the request and of who sends it.

    Whoever loses a role, or is given another, is not answered as they were before.
    """
    asked = (scope["method"], scope.get("raw_path", scope["path"]), scope["query_string"])
    who = (principal.role.value, principal.parties, sorted(principal.scopes))
    content = BodyDigest(Headers(scope=scope).get("content-type", ""))
    async for piece in _pieces(receive):
        content.update(piece)
        await to_thread.run_sync(body.write, piece)
    return hashlib.sha256(repr((asked, who, content.hexdigest())).encode()).hexdigest()


async def _pieces(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ProblemError(HTTPStatus.BAD_REQUEST, "The request broke off.")
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


def _from(body: IO[bytes], receive: Receive) -> Receive:
    """Return what gives the stored body, and after it what the client sends further."""
    body.seek(0)
    given = False

    async def stored() -> Message:
        nonlocal given
        if given:
            return await receive()
        piece = await to_thread.run_sync(body.read, _PIECE)
        given = len(piece) < _PIECE
        return {"type": "http.request", "body": piece, "more_body": not given}

    return stored


async def _replay(answer: Answer, send: Send) -> None:
    headers = MutableHeaders(dict(answer.headers))
    headers[REPLAYED] = "true"
    await send({"type": "http.response.start", "status": answer.status, "headers": headers.raw})
    await send({"type": "http.response.body", "body": answer.body})
