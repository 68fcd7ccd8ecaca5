"""Reading a file whose path somebody else wrote down."""

import stat
from pathlib import Path

from data._fetch_error import FetchError, check_length


def read_file(path: Path, max_bytes: int) -> bytes:
    """Return the content of a regular file.

    Raises:
        FetchError: ``missing``, ``not_a_file``, ``unreadable`` or ``too_large``.
    """
    try:
        # Before it is opened: that would wait for ever on a pipe, and reading so on a device.
        if not stat.S_ISREG(path.stat().st_mode):
            raise FetchError("not_a_file", "this is not a file; give the path of an image file")
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except FetchError:
        raise
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FetchError("missing", "there is no such file; check the path") from error
    except (OSError, ValueError) as error:
        raise FetchError(
            "unreadable", f"the file can't be read ({error}); check the path and its permissions"
        ) from error
    check_length(len(content), max_bytes)
    return content
