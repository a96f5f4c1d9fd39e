import json
from dataclasses import replace
from functools import partial

import asyncpg
import httpx
import pytest
from litestar import Litestar

from fixtures.house import SignIn
from fixtures.people import MakeOrganization, Organization, insert
from hamseda.kit.ids import new_id
from hamseda.kit.keys import digest, new_token
from hamseda.organization.access import Access
from organization.access_matrix import NAMES, PLANTS, RULES
from organization.matrix import PEOPLE, Rows, Rule, fingerprint, names_in, person, replaced, routes_of
from organization.matrix import call as call_with

SAFE = {"GET", "HEAD", "ASGI", "WS"}
call = partial(call_with, NAMES)
every_rule = pytest.mark.parametrize("the", RULES, ids=lambda r: r.name)


@pytest.fixture
def rows_of(owner: asyncpg.Connection):
    return lambda organization: Rows(owner, organization, PLANTS)


@pytest.fixture(scope="module")
async def shared(owner: asyncpg.Connection) -> tuple[Rows, Rows]:
    """Two organizations for calls that change nothing."""
    from fixtures.people import plant  # noqa: PLC0415

    return Rows(owner, await plant(owner), PLANTS), Rows(owner, await plant(owner), PLANTS)


def test_every_route_has_a_line(app: Litestar):
    known = [the.name for the in RULES]
    routes = {f"{method} {path}" for method, path, _ in routes_of(app)}
    assert len(known) == len(set(known)), "a route has two lines"
    missing, gone = sorted(routes - set(known)), sorted(set(known) - routes)
    assert not missing, "write a line in access_matrix.py for:\n" + "\n".join(missing)
    assert not gone, "no such route any more:\n" + "\n".join(gone)


def test_every_route_states_its_access(app: Litestar):
    silent = [
        f"{m} {p}" for m, p, handler in routes_of(app) if not isinstance(handler.opt.get("access"), Access)
    ]
    assert not silent


@every_rule
async def test_people_of_the_organization(
    the: Rule, make_organization: MakeOrganization, shared, rows_of, sign_in: SignIn
):
    said = {}
    for letter in PEOPLE:
        # Those whose role may come in may change something: each of them has an organization of their own.
        changes = the.method not in SAFE and the.expectation(letter) != "403"
        rows = rows_of(await make_organization()) if changes else shared[0]
        answer = await call(sign_in(person(rows.organization, letter)), the, rows)
        if not the.expects(letter, answer.status_code):
            said[PEOPLE[letter]] = (
                f"expected {the.expectation(letter)}, was {answer.status_code}: {answer.text[:300]}"
            )
    assert not said, the.name + "\n" + "\n".join(f"{who}: {what}" for who, what in said.items())


@every_rule
async def test_nobody(the: Rule, client: httpx.AsyncClient, shared):
    answer = await call(client, the, shared[0])
    assert the.expects("a", answer.status_code) if the.is_public else answer.status_code == 401, answer.text


@every_rule
async def test_a_key_without_a_scope(the: Rule, client: httpx.AsyncClient, shared, scopeless_key: str):
    if the.is_public:
        return
    client.headers["authorization"] = f"Bearer {scopeless_key}"
    assert (await call(client, the, shared[0])).status_code == 403


@every_rule
async def test_rows_of_another_organization(
    the: Rule, make_organization: MakeOrganization, owner: asyncpg.Connection, rows_of, sign_in: SignIn
):
    letter = next((each for each in "asgl" if each in the.allowed), None)
    names = names_in([the.body, the.query])
    if letter is None or ("{" not in the.path and not names):
        return
    own, foreign = rows_of(await make_organization()), rows_of(await make_organization())
    client = sign_in(person(own.organization, letter))
    for name in [*names, *(row for n, row in {**NAMES, **the.ids}.items() if f"{{{n}}}" in the.path)]:
        await foreign.fill(name)
    before = await fingerprint(owner, foreign.organization.id)
    said = {}
    if "{" in the.path:
        answer = await call(client, the, own, path_rows=foreign)
        if answer.status_code != the.foreign:
            said["path"] = f"expected {the.foreign}, was {answer.status_code}: {answer.text[:300]}"
    for name in names:
        theirs = str(await foreign.fill(name))
        changed = replace(the, body=replaced(the.body, name, theirs), query=replaced(the.query, name, theirs))
        answer = await call(client, changed, own)
        found_nothing = name in names_in(the.query) and answer.is_success and answer.json().get("items") == []
        if answer.status_code not in {404, 422} and not found_nothing:
            said[name] = f"expected 404 or 422, was {answer.status_code}: {answer.text[:300]}"
    assert not said, f"{the.name} with foreign rows\n" + json.dumps(said, ensure_ascii=False, indent=1)
    after = await fingerprint(owner, foreign.organization.id)
    assert {t for t in after if after[t] != before[t]} == set()


@pytest.fixture(scope="module")
async def scopeless_key(owner: asyncpg.Connection, shared: tuple[Rows, Rows]) -> str:
    key, key_id, organization = f"hmsk_{new_token()}", new_id(), shared[0].organization
    own = {"organization_id": organization.id, "id": key_id}
    await insert(owner, "api_key", **own, name="هیچ", hint="…", digest=digest(key), role="admin", scopes=[])
    await insert(owner, "lookup", **own, kind="api_key", digest=digest(key))
    return key


async def test_the_matrix_sees_a_hole(make_organization: MakeOrganization, rows_of, sign_in: SignIn):
    """The test itself must be able to fail: a line that promises too little is noticed."""
    organization: Organization = await make_organization()
    the = Rule("GET", "/api/v1/audit", "as")
    answer = await call(sign_in(organization.supervisor), the, rows_of(organization))
    assert not the.expects("s", answer.status_code)
