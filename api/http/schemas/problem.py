"""Errors, as RFC 9457 has them."""

from pydantic import BaseModel, ConfigDict, Field

from api.http.schemas import examples


class FieldProblem(BaseModel):
    """What is wrong with one field, parameter or file of a request."""

    field: str = Field(description="The field or parameter; `views[1]` is the second of these.")
    reason: str = Field(description="What is wrong with it, for people.")
    file: str | None = Field(default=None, description="The file's name, where it is one.")


class Problem(BaseModel):
    """A problem detail (RFC 9457), sent as `application/problem+json`."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.PROBLEMS[422]]})

    type: str = Field(default="about:blank", description="Title and status say what it is.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str | None = Field(default=None, description="What went wrong, for people.")
    instance: str | None = Field(default=None, description="Names it in the server's log.")
    errors: list[FieldProblem] | None = Field(
        default=None, description="Everything that is wrong with the request."
    )
    moves: list[str] | None = Field(
        default=None, description="What may be done instead, where a move was refused."
    )
