"""How long reading a manifest will take."""

from pathlib import Path

from data.manifest.folder import FolderOfListings
from data.manifest.tables import open_table


def count_rows(path: Path) -> int:
    """Return how many rows, or images of a folder, reading will deliver or reject.

    Raises:
        ManifestError: it can't be read.
    """
    # Rights and listings name the images of a folder differently, but they are the same ones.
    return (FolderOfListings(path) if path.is_dir() else open_table(path)).count()
