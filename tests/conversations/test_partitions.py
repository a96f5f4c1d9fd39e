"""Rows lie in months by their ids; an id of any kind is stored, found, and keeps no month from its part."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

from conversations.arrivals import arrive, proven
from fixtures.people import insert
from hamseda.kit.ids import id_at, new_id

OF_2099 = id_at(int(datetime(2099, 8, 10, tzinfo=UTC).timestamp() * 1000))
WHERE = "SELECT tableoid::regclass::text FROM message WHERE id = $1"


@pytest.mark.parametrize("message_id", [uuid4(), OF_2099, UUID(int=7), new_id()])
async def test_an_id_of_any_kind_is_a_message_once(
    house, sign_in, owner: asyncpg.Connection, organization, message_id: UUID
) -> None:
    chat = await arrive(house, organization, proven("ids@example.com"))
    url, agent = f"/api/v1/conversations/{chat.conversation_id}/messages", sign_in(organization.agent)
    body = {"id": str(message_id), "text": "سلام"}
    first, again = await agent.post(url, json=body), await agent.post(url, json=body)
    assert (first.status_code, again.status_code) == (201, 201), first.text
    assert first.json()["id"] == again.json()["id"] == str(message_id)
    said = (await agent.get(url)).json()["items"]
    assert [each["id"] for each in said].count(str(message_id)) == 1
    # Once the request is forgotten, the message itself is still known.
    await owner.execute("DELETE FROM idempotency WHERE organization_id = $1", organization.id)
    assert (await agent.post(url, json=body)).json()["code"] == "message_exists"


async def test_a_stray_of_a_coming_month_moves_into_its_part(owner: asyncpg.Connection, organization) -> None:
    await owner.execute("DELETE FROM message WHERE id = $1", OF_2099)
    stray = {
        "organization_id": organization.id, "conversation_id": organization.conversation_id, "kind": "message",
        "direction": "inbound", "author_kind": "customer", "text": "سرگردان",
    }  # fmt: skip
    elsewhere = uuid4()
    await insert(owner, "message", id=OF_2099, position=1, **stray)
    await insert(owner, "message", id=elsewhere, position=2, **stray)
    assert await owner.fetchval(WHERE, OF_2099) == "message_default"
    month = "SELECT ensure_month_partitions('2099-08-01', '2099-08-01')"
    assert (await owner.fetchval(month), await owner.fetchval(month)) == (2, 0)  # messages and events
    assert await owner.fetchval(WHERE, OF_2099) == "message_2099_08"
    assert await owner.fetchval(WHERE, elsewhere) == "message_default"
    assert await owner.fetchval("SELECT text FROM message WHERE id = $1", OF_2099) == "سرگردان"
    with pytest.raises(asyncpg.UniqueViolationError):
        await insert(owner, "message", id=OF_2099, position=3, **stray)


async def test_the_application_writes_into_a_new_part_behind_the_second_lock(
    house, owner: asyncpg.Connection, organization, foreign
) -> None:
    await owner.execute("SELECT ensure_month_partitions('2098-02-01', '2098-02-01')")
    message_id = await owner.fetchval("SELECT first_uuid_of('2098-02-10')")
    add = """INSERT INTO message (organization_id, id, conversation_id, position, kind, direction, author_kind)
             VALUES ($1, $2, $3, 1, 'note', 'internal', 'agent')"""
    async with house.database.transaction(organization.id) as work:
        await work.execute(add, organization.id, message_id, organization.conversation_id)
    assert await owner.fetchval(WHERE, message_id) == "message_2098_02"
    async with house.database.reading(foreign.id) as view:
        assert await view.value("SELECT count(*) FROM message WHERE id = $1", message_id) == 0
