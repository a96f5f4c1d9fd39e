"""Whoever leaves or is barred leaves nothing behind: what rang, what they served, what they were to write up."""

from routing.live_floor import Floor, StartRouter, until


async def test_a_disabled_agents_work_goes_back_to_its_place_and_on_to_others(
    floor: Floor, start_router: StartRouter
):
    agent, admin = floor.organization.agent, floor.sign_in(floor.organization.admin)
    await start_router()
    await floor.there(agent)
    client = floor.sign_in(agent)
    served = await floor.contact()
    offer = await floor.offer(served, agent)
    assert (await client.post(f"/api/v1/reservations/{offer['id']}/acceptance")).status_code == 200
    written_up = await floor.contact()
    offer = await floor.offer(written_up, agent)
    assert (await client.post(f"/api/v1/reservations/{offer['id']}/acceptance")).status_code == 200
    assert (await client.post(f"/api/v1/work-items/{written_up}/wrap-up")).status_code == 200
    before = await floor.item(served)
    ringing = await floor.contact()
    await floor.offer(ringing, agent)
    assert (await admin.put(f"/api/v1/users/{agent.id}/disablement")).status_code == 204
    after = await floor.item(served)
    assert (after["state"], after["agent_id"], after["entered_at"]) == ("waiting", None, before["entered_at"])
    assert (await floor.item(written_up))["state"] == "done"
    assert [row["agent_id"] for row in await floor.offers(ringing, "withdrawn")] == [agent.id]
    conversation = await floor.owner.fetchrow(
        "SELECT assignee_id FROM conversation WHERE id = $1", before["conversation_id"]
    )
    assert conversation["assignee_id"] is None
    state = "SELECT state FROM presence WHERE user_id = $1"
    assert await floor.owner.fetchval(state, agent.id) == "offline"
    other = await floor.colleague()
    await floor.there(other)
    await floor.offer(served, other)


async def test_what_is_served_in_anothers_conversation_is_let_go_too(floor: Floor, start_router: StartRouter):
    agent, admin = floor.organization.agent, floor.sign_in(floor.organization.admin)
    await start_router()
    await floor.there(agent)
    item_id = await floor.contact()
    offer = await floor.offer(item_id, agent)
    await floor.sign_in(agent).post(f"/api/v1/reservations/{offer['id']}/acceptance")
    item = await floor.item(item_id)
    await floor.owner.execute(
        "UPDATE conversation SET assignee_id = $2 WHERE id = $1",
        item["conversation_id"],
        floor.organization.supervisor.id,
    )
    assert (await admin.delete(f"/api/v1/users/{agent.id}")).status_code == 204

    async def is_free() -> bool:
        now = await floor.item(item_id)
        return now["state"] == "waiting" and now["agent_id"] is None

    await until(is_free)
