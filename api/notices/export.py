"""Notices as JSON and as CSV."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from data.notices import Notice, NoticeItem

_COLUMNS: Final = (
    "position",
    "listing_id",
    "listing_title",
    "seller_id",
    "url",
    "details",
    "right_id",
    "view",
    "probability",
    "score",
    "band",
    "model",
    "index",
    "reported_at",
    "photo_sha256",
    "view_sha256",
    "outcome",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula; a seller chooses the text of a listing."""


def notice_document(notice: Notice) -> dict[str, Any]:
    """Return everything about a notice as plain values, ready for JSON."""
    content: dict[str, Any] = {
        "notice_id": notice.notice_id,
        "state": notice.state,
        "notifier": {"name": notice.claim.name, "email": notice.claim.email},
        "reasons": notice.claim.reasons,
        "good_faith": notice.claim.good_faith,
        "created_at": notice.created_at,
        "sent_at": notice.sent_at,
        "acknowledged_at": notice.acknowledged_at,
        "decided_at": notice.decided_at,
        "withdrawn_at": notice.withdrawn_at,
        "decision": notice.decision and asdict(notice.decision),
        "rights": [asdict(right) for right in notice.rights],
        "items": [item_document(place, item) for place, item in enumerate(notice.items, 1)],
    }
    return content


def item_document(position: int, item: NoticeItem) -> dict[str, Any]:
    """Return everything about one item of a notice as plain values; positions count from 1."""
    hit = asdict(item.hit)
    return {
        "position": position,
        "listing_id": hit.pop("listing_id"),
        "listing_title": item.listing_title,
        "seller_id": item.seller_id,
        "url": item.url,
        "details": item.details,
        **hit,
        "reported_at": item.reported_at,
        "photo_sha256": item.photo_sha256,
        "view_sha256": item.view_sha256,
        "disclaimed": item.disclaimed,
        "outcome": item.outcome,
    }


def to_json(content: dict[str, Any]) -> bytes:
    """Return a JSON file: the same bytes for equal values."""
    text = json.dumps(content, default=_plain, ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode()


def items_csv(notice: Notice) -> Iterator[str]:
    """Yield a CSV file of a notice's items, a header and a line each.

    Text that a spreadsheet would run is preceded by an apostrophe; the JSON has it as it is.
    """
    for row in (_COLUMNS, *(_row(place, item) for place, item in enumerate(notice.items, 1))):
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\r\n").writerow(row)
        yield buffer.getvalue()


def _row(position: int, item: NoticeItem) -> list[object]:
    content = item_document(position, item)
    return [_cell(content[column]) for column in _COLUMNS]


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return _plain(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(f"{value!r} is no JSON")
