"""What the tests of several packages need: an empty database of each kind."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

from data.db import Database

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("lookalike", deadline=None)
settings.load_profile("lookalike")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Start a real PostgreSQL server; skip with the reason where that can't be done."""
    # Not in pytest's own folder: for root the server runs as another user, who can't look in there.
    folder = Path(tempfile.mkdtemp(prefix="lookalike-pg-"))
    folder.chmod(0o755)
    try:
        with warnings.catch_warnings():
            # On import pgserver asks for a folder that only a login session has.
            warnings.simplefilter("ignore")
            from pgserver.postgres_server import get_server

        server = get_server(folder / "data")
    except Exception as error:
        shutil.rmtree(folder)
        pytest.skip(f"pgserver can't start PostgreSQL: {error}")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    yield url.render_as_string(hide_password=False)
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'lookalike.db'}"
        return
    # A schema for each test, where a whole database would take a fifth of a second.
    server = make_url(request.getfixturevalue("postgres_url"))
    # A test that leaves a transaction open fails here instead of blocking the tests after it.
    patient = server.update_query_dict({"options": "-clock_timeout=10s"})
    admin = create_engine(patient, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE SCHEMA test"))
        inside = server.update_query_dict({"options": "-csearch_path=test"})
        yield inside.render_as_string(hide_password=False)
        connection.execute(text("DROP SCHEMA test CASCADE"))
    admin.dispose()


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    """Give a database with tables and nothing in them, on SQLite and then on PostgreSQL."""
    opened = Database(empty_database_url)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def opengl() -> None:
    """Skip what draws by OpenGL where the system has none that works without a screen."""
    from data.synthetic.renderer import Renderer

    try:
        Renderer().close()
    except RuntimeError as error:
        pytest.skip(str(error))
