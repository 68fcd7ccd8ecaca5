"""Options that many commands have, and the settings that they give."""

import sys
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from api.settings import Settings

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder under which all state lives. [env: LOOKALIKE_HOME]"),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="builtin, hf-hub:…, local-dir:… or an open_clip ARCHITECTURE/WEIGHTS. "
        "[env: LOOKALIKE_MODEL]",
    ),
]


def settings_for(home: Path | None, model: str | None = None) -> "Settings":
    """Return the settings under which the command that is running works."""
    from api.settings import Settings

    given: dict[str, Any] = {"home": home, "model": model}
    chosen = {name: value for name, value in given.items() if value is not None}
    return Settings(**chosen, command=_command(sys.argv))


def _command(arguments: list[str]) -> str:
    """Return the command for the audit log: no more of it than names it, two words at most.

    What it is given, such as a seller, is not for the log.
    """
    words = takewhile(str.isalpha, arguments[1:3])
    return " ".join(("lookalike", *words))
