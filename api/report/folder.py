"""The folder that holds a report: whose it is, and how a new page takes the old one's place.

Pictures are named by their content, so those of the old report and of the new one lie side by side
until ``index.html`` is replaced in one step. Whenever the writer is killed, the folder holds the
whole old report, or none.
"""

import re
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

PAGE: Final = "index.html"
PICTURES: Final = "images"

_MARKER: Final = ".lookalike-report"
_LOCK: Final = ".lookalike-report.lock"
_NOTICE: Final = "Lookalike wrote the report in this folder; writing it again replaces it.\n"
_PICTURE_NAME: Final = re.compile(r"[0-9a-f]{64}\.jpg(\.partial)?")


class ReportFolderError(OSError):
    """The folder can't take a report; the message says what to do."""


@contextmanager
def claim(folder: Path) -> Iterator[None]:
    """Make `folder` a report's folder, and keep other writers out while the block runs.

    Raises:
        ReportFolderError: If it is not a folder, holds something other than a report, or another
            report is just being written there.
    """
    if folder.exists() and not folder.is_dir():
        raise ReportFolderError(f"{folder} is a file: name a folder for the report")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARKER).is_file():
        raise ReportFolderError(
            f"{folder} holds files that are not a Lookalike report: name a new or empty folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARKER).write_text(_NOTICE, encoding="utf-8")
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ReportFolderError(
            f"another report is being written into {folder}: wait for it, or name another folder"
        ) from None
    try:
        (folder / PICTURES).mkdir(exist_ok=True)
        yield
    finally:
        lock.release()


def publish(folder: Path, page: Iterable[str], pictures: Set[str]) -> Path:
    """Put `page` in the place of the folder's old page, then drop pictures that it doesn't use.

    Files that a report didn't write are left alone.

    Args:
        folder: A folder that the caller has claimed.
        page: The HTML, in pieces.
        pictures: Names of the files under ``images`` that the page shows.

    Returns:
        The page's path.
    """
    target = folder / PAGE
    partial = folder / f"{PAGE}.partial"
    # A lone surrogate in somebody's title has no UTF-8: browsers show its reference as U+FFFD.
    with partial.open("w", encoding="utf-8", errors="xmlcharrefreplace", newline="\n") as file:
        file.writelines(page)
    partial.replace(target)
    for path in (folder / PICTURES).iterdir():
        if _PICTURE_NAME.fullmatch(path.name) and path.name not in pictures:
            path.unlink()
    return target
