"""Sealed values and API keys: what is shown once, or to few."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import httpx
import pytest

from fixtures.house import SignIn
from fixtures.people import Organization, insert
from hamseda.house import House
from hamseda.kit.ids import new_id
from hamseda.kit.sensitive import mask
from hamseda.organization.api import seal_findings, sweep_sealed

CARD = "6037991234567893"
REASON = {"reason": "شکایت مشتری، درخواست ۱۲"}


@pytest.fixture
async def sealed_id(house: House, organization: Organization, owner: asyncpg.Connection) -> UUID:
    """The original of a card number in a message of the sales conversation."""
    message_id, found = new_id(), mask(f"کارت من {CARD} است").findings
    assert len(found) == 1
    await insert(
        owner,
        "message",
        organization_id=organization.id,
        id=message_id,
        conversation_id=organization.conversation_id,
        position=1,
        kind="message",
        direction="inbound",
        author_kind="customer",
        text="-",
    )
    async with house.database.transaction(organization.id) as work:
        (made,) = await seal_findings(work, house.keys, "message", message_id, found, kept=timedelta(days=30))
    return made.id


async def reveal(client: httpx.AsyncClient, sealed_id: UUID, body: dict | None = None) -> httpx.Response:
    return await client.post(
        f"/api/v1/sealed-values/{sealed_id}/reveal", json=REASON if body is None else body
    )


async def test_a_leader_opens_it_with_a_reason_that_is_kept(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection, sealed_id: UUID
):
    answer = await reveal(sign_in(organization.supervisor), sealed_id)
    assert (answer.status_code, answer.json()) == (200, {"value": CARD})
    row = await owner.fetchrow(
        "SELECT * FROM audit_entry WHERE action = 'sealed_value.revealed' AND subject_id = $1", sealed_id
    )
    assert row["actor_id"] == organization.supervisor.id
    assert row["detail"]["reason"] == REASON["reason"]
    assert CARD not in str(dict(row))


async def test_the_answer_that_is_remembered_for_a_retry_is_sealed_too(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection, sealed_id: UUID
):
    admin, made = sign_in(organization.admin), {"name": "انبار", "scopes": ["conversations"]}
    for path, body, field in (
        (f"/api/v1/sealed-values/{sealed_id}/reveal", REASON, "value"),
        ("/api/v1/api-keys", made, "key"),
        ("/api/v1/webhooks", {"name": "انبار", "url": "https://hooks.hamseda.test/in"}, "secret"),
    ):
        admin.headers["idempotency-key"] = new_id().hex
        first, again = await admin.post(path, json=body), await admin.post(path, json=body)
        assert again.json() == first.json()
        assert again.headers["idempotency-replayed"] == "true"
        kept = await owner.fetchval(
            "SELECT string_agg(answer::text, ' ') FROM idempotency WHERE organization_id = $1",
            organization.id,
        )
        assert "sealed" in kept
        assert first.json()[field] not in kept


async def test_no_reason_no_value(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection, sealed_id: UUID
):
    client = sign_in(organization.admin)
    for body in ({}, {"reason": ""}, {"reason": "    "}):
        assert (await reveal(client, sealed_id, body)).status_code == 400
    assert await owner.fetchval("SELECT count(*) FROM audit_entry WHERE subject_id = $1", sealed_id) == 0


async def test_others_do_not_open_it(
    organization: Organization, foreign: Organization, sign_in: SignIn, sealed_id: UUID
):
    for person in (organization.agent, organization.light, organization.auditor):
        assert (await reveal(sign_in(person), sealed_id)).status_code == 403
    assert (await reveal(sign_in(foreign.admin), sealed_id)).status_code == 404


async def test_the_leader_of_another_department_does_not_open_it(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection, sealed_id: UUID
):
    move = "UPDATE membership SET department_id = $2 WHERE user_id = $1"
    await owner.execute(move, organization.supervisor.id, organization.support_id)
    assert (await reveal(sign_in(organization.supervisor), sealed_id)).status_code == 404
    await owner.execute(move, organization.admin.id, organization.support_id)
    assert (await reveal(sign_in(organization.admin), sealed_id)).status_code == 200


async def test_it_is_stored_sealed_and_for_its_row_only(
    owner: asyncpg.Connection, house: House, sealed_id: UUID
):
    row = await owner.fetchrow("SELECT ciphertext, masked FROM sealed_value WHERE id = $1", sealed_id)
    assert CARD.encode() not in row["ciphertext"]
    assert CARD not in row["masked"]
    assert house.keys.open("sealed", row["ciphertext"], sealed_id.bytes).decode() == CARD


async def test_after_its_time_it_is_gone(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection, house: House, sealed_id: UUID
):
    await owner.execute(
        "UPDATE sealed_value SET expires_at = now() - interval '1 second' WHERE id = $1", sealed_id
    )
    assert (await reveal(sign_in(organization.admin), sealed_id)).json()["code"] == "sealed_value_gone"
    assert await sweep_sealed(house.system) >= 1
    assert await owner.fetchval("SELECT count(*) FROM sealed_value WHERE id = $1", sealed_id) == 0


async def make_key(admin: httpx.AsyncClient, **more) -> dict:
    made = await admin.post("/api/v1/api-keys", json={"name": "انبار", "scopes": ["conversations"], **more})
    assert made.status_code == 201, made.text
    return made.json()


def bearing(client: httpx.AsyncClient, key: str) -> httpx.AsyncClient:
    client.headers["authorization"] = f"Bearer {key}"
    return client


async def test_a_key_acts_within_its_role_and_scopes(
    organization: Organization, sign_in: SignIn, client: httpx.AsyncClient
):
    made = await make_key(sign_in(organization.admin), role="admin")
    program = bearing(client, made["key"])
    assert (await program.get("/api/v1/users")).status_code == 200
    lacking = await program.patch("/api/v1/organization", json={"name": "دیگر"})
    assert (lacking.status_code, lacking.json()["code"]) == (403, "scope_missing")
    weak = await make_key(sign_in(organization.admin), role="agent", scopes=["administration"])
    refused = await bearing(client, weak["key"]).patch("/api/v1/organization", json={"name": "دیگر"})
    assert (refused.status_code, refused.json()["code"]) == (403, "role_not_allowed")


async def test_a_key_for_customers_reads_them_and_nothing_else(
    organization: Organization, sign_in: SignIn, client: httpx.AsyncClient
):
    made = await make_key(sign_in(organization.admin), role="admin", scopes=["customers"])
    program, customer = bearing(client, made["key"]), f"/api/v1/customers/{organization.customer_id}"
    for path in ("/api/v1/customers", customer, f"{customer}/merges"):
        assert (await program.get(path)).status_code == 200, path
    refused = [
        await program.patch(customer, json={"name": "دیگر"}),
        await program.post(f"{customer}/identities", json={"kind": "email", "value": "a@hamseda.test"}),
        await program.get("/api/v1/conversations"),
        await program.get("/api/v1/search", params={"query": "سلام"}),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(403, "scope_missing")}


async def test_a_key_needs_no_token_of_a_page(
    organization: Organization, sign_in: SignIn, client: httpx.AsyncClient
):
    made = await make_key(sign_in(organization.admin), role="admin", scopes=["administration"])
    client.headers["origin"] = "https://elsewhere.test"
    assert (
        await bearing(client, made["key"]).post("/api/v1/skills", json={"name": "عربی"})
    ).status_code == 201


async def test_a_key_is_told_once_and_kept_as_a_digest(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    admin = sign_in(organization.admin)
    made = await make_key(admin)
    listed = (await admin.get("/api/v1/api-keys")).json()["items"][0]
    assert "key" not in listed
    assert made["key"].startswith("hmsk_")
    assert made["key"].endswith(listed["hint"][-4:])
    stored = await owner.fetch("SELECT k::text FROM api_key k UNION ALL SELECT l::text FROM lookup l")
    assert not [row for row in stored if made["key"] in row[0]]


async def test_a_revoked_key_and_an_old_one_open_nothing(
    organization: Organization, sign_in: SignIn, client: httpx.AsyncClient, owner: asyncpg.Connection
):
    admin = sign_in(organization.admin)
    made, old = await make_key(admin), await make_key(admin)
    assert (await bearing(client, made["key"]).get("/api/v1/users")).status_code == 200
    assert (await admin.delete(f"/api/v1/api-keys/{made['id']}")).status_code == 204
    assert (await bearing(client, made["key"]).get("/api/v1/users")).status_code == 401
    await owner.execute("UPDATE api_key SET expires_at = now() WHERE id = $1", UUID(old["id"]))
    assert (await bearing(client, old["key"]).get("/api/v1/users")).status_code == 401


async def test_a_key_makes_no_keys(organization: Organization, sign_in: SignIn, client: httpx.AsyncClient):
    scopes = ["conversations", "customers", "supervision", "administration"]
    made = await make_key(sign_in(organization.admin), role="admin", scopes=scopes)
    answer = await bearing(client, made["key"]).post("/api/v1/api-keys", json={"name": "x", "scopes": scopes})
    assert answer.status_code == 403


async def test_a_key_that_asks_too_often_waits(
    organization: Organization, sign_in: SignIn, client: httpx.AsyncClient, owner: asyncpg.Connection
):
    made = await make_key(sign_in(organization.admin))
    program = bearing(client, made["key"])
    assert (await program.get("/api/v1/users")).status_code == 200
    counted = await owner.execute(
        "UPDATE rate_window SET hits = 1000000 WHERE key LIKE '%' || $1 || '%'", made["id"]
    )
    assert counted == "UPDATE 1"
    refused = await program.get("/api/v1/users")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
