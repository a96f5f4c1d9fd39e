"""A snoozed conversation is offered to nobody; awake again, it stands where it stood."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from fixtures.people import Person
from hamseda.conversations.api import NewMessage, wake
from hamseda.kit.background import Timers
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.routing.api import Queueing
from routing.live_floor import Floor, StartRouter, until

ACT = "conversation.wake"


async def _wake(work: Transaction, timer: Row) -> None:
    await wake(Queueing(), work, timer["subject_id"], timer["due_at"])


async def snooze(floor: Floor, item: asyncpg.Record) -> None:
    until_then = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    answer = await floor.sign_in(floor.organization.supervisor).put(
        f"/api/v1/conversations/{item['conversation_id']}/snooze", json={"until": until_then}
    )
    assert answer.status_code == 204, answer.text


async def say(floor: Floor, item: asyncpg.Record, text: str) -> None:
    """The customer writes on the same contact."""
    await floor.house.appender.append(
        floor.organization.id,
        NewMessage(
            id=new_id(),
            conversation_id=item["conversation_id"],
            interaction_id=item["interaction_id"],
            channel_id=floor.organization.channel_id,
            channel_kind="webchat",
            kind="message",
            direction="inbound",
            author_kind="customer",
            text=text,
            text_direction="rtl",
        ),
    )


async def let_time_pass(floor: Floor) -> None:
    """The worker acts on the timers that are due."""
    await Timers(floor.house.system, {ACT: _wake}).step()


async def is_state(floor: Floor, item_id: UUID, state: str) -> Any:
    async def asked() -> bool:
        return (await floor.item(item_id))["state"] == state

    return await until(asked)


async def test_a_snoozed_contact_is_passed_over_and_keeps_its_place(floor: Floor, start_router: StartRouter):
    agent = floor.organization.agent
    await start_router()
    first, second = await floor.contact(), await floor.contact()
    before = await floor.item(first)
    await snooze(floor, before)
    assert (await floor.item(first))["state"] == "snoozed"
    await floor.there(agent)
    offer = await floor.offer(second, agent)  # though the first came first
    assert await floor.offers(first) == []
    answer = await floor.sign_in(floor.organization.supervisor).delete(
        f"/api/v1/conversations/{before['conversation_id']}/snooze"
    )
    assert answer.status_code == 204
    assert (await floor.item(first))["entered_at"] == before["entered_at"]
    third = await floor.contact()
    await floor.sign_in(agent).post(f"/api/v1/reservations/{offer['id']}/acceptance")
    await floor.offer(first, agent)  # before the third, which came while it slept
    assert await floor.offers(third) == []


async def test_snoozing_takes_back_what_rings(floor: Floor, start_router: StartRouter):
    agent = floor.organization.agent
    await start_router()
    await floor.there(agent)
    item_id = await floor.contact()
    offer = await floor.offer(item_id, agent)
    await snooze(floor, await floor.item(item_id))
    gone = await floor.sign_in(agent).post(f"/api/v1/reservations/{offer['id']}/acceptance")
    assert (gone.status_code, gone.json()["code"]) == (409, "offer_gone")
    later = await floor.contact()
    await floor.offer(later, agent)
    assert (await floor.item(item_id))["state"] == "snoozed"


async def test_a_message_of_the_customer_wakes_the_work_too(floor: Floor, start_router: StartRouter):
    agent = floor.organization.agent
    await start_router()
    item_id = await floor.contact()
    item = await floor.item(item_id)
    await snooze(floor, item)
    await say(floor, item, "هنوز منتظرم")
    await let_time_pass(floor)
    await is_state(floor, item_id, "waiting")
    await floor.there(agent)
    await floor.offer(item_id, agent)


async def test_snoozed_again_before_the_worker_came_it_sleeps_on(floor: Floor):
    item_id = await floor.contact()
    item = await floor.item(item_id)
    await snooze(floor, item)
    await say(floor, item, "هنوز منتظرم")
    await snooze(floor, item)
    await let_time_pass(floor)
    assert (await floor.item(item_id))["state"] == "snoozed"
    kept = await floor.owner.fetchval(
        "SELECT count(*) FROM timer WHERE subject_id = $1 AND kind = $2", item["conversation_id"], ACT
    )
    assert kept == 1


async def test_the_end_of_a_snooze_puts_it_back(floor: Floor, start_router: StartRouter):
    agent = floor.organization.agent
    await start_router()
    await floor.there(agent)
    await floor.there(agent, "break", "prayer")
    item_id = await floor.contact()
    item = await floor.item(item_id)
    await snooze(floor, item)
    for table, column, of in (
        ("conversation", "snoozed_until", "id"),
        ("timer", "due_at", "subject_id"),
    ):
        await floor.owner.execute(
            f"UPDATE {table} SET {column} = $2 WHERE {of} = $1", item["conversation_id"], datetime.now(UTC)
        )
    await let_time_pass(floor)
    assert (await floor.item(item_id))["state"] == "waiting"
    await floor.there(agent)
    await floor.offer(item_id, agent)


async def test_moved_asleep_it_sleeps_on_and_resolved_it_is_withdrawn(floor: Floor):
    the, client = floor.organization, floor.sign_in(floor.organization.supervisor)
    item_id = await floor.contact()
    item = await floor.item(item_id)
    await snooze(floor, item)
    path = f"/api/v1/conversations/{item['conversation_id']}"
    moved = await client.post(f"{path}/transfer", json={"queue_id": str(the.support_queue_id)})
    assert moved.status_code == 204, moved.text
    now = await floor.item(item_id)
    assert (now["state"], now["queue_id"]) == ("snoozed", the.support_queue_id)
    assert (await client.put(f"{path}/resolution", json={})).status_code == 204
    assert (await floor.item(item_id))["state"] == "withdrawn"


async def serve(floor: Floor, agent: Person) -> asyncpg.Record:
    """A contact comes in and the agent serves it; answers its work item."""
    item_id = await floor.contact()
    offer = await floor.offer(item_id, agent)
    accepted = await floor.sign_in(agent).post(f"/api/v1/reservations/{offer['id']}/acceptance")
    assert accepted.status_code == 200, accepted.text
    return await floor.item(item_id)


@pytest.mark.parametrize("how", ["transferred", "unassigned", "member removed", "member disabled"])
async def test_served_asleep_and_left_it_sleeps_on_until_it_is_woken(
    floor: Floor, start_router: StartRouter, how: str
):
    the = floor.organization
    admin = floor.sign_in(the.admin)
    await start_router()
    await floor.there(the.agent)
    served = await serve(floor, the.agent)
    await snooze(floor, served)
    assert (await floor.item(served["id"]))["state"] == "active"
    path, member = f"/api/v1/conversations/{served['conversation_id']}", f"/api/v1/users/{the.agent.id}"
    left = {
        "transferred": ("POST", f"{path}/transfer", {"queue_id": str(the.sales_queue_id)}),
        "unassigned": ("PUT", f"{path}/assignee", {"user_id": None}),
        "member removed": ("DELETE", member, None),
        "member disabled": ("PUT", f"{member}/disablement", None),
    }
    way, place, body = left[how]
    assert (await admin.request(way, place, json=body)).status_code == 204
    now = await floor.item(served["id"])
    assert (now["state"], now["agent_id"]) == ("snoozed", None)
    assert now["entered_at"] == served["entered_at"]
    other = await floor.colleague()
    later = await floor.contact()
    await floor.there(other)
    await floor.offer(later)  # though the other came first
    assert await floor.offers(served["id"]) == []
    assert (await admin.delete(f"{path}/snooze")).status_code == 204
    assert (await floor.item(served["id"]))["state"] in {"waiting", "offered"}


async def test_who_answers_a_snoozed_contact_has_taken_it(floor: Floor, start_router: StartRouter):
    await start_router()
    item_id = await floor.contact()
    item = await floor.item(item_id)
    await snooze(floor, item)
    agent = floor.organization.agent
    sent = await floor.sign_in(agent).post(
        f"/api/v1/conversations/{item['conversation_id']}/messages",
        json={"id": str(new_id()), "text": "فردا خبر می‌دهم"},
    )
    assert sent.status_code == 201, sent.text
    await is_state(floor, item_id, "active")
    assert (await floor.item(item_id))["agent_id"] == agent.id
