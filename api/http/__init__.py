"""The HTTP API under ``/v1``: `api.http.app.create_app` puts it together."""
