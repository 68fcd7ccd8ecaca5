"""Who does something, and in what capacity."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """In what capacity somebody acts.

    Attributes:
        OWNER: The owner of a right, who complains.
        AGENT: Acts for an owner.
        REVIEWER: Decides cases.
        MARKETPLACE: Takes listings down and puts them back.
        SELLER: Answers for a listing.
        AUDITOR: Reads everything and changes nothing.
        ADMIN: Runs the installation, and may act for any person.
        SYSTEM: The machine itself: nobody can take this role.
    """

    OWNER = "owner"
    AGENT = "agent"
    REVIEWER = "reviewer"
    MARKETPLACE = "marketplace"
    SELLER = "seller"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody under a name that tells them from everybody else."""

    name: str
    role: Role


SYSTEM = Actor("system", Role.SYSTEM)
"""The machine, when it acts because time has passed."""
