"""``lookalike notices list|show|check|send|acknowledge|withdraw|decide|statement``."""

import typer

from api.cli.exit_codes import FAILED
from api.cli.output import say, table
from api.notices.completeness import IncompleteNoticeError, Shortcoming, shortcomings
from api.notices.desk import NoticeDesk
from api.notices.export import notice_document, to_json
from api.notices.statement import as_text, statement
from api.settings import Settings
from api.workspace import Workspace
from data.db.notices.notices import get_notice, list_notices
from data.notices import Decision, Notice, NoticeState, Outcome

_PAGE = 500


def list_all(settings: Settings, state: NoticeState | None) -> None:
    """Print the notices as a table."""
    workspace = Workspace.open(settings)
    rows, after = [], None
    while page := _page(workspace, state, after):
        rows += [
            (
                notice.notice_id,
                notice.state,
                notice.claim.name or "",
                len(notice.rights),
                notice.created_at.date(),
            )
            for notice in page
        ]
        after = page[-1].notice_id
    if rows:
        table(("notice", "state", "from", "rights", "drafted"), rows)
    say(f"{len(rows):,} notices")


def show(settings: Settings, notice_id: int) -> None:
    """Print a notice as JSON."""
    document = notice_document(existing(Workspace.open(settings), notice_id))
    say(to_json(document).decode().rstrip())


def check(settings: Settings, notice_id: int) -> None:
    """Print what a notice lacks."""
    found = shortcomings(existing(Workspace.open(settings), notice_id))
    _print(found)
    if found:
        raise typer.Exit(FAILED)
    say(f"Notice {notice_id} is complete.")


def send(settings: Settings, notice_id: int) -> None:
    """Send a notice, or print what it lacks."""
    workspace = Workspace.open(settings)
    try:
        notice = desk(workspace).send(notice_id)
    except IncompleteNoticeError as error:
        _print(error.shortcomings)
        raise typer.Exit(FAILED) from error
    say(f"Notice {notice_id} is sent: {len(notice.items):,} items.")


def acknowledge(settings: Settings, notice_id: int) -> None:
    """Confirm a notice."""
    desk(Workspace.open(settings)).acknowledge(notice_id)
    say(f"Notice {notice_id} is acknowledged.")


def withdraw(settings: Settings, notice_id: int) -> None:
    """Withdraw a notice."""
    desk(Workspace.open(settings)).withdraw(notice_id)
    say(f"Notice {notice_id} is withdrawn.")


def decide(
    settings: Settings, notice_id: int, decision: Decision, rejected: frozenset[str]
) -> None:
    """Decide on a notice."""
    notice = desk(Workspace.open(settings)).decide(notice_id, decision, rejected=rejected)
    upheld = sum(item.outcome is Outcome.UPHELD for item in notice.items)
    say(f"Notice {notice_id} is decided: {upheld:,} of {len(notice.items):,} items are upheld.")


def print_statement(settings: Settings, notice_id: int, seller_id: str) -> None:
    """Print what a seller is told."""
    say(as_text(statement(existing(Workspace.open(settings), notice_id), seller_id)).rstrip())


def desk(workspace: Workspace) -> NoticeDesk:
    """Return where notices are handled."""
    return NoticeDesk(workspace.database, workspace.clock)


def existing(workspace: Workspace, notice_id: int) -> Notice:
    """Return a notice; where there is none, say so and exit."""
    with workspace.database.read() as session:
        notice = get_notice(session, notice_id)
    if notice is None:
        say(f"There is no notice {notice_id}; `lookalike notices list` names those there are.")
        raise typer.Exit(FAILED)
    return notice


def _page(workspace: Workspace, state: NoticeState | None, after: int | None) -> list[Notice]:
    with workspace.database.read() as session:
        return list_notices(session, state=state, after=after, limit=_PAGE)


def _print(found: tuple[Shortcoming, ...]) -> None:
    for shortcoming in found:
        about = f" (listing {shortcoming.listing_id})" if shortcoming.listing_id else ""
        say(f"{shortcoming.field} {shortcoming.reason}{about}")
