"""The tables, as SQLAlchemy models. Other modules of `data.db` turn rows into `data.records`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from data.db.columns import BigId, Identifier, Sha256, UtcDateTime, enum_column
from data.records import Band, Kind, RightStatus, ViewForm


class Base(DeclarativeBase):
    """What the models share; migrations need every constraint to have a known name."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        str: Text(),
        datetime: UtcDateTime(),
        Kind: enum_column(Kind),
        Band: enum_column(Band),
        RightStatus: enum_column(RightStatus),
        ViewForm: enum_column(ViewForm),
        list[str]: JSON(),
        dict[str, str]: JSON(),
        dict[str, float]: JSON(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


class RegistryRow(Base):
    """The one row whose lock puts all changes to rights in the order of their revisions.

    `identity` is chosen at random with the tables: what is derived from one database, such as an
    index of its view ids, is not taken for another's.
    """

    __tablename__ = "registry"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    identity: Mapped[str] = mapped_column(String(32))
    revision: Mapped[int] = mapped_column(BigId)


class RightRow(Base):
    """A right; `revision` is the registry's at the right's last change."""

    __tablename__ = "rights"
    __table_args__ = (CheckConstraint("expires_on >= filed_on", name="expiry"),)

    right_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    kind: Mapped[Kind]
    title: Mapped[str]
    owner: Mapped[str | None]
    office: Mapped[str | None]
    registration_number: Mapped[str | None]
    classes: Mapped[list[str]]
    words: Mapped[list[str]]
    filed_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    territories: Mapped[list[str]]
    authorised_sellers: Mapped[list[str]]
    # `metadata` is a name that SQLAlchemy keeps for itself.
    metadata_: Mapped[dict[str, str]] = mapped_column("metadata")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(BigId, unique=True)
    application_number: Mapped[str | None]
    registered_on: Mapped[date | None]
    priority_on: Mapped[date | None]
    renewed_until: Mapped[date | None]
    status: Mapped[RightStatus | None]
    owner_verified: Mapped[bool] = mapped_column(server_default=false())
    documents: Mapped[list[str]] = mapped_column(server_default=text("'[]'"))
    agent: Mapped[str | None] = mapped_column(index=True)
    agent_from: Mapped[date | None]
    agent_until: Mapped[date | None]
    evaluation_report: Mapped[str | None]

    views: Mapped[list["ViewRow"]] = relationship(
        order_by="ViewRow.position", cascade="all, delete-orphan", passive_deletes=True
    )


class ViewRow(Base):
    """A view; its id names it in the indexes and is never used again.

    Its description is stored under `claimed_sha256`, see `data.records.View`.
    """

    __tablename__ = "views"
    __table_args__ = (UniqueConstraint("right_id", "name"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    right_id: Mapped[str] = mapped_column(
        Identifier, ForeignKey("rights.right_id", ondelete="CASCADE")
    )
    name: Mapped[str] = mapped_column(Identifier)
    position: Mapped[int]
    image_sha256: Mapped[str] = mapped_column(Sha256, index=True)
    width: Mapped[int]
    height: Mapped[int]
    form: Mapped[ViewForm | None]
    disclaimed: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    claimed_sha256: Mapped[str] = mapped_column(Sha256, index=True)


class EmbeddingRow(Base):
    """The vectors that one model gives one image: ``rows`` of them, float32, little-endian.

    For a view with disclaimed parts, ``image_sha256`` is its `ViewRow.claimed_sha256`.
    """

    __tablename__ = "embeddings"
    __table_args__ = (CheckConstraint("rows > 0", name="rows"),)

    model: Mapped[str] = mapped_column(Identifier, primary_key=True)
    image_sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)
    rows: Mapped[int]
    vectors: Mapped[bytes]


class ImageFeaturesRow(Base):
    """What one extractor makes of one image, in bytes of its own; none if there is nothing."""

    __tablename__ = "image_features"

    extractor: Mapped[str] = mapped_column(Identifier, primary_key=True)
    image_sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)
    payload: Mapped[bytes]


class HitRow(Base):
    """A reported (listing, right) pair. It outlives its listing, and so repeats what it shows."""

    __tablename__ = "hits"
    __table_args__ = (
        UniqueConstraint("listing_id", "right_id"),
        CheckConstraint("probability BETWEEN 0 AND 1", name="probability"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    listing_id: Mapped[str] = mapped_column(Identifier)
    image: Mapped[str]
    photo_sha256: Mapped[str | None] = mapped_column(Sha256)
    right_id: Mapped[str] = mapped_column(Identifier, index=True)
    view: Mapped[str] = mapped_column(Identifier)
    probability: Mapped[float]
    score: Mapped[float]
    band: Mapped[Band]
    channels: Mapped[dict[str, float]]
    region: Mapped[list[Any]]
    model: Mapped[str]
    index: Mapped[str]
    seller_id: Mapped[str | None]
    title: Mapped[str | None]
    created_at: Mapped[datetime]
    evidence: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
