"""Casework on what is stored: opening, moving and looking after cases."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.cases.opening import gather, open_case
from api.cases.procedure import IllegalMoveError, Procedure, Progress
from data.actors import Actor
from data.casework import Case, CaseListing, CaseState, Event, Verdict
from data.clock import Clock
from data.db import Database, Session
from data.db.casework.cases import StaleCaseError, get_case, latest_case, save_case
from data.db.casework.gathering import LooseHit, Pair, loose_hits, loose_pairs
from data.records import Band

Fingerprints = Callable[[str], bytes | None]
"""Returns what `CaseListing.fingerprint` keeps of the photo under a key of the image store."""

_GATHERING = frozenset({CaseState.OPEN, CaseState.UNDER_REVIEW})
_PAGE = 200
_ATTEMPTS = 5


class NoSuchCaseError(LookupError):
    """There is no case of this id."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What became of the hits of one seller and right.

    Attributes:
        case: Their case, as it is now.
        opened: Whether it is new.
        listings: How many listings have joined it.
    """

    case: Case
    opened: bool
    listings: int


class Casework:
    """The one way to change a case.

    Args:
        database: Where cases are, as the one who asks sees them.
        procedure: What may be done.
        fingerprints: Hashes photos.
        clock: Tells the time.
    """

    def __init__(
        self,
        database: Database,
        procedure: Procedure,
        *,
        fingerprints: Fingerprints,
        clock: Clock,
    ) -> None:
        self._database = database
        self.procedure = procedure
        self._fingerprints = fingerprints
        self._clock = clock

    def gather(
        self,
        actor: Actor,
        *,
        seller_id: str | None = None,
        right_id: str | None = None,
        territory: str | None = None,
    ) -> Iterator[Gathered]:
        """Make cases of the hits that are in none, one for each seller and right.

        They join the case that is open already, until the seller has been told what it is about;
        after that they make the next one.

        Args:
            actor: Who opens them.
            seller_id: Only of this seller.
            right_id: Only of this right.
            territory: Whose holidays count in new cases.

        Raises:
            IllegalMoveError: the actor's role opens no cases.
        """
        after: Pair | None = None
        while True:
            with self._database.read() as session:
                pairs = loose_pairs(
                    session, after=after, limit=_PAGE, seller_id=seller_id, right_id=right_id
                )
            for pair in pairs:
                if (gathered := self._gather_pair(pair, actor, territory)) is not None:
                    yield gathered
            if not pairs:
                return
            after = pairs[-1]

    def move(
        self,
        case_id: int,
        event: Event,
        actor: Actor,
        *,
        version: int | None = None,
        note: str | None = None,
    ) -> Case:
        """Move a case; see `_change` for what is raised."""
        payload = {} if note is None else {"note": note}
        return self._change(
            case_id,
            version,
            lambda case, now: self.procedure.step(case, event, actor, at=now, payload=payload),
        )

    def decide_cluster(
        self,
        case_id: int,
        cluster: int,
        verdict: Verdict,
        actor: Actor,
        *,
        version: int | None = None,
    ) -> Case:
        """Decide a cluster; see `_change` for what is raised.

        Raises:
            LookupError: the case has no such cluster.
        """
        return self._change(
            case_id,
            version,
            lambda case, now: self.procedure.decide_cluster(case, cluster, verdict, actor, at=now),
        )

    def assess(self, case_id: int, value: int, actor: Actor, *, version: int | None = None) -> Case:
        """Say what is at stake; see `_change` for what is raised."""
        return self._change(
            case_id,
            version,
            lambda case, now: self.procedure.assess(case, value, actor, at=now),
        )

    def bring_up_to_date(self, case_id: int, now: datetime) -> Progress:
        """Have what is overdue in a case at a time take effect.

        Raises:
            NoSuchCaseError: there is no such case.
            StaleCaseError: somebody else is at it.
        """
        with self._database.write() as session:
            case = _existing(session, case_id)
            progress = self.procedure.advance(case, now)
            return Progress(self._save(session, case, progress), progress.transitions)

    def _change(
        self,
        case_id: int,
        version: int | None,
        act: Callable[[Case, datetime], Progress],
    ) -> Case:
        """Change a case, of which first everything that is overdue takes effect.

        Args:
            case_id: The case.
            version: The version that the actor has seen, if that matters.
            act: What is done.

        Raises:
            NoSuchCaseError: there is no such case.
            StaleCaseError: it has another version.
            IllegalMoveError: it can't be done; what was overdue has taken effect all the same.
        """
        now = self._clock()
        refusal: IllegalMoveError | None = None
        with self._database.write() as session:
            case = _existing(session, case_id)
            if version is not None and case.version != version:
                raise StaleCaseError(f"case {case_id} has version {case.version}, not {version}")
            progress = self.procedure.advance(case, now)
            try:
                done = act(progress.case, now)
                progress = Progress(done.case, progress.transitions + done.transitions)
            except IllegalMoveError as error:
                refusal = error
            saved = self._save(session, case, progress)
        if refusal is not None:
            raise refusal
        return saved

    def _gather_pair(self, pair: Pair, actor: Actor, territory: str | None) -> Gathered | None:
        with self._database.read() as session:
            hits = loose_hits(session, pair)
        # Before anything is locked: this reads and decodes photos.
        photos = {hit.photo_sha256 for hit in hits if hit.photo_sha256 is not None}
        hashed = {photo: self._fingerprints(photo) for photo in sorted(photos)}
        for attempt in range(_ATTEMPTS):
            try:
                with self._database.write() as session:
                    loose = {hit.hit_id for hit in loose_hits(session, pair)}
                    still = [hit for hit in hits if hit.hit_id in loose]
                    listings = [
                        CaseListing(
                            hit.listing_id,
                            hit.hit_id,
                            hit.photo_sha256,
                            hashed[hit.photo_sha256] if hit.photo_sha256 else None,
                        )
                        for hit in still
                    ]
                    return self._join(session, pair, still, listings, actor, territory)
            except StaleCaseError:
                if attempt == _ATTEMPTS - 1:
                    raise
        return None

    def _join(
        self,
        session: Session,
        pair: Pair,
        hits: Sequence[LooseHit],
        listings: Sequence[CaseListing],
        actor: Actor,
        territory: str | None,
    ) -> Gathered | None:
        if not listings:
            return None
        now = self._clock()
        expedited = any(hit.band is Band.EXPEDITED for hit in hits)
        case = latest_case(session, pair.seller_id, pair.right_id)
        if case is not None and case.state in _GATHERING:
            late = self.procedure.advance(case, now)
            joined = gather(
                self.procedure, late.case, listings, expedited=expedited, actor=actor, now=now
            )
            progress = Progress(joined.case, late.transitions + joined.transitions)
            return Gathered(self._save(session, case, progress), False, len(listings))
        opened = open_case(
            self.procedure,
            listings,
            seller_id=pair.seller_id,
            right_id=pair.right_id,
            number=1 if case is None else case.number + 1,
            expedited=expedited,
            territory=territory,
            actor=actor,
            now=now,
        )
        return Gathered(self._save(session, None, opened), True, len(listings))

    def _save(self, session: Session, before: Case | None, progress: Progress) -> Case:
        if not progress.transitions:
            return progress.case
        return save_case(
            session,
            before,
            progress.case,
            progress.transitions,
            strike_lasts=self.procedure.terms.strike,
        )


def _existing(session: Session, case_id: int) -> Case:
    case = get_case(session, case_id)
    if case is None:
        raise NoSuchCaseError(f"there is no case {case_id}")
    return case
