"""Changes that are made only to what their sender has seen (RFC 9110, 8.8.3 and 13.1.1)."""

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Header

from api.http.problems import ProblemError

_TAG = re.compile(r'"(\d{1,9})"')


def changed() -> ProblemError:
    """Return the refusal of a change to what is no longer as its sender has seen it."""
    return ProblemError(
        HTTPStatus.PRECONDITION_FAILED,
        "It has changed since you have seen it: get it again, and decide again.",
    )


def etag(version: int) -> str:
    """Return the tag of a version."""
    return f'"{version}"'


def _seen_version(
    if_match: Annotated[
        str | None,
        Header(
            description="The `ETag` of what you have seen, or `*` if that does not matter.",
            examples=['"3"'],
        ),
    ] = None,
) -> int | None:
    if if_match is None:
        raise ProblemError(
            HTTPStatus.PRECONDITION_REQUIRED,
            "Send the `ETag` that you were given as `If-Match`.",
        )
    if if_match.strip() == "*":
        return None
    tag = _TAG.fullmatch(if_match.strip())
    if tag is None:
        raise changed()
    return int(tag[1])


SeenVersion = Annotated[int | None, Depends(_seen_version)]
"""The version that a change is meant for; ``None`` for any."""
