"""What may keep the service from working, and what strangers are told of it.

The errors' own messages name hosts and folders: those are for the log.
"""

from collections.abc import Mapping

from api.registration import ModelMismatchError
from data.db import DatabaseUnavailableError, SchemaError
from detector.calibration import CalibrationError
from detector.embedding import ModelError
from detector.gallery import MissingDescriptionsError

_OTHER_MODEL = "the registry was described by another model: run `lookalike index rebuild`"

OUTAGES: Mapping[type[Exception], str] = {
    DatabaseUnavailableError: "the database can't be reached",
    SchemaError: "the database is of another version: run `lookalike db upgrade`",
    ModelError: "the embedding model can't be loaded",
    CalibrationError: "the embedding model has no usable calibration",
    MissingDescriptionsError: _OTHER_MODEL,
    ModelMismatchError: _OTHER_MODEL,
}
"""Errors that an operator can put right while the service runs, in public words."""


def public_reason(error: Exception) -> str:
    """Return what a stranger may know of an error."""
    return next(
        (reason for kind, reason in OUTAGES.items() if isinstance(error, kind)),
        "an internal error; the log says more",
    )
