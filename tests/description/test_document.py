"""The API's description: valid OpenAPI 3.1, and complete for every route."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from litestar import Litestar
from openapi_spec_validator import validate

from hamseda.description import described


@pytest.fixture(scope="module")
def document(app: Litestar) -> dict[str, Any]:
    return described(app)


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{m.upper()} {path}", op) for path, item in document["paths"].items() for m, op in item.items()]


def test_it_is_valid(document) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_route_says_what_it_does_who_may_call_it_and_how_it_refuses(document) -> None:
    bare = [
        name
        for name, op in operations(document)
        if not (op.get("tags") and " " in op["summary"] and "security" in op and "503" in op["responses"])
    ]
    assert bare == []
    for name, op in operations(document):
        if op["security"] and "{" in name:
            assert {"401", "403", "404"} <= set(op["responses"]), name
    ids = [op["operationId"] for _, op in operations(document)]
    assert len(ids) == len(set(ids))


def test_every_parameter_says_what_it_means(document) -> None:
    silent = [
        f"{name}: {one['name']}"
        for name, op in operations(document)
        for one in op.get("parameters", [])
        if len(one.get("description", "")) < len("Day.")
    ]
    assert silent == [], "say it at the route, or in description/parameters.py"


def test_shapes_have_names_of_one_word(document) -> None:
    """A name with a path in it says that two shapes of different modules have the same name."""
    assert [name for name in document["components"]["schemas"] if not name.isalnum()] == []


def test_what_is_no_json_is_named(document) -> None:
    paths = document["paths"]
    page = paths["/api/v1/mails/{message_id}/frame"]["get"]["responses"]["200"]["content"]
    file = paths["/api/v1/attachments/{attachment_id}"]["get"]["responses"]["200"]["content"]
    form = paths["/api/v1/attachments"]["post"]["requestBody"]["content"]
    assert (list(page), list(file)) == (["text/html"], ["application/octet-stream"])
    assert list(form) == ["multipart/form-data"]


def test_refusals_fit_their_schema(document) -> None:
    problem = {"$ref": "#/components/schemas/Problem", "components": document["components"]}
    for response in document["components"]["responses"].values():
        Draft202012Validator(problem).validate(response["content"]["application/problem+json"]["example"])


def test_what_creates_takes_an_idempotency_key(document) -> None:
    takes = {
        name for name, op in operations(document)
        if any(p["name"] == "Idempotency-Key" for p in op.get("parameters", []))
    }  # fmt: skip
    assert {"POST /api/v1/customers", "POST /api/v1/users", "POST /api/v1/conversations"} <= takes
    assert not any(name.startswith(("GET", "POST /widget")) for name in takes)


async def test_it_is_served_to_everybody(client) -> None:
    for _ in range(2):
        answer = await client.get("/api/v1/openapi.json")
        assert answer.status_code == 200
        assert answer.json()["components"]["securitySchemes"].keys() == {
            "session",
            "csrf",
            "api_key",
            "visitor",
        }
