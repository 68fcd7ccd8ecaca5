"""Groups are delivered early; a dictionary of everything says what is right."""

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from data.manifest.cells import CellError, Cells
from data.manifest.grouping import grouped
from data.manifest.tables import Row
from data.rejects import Rejected


class Letters:
    """A table with an id and a letter to a row."""

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        self._rows = rows
        self.read = 0

    def rows(self) -> Iterator[Row]:
        for number, (identifier, letter) in enumerate(self._rows, start=1):
            self.read = number
            yield Row(number, {"id": identifier, "letter": letter})

    def count(self) -> int:
        return len(self._rows)


class Word:
    """Joins letters; refuses ``x``."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        self.letters = ""

    def add(self, row: int, given: Cells) -> None:
        if given["letter"] == "x":
            raise CellError("letter", "x", f"row {row}")
        self.letters += str(given["letter"])

    def deliver(self) -> tuple[str, str] | None:
        return (self.identifier, self.letters) if self.letters else None


@given(st.lists(st.tuples(st.sampled_from(["A", "B", "C", "D", ""]), st.sampled_from("abx"))))
def test_groups_are_those_of_a_dictionary(rows: list[tuple[str, str]]) -> None:
    words: dict[str, str] = {}
    for identifier, letter in rows:
        if identifier and letter != "x":
            words[identifier] = words.get(identifier, "") + letter
    found = list(grouped(Letters(rows), "id", Word))
    assert {item[0]: item[1] for item in found if not isinstance(item, Rejected)} == words
    assert sum(not isinstance(item, Rejected) for item in found) == len(words)
    assert [item.row for item in found if isinstance(item, Rejected)] == [
        number
        for number, (identifier, letter) in enumerate(rows, start=1)
        if not identifier or letter == "x"
    ]


def test_a_group_is_delivered_when_its_last_row_is_read() -> None:
    table = Letters([("A", "a"), ("B", "b"), ("A", "c"), ("C", "d"), ("C", "e")])
    delivered_at = [(item, table.read) for item in grouped(table, "id", Word)]
    assert delivered_at == [(("B", "b"), 2), (("A", "ac"), 3), (("C", "de"), 5)]
