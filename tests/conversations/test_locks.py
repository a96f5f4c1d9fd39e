"""Writers of every kind side by side: nobody waits for ever, nobody is refused for another's sake."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg

from conversations.arrivals import add_channel, arrive, proven
from hamseda.conversations.api import send_scheduled, wake
from hamseda.conversations.index import ADD_ROWS
from hamseda.house import House
from hamseda.kit.ids import new_id
from hamseda.routing.api import Queueing, callback_due, promise_callback


async def test_mentions_and_customers_write_at_once_without_a_deadlock(
    house: House, sign_in, organization
) -> None:
    chat = await arrive(house, organization, proven("lock@example.com"))
    agent, url = sign_in(organization.agent), f"/api/v1/conversations/{chat.conversation_id}/messages"

    async def mention(n: int) -> int:
        body = {
            "id": str(uuid4()),
            "kind": "note",
            "text": f"@لاله {n}",
            "mentions": [str(organization.light.id)],
        }
        return (await agent.post(url, json=body)).status_code

    async def say(n: int) -> bool:
        got = await arrive(house, organization, proven("lock@example.com"), text=f"پیام {n}")
        return not got.repeated

    answers = await asyncio.gather(*(mention(n) for n in range(25)), *(say(n) for n in range(25)))
    assert answers == [201] * 25 + [True] * 25


async def test_undo_and_its_timer_at_the_same_instant_settle_it_one_way(
    house, sign_in, owner, organization
) -> None:
    chat = await arrive(house, organization, proven("undo@example.com"))
    agent, base = sign_in(organization.agent), f"/api/v1/conversations/{chat.conversation_id}/messages"
    for _ in range(8):
        sent = (await agent.post(base, json={"id": str(uuid4()), "text": "شاید", "undo_s": 30})).json()

        async def fire(message_id=sent["id"]) -> None:
            async with house.database.transaction(organization.id) as work:
                # As the worker does it: the timer goes with the act.
                await work.execute("DELETE FROM timer WHERE subject_id = $1", message_id)
                await send_scheduled(work, message_id)

        undone, _ = await asyncio.gather(agent.delete(f"{base}/{sent['id']}"), fire())
        state = await owner.fetchval("SELECT state FROM message WHERE id = $1", sent["id"])
        assert (undone.status_code, state) in {(200, "cancelled"), (409, "sent")}


async def test_a_message_after_the_talk_is_over_waits_as_new_work(
    house, sign_in, owner, organization
) -> None:
    chat = await arrive(house, organization, proven("after@example.com"))
    assign = f"/api/v1/conversations/{chat.conversation_id}/assignee"
    assert (
        await sign_in(organization.agent).put(assign, json={"user_id": str(organization.agent.id)})
    ).status_code == 204
    item = await owner.fetchval("SELECT id FROM work_item WHERE conversation_id = $1", chat.conversation_id)
    assert (await sign_in(organization.agent).post(f"/api/v1/work-items/{item}/wrap-up")).status_code < 300
    again = await arrive(house, organization, proven("after@example.com"), text="یک چیز دیگر")
    assert again.interaction_id != chat.interaction_id
    waiting = await owner.fetch(
        "SELECT interaction_id, state FROM work_item WHERE conversation_id = $1 AND state = 'waiting'",
        chat.conversation_id,
    )
    assert [row["interaction_id"] for row in waiting] == [again.interaction_id]


async def test_the_index_locks_messages_in_the_order_of_their_ids(house, owner, organization) -> None:
    ids = sorted(new_id() for _ in range(12))
    for each in reversed(ids):
        await arrive(house, organization, proven("order@example.com"), id=each, external_id=str(each))
    rows = [(each, False, datetime.now(UTC).isoformat(), "x") for each in reversed(ids)]

    async def index() -> None:
        async with house.system.everywhere() as connection, connection.transaction():
            # A plan that meets the rows as they were written, not by the index of their ids.
            for way in ("hashjoin", "mergejoin", "indexscan", "bitmapscan"):
                await connection.execute(f"SET LOCAL enable_{way} = off")
            await connection.execute(ADD_ROWS, organization.id, *map(list, zip(*rows, strict=True)))

    async with owner.transaction():
        await owner.execute("SELECT FROM message WHERE id = $1 FOR UPDATE", ids[0])
        indexing = asyncio.create_task(index())
        await _until_one_waits(owner)
        free = await owner.fetch(
            "SELECT id FROM message WHERE id = ANY ($1) ORDER BY id FOR UPDATE SKIP LOCKED", ids
        )
    await indexing
    assert [row["id"] for row in free] == ids


async def test_of_two_who_snooze_at_once_the_later_word_holds(house, sign_in, owner, organization) -> None:
    """Each drops the timers before it has the conversation, so both leave one; the earlier one wakes nothing."""
    chat = await arrive(house, organization, proven("twice@example.com"))
    agent, path = sign_in(organization.agent), f"/api/v1/conversations/{chat.conversation_id}/snooze"
    soon, later = (datetime.now(UTC) + timedelta(hours=hours) for hours in (1, 5))
    async with owner.transaction():
        await owner.execute("SELECT FROM conversation WHERE id = $1 FOR UPDATE", chat.conversation_id)
        both = []
        for waiting, until in enumerate((soon, later), 1):
            both.append(asyncio.create_task(agent.put(path, json={"until": until.isoformat()})))
            await _until_one_waits(owner, waiting)
    assert [(await one).status_code for one in both] == [204, 204]
    state = "SELECT status, snoozed_until FROM conversation WHERE id = $1"
    assert tuple(await owner.fetchrow(state, chat.conversation_id)) == ("snoozed", later)
    timers = await owner.fetch(
        "SELECT subject_id, due_at FROM timer WHERE subject_id = $1 ORDER BY due_at", chat.conversation_id
    )
    assert [timer["due_at"] for timer in timers] == [soon, later]
    seen = []
    for timer in timers:
        async with house.database.transaction(organization.id) as work:
            await wake(Queueing(), work, timer["subject_id"], timer["due_at"])
        seen.append(await owner.fetchval(state, chat.conversation_id))
    assert seen == ["snoozed", "open"]


async def _promised(house, organization, conversation_id):
    async with house.database.transaction(organization.id) as work:
        return await promise_callback(
            work,
            conversation_id=conversation_id,
            queue_id=organization.sales_queue_id,
            wanted_at=datetime.now(UTC) + timedelta(hours=1),
            address="+989121234567",
            brief="قیمت",
        )


async def _come_due(house, organization, callback_id) -> None:
    async with house.database.transaction(organization.id) as work:
        await callback_due(work, {"subject_id": callback_id})


async def test_a_promised_call_takes_its_conversation_first_as_a_merge_does(
    house, owner, organization
) -> None:
    chat = await arrive(house, organization, proven("call@example.com"))
    callback_id = await _promised(house, organization, chat.conversation_id)
    async with owner.transaction():
        await owner.execute("SELECT FROM conversation WHERE id = $1 FOR UPDATE", chat.conversation_id)
        due = asyncio.create_task(_come_due(house, organization, callback_id))
        await _until_one_waits(owner)
        free = await owner.fetch("SELECT FROM callback WHERE id = $1 FOR UPDATE SKIP LOCKED", callback_id)
    await due
    assert len(free) == 1
    assert await owner.fetchval("SELECT state FROM callback WHERE id = $1", callback_id) == "due"


async def test_a_promised_call_that_a_merge_took_elsewhere_waits_for_that_conversation(
    house, owner, organization
) -> None:
    """Two merges one after the other: the second one finds the promise free."""
    gone, kept = [
        (await arrive(house, organization, proven(f"{name}-call@example.com"))).conversation_id
        for name in ("gone", "kept")
    ]
    callback_id = await _promised(house, organization, gone)
    lock = "SELECT FROM conversation WHERE id = ANY ($1) FOR UPDATE"
    async with house.system.everywhere() as second, second.transaction():
        async with owner.transaction():
            await owner.execute(lock, [gone, kept])
            next_merge = asyncio.create_task(second.execute(lock, [kept]))
            await _until_one_waits(owner)
            due = asyncio.create_task(_come_due(house, organization, callback_id))
            await _until_one_waits(owner, 2)
            await owner.execute("UPDATE callback SET conversation_id = $2 WHERE id = $1", callback_id, kept)
        await next_merge
        await _until_one_waits(owner)
        free = await second.fetch("SELECT FROM callback WHERE id = $1 FOR UPDATE SKIP LOCKED", callback_id)
    await due
    assert len(free) == 1
    waits = "SELECT conversation_id, state FROM work_item WHERE callback_id = $1"
    assert [tuple(row) for row in await owner.fetch(waits, callback_id)] == [(kept, "waiting")]


async def _until_one_waits(owner: asyncpg.Connection, how_many: int = 1) -> None:
    """Until somebody (or so many) waits for a row that this connection has locked, or for who waits for it."""
    waits = """SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"""
    async with asyncio.timeout(30):
        while await owner.fetchval(waits) < how_many:
            await asyncio.sleep(0.02)


async def test_a_retry_with_its_file_is_answered_and_stored_once(house, sign_in, owner, organization) -> None:
    chat = await arrive(house, organization, proven("file@example.com"))
    agent, url = sign_in(organization.agent), f"/api/v1/conversations/{chat.conversation_id}/messages"
    file = (await agent.post("/api/v1/attachments", files={"file": ("a.txt", b"hello", "text/plain")})).json()
    body = {"id": str(uuid4()), "text": "پیوست", "attachments": [file["id"]]}
    first, again = [await agent.post(url, json=body) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    await add_channel(owner, organization, "email")
    third = await agent.post(url, json=body)
    assert third.json()["id"] == first.json()["id"]


async def test_drafts_and_subjects_are_masked(sign_in, house, owner, organization) -> None:
    chat = await arrive(house, organization, proven("mask@example.com"))
    base, card = f"/api/v1/conversations/{chat.conversation_id}", "6037 9975 9999 9993"
    agent = sign_in(organization.agent)
    assert (await agent.put(f"{base}/draft", json={"text": f"کارت {card}"})).status_code == 204
    assert (await agent.patch(base, json={"subject": card, "next_step": card})).status_code == 200
    stored = await owner.fetchrow(
        "SELECT d.text, c.subject, c.next_step FROM draft d JOIN conversation c ON c.id = d.conversation_id WHERE c.id = $1",
        chat.conversation_id,
    )
    assert not [value for value in stored.values() if "9975" in value]


async def test_a_draft_is_forgotten(sign_in, house, owner, organization) -> None:
    chat = await arrive(house, organization, proven("forget@example.com"))
    path, agent = f"/api/v1/conversations/{chat.conversation_id}/draft", sign_in(organization.agent)
    assert (await agent.put(path, json={"text": "نیمه‌کاره"})).status_code == 204
    assert (await sign_in(organization.admin).delete(path)).status_code == 204  # their own, and there is none
    assert (await agent.get(path)).json()["text"] == "نیمه‌کاره"
    assert [(await agent.delete(path)).status_code for _ in range(2)] == [204, 204]
    assert (await agent.get(path)).json() is None
