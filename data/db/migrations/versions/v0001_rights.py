"""Rights with their views, the registry's revision, and embeddings."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
identifier = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")


def upgrade() -> None:
    registry = op.create_table(
        "registry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("identity", sa.String(32), nullable=False),
        sa.Column("revision", big_id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry")),
        sa.CheckConstraint("id = 1", name=op.f("ck_registry_single_row")),
    )
    op.bulk_insert(registry, [{"id": 1, "identity": uuid4().hex, "revision": 0}])
    op.create_table(
        "rights",
        sa.Column("right_id", identifier, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("office", sa.Text()),
        sa.Column("registration_number", sa.Text()),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("filed_on", sa.Date()),
        sa.Column("expires_on", sa.Date()),
        sa.Column("territories", sa.JSON(), nullable=False),
        sa.Column("authorised_sellers", sa.JSON(), nullable=False),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("revision", big_id, nullable=False),
        sa.PrimaryKeyConstraint("right_id", name=op.f("pk_rights")),
        sa.UniqueConstraint("revision", name=op.f("uq_rights_revision")),
        sa.CheckConstraint(
            "kind IN ('registered_design', 'trademark')", name=op.f("ck_rights_kind")
        ),
        sa.CheckConstraint("expires_on >= filed_on", name=op.f("ck_rights_expiry")),
    )
    op.create_table(
        "views",
        sa.Column("id", big_id, nullable=False),
        sa.Column("right_id", identifier, nullable=False),
        sa.Column("name", identifier, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("image_sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
        sa.UniqueConstraint("right_id", "name", name=op.f("uq_views_right_id_name")),
        sa.ForeignKeyConstraint(
            ["right_id"],
            ["rights.right_id"],
            name=op.f("fk_views_right_id_rights"),
            ondelete="CASCADE",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_views_image_sha256"), "views", ["image_sha256"])
    op.create_table(
        "embeddings",
        sa.Column("model", identifier, nullable=False),
        sa.Column("image_sha256", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "image_sha256", name=op.f("pk_embeddings")),
        sa.CheckConstraint("rows > 0", name=op.f("ck_embeddings_rows")),
    )


def downgrade() -> None:
    op.drop_table("embeddings")
    op.drop_table("views")
    op.drop_table("rights")
    op.drop_table("registry")
