"""What one cell of a manifest may hold, whichever kind of file it comes from."""

import json
import os
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TypeVar
from urllib.parse import urlsplit

from data.records import Kind
from data.rejects import Rejected

Choice = TypeVar("Choice", bound=StrEnum)

MAX_ID_LENGTH = 200
_MAX_TEXT_LENGTH = 10_000
_SHOWN_LENGTH = 200

# With them the halves of surrogate pairs, which are no characters and can't be stored as UTF-8.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROLS_IN_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

Cells = Mapping[str, object]
"""A row by column: text from CSV; numbers, dates and lists too from JSONL and Parquet."""


class CellError(ValueError):
    """A cell that makes its row unusable."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.value = value

    def rejected(self, row: int, identifier: str | None = None) -> Rejected:
        """Return the rejection of the row."""
        value = None if self.value is None else str(self.value)
        if value is not None and len(value) > _SHOWN_LENGTH:
            value = value[:_SHOWN_LENGTH] + "…"
        return Rejected(row, identifier, self.field, value, str(self))


def optional_text(cells: Cells, field: str) -> str | None:
    """Return the text without the blanks around it; ``None`` for an empty or absent cell.

    Raises:
        CellError: it isn't text or a number, is too long, or holds control characters.
    """
    value = cells.get(field)
    if value is None:
        return None
    if isinstance(value, date):
        reason = (
            "is a date, where text is wanted: give the column the format Text and write it anew"
        )
        raise CellError(field, value, reason)
    # bool is an int to Python, but True is no title.
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise CellError(field, value, "is not text")
    text = str(value).strip()
    if len(text) > _MAX_TEXT_LENGTH:
        raise CellError(field, text, f"is longer than {_MAX_TEXT_LENGTH} characters")
    _refuse_controls(field, text, _CONTROLS_IN_LINES)
    return text or None


def required_text(cells: Cells, field: str) -> str:
    """Return the text as `optional_text` does.

    Raises:
        CellError: likewise, or there is no text.
    """
    text = optional_text(cells, field)
    if text is None:
        raise CellError(field, None, "is missing")
    return text


def line(cells: Cells, field: str) -> str:
    """Return the text as `required_text` does, of a single line.

    Raises:
        CellError: likewise, or there is more than one line.
    """
    text = required_text(cells, field)
    _refuse_controls(field, text, _CONTROLS)
    return text


def identifier(cells: Cells, field: str) -> str:
    """Return an id or a name: a single line of at most `MAX_ID_LENGTH` characters.

    Raises:
        CellError: there is none, or it isn't of that form.
    """
    text = line(cells, field)
    if len(text) > MAX_ID_LENGTH:
        raise CellError(field, text, f"is longer than {MAX_ID_LENGTH} characters")
    return text


def several(cells: Cells, field: str) -> tuple[str, ...]:
    """Return the values of a list, or of text in which ``;`` stands between them, each once.

    Raises:
        CellError: it is neither, or a value isn't text.
    """
    value = cells.get(field)
    if not isinstance(value, list):
        value = (optional_text(cells, field) or "").split(";")
    texts = (optional_text({field: item}, field) for item in value)
    return tuple(dict.fromkeys(text for text in texts if text is not None))


def territories(cells: Cells, field: str) -> tuple[str, ...]:
    """Return two-letter codes in capitals.

    Raises:
        CellError: a value is something else.
    """
    codes = tuple(code.upper() for code in several(cells, field))
    for code in codes:
        if not re.fullmatch("[A-Z]{2}", code):
            raise CellError(field, code, "is not a two-letter country code such as DE, GB or EU")
    return codes


def territory(cells: Cells, field: str) -> str | None:
    """Return the one two-letter code in capitals; ``None`` for an empty cell.

    Raises:
        CellError: the value is something else.
    """
    codes = territories(cells, field)
    if len(codes) > 1:
        raise CellError(field, cells[field], "names more than one country")
    return codes[0] if codes else None


def day(cells: Cells, field: str) -> date | None:
    """Return a date; ``None`` for an empty cell.

    Raises:
        CellError: it isn't an ISO 8601 calendar date.
    """
    value = cells.get(field)
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date()
        raise CellError(field, value, "is a time, where a date is wanted")
    if isinstance(value, date):
        return value
    text = optional_text(cells, field)
    if text is None:
        return None
    wrong = CellError(field, text, "is not a date of the form YYYY-MM-DD")
    # fromisoformat reads more than this, such as 20240131 and 2024-W05.
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise wrong
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong from None


def kind(cells: Cells, field: str) -> Kind:
    """Return the kind of a right.

    Raises:
        CellError: there is none, or it isn't known.
    """
    text = required_text(cells, field)
    try:
        return Kind(text.lower())
    except ValueError:
        known = " or ".join(Kind)
        raise CellError(field, text, f"is not a known kind: use {known}") from None


def choice(choices: type[Choice]) -> Callable[[Cells, str], Choice | None]:
    """Return the rule for a cell that holds one of these words in any case, or nothing."""

    def rule(cells: Cells, field: str) -> Choice | None:
        text = optional_text(cells, field)
        if text is None:
            return None
        try:
            return choices(re.sub("[ -]", "_", text.lower()))
        except ValueError:
            known = ", ".join(choices)
            raise CellError(field, text, f"is none of these: {known}") from None

    return rule


def flag(cells: Cells, field: str) -> bool:
    """Return whether it is so: ``yes`` or ``no``, ``true`` or ``false``; no for an empty cell.

    Raises:
        CellError: it is something else.
    """
    value = cells.get(field)
    if isinstance(value, bool):
        return value
    text = optional_text(cells, field)
    if text is None or text.lower() in {"no", "false", "0"}:
        return False
    if text.lower() in {"yes", "true", "1"}:
        return True
    raise CellError(field, text, "is neither yes nor no")


def image_location(field: str, image: str, folder: Path) -> str:
    """Return where an image is: an http(s) URL, or a path made absolute from the folder.

    Raises:
        CellError: it is a URL of another kind.
    """
    if not re.match("[A-Za-z][A-Za-z0-9+.-]*://", image):
        # Not Path.resolve, which would put what a link points to in place of the link.
        return os.path.abspath(folder / image)  # noqa: PTH100
    try:
        url = urlsplit(image)
    except ValueError as error:
        raise CellError(field, image, f"is not a URL: {error}") from None
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise CellError(field, image, "is neither a path nor an http(s) URL")
    return image


def image_stem(location: str) -> str:
    """Return the name of the image's file without its extension."""
    path = urlsplit(location).path if "://" in location else location
    return PurePosixPath(path).stem


def metadata(cells: Cells, known: frozenset[str]) -> dict[str, str]:
    """Return, as text, what other columns than the known ones hold; binary values are left out.

    Raises:
        CellError: text is too long or holds control characters, or the column's name does.
    """
    texts = {}
    for field, given in cells.items():
        if field in known or isinstance(given, bytes):
            continue
        _refuse_controls(ascii(field), field, _CONTROLS)
        value = given
        if isinstance(value, bool | list | dict):
            value = json.dumps(value, ensure_ascii=False, default=str)
        elif value is not None:
            value = str(value)
        text = optional_text({field: value}, field)
        if text is not None:
            texts[field] = text
    return texts


def _refuse_controls(field: str, text: str, controls: re.Pattern[str]) -> None:
    found = controls.search(text)
    if found is not None:
        code = f"U+{ord(found[0]):04X}"
        raise CellError(field, ascii(text), f"holds the control character {code}")
