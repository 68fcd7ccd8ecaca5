"""Image files from wherever a manifest says they are: a path, or a URL that nobody vouches for."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import httpcore
import httpx
import tenacity

from data._fetch_error import FetchError, check_length
from data._local_file import read_file
from data._network import AddressRefusedError, Deadline, GuardedBackend, Resolve, resolve

__all__ = ["FetchError", "Fetcher", "read_location"]

_MAX_REDIRECTS = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_TRANSIENT = {"unreachable", "server_error"}
_HEADERS = [
    (b"Accept", b"image/*"),
    # No compression: pictures gain nothing by it, and what is not inflated can't be a bomb.
    (b"Accept-Encoding", b"identity"),
    (b"User-Agent", b"lookalike"),
]


class Fetcher:
    """Downloads image files over HTTP(S), from the public internet alone unless told otherwise.

    Safe against server-side request forgery (see `data._network`), endless and oversize bodies.
    Takes no proxy from the environment, as a proxy would resolve names by itself. Keeps no cookies
    and no connections. One fetcher may serve many threads.

    Args:
        timeout: Seconds for one attempt, from the first look-up to the last byte.
        max_bytes: Longest body.
        retries: How often to try again when the host can't be reached or answers with 5xx.
        allow_private: Whether private networks and this machine may be fetched from; addresses
            where clouds keep credentials never are.
        resolve: Looks up host names.
        backend: Opens sockets.
        ssl_context: Decides which certificates are trusted; those that httpx trusts by default,
            or the ones that ``SSL_CERT_FILE`` names.
        sleep: Waits between two attempts.
    """

    def __init__(
        self,
        *,
        timeout: float = 10.0,
        max_bytes: int = 50 * 2**20,
        retries: int = 2,
        allow_private: bool = False,
        resolve: Resolve = resolve,
        backend: httpcore.NetworkBackend | None = None,
        ssl_context: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._allow_private = allow_private
        self._resolve = resolve
        self._backend = backend or httpcore.SyncBackend()
        self._ssl_context = ssl_context or httpx.create_ssl_context()
        self._retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(1 + retries),
            wait=tenacity.wait_exponential(multiplier=0.5, max=5) + tenacity.wait_random(0, 0.5),
            retry=tenacity.retry_if_exception(_is_transient),
            sleep=sleep,
            reraise=True,
        )

    def get(self, url: str) -> bytes:
        """Return the body behind a URL.

        Follows up to three redirects, each of which is checked like the first URL.

        Raises:
            FetchError: it can't be had, or must not be.
        """
        return self._retrying(self._follow, url)

    def _follow(self, url: str) -> bytes:
        deadline = Deadline(self._timeout)
        target = _parse(url)
        for _ in range(1 + _MAX_REDIRECTS):
            with _explained(target):
                found = self._request(target, deadline)
            if isinstance(found, bytes):
                return found
            target = _parse(found, base=target)
        raise FetchError("redirects", f"there are more than {_MAX_REDIRECTS} redirects")

    def _request(self, url: httpx.URL, deadline: Deadline) -> bytes | str:
        """Return the body, or the location that a redirect names."""
        backend = GuardedBackend(
            self._backend, self._resolve, allow_private=self._allow_private, deadline=deadline
        )
        # A pool of its own: a connection that is reused would not be checked again.
        with (
            httpcore.ConnectionPool(self._ssl_context, network_backend=backend) as pool,
            pool.stream(
                "GET",
                httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=[(b"Host", url.netloc), *_HEADERS],
            ) as response,
        ):
            headers = {name.lower(): value for name, value in response.headers}
            if response.status in _REDIRECTS and b"location" in headers:
                return headers[b"location"].decode("utf-8", "replace")
            _check_status(response.status)
            if headers.get(b"content-encoding", b"identity").lower() != b"identity":
                raise FetchError(
                    "encoded",
                    "the server sends the image compressed although it was asked not to; "
                    "download it by hand and give its path",
                )
            return self._body(response.iter_stream(), headers.get(b"content-length", b""))

    def _body(self, chunks: Iterator[bytes], announced: bytes) -> bytes:
        if announced.isdigit():
            check_length(int(announced), self._max_bytes)
        body = bytearray()
        for chunk in chunks:
            body += chunk
            check_length(len(body), self._max_bytes)
        return bytes(body)


def read_location(location: str, fetcher: Fetcher | None, *, max_bytes: int) -> bytes:
    """Read an image file by its path or http(s) URL.

    Args:
        location: As `data.records.Photo.location` has it.
        fetcher: Downloads URLs; ``None`` where there is to be no network.
        max_bytes: Longest file.

    Raises:
        FetchError: it can't be had, or must not be.
    """
    if "://" not in location:
        return read_file(Path(location), max_bytes)
    if fetcher is None:
        raise FetchError(
            "no_network", "URLs are not fetched here; download the image and give its path"
        )
    body = fetcher.get(location)
    check_length(len(body), max_bytes)
    return body


def _parse(url: str, base: httpx.URL | None = None) -> httpx.URL:
    """Raise `FetchError` unless this is a plain http(s) URL with a host."""
    try:
        parsed = httpx.URL(url) if base is None else base.join(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("bad_url", f"this is not a URL ({error}); check its spelling") from error
    if parsed.scheme not in ("http", "https"):
        raise FetchError(
            "unsupported_scheme",
            f"only http and https URLs are fetched, not {parsed.scheme or 'relative'} ones",
        )
    if parsed.userinfo:
        raise FetchError("credentials", "the URL holds a user name or password; give a URL without")
    if not parsed.host or not 0 < (parsed.port or 80) < 2**16:
        raise FetchError("bad_url", "the URL has no host or no valid port; check its spelling")
    return parsed


def _check_status(status: int) -> None:
    if status == HTTPStatus.OK:
        return
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise FetchError("server_error", f"the server answers {phrase}; try again later")
    raise FetchError("http_status", f"the server answers {phrase}; check the URL")


def _is_transient(error: BaseException) -> bool:
    return isinstance(error, FetchError) and error.reason in _TRANSIENT


@contextmanager
def _explained(url: httpx.URL) -> Iterator[None]:
    """Turn what can go wrong in a request into `FetchError`."""
    try:
        yield
    except FetchError:
        raise
    except AddressRefusedError as error:
        raise FetchError(
            "private_address",
            f"{error.host} is at {error.address}, which is not on the public internet; "
            "give a public URL or the path of a downloaded file",
        ) from error
    except (TimeoutError, httpcore.TimeoutException) as error:
        raise FetchError("timeout", f"{url.host} takes too long; try again later") from error
    except (socket.gaierror, UnicodeError) as error:
        again = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
        raise FetchError(
            "unreachable" if again else "unresolvable",
            f"the host name {url.host} can't be resolved; check its spelling",
        ) from error
    except ssl.SSLError as error:
        raise FetchError(
            "tls", f"no secure connection to {url.host} can be made ({error}); check the URL"
        ) from error
    except httpcore.ConnectError as error:
        raise FetchError(
            "unreachable", f"{url.host} can't be reached ({error}); try again later"
        ) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise FetchError(
            "broken", f"{url.host} broke off or sent no proper answer ({error}); try again later"
        ) from error
