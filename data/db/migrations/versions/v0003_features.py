"""Features of images, and the evidence of hits."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

identifier = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "image_features",
        sa.Column("extractor", identifier, nullable=False),
        sa.Column("image_sha256", sa.String(64), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("extractor", "image_sha256", name=op.f("pk_image_features")),
    )
    op.add_column(
        "hits", sa.Column("evidence", sa.JSON(), server_default=sa.text("'{}'"), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("hits", "evidence")
    op.drop_table("image_features")
