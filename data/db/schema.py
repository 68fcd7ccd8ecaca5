"""The version of the tables, moved by Alembic.

To change a table, change `data.db.models` and add a module to ``migrations/versions`` by hand;
the tests fail for as long as the two disagree.
"""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from data.db.errors import SchemaError

# Any number that nothing else on the server locks.
_ADVISORY_LOCK = 0x100CA11CE


def alembic_config(connection: Connection) -> Config:
    """Return the settings under which Alembic's commands work in the connection's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Move the tables to the newest version, all steps in the connection's one transaction.

    Raises:
        SchemaError: the tables are of a version that is not known here.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    try:
        command.upgrade(alembic_config(connection), "head")
    except CommandError as error:
        raise SchemaError(_unknown_version(current_version(connection))) from error
    if connection.dialect.name == "sqlite":
        # Foreign keys were off, see `data.db.engine`.
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise SchemaError(f"table {broken[0]!r} refers to rows of {broken[2]!r} that are gone")


def check_version(version: str | None) -> None:
    """Return quietly if this is the newest version.

    Raises:
        SchemaError: it is not; the message says what to do.
    """
    scripts = ScriptDirectory.from_config(_config())
    newest = scripts.get_current_head()
    if version == newest:
        return
    if version is None:
        raise SchemaError("the database is empty; run `lookalike db upgrade`")
    if version not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaError(_unknown_version(version))
    raise SchemaError(
        f"the database has version {version} where {newest} is needed; run `lookalike db upgrade`"
    )


def current_version(connection: Connection) -> str | None:
    """Return the version of the tables; ``None`` if there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "data.db:migrations")
    return config


def _unknown_version(version: str | None) -> str:
    return (
        f"the database has version {version}, which this Lookalike does not know: "
        "it was made by a newer one; upgrade Lookalike"
    )
