"""Agents write: at once, later, and not after all."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from conversations.arrivals import arrive, numbers, proven
from hamseda.conversations.api import change_state, conversation_row, send_scheduled
from hamseda.house import House


@pytest.fixture
async def chat(house: House, organization) -> Any:
    return await arrive(house, organization, proven("s@example.com"))


def path(chat: Any, tail: str = "messages") -> str:
    return f"/api/v1/conversations/{chat.conversation_id}/{tail}"


async def test_a_reply_goes_by_the_road_of_the_newest_contact(sign_in, organization, chat) -> None:
    agent = sign_in(organization.agent)
    sent = (await agent.post(path(chat), json={"id": str(uuid4()), "text": "درود"})).json()
    assert (sent["state"], sent["direction"], sent["channel_kind"]) == ("sent", "outbound", "webchat")
    assert sent["interaction_id"] == str(chat.interaction_id)


async def test_the_same_id_again_is_the_same_message(sign_in, owner, organization, chat) -> None:
    agent, body = sign_in(organization.agent), {"id": str(uuid4()), "text": "درود"}
    first, again = [(await agent.post(path(chat), json=body)).json() for _ in range(2)]
    assert first == again
    assert await owner.fetchval("SELECT count(*) FROM message WHERE id = $1", first["id"]) == 1


async def test_within_the_undo_time_the_customer_has_nothing_and_it_can_be_taken_back(
    house: House, sign_in, owner, organization, chat
) -> None:
    agent = sign_in(organization.agent)
    sent = (await agent.post(path(chat), json={"id": str(uuid4()), "text": "اشتباه", "undo_s": 5})).json()
    assert sent["state"] == "scheduled"
    taken = await agent.delete(path(chat, f"messages/{sent['id']}"))
    assert (taken.status_code, taken.json()["text"]) == (200, "اشتباه")
    async with house.database.transaction(organization.id) as work:
        await send_scheduled(work, sent["id"])
    assert await owner.fetchval("SELECT state FROM message WHERE id = $1", sent["id"]) == "cancelled"
    assert await owner.fetchval("SELECT count(*) FROM timer WHERE subject_id = $1", sent["id"]) == 0
    again = await agent.delete(path(chat, f"messages/{sent['id']}"))
    assert again.json()["code"] == "already_sent"


async def test_a_scheduled_message_takes_the_newest_place_when_it_goes(
    house: House, sign_in, owner, organization, chat
) -> None:
    agent = sign_in(organization.agent)
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    sent = (await agent.post(path(chat), json={"id": str(uuid4()), "text": "فردا", "send_at": later})).json()
    await arrive(house, organization, proven("s@example.com"), text="هنوز هستید؟")
    async with house.database.transaction(organization.id) as work:
        await send_scheduled(work, sent["id"])
    async with house.database.transaction(organization.id) as work:
        await send_scheduled(work, sent["id"])
    row = await owner.fetchrow("SELECT state, position FROM message WHERE id = $1", sent["id"])
    assert (row["state"], row["position"]) == ("sent", 4)
    head = await owner.fetchrow(
        "SELECT last_position, waiting_since FROM conversation WHERE id = $1", chat.conversation_id
    )
    assert (head["last_position"], head["waiting_since"]) == (4, None)
    found = await numbers(owner, organization)
    assert found == list(range(1, len(found) + 1))


async def test_receipts_only_move_forward(house: House, sign_in, owner, organization, chat) -> None:
    sent = (
        await sign_in(organization.agent).post(path(chat), json={"id": str(uuid4()), "text": "درود"})
    ).json()
    for state, moved in (("read", True), ("delivered", False), ("read", False)):
        async with house.database.transaction(organization.id) as work:
            conversation = await conversation_row(work, chat.conversation_id)
            message = await work.row("SELECT * FROM message WHERE id = $1", sent["id"])
            assert await change_state(work, conversation, message, state) is moved
    assert await owner.fetchval("SELECT state FROM message WHERE id = $1", sent["id"]) == "read"


async def test_a_mention_opens_the_conversation_to_the_one_mentioned(sign_in, organization, chat) -> None:
    light = sign_in(organization.light)
    assert (await light.get(path(chat, ""))).status_code == 404
    note = {
        "id": str(uuid4()),
        "kind": "note",
        "text": "@لاله ببین",
        "mentions": [str(organization.light.id)],
    }
    assert (await sign_in(organization.agent).post(path(chat), json=note)).status_code == 201
    assert (await light.get(path(chat)[: -len("/messages")])).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": "  "}, "text"),
        ({"kind": "shout"}, "kind"),
        ({"undo_s": 61}, "undo_s"),
        ({"send_at": "2026-12-01T10:00:00"}, "send_at"),
        ({"channel_id": str(uuid4())}, "channel_id"),
        ({"attachments": [str(uuid4())]}, "attachments"),
        ({"id": "7"}, "id"),
        ({"text": 7}, "text"),
        ({"mentions": [str(uuid4())], "kind": "note"}, "mentions"),
    ],
)
async def test_what_is_wrong_is_named_and_changes_nothing(
    sign_in, owner, organization, chat, change, field
) -> None:
    before = await numbers(owner, organization)
    answer = await sign_in(organization.agent).post(
        path(chat), json={"id": str(uuid4()), "text": "درود"} | change
    )
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    assert [e["field"] for e in answer.json()["errors"]] == [field]
    assert await numbers(owner, organization) == before


async def test_someone_who_does_not_see_it_cannot_write(sign_in, organization, chat) -> None:
    answer = await sign_in(organization.other_agent).post(
        path(chat), json={"id": str(uuid4()), "text": "درود"}
    )
    assert answer.status_code == 404


async def test_a_note_of_a_transfer_is_masked_too(sign_in, owner, organization, chat) -> None:
    note = "کارتش 6037 9975 9999 9993 است"
    body = {"queue_id": str(organization.support_queue_id), "note": note}
    assert (await sign_in(organization.agent).post(path(chat, "transfer"), json=body)).status_code == 204
    texts = await owner.fetchval(
        "SELECT string_agg(text, '') FROM message WHERE conversation_id = $1", chat.conversation_id
    )
    assert "9993" in texts
    assert "9975" not in texts


async def test_the_undo_time_is_the_replys_own_else_the_writers_else_the_organizations(
    sign_in, organization, chat
) -> None:
    agent, admin = sign_in(organization.agent), sign_in(organization.admin)

    async def held(**more: int) -> bool:
        sent = await agent.post(path(chat), json={"id": str(uuid4()), "text": "درود", **more})
        assert sent.status_code == 201, sent.text
        return sent.json()["state"] == "scheduled"

    assert not await held()
    assert (await admin.patch("/api/v1/organization", json={"settings": {"undo_seconds": 20}})).is_success
    # One's own log-in is read afresh: another process would take it up within seconds.
    assert (await agent.patch("/api/v1/me", json={"preferences": {"sound": True}})).status_code == 204
    assert (await agent.get("/api/v1/me")).json()["organization"]["undo_seconds"] == 20
    assert await held()
    assert not await held(undo_s=0)
    assert (await agent.patch("/api/v1/me", json={"preferences": {"undo_s": 0}})).status_code == 204
    assert not await held()
    assert await held(undo_s=5)
    # What no number is counts as no preference.
    assert (await agent.patch("/api/v1/me", json={"preferences": {"undo_s": "nine"}})).status_code == 204
    assert await held()
    assert (await agent.patch("/api/v1/me", json={"preferences": {"undo_s": 1e30}})).status_code == 204
    assert await held()


async def test_a_time_that_is_over_is_refused_and_its_retry_is_not(sign_in, organization, chat) -> None:
    agent = sign_in(organization.agent)
    soon = datetime.now(UTC) + timedelta(seconds=1)
    reply = {"id": str(uuid4()), "text": "تا بعد", "send_at": soon.isoformat()}
    first = await agent.post(path(chat), json=reply)
    assert (first.status_code, first.json()["state"]) == (201, "scheduled")
    await asyncio.sleep(1.1)
    again = await agent.post(path(chat), json=reply)
    assert (again.status_code, again.json()["position"]) == (201, first.json()["position"])
    late = await agent.post(path(chat), json={**reply, "id": str(uuid4())})
    assert (late.status_code, late.json()["errors"][0]["code"]) == (422, "not_in_future")
    unclear = await agent.post(
        path(chat), json={**reply, "id": str(uuid4()), "send_at": "2030-01-01T10:00:00"}
    )
    assert (unclear.status_code, unclear.json()["errors"][0]["code"]) == (400, "no_zone")
