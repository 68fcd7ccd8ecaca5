"""Connections that can't be talked into the inside of the network, nor held open for ever.

A URL from outside may name an internal host, or a host whose name resolves to an internal address,
or to another address on every look-up (DNS rebinding). So the name is resolved once, every address
it has is checked, and the connection goes to an address that was checked. TLS and the ``Host``
header go by the name all the same, as only the socket knows of the address. See OWASP's "Server
Side Request Forgery Prevention".
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port in, IP addresses out; raises `socket.gaierror` where there are none."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address seen from IPv6.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # RFC 4291: all that was given out so far.
_NEVER = [
    ipaddress.ip_network(network)
    for network in (
        "169.254.0.0/16",  # Link-local, where most clouds keep the machine's credentials;
        "168.63.129.16/32",  # the same on Azure,
        "100.100.100.200/32",  # on Alibaba Cloud,
        "fd00:ec2::/32",  # and on Amazon's IPv6.
        "fe80::/10",
        "0.0.0.0/8",
        "240.0.0.0/4",
        "::/128",
    )
]


class AddressRefusedError(Exception):
    """The host has an address that may not be connected to."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(host, address)
        self.host = host
        self.address = address


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a host; the system sets the time that may take."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def may_connect(address: str, *, allow_private: bool) -> bool:
    """Say whether an IP address is on the public internet or, where allowed, in a private network.

    Addresses where clouds keep credentials are neither.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        embedded = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else ip.ipv4_mapped
        ip = embedded or ip
    if ip.is_multicast or any(ip in network for network in _NEVER):
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip.sixtofour or ip.teredo):
        return False  # Tunnels to an IPv4 address, and long out of use.
    if allow_private:
        return True
    return ip.is_global and (ip.version == 4 or ip in _GLOBAL_UNICAST)


class Deadline:
    """A moment that everything must be done by, whatever is being waited for."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, more than 0.

        Raises:
            TimeoutError: the moment has passed.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to permitted addresses, which end at a deadline.

    Args:
        backend: What opens sockets.
        resolve: Looks a name up; called once for each connection.
        allow_private: Whether private networks are permitted.
        deadline: When everything must be done.
    """

    def __init__(
        self,
        backend: httpcore.NetworkBackend,
        resolve: Resolve,
        *,
        allow_private: bool,
        deadline: Deadline,
    ) -> None:
        self._backend = backend
        self._resolve = resolve
        self._allow_private = allow_private
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is all there is.
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers.

        Raises:
            AddressRefusedError: one of the host's addresses is not permitted.
            socket.gaierror: the host has no address.
            httpcore.ConnectError: no address answers.
            ssl.SSLError: later, when TLS is started and the certificate is no good.
            TimeoutError: the deadline has passed.
        """
        addresses = self._resolve(host, port)
        for address in addresses:
            if not may_connect(address, allow_private=self._allow_private):
                raise AddressRefusedError(host, address)
        failure: Exception = socket.gaierror(socket.EAI_NONAME, "no address")
        for address in addresses:
            try:
                stream = self._backend.connect_tcp(
                    address, port, self._deadline.left(), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _GuardedStream(stream, self._deadline)
        raise failure


class _GuardedStream(httpcore.NetworkStream):
    """A stream whose every step ends at the deadline; httpcore's own limit is for one step."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLError):
                # The pool would drop the cause, and with it that trying again makes no sense.
                raise error.__cause__ from None
            raise
        return _GuardedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own signature.
        return self._stream.get_extra_info(info)
