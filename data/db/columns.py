"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, String
from sqlalchemy.types import TypeDecorator

# SQLite only counts up an INTEGER primary key, which holds 64 bits there anyway.
BigId = BigInteger().with_variant(Integer(), "sqlite")

# Sorted by code point, as SQLite and Python do, whatever the PostgreSQL server's language.
Identifier = String(200).with_variant(String(200, collation="C"), "postgresql")

Sha256 = String(64)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware datetimes in, aware UTC datetimes out; SQLite itself keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Convert to UTC.

        Raises:
            ValueError: the datetime has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(members: type[StrEnum], name: str | None = None) -> Enum:
    """Return a text column that holds the members' values, and nothing else.

    Args:
        members: The enumeration.
        name: Of the constraint; the enumeration's own unless given.
    """
    return Enum(
        members,
        name=name or members.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda enum: [member.value for member in enum],
    )
