"""The records of casework: cases, their listings, what happened to them, and strikes."""

from data.casework.cases import Approval, Case, CaseListing, Deadline, Strike
from data.casework.transitions import Transition
from data.casework.vocabulary import (
    CaseState,
    DeadlineKind,
    Effect,
    Event,
    Outcome,
    Standing,
    Verdict,
)

__all__ = [
    "Approval",
    "Case",
    "CaseListing",
    "CaseState",
    "Deadline",
    "DeadlineKind",
    "Effect",
    "Event",
    "Outcome",
    "Standing",
    "Strike",
    "Transition",
    "Verdict",
]
