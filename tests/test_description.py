"""The API's description: valid OpenAPI 3.1, complete for every route, and its examples fit their schemas."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from litestar import Litestar
from openapi_spec_validator import validate

from hamseda.description import EXAMPLES, described


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


def test_every_example_names_a_route_and_fits_its_schema(document) -> None:
    by_name = dict(operations(document))
    assert set(EXAMPLES) <= set(by_name)
    checked = 0
    for name, op in by_name.items():
        bodies = [op.get("requestBody", {}), *(r for s, r in op["responses"].items() if s.startswith("2"))]
        for content in (c for body in bodies for c in body.get("content", {}).values() if "example" in c):
            schema = {**content["schema"], "components": document["components"]}
            errors = [error.message for error in Draft202012Validator(schema).iter_errors(content["example"])]
            assert errors == [], name
            checked += 1
    assert checked >= len(EXAMPLES)
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


async def test_it_is_served_to_everybody(client, document) -> None:
    for _ in range(2):
        answer = await client.get("/api/v1/openapi.json")
        assert answer.status_code == 200
        assert answer.json()["components"]["securitySchemes"].keys() == {
            "session",
            "csrf",
            "api_key",
            "visitor",
        }
