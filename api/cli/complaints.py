"""``lookalike notices complain|complaints|answer``."""

from api.cli.notices import desk
from api.cli.output import say, table
from api.settings import Settings
from api.workspace import Workspace
from data.db.notices.complaints import list_complaints
from data.notices import Complaint, ComplaintState, Party

_PAGE = 500


def complain(
    settings: Settings, notice_id: int, seller_id: str | None, listings: list[str], reasons: str
) -> None:
    """Lodge a complaint."""
    complaint = desk(Workspace.open(settings)).complain(
        notice_id,
        party=Party.NOTIFIER if seller_id is None else Party.SELLER,
        seller_id=seller_id,
        listing_ids=listings,
        reasons=reasons,
    )
    say(f"Complaint {complaint.complaint_id} is lodged.")


def list_all(settings: Settings, state: ComplaintState | None) -> None:
    """Print the complaints as a table."""
    workspace = Workspace.open(settings)
    rows, after = [], None
    while page := _page(workspace, state, after):
        rows += [
            (
                complaint.complaint_id,
                complaint.notice_id,
                complaint.state,
                complaint.seller_id or complaint.party,
                len(complaint.listing_ids),
                complaint.lodged_at.date(),
            )
            for complaint in page
        ]
        after = page[-1].complaint_id
    if rows:
        table(("complaint", "notice", "state", "by", "listings", "lodged"), rows)
    say(f"{len(rows):,} complaints")


def answer(settings: Settings, complaint_id: int, *, upheld: bool, explanation: str) -> None:
    """Answer a complaint."""
    complaint = desk(Workspace.open(settings)).answer(
        complaint_id, upheld=upheld, by=settings.actor, explanation=explanation
    )
    say(f"Complaint {complaint_id} is {complaint.state}.")


def _page(workspace: Workspace, state: ComplaintState | None, after: int | None) -> list[Complaint]:
    with workspace.database.read() as session:
        return list_complaints(session, state=state, after=after, limit=_PAGE)
