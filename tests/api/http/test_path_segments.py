import asyncio
from urllib.parse import quote, unquote

from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from api.http.path_segments import WholeSegments


def routed(raw_path: str) -> str:
    """Return the path by which the middleware has a request routed."""
    paths: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        paths.append(scope["path"])

    async def receive() -> Message:
        raise AssertionError("the middleware reads no body")

    async def send(_message: Message) -> None:
        raise AssertionError("the middleware answers nothing")

    scope = {"type": "http", "path": unquote(raw_path), "raw_path": raw_path.encode()}
    asyncio.run(WholeSegments(app)(scope, receive, send))
    return paths[0]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_each_segment_comes_through_whole(segments: list[str]) -> None:
    path = routed("/" + "/".join(quote(segment, safe="") for segment in segments))

    assert [unquote(segment) for segment in path.split("/")[1:]] == segments


def test_a_path_without_anything_encoded_is_left_alone() -> None:
    assert routed("/v1/rights/a+b/views/c;d") == "/v1/rights/a+b/views/c;d"
