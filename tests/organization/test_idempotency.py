"""The same Idempotency-Key again: the first answer, and nothing happens twice."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest


def under(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


@pytest.fixture
def key() -> str:
    return uuid4().hex


def person() -> dict[str, Any]:
    return {"name": "نیما", "email": f"{uuid4().hex}@hamseda.test", "role": "agent"}


CREATING = [
    ("customers", lambda o: {"name": "سحر"}, "customer"),
    ("labels", lambda o: {"name": uuid4().hex}, "label"),
    ("users", lambda o: person(), "membership"),
    ("queues", lambda o: {"name": "تازه", "department_id": str(o.sales_id)}, "queue"),
    (
        "conversations",
        lambda o: {
            "customer_id": str(o.customer_id), "channel_kind": "phone", "queue_id": str(o.sales_queue_id),
            "text": "زنگ زد", "direction": "inbound",
        },
        "message",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "table"), CREATING, ids=[path for path, _, _ in CREATING])
async def test_the_first_answer_comes_again_and_nothing_is_made_twice(
    sign_in, owner, organization, key, path, body, table
) -> None:
    admin, content = sign_in(organization.admin), body(organization)
    first = await admin.post(f"/api/v1/{path}", json=content, headers=under(key))
    assert first.status_code == 201, first.text
    count = f"SELECT count(*) FROM {table} WHERE organization_id = $1"
    made = await owner.fetchval(count, organization.id)
    again = await admin.post(f"/api/v1/{path}", json=content, headers=under(key))
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert await owner.fetchval(count, organization.id) == made


async def test_another_request_under_the_same_key_is_refused(sign_in, organization, key) -> None:
    admin = sign_in(organization.admin)
    assert (await admin.post("/api/v1/labels", json={"name": "یک"}, headers=under(key))).status_code == 201
    for path, body in (("labels", {"name": "دو"}), ("customers", {"name": "یک"})):
        answer = await admin.post(f"/api/v1/{path}", json=body, headers=under(key))
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
    names = [item["name"] for item in (await admin.get("/api/v1/labels")).json()["items"]]
    assert names == ["یک"]


async def test_a_key_is_its_callers_own(sign_in, organization, foreign, key) -> None:
    for client in (sign_in(organization.admin), sign_in(organization.supervisor), sign_in(foreign.admin)):
        answer = await client.post("/api/v1/customers", json={"name": "سحر"}, headers=under(key))
        assert answer.status_code == 201
        assert "idempotency-replayed" not in answer.headers


async def test_a_refused_request_may_be_mended_under_its_key(sign_in, organization, key) -> None:
    admin = sign_in(organization.admin)
    wrong = {"name": "نیما", "email": "nobody", "role": "agent"}
    assert (await admin.post("/api/v1/users", json=wrong, headers=under(key))).status_code == 422
    assert (await admin.post("/api/v1/users", json=person(), headers=under(key))).status_code == 201


async def test_the_same_request_at_once_is_made_once(sign_in, owner, organization, key) -> None:
    admin = sign_in(organization.admin)
    sent = [admin.post("/api/v1/customers", json={"name": "هم‌زمان"}, headers=under(key)) for _ in range(4)]
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    made = "SELECT count(*) FROM customer WHERE organization_id = $1 AND name = 'هم‌زمان'"
    assert await owner.fetchval(made, organization.id) == 1


async def test_without_a_key_every_request_is_its_own(sign_in, organization) -> None:
    admin = sign_in(organization.admin)
    ids = {(await admin.post("/api/v1/customers", json={"name": "سحر"})).json()["id"] for _ in range(2)}
    assert len(ids) == 2


@pytest.mark.parametrize("key", ["x" * 201, "کلید".encode()])
async def test_a_key_that_cannot_be_is_named(sign_in, organization, key) -> None:
    answer = await sign_in(organization.admin).post(
        "/api/v1/labels", json={"name": "یک"}, headers={"Idempotency-Key": key}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
