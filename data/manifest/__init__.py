"""What users hand in, as CSV, XLSX, JSONL, Parquet or a folder of images; errors by
row, and by cell.

A manifest is read twice: once to learn where each id's last row is, and once to deliver each
right or listing when that row has come. So rows of one id may be anywhere in the file, and only
those whose last row is still to come are held in memory.
"""

from data.manifest.counting import count_rows
from data.manifest.listings import read_listings
from data.manifest.rights import RightRows, ViewRow, read_rights
from data.manifest.spreadsheet import locator
from data.manifest.tables import ManifestError
from data.manifest.template import write_template
from data.rejects import Rejected

__all__ = [
    "ManifestError",
    "Rejected",
    "RightRows",
    "ViewRow",
    "count_rows",
    "locator",
    "read_listings",
    "read_rights",
    "write_template",
]
