"""The HTTP API."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from importlib.metadata import version

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware

from api.auth.oidc import Provider, TokenVerifier
from api.auth.rate_limits import RateLimits
from api.http.authentication import Authentication, Authenticator
from api.http.authorisation import authorised
from api.http.body_limit import BodyLimit
from api.http.idempotency import Idempotency
from api.http.metrics import Metrics, RequestMetrics
from api.http.openapi import DESCRIPTION, TAGS, DocumentedAPI
from api.http.path_segments import WholeSegments
from api.http.problems import HANDLERS
from api.http.routes import (
    cases,
    complaints,
    documentation,
    evidence,
    health,
    hits,
    notice_documents,
    notices,
    rights,
    rights_history,
    screening,
)
from api.http.service import Service
from api.settings import Auth, Settings
from api.workspace import Workspace

_MAX_FIELDS = 64
_MAX_FIELD_BYTES = 2**16
_OVERHEAD = 2**20
"""What a form may have beside the images: fields, and the lines between parts."""


def create_app(
    settings: Settings, *, open_workspace: Callable[[Settings], Workspace] = Workspace.open
) -> FastAPI:
    """Make the app. The installation is opened, and the model loaded, when it starts up.

    Args:
        settings: Where things are, and how much a request may bring.
        open_workspace: Opens the installation; tests give one with parts of their own.
    """
    service = Service(partial(open_workspace, settings))
    metrics = Metrics(service)
    max_bytes = settings.max_upload_images * settings.max_image_bytes + _OVERHEAD

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        service.start()
        yield
        await service.stop()

    app = DocumentedAPI(
        title="Lookalike",
        summary="Registered designs and logos in listing photos",
        description=DESCRIPTION,
        version=version("lookalike"),
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(authorised)],
        lifespan=lifespan,
        exception_handlers=dict(HANDLERS),
        middleware=[
            Middleware(WholeSegments),
            Middleware(RequestMetrics, metrics=metrics),
            Middleware(Authentication, authenticator=_authenticator(settings, service)),
            Middleware(BodyLimit, max_bytes=max_bytes),
            Middleware(
                Idempotency, service=service, lifetime=timedelta(hours=settings.idempotency_hours)
            ),
        ],
        form_limits={
            "max_files": settings.max_upload_images,
            "max_fields": _MAX_FIELDS,
            "max_part_size": _MAX_FIELD_BYTES,
        },
    )
    app.state.service = service
    app.state.metrics = metrics
    for module in (
        rights,
        rights_history,
        screening,
        hits,
        evidence,
        cases,
        notices,
        notice_documents,
        complaints,
        health,
        documentation,
    ):
        app.include_router(module.router)
    documentation.add_assets(app)
    return app


def _authenticator(settings: Settings, service: Service) -> Authenticator | None:
    if settings.auth is Auth.OFF:
        return None
    limits = RateLimits(settings.rate_limit, settings.rate_limit_storage)
    provider = _provider(settings)
    return Authenticator(service, limits, None if provider is None else TokenVerifier(provider))


def _provider(settings: Settings) -> Provider | None:
    if settings.oidc_issuer is None or settings.oidc_audience is None:
        return None
    return Provider(
        issuer=settings.oidc_issuer,
        audience=settings.oidc_audience,
        role_claim=settings.oidc_role_claim,
        parties_claim=settings.oidc_parties_claim,
        jwks_url=settings.oidc_jwks_url,
    )
