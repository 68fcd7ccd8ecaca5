"""The examples of cases in the OpenAPI document, which go on with the story of the others."""

from typing import Any

_DEADLINE: dict[str, Any] = {
    "kind": "answer",
    "due_at": "2026-03-07T00:00:00Z",
    "missed": False,
}

_SUMMARY: dict[str, Any] = {
    "case_id": 81,
    "seller_id": "best-deals-24",
    "right_id": "EUIPO-007614402-0001",
    "number": 1,
    "state": "notified",
    "round": 1,
    "expedited": True,
    "machine_proposed": True,
    "value": 249000,
    "territory": "DE",
    "deadline": _DEADLINE,
    "approval": None,
    "outcome": None,
    "opened_at": "2026-03-02T09:00:00Z",
    "changed_at": "2026-03-03T10:15:00Z",
    "version": 4,
}

LISTED_CASE: dict[str, Any] = {**_SUMMARY, "listings": 1}

CASE: dict[str, Any] = {
    **_SUMMARY,
    "listings": [
        {
            "listing_id": "B-55120",
            "hit_id": 1207,
            "cluster": 1,
            "verdict": "infringing",
            "standing": "suspended",
        }
    ],
    "moves": ["withdraw", "assess"],
}

CASE_PAGE: dict[str, Any] = {"items": [LISTED_CASE], "next_cursor": "ODE"}

CASE_EVENT: dict[str, Any] = {
    "number": 4,
    "event": "notify",
    "actor": "anna",
    "role": "reviewer",
    "at": "2026-03-03T10:15:00Z",
    "recorded_at": "2026-03-03T10:15:00Z",
    "source": "under_review",
    "target": "notified",
    "effects": ["suspend", "give_strike"],
    "payload": {"note": "Same spout, same handle."},
}

CASE_EVENT_PAGE: dict[str, Any] = {"items": [CASE_EVENT], "next_cursor": "NA"}

GATHERING: dict[str, Any] = {"right_id": "EUIPO-007614402-0001", "territory": "DE", "limit": 50}
GATHERED: dict[str, Any] = {"items": [{"case_id": 81, "opened": True, "listings": 1}]}
MOVE: dict[str, Any] = {"event": "notify", "note": "Same spout, same handle."}
DECISION: dict[str, Any] = {"verdict": "infringing"}
