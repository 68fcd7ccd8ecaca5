"""The words in which cases are told: states, events, deadlines, effects, verdicts."""

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands.

    Attributes:
        OPEN: Hits were gathered; nobody has looked yet.
        UNDER_REVIEW: A reviewer is looking.
        NOTIFIED: The seller has the notice and may answer it.
        COUNTER_NOTICE: The seller has answered; the complainant may rebut.
        REBUTTAL: The complainant has rebutted; the seller may answer once more.
        FINAL_REVIEW: Both sides are heard; a reviewer is to decide.
        UPHELD: Decided for the complainant; listings are to be removed.
        REJECTED: Decided for the seller; listings that were taken down are to be put back.
        REMOVED: The marketplace has removed the listings.
        REINSTATED: The marketplace has put the listings back.
        WITHDRAWN: The complainant no longer complains.
    """

    OPEN = "open"
    UNDER_REVIEW = "under_review"
    NOTIFIED = "notified"
    COUNTER_NOTICE = "counter_notice"
    REBUTTAL = "rebuttal"
    FINAL_REVIEW = "final_review"
    UPHELD = "upheld"
    REJECTED = "rejected"
    REMOVED = "removed"
    REINSTATED = "reinstated"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What can happen to a case.

    Attributes:
        OPEN: It comes into being.
        GATHER: More listings of the same seller and right join it.
        START_REVIEW: A reviewer takes it up.
        DECIDE_CLUSTER: A reviewer decides one cluster of near-identical photos.
        ASSESS: Its value becomes known.
        NOTIFY: A reviewer has the notice sent to the seller.
        COUNTER: The seller answers.
        ACCEPT: The seller accepts the complaint.
        REST: The seller has nothing to add and wants a decision.
        REBUT: The complainant answers the seller.
        UPHOLD: A reviewer decides for the complainant.
        REJECT: A reviewer decides for the seller.
        OVERTURN: A reviewer undoes a decision for the complainant, as after a complaint.
        WITHDRAW: The complainant takes the complaint back.
        CONFIRM_REMOVAL: The marketplace has removed the listings.
        CONFIRM_REINSTATEMENT: The marketplace has put the listings back.
        SELLER_SILENT: The seller's time to answer is over.
        COMPLAINANT_SILENT: The complainant's time to rebut is over.
        ESCALATE: The time of a reviewer or of the marketplace is over; it stays theirs to act.
    """

    OPEN = "open"
    GATHER = "gather"
    START_REVIEW = "start_review"
    DECIDE_CLUSTER = "decide_cluster"
    ASSESS = "assess"
    NOTIFY = "notify"
    COUNTER = "counter"
    ACCEPT = "accept"
    REST = "rest"
    REBUT = "rebut"
    UPHOLD = "uphold"
    REJECT = "reject"
    OVERTURN = "overturn"
    WITHDRAW = "withdraw"
    CONFIRM_REMOVAL = "confirm_removal"
    CONFIRM_REINSTATEMENT = "confirm_reinstatement"
    SELLER_SILENT = "seller_silent"
    COMPLAINANT_SILENT = "complainant_silent"
    ESCALATE = "escalate"


class DeadlineKind(StrEnum):
    """What is due.

    Attributes:
        DECISION: A reviewer's decision.
        ANSWER: The seller's answer.
        REBUTTAL: The complainant's answer to the seller.
        EXECUTION: The marketplace's confirmation.
    """

    DECISION = "decision"
    ANSWER = "answer"
    REBUTTAL = "rebuttal"
    EXECUTION = "execution"


class Effect(StrEnum):
    """What a move does beside changing the state.

    Attributes:
        SUSPEND: Listings are taken down until the case is decided.
        REMOVE: Listings are to be removed, save those of clusters that were cleared.
        REINSTATE: Listings that were taken down are to be put back.
        GIVE_STRIKE: The seller gets a strike, unless this case gave one before.
        CLEAR_STRIKE: The strike that this case gave is cleared.
        NEXT_ROUND: The next round of answers begins.
        FLAG: The deadline is marked as missed, once.
    """

    SUSPEND = "suspend"
    REMOVE = "remove"
    REINSTATE = "reinstate"
    GIVE_STRIKE = "give_strike"
    CLEAR_STRIKE = "clear_strike"
    NEXT_ROUND = "next_round"
    FLAG = "flag"


class Outcome(StrEnum):
    """How a case ended, which stays known whatever the marketplace confirms afterwards."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What a reviewer found of a cluster of near-identical photos."""

    INFRINGING = "infringing"
    CLEARED = "cleared"


class Standing(StrEnum):
    """What was ordered of a listing.

    Attributes:
        OFFERED: Nothing: it is on offer.
        SUSPENDED: Taken down until the case is decided.
        REMOVED: Taken down for good.
        REINSTATED: Put back after it had been taken down.
    """

    OFFERED = "offered"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    REINSTATED = "reinstated"
