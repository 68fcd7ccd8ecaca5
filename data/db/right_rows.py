"""Rights as rows, and rows as rights."""

from collections.abc import Iterable

from data.db.models import RightRow, ViewRow
from data.records import Agent, Polygon, Right, View


def fill(row: RightRow, right: Right) -> None:
    """Write everything but the views to the row."""
    row.kind = right.kind
    row.title = right.title
    row.owner = right.owner
    row.office = right.office
    row.registration_number = right.registration_number
    row.classes = list(right.classes)
    row.words = list(right.words)
    row.filed_on = right.filed_on
    row.expires_on = right.expires_on
    row.territories = list(right.territories)
    row.authorised_sellers = list(right.authorised_sellers)
    row.metadata_ = dict(right.metadata)
    row.application_number = right.application_number
    row.registered_on = right.registered_on
    row.priority_on = right.priority_on
    row.renewed_until = right.renewed_until
    row.status = right.status
    row.owner_verified = right.owner_verified
    row.documents = list(right.documents)
    row.agent = right.agent.name if right.agent else None
    row.agent_from = right.agent.power_from if right.agent else None
    row.agent_until = right.agent.power_until if right.agent else None
    row.evaluation_report = right.evaluation_report


def record(row: RightRow) -> Right:
    """Read a row back, with its views."""
    return Right(
        right_id=row.right_id,
        kind=row.kind,
        title=row.title,
        views=tuple(map(read_view, row.views)),
        owner=row.owner,
        office=row.office,
        registration_number=row.registration_number,
        classes=tuple(row.classes),
        words=tuple(row.words),
        filed_on=row.filed_on,
        expires_on=row.expires_on,
        territories=tuple(row.territories),
        authorised_sellers=tuple(row.authorised_sellers),
        metadata=dict(row.metadata_),
        withdrawn_at=row.withdrawn_at,
        application_number=row.application_number,
        registered_on=row.registered_on,
        priority_on=row.priority_on,
        renewed_until=row.renewed_until,
        status=row.status,
        owner_verified=row.owner_verified,
        documents=tuple(row.documents),
        agent=None if row.agent is None else Agent(row.agent, row.agent_from, row.agent_until),
        evaluation_report=row.evaluation_report,
    )


def read_view(row: ViewRow) -> View:
    """Read a view's row back."""
    return View(
        row.name,
        row.image_sha256,
        row.width,
        row.height,
        row.id,
        row.form,
        disclaimed_from_json(row.disclaimed),
    )


def disclaimed_from_json(outlines: Iterable[Iterable[tuple[float, float]]]) -> tuple[Polygon, ...]:
    """Return the polygons of a view from the lists that JSON has made of them."""
    return tuple(tuple((float(x), float(y)) for x, y in outline) for outline in outlines)
