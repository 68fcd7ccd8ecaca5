"""The API's documentation as a page, made of files that are installed: it needs no network."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)

_ASSETS = "/docs/assets"


@router.get("/")
async def get_root(request: Request) -> RedirectResponse:
    """Lead visitors to the documentation."""
    return RedirectResponse(f"{_root(request)}/docs")


@router.get("/docs")
async def get_documentation(request: Request) -> HTMLResponse:
    """Show Swagger UI."""
    root = _root(request)
    return get_swagger_ui_html(
        openapi_url=f"{root}/openapi.json",
        title="Lookalike API",
        swagger_js_url=f"{root}{_ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{root}{_ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{root}{_ASSETS}/favicon.png",
    )


def add_assets(app: FastAPI) -> None:
    """Serve Swagger UI's files, which the package ``fastapi-offline`` carries."""
    app.mount(_ASSETS, StaticFiles(packages=[("fastapi_offline", "static")]))


def _root(request: Request) -> str:
    root: str = request.scope.get("root_path", "")
    return root.rstrip("/")
