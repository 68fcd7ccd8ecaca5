"""Hits: the (listing, right) pairs that were reported."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
identifier = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "hits",
        sa.Column("id", big_id, nullable=False),
        sa.Column("listing_id", identifier, nullable=False),
        sa.Column("image", sa.Text(), nullable=False),
        sa.Column("photo_sha256", sa.String(64)),
        sa.Column("right_id", identifier, nullable=False),
        sa.Column("view", identifier, nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("band", sa.String(32), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("region", sa.JSON(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("index", sa.Text(), nullable=False),
        sa.Column("seller_id", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hits")),
        sa.UniqueConstraint("listing_id", "right_id", name=op.f("uq_hits_listing_id_right_id")),
        sa.CheckConstraint("band IN ('expedited', 'review', 'none')", name=op.f("ck_hits_band")),
        sa.CheckConstraint("probability BETWEEN 0 AND 1", name=op.f("ck_hits_probability")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_hits_right_id"), "hits", ["right_id"])


def downgrade() -> None:
    op.drop_table("hits")
