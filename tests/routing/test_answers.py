"""Whoever answers a customer who waits has taken the work, also while no router is there."""

from uuid import UUID

from fixtures.people import Person
from hamseda.kit.ids import new_id
from routing.live_floor import Floor, StartRouter, until


async def answer(floor: Floor, person: Person, conversation_id: UUID) -> None:
    sent = await floor.sign_in(person).post(
        f"/api/v1/conversations/{conversation_id}/messages",
        json={"id": str(new_id()), "text": "سلام، بفرمایید"},
    )
    assert sent.status_code == 201, sent.text


async def test_an_answer_without_a_router_takes_the_work_when_one_comes(
    floor: Floor, start_router: StartRouter
):
    agent = floor.organization.agent
    item_id = await floor.contact()
    item = await floor.item(item_id)
    await answer(floor, agent, item["conversation_id"])
    assert (await floor.item(item_id))["state"] == "waiting"
    await start_router()

    async def is_taken() -> bool:
        now = await floor.item(item_id)
        return (now["state"], now["agent_id"]) == ("active", agent.id)

    await until(is_taken)
    owner = "SELECT assignee_id FROM conversation WHERE id = $1"
    assert await floor.owner.fetchval(owner, item["conversation_id"]) == agent.id


async def test_what_was_given_elsewhere_since_waits_on(floor: Floor, start_router: StartRouter):
    item_id, other_id = await floor.contact(), await floor.contact()
    item, other = await floor.item(item_id), await floor.item(other_id)
    agent = floor.organization.agent
    await answer(floor, agent, item["conversation_id"])
    moved = await floor.sign_in(floor.organization.supervisor).post(
        f"/api/v1/conversations/{item['conversation_id']}/transfer",
        json={"queue_id": str(floor.organization.support_queue_id)},
    )
    assert moved.status_code == 204
    await answer(floor, agent, other["conversation_id"])
    await start_router()

    async def is_taken() -> bool:
        return (await floor.item(other_id))["state"] == "active"

    await until(is_taken)
    assert (await floor.item(item_id))["state"] == "waiting"


async def test_the_router_notes_how_far_it_has_come(floor: Floor, start_router: StartRouter):
    await start_router()
    item_id = await floor.contact()
    item = await floor.item(item_id)
    await answer(floor, floor.organization.agent, item["conversation_id"])

    async def noted() -> bool:
        taken = await floor.owner.fetchval(
            "SELECT max(number) FROM event WHERE organization_id = $1 AND kind = 'work.changed'",
            floor.organization.id,
        )
        number = await floor.owner.fetchval(
            "SELECT number FROM event_cursor WHERE organization_id = $1 AND reader = 'router'",
            floor.organization.id,
        )
        return (await floor.item(item_id))["state"] == "active" and (number or 0) >= taken

    await until(noted)
