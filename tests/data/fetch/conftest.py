"""A real HTTP server, and a stand-in for the internet with that server at every address."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore
import pytest

from data.fetch import Fetcher

PUBLIC = "93.184.215.14"
BODY = b"\xff\xd8\xff pretend that this is a picture"


class Request(BaseHTTPRequestHandler):
    """Answers as its server's ``answer`` says, and notes what was asked."""

    server: "Server"

    def do_GET(self) -> None:
        self.server.asked.append(self)
        self.server.answer(self)

    def reply(self, status: int = 200, body: bytes = BODY, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, drops: Iterable[bytes]) -> None:
        """Send slowly, until the client has had enough."""
        for drop in drops:
            try:
                self.wfile.write(drop)
            except OSError:
                return
            if self.server.stopping.wait(0.01):
                return

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.asked: list[Request] = []
        self.answer: Callable[[Request], None] = Request.reply
        self.stopping = threading.Event()

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what many of these tests are about."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.stopping.set()
        running.shutdown()
        thread.join()


class Internet(httpcore.NetworkBackend):
    """Stands in for the public internet: one real server is at every public address."""

    def __init__(self, server: Server) -> None:
        self.names: dict[str, list[str]] = {"shop.example": [PUBLIC], "cdn.example": [PUBLIC]}
        self.resolved: list[str] = []
        self.connected: list[str] = []
        self.down: set[str] = set()
        self._port = server.server_port
        self._sockets = httpcore.SyncBackend()

    def resolve(self, host: str, port: int) -> Sequence[str]:
        self.resolved.append(host)
        if host in self.names:
            return self.names[host]
        # Addresses in any spelling need no name server, and nothing else gets past this.
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(address[0]) for *_, address in found]

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        assert port in range(2**16)
        self.connected.append(host)
        if host in self.down:
            raise httpcore.ConnectError("Connection refused")
        return self._sockets.connect_tcp(
            "127.0.0.1", self._port, timeout, local_address, socket_options
        )


@pytest.fixture
def internet(server: Server) -> Internet:
    return Internet(server)


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture(scope="module")
def public_authorities() -> ssl.SSLContext:
    return ssl.create_default_context()


@pytest.fixture
def fetcher(internet: Internet, waits: list[float], public_authorities: ssl.SSLContext) -> Fetcher:
    return Fetcher(
        timeout=10,
        max_bytes=1000,
        resolve=internet.resolve,
        backend=internet,
        ssl_context=public_authorities,
        sleep=waits.append,
    )


@pytest.fixture
def impatient(internet: Internet, public_authorities: ssl.SSLContext) -> Fetcher:
    return Fetcher(
        timeout=0.2, resolve=internet.resolve, backend=internet, ssl_context=public_authorities
    )
