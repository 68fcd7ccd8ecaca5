"""Reading a row so that everything that is wrong with it is said at once."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from data.manifest.cells import CellError, Cells

Value = TypeVar("Value")


class RowError(ValueError):
    """Several cells that make their row unusable."""

    def __init__(self, errors: Iterable[CellError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{error.field} {error}" for error in self.errors))


class RowReader:
    """Reads the cells of a row one by one, so that everything that is wrong is said at once.

    Args:
        given: The row.
    """

    def __init__(self, given: Cells) -> None:
        self._given = given
        self._errors: list[CellError] = []

    def read(self, rule: Callable[[Cells, str], Value], field: str, otherwise: Value) -> Value:
        """Return a cell's value by a rule of `cells`, or `otherwise` where it breaks it."""
        try:
            return rule(self._given, field)
        except CellError as error:
            self._errors.append(error)
            return otherwise

    def add(self, error: CellError) -> None:
        """Note something else that is wrong."""
        self._errors.append(error)

    def check(self) -> None:
        """Return quietly if nothing is wrong so far.

        Raises:
            RowError: something is.
        """
        if self._errors:
            raise RowError(self._errors)
