"""Notices, what they are about, and complaints."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
identifier = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")

STATES = "'draft', 'sent', 'acknowledged', 'decided', 'withdrawn'"


def _of_a_notice(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_notice_id_notices")
    return sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "notices",
        sa.Column("id", big_id, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("reasons", sa.Text()),
        sa.Column("good_faith", sa.Boolean(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("sent_at", instant),
        sa.Column("acknowledged_at", instant),
        sa.Column("decided_at", instant),
        sa.Column("withdrawn_at", instant),
        sa.Column("decision", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_notices_noticestate")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "notice_items",
        sa.Column("notice_id", big_id, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("listing_id", identifier, nullable=False),
        sa.Column("right_id", identifier, nullable=False),
        sa.Column("seller_id", sa.Text()),
        sa.Column("listing_title", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("details", sa.Text()),
        sa.Column("hit", sa.JSON(), nullable=False),
        sa.Column("reported_at", instant, nullable=False),
        sa.Column("photo_sha256", sa.String(64)),
        sa.Column("view_sha256", sa.String(64)),
        sa.Column("disclaimed", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("notice_id", "position", name=op.f("pk_notice_items")),
        _of_a_notice("notice_items"),
        sa.UniqueConstraint(
            "notice_id",
            "listing_id",
            "right_id",
            name=op.f("uq_notice_items_notice_id_listing_id_right_id"),
        ),
        sa.CheckConstraint(
            "outcome IN ('pending', 'upheld', 'rejected')", name=op.f("ck_notice_items_outcome")
        ),
    )
    op.create_table(
        "notice_rights",
        sa.Column("notice_id", big_id, nullable=False),
        sa.Column("right_id", identifier, nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("notice_id", "right_id", name=op.f("pk_notice_rights")),
        _of_a_notice("notice_rights"),
    )
    op.create_table(
        "complaints",
        sa.Column("id", big_id, nullable=False),
        sa.Column("notice_id", big_id, nullable=False),
        sa.Column("party", sa.String(32), nullable=False),
        sa.Column("seller_id", sa.Text()),
        sa.Column("listing_ids", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("lodged_at", instant, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("decided_at", instant),
        sa.Column("decided_by", sa.Text()),
        sa.Column("explanation", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        _of_a_notice("complaints"),
        sa.CheckConstraint("party IN ('seller', 'notifier')", name=op.f("ck_complaints_party")),
        sa.CheckConstraint(
            "state IN ('open', 'upheld', 'rejected')", name=op.f("ck_complaints_complaintstate")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_complaints_notice_id"), "complaints", ["notice_id"])


def downgrade() -> None:
    op.drop_table("complaints")
    op.drop_table("notice_rights")
    op.drop_table("notice_items")
    op.drop_table("notices")
