import asyncio

from fixtures.people import MakeOrganization
from routing.live_floor import Floor, StartRouter, until


async def test_a_contact_is_offered_and_accepted(floor: Floor, start_router: StartRouter):
    agent = floor.organization.agent
    await start_router()
    await floor.there(agent)
    item_id = await floor.contact()
    offer = await floor.offer(item_id)
    assert offer["agent_id"] == agent.id
    told = await floor.owner.fetch(
        "SELECT audience, body FROM event WHERE organization_id = $1 AND kind = 'reservation.offered'",
        floor.organization.id,
    )
    assert [row["audience"] for row in told] == [{"user": str(agent.id)}]
    assert told[0]["body"]["conversation"]["last_message_preview"] == "سلام"
    client = floor.sign_in(agent)
    work = (await client.get("/api/v1/me/work")).json()
    assert [r["id"] for r in work["reservations"]] == [str(offer["id"])]
    assert work["reservations"][0]["explanation"]["sentence"]
    assert work["reservations"][0]["conversation"]["status"] == "open"
    answer = await client.post(f"/api/v1/reservations/{offer['id']}/acceptance")
    assert answer.status_code == 200, answer.text
    item = await floor.item(item_id)
    assert (item["state"], item["agent_id"]) == ("active", agent.id)
    interaction = await floor.owner.fetchrow(
        "SELECT * FROM interaction WHERE id = $1", item["interaction_id"]
    )
    assert (interaction["state"], interaction["agent_id"]) == ("active", agent.id)
    assert interaction["answered_at"] is not None
    assert agent.id == await floor.owner.fetchval(
        "SELECT assignee_id FROM conversation WHERE id = $1", item["conversation_id"]
    )
    again = await client.post(f"/api/v1/reservations/{offer['id']}/acceptance")
    assert (again.status_code, again.json()) == (200, answer.json())


async def test_what_one_declines_goes_to_the_next(floor: Floor, start_router: StartRouter):
    first, second = floor.organization.agent, await floor.colleague()
    await start_router()
    await floor.there(first)
    item_id = await floor.contact()
    offer = await floor.offer(item_id, first)
    await floor.there(second)
    answer = await floor.sign_in(first).post(
        f"/api/v1/reservations/{offer['id']}/refusal", json={"reason": "این مشتری آشناست"}
    )
    assert answer.status_code == 204, answer.text
    await floor.offer(item_id, second)
    assert [row["agent_id"] for row in await floor.offers(item_id, "declined")] == [first.id]


async def test_who_declined_is_not_asked_again_even_by_the_next_router(
    floor: Floor, start_router: StartRouter
):
    agent = floor.organization.agent
    await start_router()
    await floor.there(agent)
    declined = await floor.contact()
    client = floor.sign_in(agent)
    offer = await floor.offer(declined, agent)
    await client.post(f"/api/v1/reservations/{offer['id']}/refusal")
    later = await floor.contact()
    offer = await floor.offer(later, agent)  # past the one that stands before it
    await client.post(f"/api/v1/reservations/{offer['id']}/refusal")
    await floor.owner.execute("UPDATE lease SET holder = 'gone', epoch = epoch + 1, expires_at = now()")
    await start_router()
    last = await floor.contact()
    await floor.offer(last, agent)
    for item_id in (declined, later):
        assert await floor.offers(item_id) == []
        assert len(await floor.offers(item_id, "declined")) == 1
    await floor.there(await floor.colleague())
    await floor.offer(declined)


async def test_an_unanswered_offer_goes_on_and_two_begin_a_break(floor: Floor, start_router: StartRouter):
    agent = floor.organization.agent
    await floor.set_queue(barred_s=0)
    await start_router()
    await floor.there(agent)
    item_id = await floor.contact()
    before = (await floor.item(item_id))["entered_at"]
    first = await floor.offer(item_id)
    await floor.let_time_out(first["id"])
    second = await floor.offer(item_id)
    assert second["id"] != first["id"]
    assert await presence_of(floor) == ("available", None)
    await floor.let_time_out(second["id"])
    assert await presence_of(floor) == ("break", "unanswered")
    item = await floor.item(item_id)
    assert (item["state"], item["entered_at"]) == ("waiting", before)
    late = await floor.sign_in(agent).post(f"/api/v1/reservations/{second['id']}/acceptance")
    assert (late.status_code, late.json()["code"]) == (409, "offer_gone")
    await floor.there(agent)  # one click back
    await floor.offer(item_id, agent)


async def test_who_goes_away_while_it_rings_is_asked_no_more(floor: Floor, start_router: StartRouter):
    first, second = floor.organization.agent, await floor.colleague()
    await start_router()
    await floor.there(first)
    item_id = await floor.contact()
    await floor.offer(item_id, first)
    await floor.there(second)
    await floor.there(first, "offline")
    await floor.offer(item_id, second)
    assert [row["agent_id"] for row in await floor.offers(item_id, "withdrawn")] == [first.id]


async def test_two_who_accept_at_once(floor: Floor, start_router: StartRouter):
    """The offer of one timed out and rings at another: whoever decides first has it, and only one."""
    first, second = floor.organization.agent, await floor.colleague()
    await start_router()
    await floor.there(first)
    item_id = await floor.contact()
    old = await floor.offer(item_id, first)
    await floor.there(second)
    paths = [f"/api/v1/reservations/{old['id']}/acceptance"]
    answers = await asyncio.gather(
        floor.let_time_out(old["id"]), *(floor.sign_in(first).post(path) for path in paths * 3)
    )
    codes = {answer.status_code for answer in answers[1:]}
    item = await floor.item(item_id)
    accepted = await floor.offers(item_id, "accepted")
    assert codes in ({200}, {409})
    assert len(accepted) == (1 if codes == {200} else 0)
    if codes == {409}:
        new = await floor.offer(item_id, second)
        racing = await asyncio.gather(
            floor.sign_in(second).post(f"/api/v1/reservations/{new['id']}/acceptance"),
            floor.sign_in(first).post(f"/api/v1/reservations/{old['id']}/acceptance"),
        )
        assert [answer.status_code for answer in racing] == [200, 409]
        item = await floor.item(item_id)
        assert item["agent_id"] == second.id


async def test_capacity_is_kept(floor: Floor, start_router: StartRouter):
    agent = floor.organization.agent
    await floor.owner.execute("UPDATE membership SET capacity = 60 WHERE user_id = $1", agent.id)
    await start_router()
    await floor.there(agent)
    items = [await floor.contact() for _ in range(3)]
    client = floor.sign_in(agent)
    for item_id in items[:2]:
        offer = await floor.offer(item_id)
        assert (await client.post(f"/api/v1/reservations/{offer['id']}/acceptance")).status_code == 200
    work = (await client.get("/api/v1/me/work")).json()
    assert (work["load"], work["capacity"], len(work["active"])) == (60, 60, 2)
    await until(lambda: floor.owner.fetchval("SELECT reason->>'key' FROM work_item WHERE id = $1", items[2]))
    assert await floor.offers(items[2]) == []
    done = await client.post(f"/api/v1/work-items/{items[0]}/completion", json={})
    assert done.status_code == 200, done.text
    await floor.offer(items[2], agent)


async def test_what_a_person_gives_away_by_hand_is_not_offered(floor: Floor, start_router: StartRouter):
    agent, admin = floor.organization.agent, floor.organization.admin
    await start_router()
    await floor.there(agent)
    item_id = await floor.contact()
    offer = await floor.offer(item_id)
    conversation_id = (await floor.item(item_id))["conversation_id"]
    answer = await floor.sign_in(admin).put(
        f"/api/v1/conversations/{conversation_id}/assignee", json={"user_id": str(admin.id)}
    )
    assert answer.is_success, answer.text
    item = await floor.item(item_id)
    assert (item["state"], item["agent_id"]) == ("active", admin.id)
    late = await floor.sign_in(agent).post(f"/api/v1/reservations/{offer['id']}/acceptance")
    assert (late.status_code, late.json()["code"]) == (409, "offer_gone")
    other = await floor.contact()
    await floor.offer(other, agent)  # the router goes on, and knows that the agent is free again


async def test_an_offer_is_for_its_agent_alone(
    floor: Floor, start_router: StartRouter, make_organization: MakeOrganization
):
    the = floor.organization
    await start_router()
    await floor.there(the.agent)
    offer = await floor.offer(await floor.contact())
    foreign = await make_organization()
    for person in (the.other_agent, the.supervisor, the.admin, foreign.agent):
        for act in ("acceptance", "refusal"):
            answer = await floor.sign_in(person).post(f"/api/v1/reservations/{offer['id']}/{act}")
            assert answer.status_code == 404, answer.text
    for person in (the.light, the.auditor):
        answer = await floor.sign_in(person).post(f"/api/v1/reservations/{offer['id']}/acceptance")
        assert answer.status_code == 403


async def presence_of(floor: Floor) -> tuple[str, str | None]:
    return tuple(
        await floor.owner.fetchrow(
            "SELECT state, reason FROM presence WHERE user_id = $1", floor.organization.agent.id
        )
    )
