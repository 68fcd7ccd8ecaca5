"""The worst mistakes of an evaluation as one HTML page that opens from disk, with no network."""

from api.mistakes.page import Table
from api.mistakes.writer import Figures, Registered, write_mistakes

__all__ = ["Figures", "Registered", "Table", "write_mistakes"]
