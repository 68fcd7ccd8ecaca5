"""Settings, from ``LOOKALIKE_…`` environment variables and a ``.env`` file."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.decode import DecodeLimits
from detector.embedding import BUILTIN


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

    @property
    def decode_limits(self) -> DecodeLimits:
        """What an image may be at most."""
        return DecodeLimits(max_bytes=self.max_image_bytes, max_pixels=self.max_image_pixels)
