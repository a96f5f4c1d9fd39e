import asyncpg
import pytest

from hamseda.routing.heartbeat import seen
from hamseda.routing.presence import send_absent_offline
from routing.live_floor import Floor, StartRouter, until


async def presence(floor: Floor) -> asyncpg.Record | None:
    return await floor.owner.fetchrow(
        "SELECT * FROM presence WHERE user_id = $1", floor.organization.agent.id
    )


async def events(floor: Floor, kind: str) -> list[dict]:
    rows = await floor.owner.fetch(
        "SELECT body, audience FROM event WHERE organization_id = $1 AND kind = $2 ORDER BY number",
        floor.organization.id,
        kind,
    )
    return [{"audience": row["audience"], **row["body"]} for row in rows]


async def test_available_break_offline_are_logged_and_told(floor: Floor):
    agent = floor.organization.agent
    await floor.there(agent)
    await floor.there(agent, "break", "prayer")
    await floor.there(agent, "offline")
    logged = await floor.owner.fetch(
        "SELECT state, reason FROM presence_log WHERE user_id = $1 ORDER BY at", agent.id
    )
    expected = [("available", None), ("break", "prayer"), ("offline", None)]
    assert [tuple(row) for row in logged] == expected
    told = await events(floor, "presence.changed")
    assert [(each["state"], each["reason"]) for each in told] == expected
    assert all(each["audience"] == {"staff": True} for each in told)
    listed = (await floor.sign_in(floor.organization.supervisor).get("/api/v1/presence")).json()["items"]
    assert {row["user_id"]: row["state"] for row in listed}[str(agent.id)] == "offline"


async def test_the_same_again_keeps_its_beginning(floor: Floor):
    await floor.there(floor.organization.agent)
    before = await presence(floor)
    await floor.there(floor.organization.agent)
    after = await presence(floor)
    assert (after["since"], after["seen_at"] >= before["seen_at"]) == (before["since"], True)
    assert len(await events(floor, "presence.changed")) == 1


@pytest.mark.parametrize("reason", [None, "ill", "unanswered"])
async def test_a_break_has_a_reason_of_the_list(floor: Floor, reason: str | None):
    client = floor.sign_in(floor.organization.agent)
    refused = await client.put("/api/v1/me/presence", json={"state": "break", "reason": reason})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "reason")
    assert await presence(floor) is None


async def test_the_organization_edits_the_list(floor: Floor):
    await floor.owner.execute(
        "UPDATE organization SET settings = $2 WHERE id = $1",
        floor.organization.id,
        {"break_reasons": ["چای"]},
    )
    await floor.there(floor.organization.agent, "break", "چای")
    client = floor.sign_in(floor.organization.agent)
    assert (await client.get("/api/v1/me/work")).json()["break_reasons"] == ["چای"]
    refused = await client.put("/api/v1/me/presence", json={"state": "break", "reason": "rest"})
    assert refused.status_code == 422


async def test_who_has_no_live_connection_is_offline_in_a_while(floor: Floor, start_router: StartRouter):
    agent = floor.organization.agent
    await start_router()
    await floor.there(agent)
    item_id = await floor.contact()
    await floor.offer(item_id, agent)
    await floor.owner.execute(
        "UPDATE presence SET seen_at = now() - interval '61 seconds' WHERE user_id = $1", agent.id
    )

    async def is_offline() -> bool:
        return (await presence(floor))["state"] == "offline"

    await until(is_offline)
    assert len(await floor.offers(item_id, "withdrawn")) == 1
    assert (await floor.item(item_id))["state"] == "waiting"


async def test_a_live_connection_is_a_sign_of_life(floor: Floor):
    agent = floor.organization.agent
    await floor.there(agent)
    await floor.owner.execute(
        "UPDATE presence SET seen_at = now() - interval '61 seconds' WHERE user_id = $1", agent.id
    )
    await seen(floor.house.system, lambda: [(floor.organization.id, agent.id)])()
    async with floor.house.database.transaction(floor.organization.id) as work:
        assert await send_absent_offline(work, 60) == 0
    assert (await presence(floor))["state"] == "available"
