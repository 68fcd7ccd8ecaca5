"""The OpenAPI document."""

from typing import Any

from fastapi import FastAPI

from api.auth.policy import POLICY
from api.http.idempotency import HEADER
from api.http.problems import responses
from api.http.schemas.problem import Problem

_COMPONENT = "#/components/schemas/"

DESCRIPTION = """\
Finds registered designs and logos in marketplace listing photos.

Register rights, screen listings, look at the hits. Lists come in pages: pass `next_cursor` of one
as `cursor` to get the next. Errors are problem details (RFC 9457).

Send a key as `Authorization: Bearer lk_…`, or a token of the identity provider. What you may do,
and what of it you see, follows from your role. A write that carries an `Idempotency-Key` can be
sent again: it is done once.
"""

TAGS = [
    {"name": "Rights", "description": "Registered designs and trade marks, with their images."},
    {"name": "Screening", "description": "Which rights may be in a listing's photos?"},
    {"name": "Hits", "description": "What was found, for a person to decide on."},
    {"name": "Cases", "description": "Complaints about a seller's listings, decided step by step."},
    {"name": "Notices", "description": "From a complaint to its outcome, with the evidence."},
    {"name": "Operation", "description": "For those who run the service."},
]

_IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Sent again with the same key, the request is answered as the first time.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "6d0f9f3e-8a55-4a2b-9f0c-2f3f4f0f7c11",
}


class DocumentedAPI(FastAPI):
    """A FastAPI app that says in its document what FastAPI itself leaves out."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, which FastAPI makes once and keeps."""
        document = super().openapi()
        schemas = document["components"]["schemas"]
        problem = Problem.model_json_schema(ref_template=_COMPONENT + "{model}")
        schemas.update({**problem.pop("$defs"), "Problem": problem})
        document["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "key or JWT"}
        }
        for method, operation in (
            each for path in document["paths"].values() for each in path.items()
        ):
            _secure(method, operation)
            form = operation.get("requestBody", {}).get("content", {}).get("multipart/form-data")
            if form is not None:
                form["encoding"] = _repeated(
                    schemas[form["schema"]["$ref"].removeprefix(_COMPONENT)]
                )
        return document


def _secure(method: str, operation: dict[str, Any]) -> None:
    """Say what an operation that isn't public asks of everybody, and what a write takes."""
    if operation["operationId"] not in POLICY or "security" in operation:
        return
    operation["security"] = [{"bearer": []}]
    refusals = responses(401, 403, 429)
    if method != "get":
        refusals |= responses(400, 409, 422)
        operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
    for status, answer in refusals.items():
        operation["responses"].setdefault(str(status), answer)


def _repeated(form: dict[str, Any]) -> dict[str, Any]:
    """Say of a form's lists that their values are sent one by one, not with commas between."""
    return {
        name: {"style": "form", "explode": True}
        for name, field in form["properties"].items()
        if field.get("type") == "array"
    }
