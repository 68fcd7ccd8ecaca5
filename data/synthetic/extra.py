"""The packages that come with the ``synthetic`` extra, asked for in one place."""

from importlib import import_module
from types import ModuleType


class MissingExtraError(ImportError):
    """A package of the ``synthetic`` extra is not installed."""


def load(module: str) -> ModuleType:
    """Import a module of the extra.

    Raises:
        MissingExtraError: it is not installed; the message says what to install.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"the synthetic example needs the package {error.name!r}; "
            "install it with: pip install 'lookalike[synthetic]'"
        ) from error
