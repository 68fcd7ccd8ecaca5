"""What the service counts and measures, for Prometheus."""

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.outages import OUTAGES
from api.http.service import Service
from api.scoring.pipeline import ScoredListing
from api.workspace import Workspace
from data.db.rights import Saved
from index.manifest import SnapshotError
from index.snapshot import read_manifest

_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The metrics of one app, in a registry of its own."""

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "lookalike_http_request_duration_seconds",
            "Time from a request's first byte to its answer's last, by route.",
            ["method", "route", "status"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._photos = Counter(
            "lookalike_photos_screened",
            "Photos that were sent for screening.",
            ["outcome"],
            registry=self.registry,
        )
        self._hits = Counter(
            "lookalike_hits_reported", "Hits found.", ["band"], registry=self.registry
        )
        self._rights = Counter(
            "lookalike_rights_registered",
            "Rights that were sent for registration.",
            ["outcome"],
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)
        self.registry.register(_State(service))

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        # Methods are free text to a client, and each value is a series of its own.
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route, str(status)).observe(seconds)

    def count_screening(self, scored: ScoredListing) -> None:
        """Count the photos and hits of a listing."""
        self._photos.labels("rejected").inc(len(scored.rejected))
        self._photos.labels("scored").inc(len(scored.listing.photos) - len(scored.rejected))
        for hit in scored.hits:
            self._hits.labels(hit.band.value).inc()

    def count_registration(self, outcome: Saved) -> None:
        """Count a right."""
        self._rights.labels(outcome.value).inc()


class RequestMetrics:
    """Middleware that measures requests by the template of their route."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        start = time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            # Routing leaves the route here; paths themselves are without number.
            route = getattr(scope.get("route"), "path", "other")
            self._metrics.observe(scope["method"], route, status, time.perf_counter() - start)


class _State(Collector):
    """Measures, whenever the metrics are read, what the service is like now."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """See `prometheus_client.registry.Collector`."""
        workspace = self._service.ready_workspace
        yield _gauge("ready", "Whether the model is loaded.", workspace is not None)
        yield _gauge("model_waiting_requests", "Requests that wait.", self._service.waiting)
        if workspace is not None:
            yield from _gallery(workspace)


def _gallery(workspace: Workspace) -> Iterator[GaugeMetricFamily]:
    try:
        edition = workspace.gallery.current()
    except tuple(OUTAGES):
        return
    yield _gauge("gallery_rights", "Rights that can make hits.", len(edition.catalog))
    yield _gauge("gallery_views", "Their views.", len(edition.catalog.view_ids))
    yield _gauge("gallery_revision", "The registry's revision.", edition.revision)
    indexes = workspace.gallery.snapshotted
    changes = max(index.changes for index in indexes)
    yield _gauge("gallery_changed_views", "Views changed since the snapshots.", changes)
    try:
        written = min(read_manifest(index.snapshots)[1].created_at for index in indexes)
    except SnapshotError:
        return
    age = (workspace.clock() - written).total_seconds()
    yield _gauge("snapshot_age_seconds", "Age of the indexes' older snapshot.", age)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"lookalike_{name}", meaning, value)
