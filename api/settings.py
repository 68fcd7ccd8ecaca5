"""Settings, from ``LOOKALIKE_…`` environment variables and a ``.env`` file."""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.decode import DecodeLimits
from detector.embedding import BUILTIN


class Auth(StrEnum):
    """Whether those who send requests have to say who they are."""

    OFF = "off"
    REQUIRED = "required"


class Settings(BaseSettings):
    """Everything that differs between two installations.

    Attributes:
        home: Folder under which all state lives.
        database_url: SQLAlchemy URL; SQLite under `home` by default.
        images_url: fsspec URL of the image store; a folder under `home` by default.
        model: The embedding model: ``builtin``, ``hf-hub:…``, ``local-dir:…``, or
            ``ARCHITECTURE/WEIGHTS`` as open_clip names them.
        max_image_bytes: Largest image file that is read.
        max_image_pixels: Largest picture that is decoded, width times height.
        max_upload_images: Most files that one HTTP request may carry.
        allow_private_urls: Whether image URLs may point into private networks.
        two_person_value: From which value of a case on two persons have to take a decision that
            the machine proposed, in the smallest unit of the installation's currency.
        auth: ``required``, or ``off``: then everybody may do everything. Where neither is set,
            `lookalike serve` has it off on a loopback address alone.
        oidc_issuer: The provider whose bearer tokens are accepted; none unless set.
        oidc_audience: What the provider calls this installation.
        oidc_jwks_url: Where its keys are; by default its discovery document is asked.
        oidc_role_claim: Where a token says the role, such as ``realm_access.roles``.
        oidc_parties_claim: Where it says whom an owner, agent or seller stands for.
        rate_limit: What each key may ask, where it has no limit of its own.
        rate_limit_storage: Where requests are counted: in each process by itself, or in what
            the package ``limits`` knows, such as ``redis://…``.
        idempotency_hours: How long the answer to an ``Idempotency-Key`` is kept.
        retain_hits_days: How long hits are kept; for ever unless set.
        retain_sellers_days: How long it is kept who the seller of a closed case was; for ever
            unless set.
        actor: Who uses the command line, for the audit log.
        command: What is being done, for the audit log; the command line sets it.
    """

    model_config = SettingsConfigDict(env_prefix="LOOKALIKE_", env_file=".env", extra="ignore")

    home: Path = Field(default_factory=lambda: Path.home() / ".lookalike")
    database_url: str | None = None
    images_url: str | None = None
    model: str = BUILTIN
    max_image_bytes: int = Field(default=DecodeLimits().max_bytes, gt=0)
    max_image_pixels: int = Field(default=DecodeLimits().max_pixels, gt=0)
    max_upload_images: int = Field(default=20, gt=0)
    allow_private_urls: bool = False
    two_person_value: int = Field(default=1_000_000, ge=0)
    auth: Auth | None = None
    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_jwks_url: str | None = None
    oidc_role_claim: str = "role"
    oidc_parties_claim: str = "parties"
    rate_limit: str = "600/minute"
    rate_limit_storage: str = "memory://"
    idempotency_hours: PositiveInt = 24
    retain_hits_days: PositiveInt | None = None
    retain_sellers_days: PositiveInt | None = None
    actor: str = "local"
    command: str = "lookalike"

    @property
    def key_folder(self) -> Path:
        """Where the key is that signs evidence packs."""
        return self.home.expanduser().absolute() / "keys"

    @property
    def decode_limits(self) -> DecodeLimits:
        """What an image may be at most."""
        return DecodeLimits(max_bytes=self.max_image_bytes, max_pixels=self.max_image_pixels)
