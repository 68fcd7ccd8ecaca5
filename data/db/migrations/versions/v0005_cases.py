"""Cases with their listings and events, and strikes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
identifier = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")

STATES = (
    "'open', 'under_review', 'notified', 'counter_notice', 'rebuttal', 'final_review', 'upheld', "
    "'rejected', 'removed', 'reinstated', 'withdrawn'"
)
EVENTS = (
    "'open', 'gather', 'start_review', 'decide_cluster', 'assess', 'notify', 'counter', 'accept', "
    "'rest', 'rebut', 'uphold', 'reject', 'overturn', 'withdraw', 'confirm_removal', "
    "'confirm_reinstatement', 'seller_silent', 'complainant_silent', 'escalate'"
)
ROLES = "'owner', 'agent', 'reviewer', 'marketplace', 'seller', 'auditor', 'admin', 'system'"


def one_of(table: str, column: str, values: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({values})", name=op.f(f"ck_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", big_id, nullable=False),
        sa.Column("seller_id", sa.Text(), nullable=False),
        sa.Column("right_id", identifier, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("expedited", sa.Boolean(), nullable=False),
        sa.Column("machine_proposed", sa.Boolean(), nullable=False),
        sa.Column("value", big_id),
        sa.Column("territory", sa.Text()),
        sa.Column("deadline", sa.String(32)),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("approved", sa.String(32)),
        sa.Column("approved_by", sa.Text()),
        sa.Column("outcome", sa.String(32)),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint(
            "seller_id", "right_id", "number", name=op.f("uq_cases_seller_id_right_id_number")
        ),
        sa.CheckConstraint("round BETWEEN 1 AND 3", name=op.f("ck_cases_round")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_cases_value")),
        sa.CheckConstraint("(deadline IS NULL) = (due_at IS NULL)", name=op.f("ck_cases_due")),
        sa.CheckConstraint(
            "(approved IS NULL) = (approved_by IS NULL)", name=op.f("ck_cases_approval")
        ),
        one_of("cases", "state", STATES),
        one_of("cases", "deadline", "'decision', 'answer', 'rebuttal', 'execution'"),
        one_of("cases", "approved", EVENTS),
        one_of("cases", "outcome", "'upheld', 'rejected', 'withdrawn'"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cases_right_id"), "cases", ["right_id"])
    op.create_index(op.f("ix_cases_missed_due_at"), "cases", ["missed", "due_at"])
    op.create_table(
        "case_listings",
        sa.Column("case_id", big_id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("listing_id", identifier, nullable=False),
        sa.Column("hit_id", big_id, nullable=False),
        sa.Column("photo_sha256", sa.String(64)),
        sa.Column("fingerprint", sa.LargeBinary()),
        sa.Column("cluster", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(32)),
        sa.Column("standing", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_listings")),
        sa.UniqueConstraint(
            "case_id", "listing_id", name=op.f("uq_case_listings_case_id_listing_id")
        ),
        sa.UniqueConstraint("hit_id", name=op.f("uq_case_listings_hit_id")),
        _of_a_case("case_listings"),
        one_of("case_listings", "verdict", "'infringing', 'cleared'"),
        one_of(
            "case_listings",
            "standing",
            "'offered', 'suspended', 'removed', 'reinstated'",
        ),
    )
    op.create_index(op.f("ix_case_listings_listing_id"), "case_listings", ["listing_id"])
    op.create_table(
        "case_events",
        sa.Column("case_id", big_id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(32)),
        sa.Column("target", sa.String(32), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_case_events")),
        _of_a_case("case_events"),
        sa.CheckConstraint("recorded_at >= at", name=op.f("ck_case_events_recorded")),
        one_of("case_events", "event", EVENTS),
        one_of("case_events", "role", ROLES),
        one_of("case_events", "source", STATES),
        one_of("case_events", "target", STATES),
    )
    op.create_table(
        "strikes",
        sa.Column("case_id", big_id, autoincrement=False, nullable=False),
        sa.Column("seller_id", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_strikes")),
        _of_a_case("strikes"),
    )
    op.create_index(op.f("ix_strikes_seller_id"), "strikes", ["seller_id"])


def downgrade() -> None:
    for table in ("strikes", "case_events", "case_listings", "cases"):
        op.drop_table(table)


def _of_a_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["case_id"], ["cases.id"], name=op.f(f"fk_{table}_case_id_cases"), ondelete="CASCADE"
    )
