"""A workbook to be filled in with rights."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from data.manifest.right_columns import RIGHT_COLUMNS, Column
from data.manifest.spreadsheet import SHEET

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS = 2000
"""How far down cells have drop-downs."""

_REQUIRED, _OPTIONAL = "FFF2CC", "E7E6E6"


def write_template(path: Path) -> None:
    """Write an empty workbook with a note and an example for each column, and drop-downs.

    Cells are text, or else a spreadsheet makes a date of the class 07-01 and drops the zeros of
    numbers; dates are shown as they are to be written, year first.

    Raises:
        OSError: it can't be written there.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    rights = workbook.worksheets[0]
    rights.title = SHEET
    rights.freeze_panes = "B2"
    for number, column in enumerate(RIGHT_COLUMNS, start=1):
        _add_column(rights, number, column)
    _explain(workbook.create_sheet("Columns"))
    workbook.save(path)


def _add_column(sheet: "Worksheet", number: int, column: Column) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(number)
    head = sheet.cell(1, number, column.name)
    head.font = Font(bold=True)
    head.fill = PatternFill("solid", fgColor=_REQUIRED if column.required else _OPTIONAL)
    head.comment = Comment(f"{_note(column)}\n\nSuch as: {column.example}", "Lookalike")
    sheet.column_dimensions[letter].width = max(14, len(column.name) + 3)
    sheet.column_dimensions[letter].number_format = "yyyy-mm-dd" if column.is_day else "@"
    if column.choices:
        listed = DataValidation(
            type="list",
            formula1=f'"{",".join(column.choices)}"',
            allow_blank=not column.required,
            showErrorMessage=not column.free,
        )
        listed.add(f"{letter}2:{letter}{_ROWS + 1}")
        sheet.add_data_validation(listed)


def _explain(sheet: "Worksheet") -> None:
    from openpyxl.styles import Font

    sheet.append(("column", "required", "what belongs into it", "example", "one of"))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in RIGHT_COLUMNS:
        required = "yes" if column.required else ""
        example = date.fromisoformat(column.example) if column.is_day else column.example
        choices = ", ".join(column.choices)
        sheet.append((column.name, required, column.note, example, choices))
    for letter, width in zip("ABCDE", (22, 10, 90, 28, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _note(column: Column) -> str:
    return f"Required. {column.note}" if column.required else column.note
