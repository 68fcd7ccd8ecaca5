"""A gallery of hits as one HTML page that opens from disk, with no network.

Give `write_report` a `Card` per hit; it sorts them, scales their pictures down and writes the page.
"""

from api.report.card import Card, Picture, Truth
from api.report.folder import ReportFolderError
from api.report.writer import write_report

__all__ = ["Card", "Picture", "ReportFolderError", "Truth", "write_report"]
