"""Entering the renewal of a right."""

from dataclasses import replace
from datetime import date

from api.workspace import Workspace
from data.db.rights import get_right, save_right
from data.offices import check_right
from data.records import Right, RightStatus


class RenewalError(ValueError):
    """A renewal that can't be; the message says why."""


def renew_right(workspace: Workspace, right_id: str, until: date) -> Right | None:
    """Extend a right's term; one that is registered as expired is in force again.

    Its views keep their ids and descriptions: nothing is embedded.

    Returns:
        The right, or ``None`` if there is none of this id.

    Raises:
        RenewalError: no term of the right can end on that day, or it ended later already.
    """
    with workspace.database.write() as session:
        stored = get_right(session, right_id)
        if stored is None:
            return None
        before = stored.renewed_until or stored.expires_on
        if before is not None and until < before:
            raise RenewalError(f"{until} is before {before}, until which it is in force already")
        status = stored.status
        if status is RightStatus.EXPIRED:
            status = RightStatus.IN_FORCE
        renewed = replace(stored, renewed_until=until, status=status)
        for error in check_right(renewed):
            if error.field == "renewed_until":
                raise RenewalError(f"{until} {error.reason}")
        save_right(session, renewed, now=workspace.clock(), actor=workspace.actor)
    return renewed
