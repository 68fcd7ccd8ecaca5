"""Bearer tokens of an OpenID Connect provider (OpenID Connect Core 1.0; RFC 9068; RFC 8725)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import jwt

from api.auth.principal import Principal
from data.access import PARTY_ROLES
from data.actors import Role

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Those with a public key: with a shared one, whoever can check a token could make it."""

_TIMEOUT_SECONDS = 5.0
_LEEWAY_SECONDS = 30


class TokenError(ValueError):
    """A token that is not accepted; the message is fit for whoever sent it."""


class ProviderError(RuntimeError):
    """The provider can't be asked for its keys."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Whose tokens are believed.

    Attributes:
        issuer: The tokens' ``iss``.
        audience: The tokens' ``aud``: what the provider calls this installation.
        role_claim: Where a token says the role; dots lead into objects.
        parties_claim: Where it says whom an owner, agent or seller stands for.
        jwks_url: Where the provider's keys are; its discovery document says that otherwise.
    """

    issuer: str
    audience: str
    role_claim: str = "role"
    parties_claim: str = "parties"
    jwks_url: str | None = None


class TokenVerifier:
    """Checks tokens against the provider's keys, which are fetched when needed and kept a while.

    Args:
        provider: Whose tokens are believed.
        lifespan: Seconds for which keys are kept. A key that isn't among them is asked for once
            more, twice a minute at most.
    """

    def __init__(self, provider: Provider, *, lifespan: float = 300) -> None:
        self._provider = provider
        self._lifespan = lifespan
        self._keys: jwt.PyJWKClient | None = None

    def authenticate(self, token: str) -> Principal:
        """Return whom a token names.

        Raises:
            TokenError: the token isn't accepted.
            ProviderError: the provider's keys can't be fetched.
        """
        claims = self._verified(token)
        role = self._role(claims)
        parties = tuple(_strings(_claim(claims, self._provider.parties_claim)))
        if role in PARTY_ROLES and not parties:
            raise TokenError(
                f"the token's claim {self._provider.parties_claim!r} must say whom its "
                f"{role.value} stands for"
            )
        return Principal(f"oidc:{claims['sub']}", role, parties if role in PARTY_ROLES else ())

    def _verified(self, token: str) -> Mapping[str, Any]:
        try:
            key = self._key_source().get_signing_key_from_jwt(token)
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                issuer=self._provider.issuer,
                audience=self._provider.audience,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise ProviderError(f"the keys of {self._provider.issuer} can't be fetched") from error
        except jwt.ExpiredSignatureError as error:
            raise TokenError("the token has expired") from error
        except jwt.PyJWTError as error:
            # Its own words may repeat parts of the token.
            raise TokenError("the token is not one of this installation's provider") from error
        return claims

    def _role(self, claims: Mapping[str, Any]) -> Role:
        known = {role.value: role for role in Role if role is not Role.SYSTEM}
        named = [
            known[name]
            for name in _strings(_claim(claims, self._provider.role_claim))
            if name in known
        ]
        if len(set(named)) != 1:
            raise TokenError(
                f"the token's claim {self._provider.role_claim!r} must name exactly one role of "
                f"{', '.join(known)}"
            )
        return named.pop()

    def _key_source(self) -> jwt.PyJWKClient:
        if self._keys is None:
            url = self._provider.jwks_url or self._discovered()
            self._keys = jwt.PyJWKClient(url, lifespan=self._lifespan, timeout=_TIMEOUT_SECONDS)
        return self._keys

    def _discovered(self) -> str:
        """Return where the provider's discovery document says that its keys are."""
        issuer = self._provider.issuer
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            document = httpx.get(address, timeout=_TIMEOUT_SECONDS).raise_for_status().json()
            if document["issuer"] != issuer:
                raise ProviderError(f"{address} is of another issuer, {document['issuer']!r}")
            return str(document["jwks_uri"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise ProviderError(f"{address} can't be used: {error}") from error


def _claim(claims: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401
    """Return a claim, which may be inside others: ``realm_access.roles``."""
    value: Any = claims
    if path in claims:
        return claims[path]
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _strings(value: Any) -> list[str]:  # noqa: ANN401
    """Return what is one string, or a list of them, as a list."""
    given = value if isinstance(value, list) else [value]
    return [item for item in given if isinstance(item, str)]
