"""Image files from the store, as answers that a browser may keep."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Header, Query, Response
from PIL import Image

from api.http.problems import missing
from data.images import ImageStore

_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")
"""What `data.decode` lets into the store."""

PinnedSha256 = Annotated[
    str | None,
    Query(
        alias="sha256",
        pattern="^[0-9a-f]{64}$",
        description="Answer only if it is this file still; then the answer holds for ever.",
    ),
]
IfNoneMatch = Annotated[str | None, Header(description="`ETag` of what the client has.")]

IMAGE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The image file as it was sent.",
        "content": {
            f"image/{image_format.lower()}": {
                "schema": {"type": "string", "contentMediaType": f"image/{image_format.lower()}"},
                "example": f"(contents of a {image_format} file)",
            }
            for image_format in _FORMATS
        },
        "headers": {"ETag": {"description": "Names the file.", "schema": {"type": "string"}}},
    },
    304: {"description": "The client has this file already."},
}


def image_response(
    store: ImageStore, sha256: str, *, pinned: str | None, if_none_match: str | None
) -> Response:
    """Answer with a stored image file.

    Args:
        store: Where the file is.
        sha256: The file that is wanted now.
        pinned: The file that the URL names, if it names one: then a browser need not ask again.
        if_none_match: The header of this name (RFC 9110, section 13.1.2).

    Raises:
        ProblemError: another file has taken the place of the one that the URL names.
    """
    if pinned not in {None, sha256}:
        raise missing("Another image has taken the place of this one.")
    etag = f'"{sha256}"'
    lifetime = "max-age=31536000, immutable" if pinned else "no-cache"
    headers = {
        "ETag": etag,
        "Cache-Control": f"private, {lifetime}",
        "X-Content-Type-Options": "nosniff",
    }
    if if_none_match is not None and etag in if_none_match:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    payload = store.get(sha256)
    return Response(payload, headers=headers, media_type=_media_type(payload))


def _media_type(payload: bytes) -> str:
    """Return the type that the first bytes tell; never one that a browser would run."""
    for image_format in _FORMATS:
        _, accepts = Image.OPEN[image_format]
        if accepts is not None and accepts(payload[:16]) is True:
            return Image.MIME[image_format]
    return "application/octet-stream"
