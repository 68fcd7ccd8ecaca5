"""Pages of a list, and the cursors between them."""

import base64
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import AfterValidator, BaseModel, Field

from data.manifest import cells

Item = TypeVar("Item")

LARGEST_ID = 2**63 - 1
"""The largest id that the database can hold."""


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next_cursor: str | None = Field(
        description="Pass this as `cursor` to get the next page; null on the last one."
    )


def encode_cursor(key: object) -> str:
    """Return an opaque cursor that stands behind the item of this key."""
    return base64.urlsafe_b64encode(str(key).encode()).decode("ascii").rstrip("=")


def split_page(
    rows: Sequence[Item], limit: int, key: Callable[[Item], object]
) -> tuple[Sequence[Item], str | None]:
    """Cut rows, of which one more than `limit` was asked for, into a page and the next cursor."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], encode_cursor(key(rows[limit - 1]))


def _key(cursor: str) -> str:
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return cells.identifier({"cursor": key.decode()}, "cursor")
    except ValueError:
        raise ValueError("is not a cursor that this list has given out") from None


def _id_key(cursor: str) -> str:
    key = _key(cursor)
    if not re.fullmatch("[0-9]{1,19}", key) or int(key) > LARGEST_ID:
        raise ValueError("is not a cursor that this list has given out")
    return key


_CURSOR = Query(description="`next_cursor` of the page before.", max_length=2000, examples=["MTI"])

Limit = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]
TextCursor = Annotated[str | None, _CURSOR, AfterValidator(lambda value: value and _key(value))]
IdCursor = Annotated[str | None, _CURSOR, AfterValidator(lambda value: value and _id_key(value))]
