import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.fetch import Fetcher, FetchError

Answer = Callable[[Any], None]
PUBLIC = "93.184.215.14"
BODY = b"\xff\xd8\xff pretend that this is a picture"


def reason_for(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetcher.get(url)
    assert str(caught.value)
    return caught.value.reason


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file with a key and a certificate for shop.example that vouches for itself."""
    file = tmp_path_factory.mktemp("tls") / "shop.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    name = ["-subj", "/CN=shop.example", "-addext", "subjectAltName=DNS:shop.example"]
    try:
        subprocess.run(
            [*command.split(), *name, "-keyout", str(file), "-out", f"{file}.crt"],
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("there is no openssl program to make a certificate with")
    file.write_bytes(file.read_bytes() + Path(f"{file}.crt").read_bytes())
    return file


@pytest.fixture
def names_asked_for(server: Any, certificate: Path) -> list[str | None]:
    """Let the server speak TLS; the list grows by the name that each client wants to talk to."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return names


def test_https_goes_by_the_name_not_the_address(
    server: Any, internet: Any, certificate: Path, names_asked_for: list[str | None]
) -> None:
    trusting = Fetcher(
        resolve=internet.resolve,
        backend=internet,
        ssl_context=ssl.create_default_context(cafile=str(certificate)),
    )
    assert trusting.get("https://shop.example/a.jpg") == BODY
    assert names_asked_for == ["shop.example"]
    assert internet.connected == [PUBLIC]
    assert server.asked[0].headers["Host"] == "shop.example"


def test_a_certificate_for_another_name_is_refused(
    server: Any, internet: Any, certificate: Path, names_asked_for: list[str | None]
) -> None:
    trusting = Fetcher(
        resolve=internet.resolve,
        backend=internet,
        ssl_context=ssl.create_default_context(cafile=str(certificate)),
    )
    assert reason_for(trusting, "https://cdn.example/a.jpg") == "tls"
    assert (names_asked_for, server.asked) == (["cdn.example"], [])


@pytest.mark.usefixtures("names_asked_for")
def test_a_certificate_that_nobody_vouches_for_is_refused(server: Any, fetcher: Fetcher) -> None:
    assert reason_for(fetcher, "https://shop.example/a.jpg") == "tls"
    assert server.asked == []
