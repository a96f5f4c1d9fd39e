"""Malformed requests: a problem document that names the field, in the reader's language; nothing is changed."""

import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar

import hamseda
from fixtures.contract import contract_of
from fixtures.house import SignIn
from fixtures.people import MakeOrganization, Organization
from hamseda.kit.i18n import has_text
from organization.access_matrix import NAMES, PLANTS, RULES
from organization.matrix import Rows, Rule, fingerprint, person

JSON = {"content-type": "application/json"}
BEYOND = "0001-01-01T00:00:00+14:00"  # an instant, and in UTC none of the years that we know
WRONG: tuple[Any, ...] = (
    None, 7, -1, 2**70, 1.5, True, "", "x\0y", "x" * 200_000, [], [None], {}, {"x": []}, BEYOND,
)  # fmt: skip
SPOILT = (
    b"",
    b"{",
    b"[]",
    b"7",
    b'"x"',
    b"null",
    b"\xff\xfe",
    b'{"a":"\xff"}',
    b"[" * 200_000,
    b'{"a":1,}',
    b'{"\\u0000":1}',
)
PERSIAN = re.compile("[آ-ی]")
WITH_BODY = [
    the for the in RULES if isinstance(the.body, dict) and the.path.startswith(("/api/", "/widget/"))
]


def mutants(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The body with one field of it, at any depth, left out or made something else."""
    for place in places(body):
        for wrong in WRONG:
            changed = deepcopy(body)
            put(changed, place, wrong)
            yield changed
        left = deepcopy(body)
        put(left, place, None, takes_away=True)
        yield left
    yield {**body, "nobody_knows_this": 1}


def places(content: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = content.items() if isinstance(content, dict) else enumerate(content)
    for name, value in inside:
        yield (*at, name)
        if isinstance(value, (dict, list)):
            yield from places(value, (*at, name))


def put(content: Any, place: tuple[Any, ...], value: Any, *, takes_away: bool = False) -> None:
    for name in place[:-1]:
        content = content[name]
    if takes_away:
        del content[place[-1]]
    else:
        content[place[-1]] = value


def is_refused_well(answer: httpx.Response) -> str:
    """What is wrong with a refusal; empty where nothing is."""
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if answer.headers["content-type"] != "application/problem+json":
        return "no problem document"
    said = answer.json()
    if answer.status_code in {400, 422} and not (said["errors"] and all(e["field"] for e in said["errors"])):
        return "no field is named"
    foreign = [
        text for text in (said["detail"], *(e["message"] for e in said["errors"])) if not PERSIAN.search(text)
    ]
    return f"not Persian: {foreign[0]}" if foreign else ""


class Caller:
    """Sends bodies to the route of one rule as somebody who may call it."""

    def __init__(self, http: httpx.AsyncClient, the: Rule, rows: Rows) -> None:
        self.http, self.the, self.rows = http, the, rows

    async def address(self) -> str:
        path = self.the.path
        for name, row in {**NAMES, **self.the.ids}.items():
            if f"{{{name}}}" in path:
                path = path.replace(f"{{{name}}}", await self.rows.fill(row))
        return path

    async def send(self, body: bytes | dict[str, Any]) -> httpx.Response:
        options: dict[str, Any] = (
            {"content": body, "headers": JSON} if isinstance(body, bytes) else {"json": body}
        )
        return await self.http.request(self.the.method, await self.address(), **options)


@pytest.fixture
def caller_of(owner: asyncpg.Connection, sign_in: SignIn, client: httpx.AsyncClient):
    def make(the: Rule, organization: Organization) -> Caller:
        rows = Rows(owner, organization, PLANTS)
        client.headers["accept-language"] = "fa"
        http = client if the.is_public else sign_in(person(organization, the.allowed[0]))
        return Caller(http, the, rows)

    return make


@pytest.mark.parametrize("the", WITH_BODY, ids=lambda r: r.name)
async def test_a_malformed_body_is_refused_by_name_and_changes_nothing(
    the: Rule, make_organization: MakeOrganization, owner: asyncpg.Connection, caller_of
) -> None:
    trial, wrong, refused = caller_of(the, await make_organization()), [], []
    bodies: list[bytes | dict[str, Any]] = [*SPOILT, *mutants(await trial.rows.fill(the.body))]
    for body in bodies:
        answer = await trial.send(body)
        if answer.status_code < 400 or answer.status_code in {404, 409, 429}:
            continue  # what one field takes may be right for another; what is away or counted is another test's
        refused.append(body)
        if fault := is_refused_well(answer):
            wrong.append(f"{str(body)[:200]} -> {fault}: {answer.text[:300]}")
    assert not wrong, "\n".join(wrong[:12])
    assert refused
    organization = await make_organization()
    once_more = caller_of(the, organization)
    await once_more.address()
    before = await fingerprint(owner, organization.id)
    for body in refused:
        await once_more.send(body)
    after = await fingerprint(owner, organization.id)
    assert {table for table in after if after[table] != before[table]} <= {"audit_entry"}


async def test_a_malformed_parameter_is_refused_by_name(
    app: Litestar, organization: Organization, sign_in: SignIn
) -> None:
    http, wrong = sign_in(organization.admin), []
    for name, operation in contract_of(app).operations():
        method, path = name.split()
        if method != "GET" or "{" in path or not path.startswith("/api/v1/") or path.endswith("/events"):
            continue
        for one in operation.get("parameters", []):
            if one["in"] != "query" or (
                one["schema"].get("type") == "string" and "format" not in one["schema"]
            ):
                continue
            for value in ("x", "2" * 30, "x\0y", BEYOND):
                answer = await http.get(path, params={one["name"]: value})
                named = (
                    [e["field"] for e in answer.json().get("errors", [])] if answer.status_code == 400 else []
                )
                if answer.status_code >= 500 or (answer.status_code == 400 and not named):
                    wrong.append(
                        f"{name}?{one['name']}={value!r} -> {answer.status_code} {named} {answer.text[:200]}"
                    )
                elif answer.status_code == 400 and (fault := is_refused_well(answer)):
                    wrong.append(f"{name}?{one['name']}={value!r} -> {fault}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("language", "words"), [("fa", "عدد صحیح"), ("en", "whole number")])
async def test_a_refusal_is_said_in_the_callers_language(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection, language: str, words: str
) -> None:
    await owner.execute("UPDATE app_user SET locale = $2 WHERE id = $1", organization.agent.id, language)
    answer = await sign_in(organization.agent).get("/api/v1/conversations", params={"limit": "many"})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("limit", "not_a_whole_number")
    assert words in error["message"]


@pytest.mark.parametrize("header", ["fa-IR,en;q=0.5", "en"])
async def test_a_visitor_is_answered_in_the_language_of_the_browser(
    client: httpx.AsyncClient, header: str
) -> None:
    client.headers["accept-language"] = header
    unfit = await client.post("/api/v1/session", json={"email": 7, "password": "x"})
    gone, other = await client.get("/nothing-here"), await client.patch("/api/v1/session", json={})
    below = await client.get("/api/v1/nothing-here")
    assert [answer.status_code for answer in (unfit, gone, other, below)] == [400, 404, 405, 404]
    for answer in (unfit, gone, other, below):
        assert answer.headers["content-type"] == "application/problem+json"
        assert bool(PERSIAN.search(answer.json()["detail"])) == header.startswith("fa"), answer.text


def test_every_refusal_of_the_code_has_its_words() -> None:
    """Codes of refusals, wherever they are raised, are in the catalogues."""
    silent = {
        f"{file.name}:{line} {code}"
        for file in Path(hamseda.__file__).parent.rglob("*.py")
        for code, line in codes_in(ast.parse(file.read_text(encoding="utf-8")))
        if not has_text(f"problem.{code}")
    }
    assert silent == set()


REFUSALS = {
    "Conflict",
    "FieldError",
    "Forbidden",
    "Invalid",
    "NotFound",
    "OutOfSpace",
    "Problem",
    "TooLarge",
    "TooMany",
    "Unauthenticated",
    "Unavailable",
}


def codes_in(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition("hamseda.")[2]
        said = (
            [keyword.value for keyword in node.keywords if keyword.arg == "code"] if name in REFUSALS else []
        )
        if name in {"Invalid.field", "FieldError"} and len(node.args) > 1:
            said.append(node.args[1])
        yield from ((each.value, node.lineno) for each in said if isinstance(each, ast.Constant))
