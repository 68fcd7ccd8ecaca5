import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from pydantic import TypeAdapter

from api.http.schemas import (
    cases,
    complaints,
    evidence,
    health,
    hits,
    notice_forms,
    notices,
    problem,
    rights,
    rights_history,
)

JSON = "application/json"
PROBLEM = "application/problem+json"


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_endpoint_is_there(document: dict[str, Any]) -> None:
    assert [name for name, _ in operations(document)] == [
        "POST /v1/rights",
        "GET /v1/rights",
        "GET /v1/rights/{right_id}",
        "DELETE /v1/rights/{right_id}",
        "POST /v1/rights/{right_id}/restore",
        "GET /v1/rights/{right_id}/views/{view}",
        "GET /v1/rights/{right_id}/history",
        "GET /v1/templates/rights.xlsx",
        "POST /v1/screen",
        "GET /v1/hits",
        "GET /v1/hits/{hit_id}",
        "GET /v1/hits/{hit_id}/photo",
        "GET /v1/hits/{hit_id}/evidence",
        "GET /v1/hits/{hit_id}/evidence/{name}.jpg",
        "POST /v1/cases",
        "GET /v1/cases",
        "GET /v1/cases/{case_id}",
        "GET /v1/cases/{case_id}/events",
        "POST /v1/cases/{case_id}/events",
        "POST /v1/cases/{case_id}/clusters/{cluster}/decision",
        "POST /v1/notices",
        "GET /v1/notices",
        "GET /v1/notices/{notice_id}",
        "PUT /v1/notices/{notice_id}",
        "GET /v1/notices/{notice_id}/items",
        "GET /v1/notices/{notice_id}/completeness",
        "POST /v1/notices/{notice_id}/send",
        "POST /v1/notices/{notice_id}/acknowledge",
        "POST /v1/notices/{notice_id}/withdraw",
        "POST /v1/notices/{notice_id}/decide",
        "GET /v1/notices/{notice_id}/statement",
        "GET /v1/notices/{notice_id}/export.json",
        "GET /v1/notices/{notice_id}/export.csv",
        "GET /v1/notices/{notice_id}/evidence.zip",
        "POST /v1/notices/{notice_id}/complaints",
        "GET /v1/complaints",
        "POST /v1/complaints/{complaint_id}/answer",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
    ]


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    names = [operation["operationId"] for _, operation in operations(document)]

    assert len(set(names)) == len(names)
    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["description"], name
        assert set(operation["tags"]) <= tags, name
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (name, parameter["name"])


def test_every_request_and_answer_has_an_example(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        contents = [operation.get("requestBody", {}).get("content", {})]
        contents += [answer.get("content", {}) for answer in operation["responses"].values()]
        for media in (media for content in contents for media in content.values()):
            assert media.get("example") or resolved(document, media["schema"])["examples"], name


def test_errors_are_problems_and_only_they_are(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            is_problem = PROBLEM in answer.get("content", {})
            assert is_problem == (int(status) >= 400), (name, status)
            assert not (is_problem and JSON in answer["content"]), (name, status)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in re.findall(r"'\$ref': '([^']+)'", str(document)):
        assert resolved(document, {"$ref": reference})


@pytest.mark.parametrize(
    "model",
    [
        cases.CaseEventPage,
        cases.CaseOut,
        cases.CasePage,
        cases.DecisionIn,
        cases.GatheringIn,
        cases.GatheringOut,
        cases.MoveIn,
        evidence.HitEvidence,
        health.Health,
        health.Readiness,
        hits.HitOut,
        hits.HitPage,
        hits.Screening,
        complaints.AnswerIn,
        complaints.ComplaintIn,
        complaints.ComplaintOut,
        complaints.ComplaintPage,
        complaints.StatementOut,
        notice_forms.DecisionIn,
        notice_forms.NoticeIn,
        notice_forms.NoticeRevision,
        notices.Completeness,
        notices.NoticeItemPage,
        notices.NoticeOut,
        notices.NoticePage,
        problem.Problem,
        rights.Registration,
        rights.RightOut,
        rights.RightPage,
        rights.ViewOut,
        rights_history.RightHistoryEntryOut,
        rights_history.RightHistoryPage,
    ],
)
def test_examples_are_what_they_are_examples_of(model: type[Any]) -> None:
    for example in model.model_json_schema()["examples"]:
        answer = model.model_validate(example, extra="forbid")
        assert answer.model_dump(mode="json", exclude_unset=True) == example


@pytest.mark.parametrize(
    ("form", "files"), [(rights.RightForm, "views"), (hits.ScreenForm, "photos")]
)
def test_examples_of_forms_can_be_sent(form: type[Any], files: str) -> None:
    (example,) = form.model_json_schema()["examples"]
    fields = {name: value for name, value in example.items() if name != files}
    for name, value in fields.items():
        field = form.model_fields[name]
        TypeAdapter(field.rebuild_annotation()).validate_python(value)


def test_the_documentation_needs_no_network(client: httpx2.Client) -> None:
    assert client.get("/").headers["location"] == "/docs"
    page = client.get("/docs")

    assert page.headers["content-type"].startswith("text/html")
    links = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert len(links) == 3
    for link in links:
        assert link.startswith("/docs/")
        assert client.get(link).status_code == 200
    assert "url: '/openapi.json'" in page.text
    assert client.get("/openapi.json").json()["openapi"].startswith("3.1")


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found = document
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found
