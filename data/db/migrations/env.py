"""Runs migrations on the connection, and in the transaction, that `data.db.schema` passes."""

from alembic import context

from data.db.access import models as access_models  # noqa: F401
from data.db.casework import models as casework_models  # noqa: F401
from data.db.models import Base
from data.db.notices import models as notice_models  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite can't alter most of a table: Alembic copies it instead.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
