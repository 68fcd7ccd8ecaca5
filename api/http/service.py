"""One installation behind HTTP: opened in the background, its model used by one at a time."""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from api.http.outages import OUTAGES, public_reason
from api.http.problems import unavailable
from api.workspace import Workspace

Result = TypeVar("Result")

_WAITING = 32
"""Requests that may wait for the model; beyond, an early refusal beats a late answer."""

_log = logging.getLogger(__name__)


class Service:
    """What the requests of one app share.

    Args:
        open_workspace: Opens the installation.
    """

    def __init__(self, open_workspace: Callable[[], Workspace]) -> None:
        self._open_workspace = open_workspace
        self._workspace: Workspace | None = None
        self._ready = False
        self._obstacle = "the installation is being opened"
        self._starting: asyncio.Task[None] | None = None
        self._refreshing: asyncio.Task[None] | None = None
        # The model computes on every core: two requests at once would only slow each other down.
        self._model = CapacityLimiter(1)

    def start(self) -> None:
        """Open the installation and load the model in the background, unless that is under way."""
        if self._starting is None or self._starting.done():
            self._starting = asyncio.create_task(self._start())

    async def stop(self) -> None:
        """Wait for what is under way, and let go of the database."""
        for task in (self._starting, self._refreshing):
            if task is not None:
                await task
        if self._workspace is not None:
            self._workspace.close()

    @property
    def waiting(self) -> int:
        """How many requests wait for the model."""
        return self._model.statistics().tasks_waiting

    @property
    def ready_workspace(self) -> Workspace | None:
        """The installation once its model is loaded; does not start anything."""
        return self._workspace if self._ready else None

    def opened(self) -> Workspace:
        """Return the installation: its database is there, its model perhaps not yet.

        Raises:
            ProblemError: it isn't open; where that failed, it is tried again.
        """
        if self._workspace is None:
            self.start()
            raise unavailable(self._obstacle)
        return self._workspace

    def ready(self) -> Workspace:
        """Return the installation with its model loaded.

        Raises:
            ProblemError: it isn't; where that failed, it is tried again.
        """
        workspace = self.opened()
        if not self._ready:
            self.start()
            raise unavailable(self._obstacle)
        return workspace

    async def compute(self, work: Callable[[], Result]) -> Result:
        """Do work that needs the model in a thread of its own, when those before are done.

        Raises:
            ProblemError: too many are waiting.
        """
        if self.waiting >= _WAITING:
            raise unavailable(f"{self.waiting} requests are waiting already")
        return await to_thread.run_sync(work, limiter=self._model)

    def refresh_snapshot(self) -> None:
        """Rewrite the index's snapshot in the background where that is due.

        It spares the next start the reading of what was registered since.
        """
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh())

    async def _start(self) -> None:
        try:
            await to_thread.run_sync(self._load)
        except Exception as error:
            self._obstacle = public_reason(error)
            _log.error("not ready: %s", error, exc_info=not isinstance(error, tuple(OUTAGES)))
        else:
            self._ready = True
            self.refresh_snapshot()

    async def _refresh(self) -> None:
        workspace = self.ready()
        try:
            await to_thread.run_sync(lambda: workspace.gallery.refresh(now=workspace.clock()))
        except Exception:
            _log.exception("the index's snapshot is left as it is")

    def _load(self) -> None:
        if self._workspace is None:
            self._workspace = self._open_workspace()
        self._obstacle = "the embedding model is being loaded"
        # Each part is put together when it is first asked for.
        _ = self._workspace.detector, self._workspace.registrar, self._workspace.images
        self._workspace.gallery.current()
