"""The examples in the OpenAPI document, which tell one story."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

_VIEW_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_PHOTO_SHA256 = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"


def form_example(example: Mapping[str, Any]) -> Callable[[dict[str, Any]], None]:
    """Return what puts an example into a form's schema, as a whole and field by field.

    The documentation's page fills its form in from the single fields, save for files.
    """

    def extend(schema: dict[str, Any]) -> None:
        schema["examples"] = [example]
        for name, field in schema["properties"].items():
            is_file = field.get("items", {}).get("format") == "binary"
            if name in example and not is_file:
                field["examples"] = [example[name]]

    return extend


RIGHT_FORM: dict[str, Any] = {
    "right_id": "EUIPO-007614402-0001",
    "kind": "registered_design",
    "title": "Kettle with a swan neck",
    "views": ["(contents of front.jpg)", "(contents of side.jpg)"],
    "view_names": ["front", "side"],
    "view_forms": ["photograph", "drawing"],
    "view_disclaimed": ["", "10,10 90,10 90,40 10,40"],
    "owner": "Brunel Appliances Ltd",
    "owner_verified": True,
    "documents": ["deed-17.pdf"],
    "agent": "Example LLP",
    "agent_from": "2024-01-01",
    "agent_until": "2026-12-31",
    "office": "EUIPO",
    "application_number": "007614402",
    "registration_number": "007614402-0001",
    "classes": ["07-01"],
    "filed_on": "2024-01-31",
    "registered_on": "2024-02-10",
    "expires_on": "2049-01-31",
    "status": "in_force",
    "territories": ["EU", "GB"],
    "authorised_sellers": ["brunel-official"],
    "metadata": {"season": "2024"},
}

VIEW: dict[str, Any] = {
    "name": "front",
    "image_sha256": _VIEW_SHA256,
    "width": 1200,
    "height": 1600,
    "url": f"/v1/rights/EUIPO-007614402-0001/views/front?sha256={_VIEW_SHA256}",
    "form": "photograph",
    "disclaimed": [[[10.0, 10.0], [90.0, 10.0], [90.0, 40.0]]],
}

RIGHT: dict[str, Any] = {
    **{
        name: value for name, value in RIGHT_FORM.items() if not name.startswith(("view_", "agent"))
    },
    "views": [VIEW],
    "words": [],
    "withdrawn_at": None,
    "priority_on": None,
    "renewed_until": None,
    "agent": {"name": "Example LLP", "power_from": "2024-01-01", "power_until": "2026-12-31"},
    "evaluation_report": None,
}

RIGHT_HISTORY_ENTRY: dict[str, Any] = {
    "revision": 4211,
    "event": "updated",
    "at": "2029-01-15T09:30:00Z",
    "actor": "example-llp",
    "changes": [
        {"field": "renewed_until", "before": None, "after": "2034-01-31"},
        {
            "field": "views[side]",
            "before": None,
            "after": {"image_sha256": _VIEW_SHA256, "width": 1200, "height": 1600},
        },
    ],
}
RIGHT_HISTORY: dict[str, Any] = {"items": [RIGHT_HISTORY_ENTRY], "next_cursor": "NDIxMQ"}

REGISTRATION: dict[str, Any] = {"outcome": "created", "right": RIGHT}
RIGHT_PAGE: dict[str, Any] = {"items": [RIGHT], "next_cursor": "RVVJUE8tMDA3NjE0NDAyLTAwMDE"}

HIT: dict[str, Any] = {
    "id": 1207,
    "listing_id": "B-55120",
    "listing_title": "Retro kettle 1.7 l, matt green",
    "seller_id": "best-deals-24",
    "image": "main.jpg",
    "photo_url": f"/v1/hits/1207/photo?sha256={_PHOTO_SHA256}",
    "right_id": "EUIPO-007614402-0001",
    "right_title": "Kettle with a swan neck",
    "view": "front",
    "view_url": "/v1/rights/EUIPO-007614402-0001/views/front",
    "probability": 0.974,
    "score": 3.62,
    "band": "review",
    "channels": {"embedding": 0.871, "local": 41.0},
    "region": [[120.0, 80.5], [980.0, 80.5], [980.0, 1310.0], [120.0, 1310.0]],
    "model": "5b1c6f0e9a7d4c32",
    "index": "4211",
    "evidence": {
        "transform": [0.72, 0.01, 118.0, -0.01, 0.77, 82.5, 0.0, 0.0, 1.0],
        "mirrored": False,
        "pairs": [[310.5, 402.0, 345.6, 389.0], [840.0, 1210.5, 734.9, 1006.2]],
        "differs": [[520.0, 90.0, 640.0, 210.0]],
        "text": None,
    },
    "created_at": "2026-03-01T12:30:00Z",
}

HIT_PAGE: dict[str, Any] = {"items": [HIT], "next_cursor": "MTIwNw"}

SCREEN_FORM: dict[str, Any] = {
    "listing_id": "B-55120",
    "photos": ["(contents of main.jpg)", "(contents of box.jpg)"],
    "seller_id": "best-deals-24",
    "title": "Retro kettle 1.7 l, matt green",
    "category": "Kitchen/Kettles",
    "territory": "DE",
    "min_probability": 0.5,
}

SCREENING: dict[str, Any] = {
    "listing_id": "B-55120",
    "photos": 2,
    "hits": [HIT],
    "authorised": 0,
    "rejected": [
        {
            "image": "box.jpg",
            "reason": "the file is empty (0 bytes); fetch or save it again",
        }
    ],
}


def _problem(status: int, detail: str, **more: object) -> dict[str, Any]:
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


PROBLEMS: dict[int, dict[str, Any]] = {
    400: _problem(400, "Too many files. Maximum number of files is 20."),
    401: _problem(401, "Say who you are: send a key as `Authorization: Bearer lk_…`."),
    403: _problem(403, "The role 'seller' may not do this."),
    404: _problem(404, "There is no such right."),
    409: _problem(409, "The right is withdrawn: restore it first."),
    412: _problem(412, "It has changed since you have seen it: get it again, and decide again."),
    413: _problem(413, "The request is larger than is accepted; send smaller or fewer images."),
    415: _problem(415, "Send a form as multipart/form-data."),
    422: _problem(
        422,
        "The request can't be used, and nothing was done.",
        errors=[
            {"field": "expires_on", "reason": "is before the right was filed, 2024-01-31"},
            {
                "field": "views[1]",
                "reason": "the file is empty (0 bytes); fetch or save it again",
                "file": "side.jpg",
            },
        ],
    ),
    428: _problem(428, "Send the `ETag` that you were given as `If-Match`."),
    429: _problem(429, "This is more than 600/minute: wait for 17 seconds."),
    500: _problem(
        500,
        "Something went wrong here. The server's log knows it by `instance`.",
        instance="urn:uuid:6d0f9f3e-8a55-4a2b-9f0c-2f3f4f0f7c11",
    ),
    503: _problem(503, "Try again in a moment: the embedding model is being loaded."),
}
