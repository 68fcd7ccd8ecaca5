"""``lookalike serve``."""

import sys
from ipaddress import ip_address

from api.settings import Auth, Settings


class OpenToAllError(RuntimeError):
    """A server that strangers could reach, and nobody said that they may."""


def run_serve(settings: Settings, host: str, port: int) -> None:
    """Serve until interrupted; uvicorn says where, and the documentation is at ``/docs``."""
    import uvicorn

    from api.http.app import create_app

    app = create_app(_with_auth(settings, host))
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port))
    try:
        server.run()
    except KeyboardInterrupt:
        # That is how a server is stopped; every answer that was begun has been given.
        return


def _with_auth(settings: Settings, host: str) -> Settings:
    """Decide whether keys are asked for, where the settings don't say.

    Raises:
        OpenToAllError: the settings must say.
    """
    if settings.auth is None:
        if not _is_loopback(host):
            raise OpenToAllError(
                f"others can reach {host}: set LOOKALIKE_AUTH=required and make a key with "
                "`lookalike keys create`, or LOOKALIKE_AUTH=off to let everybody do everything"
            )
        settings = settings.model_copy(update={"auth": Auth.OFF})
    if settings.auth is Auth.OFF:
        sys.stderr.write("No key is asked for: whoever reaches this address may do everything.\n")
    return settings


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
