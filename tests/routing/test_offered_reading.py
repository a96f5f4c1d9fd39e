"""What rings at somebody they may read while it rings, also where it lies in a queue that is not theirs."""

from uuid import UUID

import asyncpg
import pytest

from conversations.test_live import connect, heard, silent
from fixtures.people import Person
from hamseda.customers.merging import merge
from hamseda.kit.ids import new_id
from routing.live_floor import PATIENCE_S, Floor, StartRouter
from routing.test_snoozed_work import say


@pytest.fixture
async def stranger(floor: Floor) -> Person:
    """An agent of support, whom the queue of sales asks where none of its own is there."""
    await floor.set_queue(overflow_queue_id=str(floor.organization.support_queue_id), overflow_after_s=1)
    return floor.organization.other_agent


async def statuses(floor: Floor, person: Person, item: asyncpg.Record) -> list[int]:
    client, path = floor.sign_in(person), f"/api/v1/conversations/{item['conversation_id']}"
    customer = await floor.owner.fetchval(
        "SELECT customer_id FROM conversation WHERE id = $1", item["conversation_id"]
    )
    asked = (path, f"{path}/messages", f"/api/v1/customers/{customer}")
    return [(await client.get(each)).status_code for each in asked]


async def test_it_is_read_while_it_rings_and_not_before_or_after(
    floor: Floor, start_router: StartRouter, stranger: Person
):
    item_id = await floor.contact("پول من برنگشت")
    item = await floor.item(item_id)
    assert await statuses(floor, stranger, item) == [404, 404, 404]
    await start_router()
    await floor.there(stranger)
    offer = await floor.offer(item_id, stranger)
    assert await statuses(floor, stranger, item) == [200, 200, 200]
    client, path = floor.sign_in(stranger), f"/api/v1/conversations/{item['conversation_id']}"
    said = await client.get(f"{path}/messages")
    assert [message["text"] for message in said.json()["items"]] == ["پول من برنگشت"]
    reply = await client.post(f"{path}/messages", json={"id": str(new_id()), "text": "بله؟"})
    mine = await client.put(f"{path}/assignee", json={"user_id": str(stranger.id)})
    assert (reply.status_code, mine.status_code) == (404, 404)  # read, not touched, before it is accepted
    assert (await client.post(f"/api/v1/reservations/{offer['id']}/refusal")).status_code == 204
    assert await statuses(floor, stranger, item) == [404, 404, 404]


async def test_the_customer_of_what_rings_is_read_and_not_changed(
    floor: Floor, start_router: StartRouter, stranger: Person
):
    item_id = await floor.contact()
    conversation_id = (await floor.item(item_id))["conversation_id"]
    customer = await floor.owner.fetchval(
        "SELECT customer_id FROM conversation WHERE id = $1", conversation_id
    )
    path, leader = f"/api/v1/customers/{customer}", floor.sign_in(floor.organization.admin)
    phone = {"kind": "phone", "value": "09351234567"}
    identity = (await leader.post(f"{path}/identities", json=phone)).json()["identities"][-1]["id"]
    merge = await merged_into(floor, customer)
    made = await leader.post("/api/v1/customers", json={"name": "همنام", "identities": [phone]})
    suggestion = made.json()["suggestions"][0]["id"]
    tried = (
        ("PATCH", path, {"name": "نام دیگر"}),
        ("POST", f"{path}/identities", {"kind": "email", "value": "x@shop.example"}),
        ("POST", f"{path}/identities/{identity}/verification", {"method": "agent_checked", "note": "پرسیدم"}),
        ("DELETE", f"{path}/identities/{identity}", None),
        ("POST", f"/api/v1/merges/{merge}/reversal", None),
        ("POST", f"/api/v1/merge-suggestions/{suggestion}/refusal", None),
        ("POST", f"/api/v1/merge-suggestions/{suggestion}/acceptance", None),
    )
    await start_router()
    await floor.there(stranger)
    offer = await floor.offer(item_id, stranger)
    client = floor.sign_in(stranger)
    shown = (await client.get(path)).json()
    assert [one["id"] for one in shown["suggestions"]] == [suggestion]
    said = [(await client.request(way, place, json=body)).status_code for way, place, body in tried]
    assert said == [404] * len(tried)
    assert (await client.get(path)).json() == shown
    assert (await client.post(f"/api/v1/reservations/{offer['id']}/acceptance")).status_code == 200
    for way, place, body in tried[:-1]:
        answer = await client.request(way, place, json=body)
        assert answer.is_success, (place, answer.text)


async def merged_into(floor: Floor, customer: UUID) -> UUID:
    """Another record becomes part of the customer's; answers the id of the merge."""
    made = await floor.sign_in(floor.organization.admin).post("/api/v1/customers", json={"name": "دیگری"})
    async with floor.house.database.transaction(floor.organization.id) as work:
        return await merge(work, kept_id=customer, merged_id=UUID(made.json()["id"]), reason={"code": "test"})


async def test_accepted_it_is_theirs(floor: Floor, start_router: StartRouter, stranger: Person):
    await start_router()
    await floor.there(stranger)
    item_id = await floor.contact()
    offer = await floor.offer(item_id, stranger)
    client = floor.sign_in(stranger)
    assert (await client.post(f"/api/v1/reservations/{offer['id']}/acceptance")).status_code == 200
    item = await floor.item(item_id)
    assert await statuses(floor, stranger, item) == [200, 200, 200]
    reply = await client.post(
        f"/api/v1/conversations/{item['conversation_id']}/messages",
        json={"id": str(new_id()), "text": "بله؟"},
    )
    assert reply.status_code == 201


async def test_what_the_customer_says_meanwhile_is_heard(
    floor: Floor, start_router: StartRouter, stranger: Person, server: str
):
    await start_router()
    item_id = await floor.contact()
    item = await floor.item(item_id)
    async with connect(server, stranger) as socket:
        await heard(socket, "hello", PATIENCE_S)
        await floor.there(stranger)
        offer = await floor.offer(item_id, stranger)
        await heard(socket, "reservation.offered", PATIENCE_S)
        await say(floor, item, "هستید؟")
        assert (await heard(socket, "message.appended", PATIENCE_S))["b"]["message"]["text"] == "هستید؟"
        async with connect(server, stranger) as second:  # opened while it rings
            await heard(second, "hello", PATIENCE_S)
            await say(floor, item, "الو؟")
            for each in (socket, second):
                assert (await heard(each, "message.appended", PATIENCE_S))["b"]["message"]["text"] == "الو؟"
        await floor.sign_in(stranger).post(f"/api/v1/reservations/{offer['id']}/refusal")
        await heard(socket, "reservation.decided", PATIENCE_S)
        await say(floor, item, "رفتید؟")
        assert await silent(socket)
