"""Who may do what: one table, of every operation and every role.

An operation that isn't in the table is refused to everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from api.auth.principal import Principal
from data.access import Scope
from data.actors import Role


class Rule(StrEnum):
    """What a role may do with an operation.

    Attributes:
        ALLOW: All of it.
        OWN: What is its own; anything else is not there, see `data.db.access.reach`.
        DENY: Nothing.
    """

    ALLOW = "allow"
    OWN = "own"
    DENY = "deny"


COLUMNS = (
    Role.OWNER,
    Role.AGENT,
    Role.REVIEWER,
    Role.MARKETPLACE,
    Role.SELLER,
    Role.AUDITOR,
    Role.ADMIN,
)
"""The order of the rules in a row of the table."""

PUBLIC = frozenset({"/", "/docs", "/openapi.json", "/docs/assets", "/healthz", "/readyz"})
"""Paths that everybody may read, known or not, and what is below ``/docs/assets``."""


@dataclass(frozen=True, slots=True)
class Access:
    """A row of the table: what an operation belongs to, and each role's rule."""

    scope: Scope
    rules: tuple[Rule, Rule, Rule, Rule, Rule, Rule, Rule]

    def rule(self, role: Role) -> Rule:
        """Return what a role may do."""
        return self.rules[COLUMNS.index(role)] if role in COLUMNS else Rule.DENY


_A, _O, _N = Rule.ALLOW, Rule.OWN, Rule.DENY

# The columns: owner, agent, reviewer, marketplace, seller, auditor, admin.
POLICY: Mapping[str, Access] = {
    "registerRight": Access(Scope.RIGHTS_WRITE, (_O, _O, _N, _N, _N, _N, _A)),
    "listRights": Access(Scope.RIGHTS_READ, (_O, _O, _A, _A, _N, _A, _A)),
    "getRight": Access(Scope.RIGHTS_READ, (_O, _O, _A, _A, _O, _A, _A)),
    "withdrawRight": Access(Scope.RIGHTS_WRITE, (_O, _O, _N, _N, _N, _N, _A)),
    "restoreRight": Access(Scope.RIGHTS_WRITE, (_O, _O, _N, _N, _N, _N, _A)),
    "getViewImage": Access(Scope.RIGHTS_READ, (_O, _O, _A, _A, _O, _A, _A)),
    "getRightsTemplate": Access(Scope.RIGHTS_READ, (_A, _A, _A, _A, _N, _A, _A)),
    "getRightHistory": Access(Scope.RIGHTS_READ, (_O, _O, _A, _N, _N, _A, _A)),
    "screenListing": Access(Scope.SCREEN, (_N, _N, _A, _A, _N, _N, _A)),
    "listHits": Access(Scope.HITS_READ, (_O, _O, _A, _A, _O, _A, _A)),
    "getHit": Access(Scope.HITS_READ, (_O, _O, _A, _A, _O, _A, _A)),
    "getHitPhoto": Access(Scope.HITS_READ, (_O, _O, _A, _A, _O, _A, _A)),
    "getHitEvidence": Access(Scope.HITS_READ, (_O, _O, _A, _A, _O, _A, _A)),
    "getHitEvidencePicture": Access(Scope.HITS_READ, (_O, _O, _A, _A, _O, _A, _A)),
    "openCases": Access(Scope.CASES_WRITE, (_O, _O, _A, _N, _N, _N, _A)),
    "listCases": Access(Scope.CASES_READ, (_O, _O, _A, _A, _O, _A, _A)),
    "getCase": Access(Scope.CASES_READ, (_O, _O, _A, _A, _O, _A, _A)),
    "listCaseEvents": Access(Scope.CASES_READ, (_O, _O, _A, _A, _O, _A, _A)),
    "moveCase": Access(Scope.CASES_WRITE, (_O, _O, _A, _A, _O, _N, _A)),
    "decideCluster": Access(Scope.CASES_WRITE, (_N, _N, _A, _N, _N, _N, _A)),
    "draftNotice": Access(Scope.NOTICES_WRITE, (_O, _O, _N, _N, _N, _N, _A)),
    "listNotices": Access(Scope.NOTICES_READ, (_O, _O, _A, _A, _N, _A, _A)),
    "getNotice": Access(Scope.NOTICES_READ, (_O, _O, _A, _A, _N, _A, _A)),
    "listNoticeItems": Access(Scope.NOTICES_READ, (_O, _O, _A, _A, _N, _A, _A)),
    "checkNotice": Access(Scope.NOTICES_READ, (_O, _O, _A, _A, _N, _A, _A)),
    "reviseNotice": Access(Scope.NOTICES_WRITE, (_O, _O, _N, _N, _N, _N, _A)),
    "sendNotice": Access(Scope.NOTICES_WRITE, (_O, _O, _N, _N, _N, _N, _A)),
    "withdrawNotice": Access(Scope.NOTICES_WRITE, (_O, _O, _N, _N, _N, _N, _A)),
    "acknowledgeNotice": Access(Scope.NOTICES_WRITE, (_N, _N, _A, _A, _N, _N, _A)),
    "decideNotice": Access(Scope.NOTICES_WRITE, (_N, _N, _A, _A, _N, _N, _A)),
    "getStatementOfReasons": Access(Scope.NOTICES_READ, (_N, _N, _A, _A, _O, _A, _A)),
    "exportNoticeJson": Access(Scope.NOTICES_READ, (_O, _O, _A, _A, _N, _A, _A)),
    "exportNoticeCsv": Access(Scope.NOTICES_READ, (_O, _O, _A, _A, _N, _A, _A)),
    "getEvidencePack": Access(Scope.NOTICES_READ, (_O, _O, _A, _A, _N, _A, _A)),
    "lodgeComplaint": Access(Scope.NOTICES_WRITE, (_O, _O, _N, _N, _O, _N, _A)),
    "listComplaints": Access(Scope.NOTICES_READ, (_O, _O, _A, _A, _O, _A, _A)),
    "answerComplaint": Access(Scope.NOTICES_WRITE, (_N, _N, _A, _A, _N, _N, _A)),
    "getMetrics": Access(Scope.OPERATION, (_N, _N, _N, _N, _N, _A, _A)),
}


def is_public(path: str) -> bool:
    """Return whether a path may be read by everybody."""
    return path in PUBLIC or path.startswith("/docs/assets/")


def refusal(principal: Principal, operation: str | None) -> str | None:
    """Return why somebody may not use an operation; ``None`` if they may."""
    access = POLICY.get(operation or "")
    if access is None or access.rule(principal.role) is Rule.DENY:
        return f"The role {principal.role.value!r} may not do this."
    if access.scope not in principal.scopes:
        return f"This key is not good for {access.scope.value!r}."
    return None
