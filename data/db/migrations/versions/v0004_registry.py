"""What an office and a marketplace know of a right, disclaimers, and the history of changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
identifier = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")


def of_the_right() -> list[sa.Column[Any]]:
    return [
        sa.Column("application_number", sa.Text()),
        sa.Column("registered_on", sa.Date()),
        sa.Column("priority_on", sa.Date()),
        sa.Column("renewed_until", sa.Date()),
        sa.Column("status", sa.String(32)),
        sa.Column("owner_verified", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("documents", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("agent", sa.Text()),
        sa.Column("agent_from", sa.Date()),
        sa.Column("agent_until", sa.Date()),
        sa.Column("evaluation_report", sa.Text()),
    ]


def of_the_view() -> list[sa.Column[Any]]:
    return [
        sa.Column("form", sa.String(32)),
        sa.Column("disclaimed", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
    ]


@contextmanager
def altered_views() -> Iterator[BatchOperations]:
    """SQLite copies the table; that an id is never used again must outlive the copying."""
    connection = op.get_bind()
    counted = connection.dialect.name == "sqlite"
    counter = "SELECT seq FROM sqlite_sequence WHERE name = 'views'"
    last = connection.scalar(sa.text(counter)) if counted else None
    with op.batch_alter_table("views", table_kwargs={"sqlite_autoincrement": True}) as views:
        yield views
    if last is not None:
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'views'"))
        connection.execute(
            sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('views', :last)"),
            {"last": last},
        )


def upgrade() -> None:
    with op.batch_alter_table("rights") as rights:
        for column in of_the_right():
            rights.add_column(column)
        rights.create_check_constraint(
            op.f("ck_rights_rightstatus"),
            "status IN ('in_force', 'expired', 'pending', 'invalidity_pending', 'surrendered')",
        )
        rights.create_index(op.f("ix_rights_agent"), ["agent"])
    with altered_views() as views:
        for column in of_the_view():
            views.add_column(column)
        views.add_column(sa.Column("claimed_sha256", sa.String(64)))
        views.create_check_constraint(
            op.f("ck_views_viewform"), "form IN ('drawing', 'photograph', 'rendering')"
        )
    op.execute("UPDATE views SET claimed_sha256 = image_sha256")
    with altered_views() as views:
        views.alter_column("claimed_sha256", existing_type=sa.String(64), nullable=False)
        views.create_index(op.f("ix_views_claimed_sha256"), ["claimed_sha256"])
    op.create_table(
        "rights_history",
        sa.Column("revision", big_id, autoincrement=False, nullable=False),
        sa.Column("right_id", identifier, nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text()),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_rights_history")),
        sa.CheckConstraint(
            "event IN ('created', 'updated', 'withdrawn', 'restored')",
            name=op.f("ck_rights_history_rightevent"),
        ),
    )
    op.create_index(op.f("ix_rights_history_right_id"), "rights_history", ["right_id", "revision"])


def downgrade() -> None:
    op.drop_table("rights_history")
    # The vectors and features of what was claimed belong to no image of its own.
    for table in ("embeddings", "image_features"):
        op.execute(
            f"DELETE FROM {table} WHERE image_sha256 IN "  # noqa: S608
            "(SELECT claimed_sha256 FROM views WHERE claimed_sha256 <> image_sha256)"
        )
    with altered_views() as views:
        views.drop_index(op.f("ix_views_claimed_sha256"))
        views.drop_constraint(op.f("ck_views_viewform"), type_="check")
        views.drop_column("claimed_sha256")
        for column in of_the_view():
            views.drop_column(column.name)
    with op.batch_alter_table("rights") as rights:
        rights.drop_index(op.f("ix_rights_agent"))
        rights.drop_constraint(op.f("ck_rights_rightstatus"), type_="check")
        for column in of_the_right():
            rights.drop_column(column.name)
