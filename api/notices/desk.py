"""Where notices are drafted, sent, decided, and complained of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from api.notices.complaints import is_open, last_day_to_complain
from api.notices.completeness import IncompleteNoticeError, Shortcoming, shortcomings
from api.notices.gathering import Target, gathered
from api.notices.states import IllegalMoveError, NoticeEvent, state_after
from data.clock import Clock
from data.db import Database, Session
from data.db.notices.complaints import add_complaint, answer_complaint, get_complaint
from data.db.notices.notices import (
    ChangedMeanwhileError,
    add_notice,
    get_notice,
    update_notice,
)
from data.notices import (
    Claim,
    Complaint,
    ComplaintState,
    Decision,
    Notice,
    Outcome,
    Party,
)

_AT = {
    NoticeEvent.SEND: "sent_at",
    NoticeEvent.ACKNOWLEDGE: "acknowledged_at",
    NoticeEvent.DECIDE: "decided_at",
    NoticeEvent.WITHDRAW: "withdrawn_at",
}
_OPPOSITE = {Outcome.UPHELD: Outcome.REJECTED, Outcome.REJECTED: Outcome.UPHELD}


class UnknownNoticeError(LookupError):
    """There is no such notice, or complaint."""


class NoticeDesk:
    """Handles notices and complaints, one transaction for each step.

    Args:
        database: Where they are kept.
        clock: Tells the time.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def draft(self, claim: Claim, targets: Sequence[Target]) -> Notice:
        """Store a draft about hits, with their evidence as it is now.

        Raises:
            IncompleteNoticeError: a hit, or what it shows, isn't there, or is named twice.
        """
        with self._database.write() as session:
            items, rights = gathered(session, targets)
            return add_notice(session, claim, items, rights, now=self._clock())

    def revise(
        self,
        notice_id: int,
        claim: Claim,
        targets: Sequence[Target] | None = None,
        *,
        version: int | None = None,
    ) -> Notice:
        """Replace what a draft says and, unless they are to stay, its items.

        Raises:
            UnknownNoticeError: there is no such notice.
            IllegalMoveError: it is no draft any more.
            ChangedMeanwhileError: its version is not the one given.
            IncompleteNoticeError: as for `draft`.
        """
        with self._database.write() as session:
            notice = _at_version(session, notice_id, version)
            state_after(notice.state, NoticeEvent.REVISE)
            changed = replace(notice, claim=claim)
            if targets is not None:
                items, rights = gathered(session, targets)
                changed = replace(changed, items=items, rights=rights)
            return update_notice(session, changed)

    def send(self, notice_id: int, *, version: int | None = None) -> Notice:
        """Send a notice.

        Raises:
            UnknownNoticeError, IllegalMoveError, ChangedMeanwhileError: as for `revise`.
            IncompleteNoticeError: it lacks something; nothing was sent.
        """
        with self._database.write() as session:
            notice = _at_version(session, notice_id, version)
            state_after(notice.state, NoticeEvent.SEND)
            if missing := shortcomings(notice):
                raise IncompleteNoticeError(missing)
            return self._move(session, notice, NoticeEvent.SEND)

    def acknowledge(self, notice_id: int, *, version: int | None = None) -> Notice:
        """Confirm that a notice has come in.

        Raises:
            UnknownNoticeError, IllegalMoveError, ChangedMeanwhileError: as for `revise`.
        """
        with self._database.write() as session:
            notice = _at_version(session, notice_id, version)
            return self._move(session, notice, NoticeEvent.ACKNOWLEDGE)

    def withdraw(self, notice_id: int, *, version: int | None = None) -> Notice:
        """Take a notice back.

        Raises:
            UnknownNoticeError, IllegalMoveError, ChangedMeanwhileError: as for `revise`.
        """
        with self._database.write() as session:
            notice = _at_version(session, notice_id, version)
            return self._move(session, notice, NoticeEvent.WITHDRAW)

    def decide(
        self,
        notice_id: int,
        decision: Decision,
        *,
        rejected: frozenset[str] = frozenset(),
        version: int | None = None,
    ) -> Notice:
        """Uphold a notice for all its listings, save for those rejected.

        Raises:
            UnknownNoticeError, IllegalMoveError, ChangedMeanwhileError: as for `revise`.
            IncompleteNoticeError: a listing that is rejected isn't in the notice.
        """
        with self._database.write() as session:
            notice = _at_version(session, notice_id, version)
            _check_listings(notice, rejected, "rejected")
            items = tuple(
                replace(
                    item,
                    outcome=Outcome.REJECTED if item.hit.listing_id in rejected else Outcome.UPHELD,
                )
                for item in notice.items
            )
            decided = replace(notice, decision=decision, items=items)
            return self._move(session, decided, NoticeEvent.DECIDE)

    def complain(
        self,
        notice_id: int,
        *,
        party: Party,
        seller_id: str | None,
        listing_ids: Sequence[str],
        reasons: str,
    ) -> Complaint:
        """Lodge a complaint against the decision on some listings.

        A seller complains of what was upheld against listings of its own, the notifier of what was
        rejected.

        Raises:
            UnknownNoticeError: there is no such notice.
            IllegalMoveError: it is not decided, or the time for complaints is over.
            IncompleteNoticeError: a listing is not one that this party may complain of.
        """
        now = self._clock()
        with self._database.write() as session:
            notice = _existing(session, notice_id)
            if notice.decided_at is None:
                raise IllegalMoveError("there is no decision yet that a complaint could be against")
            if not is_open(notice.decided_at, now):
                last = last_day_to_complain(notice.decided_at).isoformat()
                raise IllegalMoveError(f"complaints against this decision were taken until {last}")
            contested = {
                item.hit.listing_id
                for item in notice.items
                if (party is Party.NOTIFIER and item.outcome is Outcome.REJECTED)
                or (
                    party is Party.SELLER
                    and item.outcome is Outcome.UPHELD
                    and item.seller_id == seller_id
                )
            }
            _check(listing_ids, contested, f"was not decided against this {party}")
            return add_complaint(
                session,
                notice_id,
                party=party,
                seller_id=seller_id if party is Party.SELLER else None,
                listing_ids=listing_ids,
                reasons=reasons,
                now=now,
            )

    def answer(self, complaint_id: int, *, upheld: bool, by: str, explanation: str) -> Complaint:
        """Answer a complaint; one that is upheld reverses the decision on its listings.

        Article 20(6): a person answers, not automated means alone, and is named here.

        Raises:
            UnknownNoticeError: there is no such complaint.
            IllegalMoveError: it was answered already.
        """
        state = ComplaintState.UPHELD if upheld else ComplaintState.REJECTED
        with self._database.write() as session:
            complaint = get_complaint(session, complaint_id)
            if complaint is None:
                raise UnknownNoticeError("there is no such complaint")
            if not answer_complaint(
                session, complaint_id, state, by=by, explanation=explanation, now=self._clock()
            ):
                raise IllegalMoveError(f"the complaint is {complaint.state} already")
            if upheld:
                update_notice(
                    session, _reversed(_existing(session, complaint.notice_id), complaint)
                )
            answered = get_complaint(session, complaint_id)
            if answered is None:
                raise UnknownNoticeError("there is no such complaint")
            return answered

    def _move(self, session: Session, notice: Notice, event: NoticeEvent) -> Notice:
        times: Mapping[str, Any] = {_AT[event]: self._clock()}
        state = state_after(notice.state, event)
        return update_notice(session, replace(notice, state=state, **times))


def _existing(session: Session, notice_id: int) -> Notice:
    notice = get_notice(session, notice_id)
    if notice is None:
        raise UnknownNoticeError("there is no such notice")
    return notice


def _at_version(session: Session, notice_id: int, version: int | None) -> Notice:
    notice = _existing(session, notice_id)
    if version not in {None, notice.version}:
        raise ChangedMeanwhileError(
            f"notice {notice_id} has version {notice.version}, not {version}: read it again"
        )
    return notice


def _reversed(notice: Notice, complaint: Complaint) -> Notice:
    """Turn the decision on a complaint's listings around, where it was against that party."""
    contested = Outcome.UPHELD if complaint.party is Party.SELLER else Outcome.REJECTED
    return replace(
        notice,
        items=tuple(
            replace(item, outcome=_OPPOSITE[contested])
            if item.hit.listing_id in complaint.listing_ids
            and item.outcome is contested
            and complaint.seller_id in {None, item.seller_id}
            else item
            for item in notice.items
        ),
    )


def _check_listings(notice: Notice, listing_ids: frozenset[str], field: str) -> None:
    _check(
        sorted(listing_ids),
        {item.hit.listing_id for item in notice.items},
        "is not in the notice",
        field,
    )


def _check(
    listing_ids: Sequence[str], known: set[str], reason: str, field: str = "listing_ids"
) -> None:
    wrong = tuple(
        Shortcoming(f"{field}[{place}]", reason, listing_id)
        for place, listing_id in enumerate(listing_ids)
        if listing_id not in known
    )
    if wrong:
        raise IncompleteNoticeError(wrong)
