"""HTTP API, command line, bulk scoring and gallery: everything that faces a person or a program.

`create_app` makes the ASGI application, as ``uvicorn --factory`` or a test would want it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.settings import Settings

__all__ = ["create_app"]


def create_app(settings: "Settings | None" = None) -> "FastAPI":
    """Make the HTTP application; see `api.http.app.create_app`.

    Args:
        settings: Where things are; from the environment unless given.
    """
    # Imported late: the command line must not load a web framework to print its help.
    from api.http.app import create_app as create
    from api.settings import Settings

    return create(settings or Settings())
