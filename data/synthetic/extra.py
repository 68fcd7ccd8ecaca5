"""The packages that come with an extra, asked for in one place."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

_OF_TRAINING = frozenset({"matplotlib", "vtkmodules"})
"""Packages of the extra ``training``; all others come with ``synthetic`` already."""


class MissingExtraError(ImportError):
    """A package of an extra is not installed."""


def load(module: str) -> ModuleType:
    """Import a module of an extra.

    Raises:
        MissingExtraError: it is not installed; the message says what to install.
    """
    with from_extra():
        return import_module(module)


@contextmanager
def from_extra() -> Iterator[None]:
    """Import what is imported within from an extra.

    Raises:
        MissingExtraError: it is not installed; the message says what to install.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        extra = "training" if package in _OF_TRAINING else "synthetic"
        raise MissingExtraError(
            f"generated pictures need the package {package!r}; "
            f"install it with: pip install 'lookalike[{extra}]'"
        ) from error
