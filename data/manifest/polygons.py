"""Cells that outline parts of an image."""

import json
import math
import re

from data.manifest.cells import CellError, Cells, optional_text
from data.records import Polygon

_MAX_POLYGONS = 100
_MAX_CORNERS = 1000
_EXAMPLE = "such as 10,10 90,10 90,40 10,40; corners x,y in pixels, a ; between two outlines"


def polygons(cells: Cells, field: str) -> tuple[Polygon, ...]:
    """Return outlines in pixels, written as SVG writes points: ``10,10 90,10 90,40;…``.

    JSONL and Parquet may have lists of lists of two numbers instead.

    Raises:
        CellError: it is neither, an outline has no area, or there are too many of them.
    """
    value = cells.get(field)
    if isinstance(value, list):
        outlines = value
    else:
        text = optional_text(cells, field) or ""
        outlines = [_points(field, part) for part in text.split(";") if part.strip()]
    if len(outlines) > _MAX_POLYGONS:
        raise CellError(field, value, f"has more than {_MAX_POLYGONS} outlines")
    return tuple(_polygon(field, outline) for outline in outlines)


def check_inside(disclaimed: tuple[Polygon, ...], width: int, height: int) -> None:
    """Return quietly if the outlines lie in a picture of this size, give or take a pixel.

    Raises:
        CellError: one doesn't.
    """
    for polygon in disclaimed:
        for x, y in polygon:
            if not (-1 <= x <= width + 1 and -1 <= y <= height + 1):
                reason = f"reaches beyond the image, which is {width} pixels wide and {height} high"
                raise CellError("disclaimed", f"{x:g},{y:g}", reason)


def _points(field: str, text: str) -> list[list[float]]:
    pairs = text.split()
    if not all(re.fullmatch(r"-?[\d.]+,-?[\d.]+", pair) for pair in pairs):
        raise CellError(field, text, f"is not an outline {_EXAMPLE}")
    return [list(map(_number, pair.split(","))) for pair in pairs]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _polygon(field: str, outline: object) -> Polygon:
    wrong = CellError(field, json.dumps(outline, default=str), f"is not an outline {_EXAMPLE}")
    try:
        polygon = tuple((float(x), float(y)) for x, y in outline)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise wrong from None
    if not all(map(math.isfinite, (value for point in polygon for value in point))):
        raise wrong
    if not 3 <= len(polygon) <= _MAX_CORNERS:
        reason = f"has {len(polygon)} corners, where 3 to {_MAX_CORNERS} are wanted"
        raise CellError(field, json.dumps(outline, default=str), reason)
    if _area(polygon) < 1:
        raise CellError(field, json.dumps(outline, default=str), "encloses nothing")
    return polygon


def _area(polygon: Polygon) -> float:
    """Return the area in pixels by the shoelace formula."""
    following = (*polygon[1:], polygon[0])
    twice = sum(x * v - u * y for (x, y), (u, v) in zip(polygon, following, strict=True))
    return abs(twice) / 2
