"""Whether the service lives, and whether it is ready."""

from pydantic import BaseModel, ConfigDict, Field


class Health(BaseModel):
    """The process answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "alive"}]})

    status: str


class Readiness(BaseModel):
    """Everything that a request may need is there."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "status": "ready",
                    "rights": 1480,
                    "views": 5210,
                    "revision": 4211,
                    "model": "5b1c6f0e9a7d4c32",
                }
            ]
        }
    )

    status: str
    rights: int = Field(description="Rights that can make hits.")
    views: int = Field(description="Their views.")
    revision: int = Field(description="Revision of the registry that is searched.")
    model: str = Field(description="Fingerprint of the embedding model.")
