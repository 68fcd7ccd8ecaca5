"""What was changed of a right."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.http.schemas import examples
from api.http.schemas.page import Page
from data.db.rights_history import RightEvent, RightHistoryEntry


class FieldChangeOut(BaseModel):
    """One field before and after."""

    field: str = Field(description="Its name; `views[NAME]` for a view.")
    before: Any
    after: Any


class RightHistoryEntryOut(BaseModel):
    """A change of a right."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.RIGHT_HISTORY_ENTRY]})

    revision: int = Field(description="The registry's revision; later changes have higher ones.")
    event: RightEvent
    at: datetime
    actor: str | None = Field(description="Who did it; null where that is not known.")
    changes: list[FieldChangeOut]

    @classmethod
    def of(cls, entry: RightHistoryEntry) -> Self:
        """Show an entry."""
        return cls.model_validate(asdict(entry))


class RightHistoryPage(Page[RightHistoryEntryOut]):
    """Changes of a right, the newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.RIGHT_HISTORY]})
