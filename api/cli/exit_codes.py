"""How the command line ends: exit codes, and errors as one sentence instead of a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

DONE = 0
FAILED = 1
WRONG_USE = 2
REJECTED_ROWS = 3
INTERRUPTED = 130

_OURS = frozenset({"api", "data", "detector", "index", "training"})


@contextmanager
def reporting() -> Iterator[None]:
    """Turn errors that Lookalike raises for people, and the system's, into a line and a code.

    Anything else is a bug and keeps its traceback.
    """
    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(INTERRUPTED)
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _OURS and not isinstance(error, OSError):
            raise
        sys.stderr.write(f"lookalike: {error}\n")
        sys.exit(FAILED)


@contextmanager
def resumable() -> Iterator[None]:
    """Tell whoever interrupts that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write("What is done is kept: the same command goes on from there.\n")
        raise
