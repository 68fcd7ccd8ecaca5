"""What commands print for people: everything goes through here, so it looks the same."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text


def say(text: str = "") -> None:
    """Print a line on standard output, as it is."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; cells are shown as they are, without markup."""
    printed = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        printed.add_row(*(Text(str(cell)) for cell in row))
    # Where there is no terminal, a table is as wide as it needs to be.
    console = Console() if sys.stdout.isatty() else Console(width=200)
    console.print(printed)


def rejected(count: int, path: Path) -> None:
    """Say how many rows were rejected and where the reasons are."""
    say(f"{count:,} row{'s' if count != 1 else ''} rejected: see {path}")


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.1f} min"
