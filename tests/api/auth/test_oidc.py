"""Tokens that are really signed, and keys that are really fetched."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from api.auth.oidc import Provider, ProviderError, TokenError, TokenVerifier
from data.actors import Role


class Issuer:
    """A provider: signs tokens, and serves its discovery document and keys over HTTP."""

    def __init__(self) -> None:
        self.keys: dict[str, RSAPrivateKey] = {}
        self.requests: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/realm"
        self.documents: dict[str, Any] = {
            "/realm/.well-known/openid-configuration": lambda: {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/keys",
            },
            "/realm/keys": lambda: {"keys": [self._jwk(name) for name in self.keys]},
        }

    def new_key(self, name: str) -> None:
        self.keys[name] = generate_private_key(public_exponent=65537, key_size=2048)

    def token(self, kid: str = "k1", *, algorithm: str = "RS256", **claims: Any) -> str:
        now = datetime.now(UTC)
        whole = {
            "iss": self.url,
            "aud": "lookalike",
            "sub": "u-1",
            "exp": now + timedelta(minutes=5),
            "role": "reviewer",
            **claims,
        }
        kept = {name: value for name, value in whole.items() if value is not None}
        return jwt.encode(kept, self.keys[kid], algorithm, headers={"kid": kid})

    def _jwk(self, name: str) -> dict[str, Any]:
        public = RSAAlgorithm.to_jwk(self.keys[name].public_key(), as_dict=True)
        return {**public, "kid": name, "use": "sig", "alg": "RS256"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.requests.append(self.path)
                document = issuer.documents.get(self.path)
                self.send_response(200 if document else 404)
                self.end_headers()
                if document:
                    self.wfile.write(json.dumps(document()).encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    issuer.new_key("k1")
    thread = threading.Thread(target=issuer.server.serve_forever, args=(0.01,))
    thread.start()
    yield issuer
    issuer.server.shutdown()
    thread.join()
    issuer.server.server_close()


@pytest.fixture
def verifier(issuer: Issuer) -> TokenVerifier:
    return TokenVerifier(Provider(issuer.url, "lookalike"))


def test_a_token_says_who_somebody_is(issuer: Issuer, verifier: TokenVerifier) -> None:
    reviewer = verifier.authenticate(issuer.token())
    assert (reviewer.name, reviewer.role, reviewer.parties) == ("oidc:u-1", Role.REVIEWER, ())
    owner = verifier.authenticate(issuer.token(role=["offline", "owner"], parties="Acme"))
    assert (owner.role, owner.parties) == (Role.OWNER, ("Acme",))
    agent = verifier.authenticate(issuer.token(role="agent", parties=["Lex LLP", "Ius AG"]))
    assert agent.parties == ("Lex LLP", "Ius AG")


def test_keys_are_fetched_once_and_again_only_for_one_that_is_unknown(
    issuer: Issuer, verifier: TokenVerifier
) -> None:
    for _ in range(3):
        verifier.authenticate(issuer.token())
    assert issuer.requests == ["/realm/.well-known/openid-configuration", "/realm/keys"]
    issuer.new_key("k2")
    # Whoever makes up keys can't have the provider asked again and again.
    for _ in range(3):
        with pytest.raises(TokenError):
            verifier.authenticate(issuer.token("k2"))
    assert issuer.requests.count("/realm/keys") == 1
    fresh = TokenVerifier(Provider(issuer.url, "lookalike", jwks_url=f"{issuer.url}/keys"))
    assert fresh.authenticate(issuer.token("k2")).role is Role.REVIEWER


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-service"},
        {"aud": None},
        {"exp": None},
        {"sub": None},
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"nbf": datetime(2999, 1, 1, tzinfo=UTC)},
        {"role": None},
        {"role": "system"},
        {"role": "emperor"},
        {"role": ["owner", "admin"]},
        {"role": {"admin": True}},
        {"role": "owner"},
        {"role": "seller", "parties": []},
        {"role": "agent", "parties": 7},
    ],
)
def test_a_token_that_does_not_fit_is_refused(
    issuer: Issuer, verifier: TokenVerifier, claims: dict[str, Any]
) -> None:
    with pytest.raises(TokenError) as refused:
        verifier.authenticate(issuer.token(**claims))
    assert issuer.token(**claims)[:20] not in str(refused.value)


def test_a_token_that_is_not_the_providers_is_refused(
    issuer: Issuer, verifier: TokenVerifier
) -> None:
    good = issuer.token()
    head, body, signature = good.split(".")
    stranger = Issuer()
    stranger.url = issuer.url
    stranger.new_key("k1")
    stranger.server.server_close()
    # The oldest trick: what everybody knows of the provider's key, taken for a shared secret.
    public = json.dumps(issuer._jwk("k1")).encode()
    confused = f"{_encoded({'alg': 'HS256', 'kid': 'k1'})}.{body}"
    mac = hmac.digest(public, confused.encode(), "sha256")
    shared = f"{confused}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
    unsigned = f"{_encoded({'alg': 'none', 'kid': 'k1'})}.{body}."
    for token in (
        stranger.token(),
        shared,
        unsigned,
        f"{head}.{body}.",
        f"{head}.{body}.{signature[::-1]}",
        "nonsense",
        "a.b.c",
        "",
    ):
        with pytest.raises(TokenError):
            verifier.authenticate(token)


def _encoded(part: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_a_claim_may_be_inside_others(issuer: Issuer) -> None:
    provider = Provider(
        issuer.url, "lookalike", role_claim="realm_access.roles", parties_claim="org.name"
    )
    token = issuer.token(role=None, realm_access={"roles": ["seller"]}, org={"name": "sam"})
    assert TokenVerifier(provider).authenticate(token).parties == ("sam",)


def test_a_provider_that_cannot_be_asked_is_told_from_a_bad_token(issuer: Issuer) -> None:
    token = issuer.token()
    wrong = Provider(issuer.url, "lookalike", jwks_url=f"{issuer.url}/nothing")
    with pytest.raises(ProviderError):
        TokenVerifier(wrong).authenticate(token)
    issuer.documents["/realm/.well-known/openid-configuration"] = lambda: {
        "issuer": "https://elsewhere.example",
        "jwks_uri": f"{issuer.url}/keys",
    }
    with pytest.raises(ProviderError, match="another issuer"):
        TokenVerifier(Provider(issuer.url, "lookalike")).authenticate(token)
