"""Form fields and parameters under the same rules as the cells of a manifest."""

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import UploadFile
from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema

from data.manifest import cells
from data.manifest.cells import CellError, Cells
from data.manifest.polygons import polygons
from data.records import Kind, Polygon, RightStatus, ViewForm


def _under(rule: Callable[[Cells, str], object]) -> BeforeValidator:
    """Check a value by a rule of `data.manifest.cells`, whose errors pydantic reports."""

    def check(value: object, info: ValidationInfo) -> object:
        field = info.field_name or ""
        return rule({field: value}, field)

    return BeforeValidator(check)


def _several(given: Cells, field: str) -> tuple[str, ...]:
    return cells.several(_split(given, field), field)


def _territories(given: Cells, field: str) -> tuple[str, ...]:
    return cells.territories(_split(given, field), field)


def _split(given: Cells, field: str) -> Cells:
    """Take a field that comes once with ``;`` in it, several times, or both, as one list."""
    values = given[field]
    parts: list[object] = []
    for value in values if isinstance(values, list | tuple) else [values]:
        parts += value.split(";") if isinstance(value, str) else [value]
    return {field: parts}


def _metadata(given: Cells, field: str) -> dict[str, str]:
    value = given[field]
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise CellError(field, value, f"is not well-formed JSON: {error}") from error
    if not isinstance(value, dict):
        raise CellError(field, value, "is not a JSON object")
    return cells.metadata(value, frozenset())


Identifier = Annotated[str, Field(max_length=cells.MAX_ID_LENGTH), _under(cells.identifier)]
"""A single line: the caller's own name for something."""

RequiredText = Annotated[str, _under(cells.required_text)]
Text = Annotated[str | None, _under(cells.optional_text)]
KindName = Annotated[Kind, _under(cells.kind)]
Day = Annotated[date | None, _under(cells.day)]
Several = Annotated[tuple[str, ...], _under(_several)]
Territories = Annotated[tuple[str, ...], _under(_territories)]
Territory = Annotated[str | None, _under(cells.territory)]
Status = Annotated[RightStatus | None, _under(cells.choice(RightStatus))]
Form = Annotated[ViewForm | None, _under(cells.choice(ViewForm))]
Flag = Annotated[bool, _under(cells.flag)]
Disclaimed = Annotated[tuple[Polygon, ...], _under(polygons), WithJsonSchema({"type": "string"})]
Metadata = Annotated[dict[str, str], _under(_metadata)]

ImageFile = Annotated[UploadFile, WithJsonSchema({"type": "string", "format": "binary"})]
"""A file; the documentation's page lets one be chosen only for a schema of this form."""
