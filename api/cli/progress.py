"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_LINE_SECONDS = 10.0


@contextmanager
def progress(label: str, total: int, unit: str) -> Iterator[Callable[[int], None]]:
    """Show how far the work is, how fast it goes and how long it will take.

    Args:
        label: What is being done, such as ``Scoring``.
        total: How many units there are.
        unit: What is counted, in the plural.

    Yields:
        A function to be told how many more units are done.
    """
    if sys.stderr.isatty():
        with _bar(unit) as bar:
            task = bar.add_task(label, total=total)
            yield lambda count: bar.update(task, advance=count)
    else:
        yield _Lines(label, total, unit)


class _Lines:
    """Prints a line now and then, for log files."""

    def __init__(self, label: str, total: int, unit: str) -> None:
        self._label, self._total, self._unit = label, total, unit
        self._done = 0
        self._start = self._printed = time.monotonic()

    def __call__(self, count: int) -> None:
        self._done += count
        now = time.monotonic()
        if now - self._printed < _LINE_SECONDS and self._done < self._total:
            return
        self._printed = now
        rate = self._done / max(now - self._start, 1e-9)
        left = max(self._total - self._done, 0) / rate if rate else 0.0
        sys.stderr.write(
            f"{self._label}: {self._done:,} of {self._total:,} {self._unit}, "
            f"{rate:.1f}/s, {_duration(left)} left\n"
        )
        sys.stderr.flush()


def _bar(unit: str) -> Any:  # noqa: ANN401  rich is imported only when there is a terminal
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:.1f} {unit}/s")

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
