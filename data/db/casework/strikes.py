"""Strikes: what sellers have against them."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.casework import Effect, Strike, Transition
from data.db.casework.models import StrikeRow


def settle_strike(
    session: Session, case_id: int, seller_id: str, transition: Transition, *, lasts: timedelta
) -> None:
    """Give or clear the strike of a case as a transition says; twice is as good as once."""
    row = session.get(StrikeRow, case_id)
    if Effect.GIVE_STRIKE in transition.effects and row is None:
        row = StrikeRow(
            case_id=case_id,
            seller_id=seller_id,
            given_at=transition.at,
            expires_at=transition.at + lasts,
        )
        session.add(row)
    if Effect.CLEAR_STRIKE in transition.effects and row is not None and row.cleared_at is None:
        row.cleared_at = transition.at
    session.flush()


def list_strikes(session: Session, seller_id: str) -> list[Strike]:
    """Return a seller's strikes, expired and cleared ones too, in the order they were given."""
    wanted = (
        select(StrikeRow)
        .where(StrikeRow.seller_id == seller_id)
        .order_by(StrikeRow.given_at, StrikeRow.case_id)
    )
    return [
        Strike(row.seller_id, row.case_id, row.given_at, row.expires_at, row.cleared_at)
        for row in session.scalars(wanted.execution_options(populate_existing=True))
    ]
