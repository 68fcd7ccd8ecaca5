"""The tables of access."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.actors import Role
from data.db.columns import BigId, Identifier, Sha256, enum_column
from data.db.models import Base


class ApiKeyRow(Base):
    """A key; of its secret there is only a digest, and for a while that of the secret before."""

    __tablename__ = "api_keys"

    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(enum_column(Role))
    parties: Mapped[list[str]]
    scopes: Mapped[list[str]]
    secret_sha256: Mapped[str] = mapped_column(Sha256)
    previous_sha256: Mapped[str | None] = mapped_column(Sha256)
    previous_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    rate_limit: Mapped[str | None]


class AuditRow(Base):
    """An entry of the audit log. Triggers refuse to change or delete it."""

    __tablename__ = "audit_log"

    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    operation: Mapped[str]
    changes: Mapped[str]
    previous_sha256: Mapped[str] = mapped_column(Sha256)
    sha256: Mapped[str] = mapped_column(Sha256)


class AuditHeadRow(Base):
    """The one row that knows the last entry; its lock puts the entries in order."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigId)
    sha256: Mapped[str] = mapped_column(Sha256)


class AuditSubjectRow(Base):
    """Whom a pointer in the audit log stands for; erased, the pointer stands for nobody."""

    __tablename__ = "audit_subjects"

    pointer: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str | None] = mapped_column(Identifier, unique=True)


class IdempotencyRow(Base):
    """A write that was asked for under a key, and its answer once there is one."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_created_at", "created_at"),)

    principal: Mapped[str] = mapped_column(Identifier, primary_key=True)
    key: Mapped[str] = mapped_column(Identifier, primary_key=True)
    request_sha256: Mapped[str] = mapped_column(Sha256)
    created_at: Mapped[datetime]
    status: Mapped[int | None]
    headers: Mapped[dict[str, str] | None]
    body: Mapped[bytes | None]
