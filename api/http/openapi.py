"""The OpenAPI document."""

from typing import Any

from fastapi import FastAPI

from api.http.schemas.problem import Problem

_COMPONENT = "#/components/schemas/"

DESCRIPTION = """\
Finds registered designs and logos in marketplace listing photos.

Register rights, screen listings, look at the hits. Lists come in pages: pass `next_cursor` of one
as `cursor` to get the next. Errors are problem details (RFC 9457).
"""

TAGS = [
    {"name": "Rights", "description": "Registered designs and trade marks, with their images."},
    {"name": "Screening", "description": "Which rights may be in a listing's photos?"},
    {"name": "Hits", "description": "What was found, for a person to decide on."},
    {"name": "Operation", "description": "For those who run the service."},
]


class DocumentedAPI(FastAPI):
    """A FastAPI app that says in its document what FastAPI itself leaves out."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, which FastAPI makes once and keeps."""
        document = super().openapi()
        schemas = document["components"]["schemas"]
        problem = Problem.model_json_schema(ref_template=_COMPONENT + "{model}")
        schemas.update({**problem.pop("$defs"), "Problem": problem})
        for operation in (each for path in document["paths"].values() for each in path.values()):
            form = operation.get("requestBody", {}).get("content", {}).get("multipart/form-data")
            if form is not None:
                form["encoding"] = _repeated(
                    schemas[form["schema"]["$ref"].removeprefix(_COMPONENT)]
                )
        return document


def _repeated(form: dict[str, Any]) -> dict[str, Any]:
    """Say of a form's lists that their values are sent one by one, not with commas between."""
    return {
        name: {"style": "form", "explode": True}
        for name, field in form["properties"].items()
        if field.get("type") == "array"
    }
