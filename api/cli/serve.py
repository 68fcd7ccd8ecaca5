"""``lookalike serve``."""

from api.settings import Settings


def run_serve(settings: Settings, host: str, port: int) -> None:
    """Serve until interrupted; uvicorn says where, and the documentation is at ``/docs``."""
    import uvicorn

    from api.http.app import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(settings), host=host, port=port))
    try:
        server.run()
    except KeyboardInterrupt:
        # That is how a server is stopped; every answer that was begun has been given.
        return
