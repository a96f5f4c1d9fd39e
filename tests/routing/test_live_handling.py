from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from fixtures.people import Person, insert
from hamseda.kit.ids import new_id
from hamseda.routing.api import Queueing, end_interaction, promise_callback, usual_wait, wait_of_interaction
from routing.live_floor import Floor, StartRouter, timers, until


async def accepted(floor: Floor, agent: Person) -> UUID:
    item_id = await floor.contact()
    offer = await floor.offer(item_id, agent)
    answer = await floor.sign_in(agent).post(f"/api/v1/reservations/{offer['id']}/acceptance")
    assert answer.status_code == 200, answer.text
    return item_id


async def interaction(floor: Floor, item_id: UUID):
    return await floor.owner.fetchrow(
        "SELECT i.* FROM interaction i JOIN work_item w ON w.interaction_id = i.id WHERE w.id = $1", item_id
    )


async def test_after_contact_work_keeps_its_units_until_it_is_completed(
    floor: Floor, start_router: StartRouter
):
    the, agent = floor.organization, floor.organization.agent
    await floor.owner.execute("UPDATE membership SET capacity = 30 WHERE user_id = $1", agent.id)
    outcome = new_id()
    await insert(floor.owner, "disposition", organization_id=the.id, id=outcome, code="sold", name="فروش شد")
    await start_router()
    await floor.there(agent)
    item_id = await accepted(floor, agent)
    client = floor.sign_in(agent)
    answer = await client.post(f"/api/v1/work-items/{item_id}/wrap-up")
    assert (answer.status_code, answer.json()["state"]) == (200, "wrap_up"), answer.text
    talk = await interaction(floor, item_id)
    assert (talk["state"], talk["ended_at"]) == ("wrap_up", None)
    assert talk["wrap_up_until"] > datetime.now(UTC)
    waiting = await floor.contact()
    await until(lambda: floor.owner.fetchval("SELECT reason->>'key' FROM work_item WHERE id = $1", waiting))
    assert await floor.offers(waiting) == []
    unknown = await client.post(
        f"/api/v1/work-items/{item_id}/completion", json={"disposition_id": str(new_id())}
    )
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "disposition_id")
    done = await client.post(
        f"/api/v1/work-items/{item_id}/completion",
        json={"disposition_id": str(outcome), "note": "کارت 6037991234567893 را خواند"},
    )
    assert (done.status_code, done.json()["state"]) == (200, "done"), done.text
    talk = await interaction(floor, item_id)
    assert (talk["state"], talk["disposition_id"]) == ("ended", outcome)
    note = await floor.owner.fetchrow(
        "SELECT text, meta FROM message WHERE conversation_id = $1 AND kind = 'note'", talk["conversation_id"]
    )
    assert "خواند" in note["text"]
    assert "6037991234567893" not in note["text"]
    opened = await floor.sign_in(the.supervisor).post(
        f"/api/v1/sealed-values/{note['meta']['sealed'][0]['id']}/reveal", json={"reason": "پیگیری بازپرداخت"}
    )
    assert opened.json() == {"value": "6037991234567893"}
    await floor.offer(waiting, agent)


async def test_work_that_is_not_mine_cannot_be_ended(floor: Floor, start_router: StartRouter):
    agent = floor.organization.agent
    await start_router()
    await floor.there(agent)
    item_id = await accepted(floor, agent)
    for person in (floor.organization.other_agent, floor.organization.admin, floor.organization.light):
        client = floor.sign_in(person)
        assert (await client.post(f"/api/v1/work-items/{item_id}/wrap-up")).status_code == 404
        assert (await client.post(f"/api/v1/work-items/{item_id}/completion", json={})).status_code == 404
    assert (await floor.item(item_id))["state"] == "active"


async def test_a_visitor_who_leaves(floor: Floor, start_router: StartRouter):
    agent = floor.organization.agent
    await start_router()
    await floor.there(agent)
    served = await accepted(floor, agent)
    await floor.there(agent, "break", "rest")
    waiting = await floor.contact()
    for item_id, state, talk_state, is_abandoned in (
        (served, "wrap_up", "wrap_up", False),
        (waiting, "abandoned", "ended", True),
    ):
        talk_id = (await floor.item(item_id))["interaction_id"]
        async with floor.house.database.transaction(floor.organization.id) as work:
            await end_interaction(work, talk_id, by="customer")
        talk = await interaction(floor, item_id)
        assert (await floor.item(item_id))["state"] == state
        assert (talk["state"], talk["abandoned"]) == (talk_state, is_abandoned)
    await floor.there(agent)
    await floor.offer(await floor.contact(), agent)  # nobody rings for the one who left


async def test_what_is_taken_from_everybody_waits_again(floor: Floor, start_router: StartRouter):
    agent = floor.organization.agent
    await start_router()
    await floor.there(agent)
    item_id = await accepted(floor, agent)
    entered = (await floor.item(item_id))["entered_at"]
    async with floor.house.database.transaction(floor.organization.id) as work:
        await Queueing().taken(work, (await floor.item(item_id))["conversation_id"], None)
    offer = await floor.offer(item_id, agent)
    assert offer["state"] == "offered"
    assert (await floor.item(item_id))["entered_at"] == entered


async def test_whoever_answers_has_taken_it(floor: Floor, start_router: StartRouter):
    the, colleague = floor.organization, await floor.colleague()
    await start_router()
    await floor.there(the.agent)
    item_id = await floor.contact()
    offer = await floor.offer(item_id, the.agent)
    conversation_id = (await floor.item(item_id))["conversation_id"]
    path = f"/api/v1/conversations/{conversation_id}/messages"
    note = {"id": str(uuid4()), "kind": "note", "text": "می‌شناسمش"}
    assert (await floor.sign_in(colleague).post(path, json=note)).is_success
    assert (await floor.item(item_id))["state"] == "offered"
    reply = {"id": str(uuid4()), "kind": "message", "text": "سلام، بفرمایید", "undo_s": 0}
    answer = await floor.sign_in(colleague).post(path, json=reply)
    assert answer.is_success, answer.text

    async def is_taken() -> bool:
        item = await floor.item(item_id)
        return (item["state"], item["agent_id"]) == ("active", colleague.id)

    await until(is_taken)
    assert [row["id"] for row in await floor.offers(item_id, "withdrawn")] == [offer["id"]]
    owner = await floor.owner.fetchval("SELECT assignee_id FROM conversation WHERE id = $1", conversation_id)
    assert owner == colleague.id


async def test_a_transferred_contact_rings_in_the_other_queue(floor: Floor, start_router: StartRouter):
    the = floor.organization
    await start_router()
    await floor.there(the.agent)
    item_id = await accepted(floor, the.agent)
    await floor.there(the.other_agent)
    item = await floor.item(item_id)
    answer = await floor.sign_in(the.agent).post(
        f"/api/v1/conversations/{item['conversation_id']}/transfer",
        json={"queue_id": str(the.support_queue_id), "note": "پرسش فنی"},
    )
    assert answer.is_success, answer.text
    await floor.offer(item_id, the.other_agent)
    assert (await floor.item(item_id))["entered_at"] == item["entered_at"]


async def test_a_contact_waits_for_its_own_agent_then_for_anybody(floor: Floor, start_router: StartRouter):
    the, colleague = floor.organization, await floor.colleague()
    await floor.owner.execute("UPDATE membership SET capacity = 30 WHERE user_id = $1", the.agent.id)
    await start_router()
    await floor.there(the.agent)
    await accepted(floor, the.agent)
    item_id = await floor.contact()
    await floor.owner.execute(
        "UPDATE work_item SET preferred_agent_id = $2, preferred_until = now() + interval '1 hour' WHERE id = $1",
        item_id,
        the.agent.id,
    )
    await floor.tell_changed(item_id)
    await floor.there(colleague)

    async def waits_for_owner() -> bool:
        return (
            await floor.owner.fetchval("SELECT reason->>'key' FROM work_item WHERE id = $1", item_id)
            == "routing.waiting.owner"
        )

    await until(waits_for_owner)
    assert await floor.offers(item_id) == []
    said = (await floor.sign_in(the.supervisor).get(f"/api/v1/work-items/{item_id}/explanation")).json()
    assert the.agent.name in said["sentence"]
    await floor.owner.execute("UPDATE work_item SET preferred_until = now() WHERE id = $1", item_id)
    await floor.tell_changed(item_id)
    await floor.offer(item_id, colleague)


async def test_after_a_while_the_agents_of_the_overflow_queue_are_asked(
    floor: Floor, start_router: StartRouter
):
    the = floor.organization
    await floor.set_queue(overflow_queue_id=str(the.support_queue_id), overflow_after_s=1)
    await start_router()
    await floor.there(the.other_agent)
    item_id = await floor.contact()
    assert (await floor.offer(item_id, the.other_agent))["agent_id"] == the.other_agent.id
    assert (await floor.item(item_id))["ring"] == 1
    said = (await floor.sign_in(the.admin).get(f"/api/v1/work-items/{item_id}/explanation")).json()
    assert "routing.note.relaxed" in [part["key"] for part in said["parts"]]


async def test_a_promised_call_waits_in_line_when_its_time_has_come(floor: Floor, start_router: StartRouter):
    the = floor.organization
    await start_router()
    async with floor.house.database.transaction(the.id) as work:
        await promise_callback(
            work,
            conversation_id=the.conversation_id,
            queue_id=the.sales_queue_id,
            wanted_at=datetime.now(UTC) - timedelta(seconds=1),
            address="+989121234567",
            brief="قیمت",
        )
    await timers(floor.house).step()
    item_id = await floor.owner.fetchval(
        "SELECT w.id FROM work_item w JOIN callback c ON c.id = w.callback_id WHERE c.organization_id = $1",
        the.id,
    )
    await floor.there(the.agent)
    offer = await floor.offer(item_id, the.agent)
    client = floor.sign_in(the.agent)
    assert (await client.post(f"/api/v1/reservations/{offer['id']}/acceptance")).status_code == 200
    assert (await client.post(f"/api/v1/work-items/{item_id}/completion", json={})).status_code == 200
    state = await floor.owner.fetchval("SELECT state FROM callback WHERE organization_id = $1", the.id)
    assert state == "done"


async def test_who_waits_is_promised_an_interval_and_the_promise_is_measured(
    floor: Floor, start_router: StartRouter
):
    the = floor.organization
    await floor.owner.execute("UPDATE membership SET capacity = 30 WHERE user_id = $1", the.agent.id)
    await start_router()
    await floor.there(the.agent)
    served = await accepted(floor, the.agent)
    first, second = await floor.contact(), await floor.contact()
    for item_id, place in ((first, 1), (second, 2)):
        await until(lambda item_id=item_id: promises(floor, item_id))
        async with floor.house.database.reading(the.id) as view:
            wait = await wait_of_interaction(view, (await floor.item(item_id))["interaction_id"])
        assert (wait.place, wait.kept, wait.of) == (place, 0, 0)
        assert 0 <= wait.low_s < wait.high_s
    async with floor.house.database.reading(the.id) as view:
        usual = await usual_wait(view, the.sales_queue_id)
        nobody = await usual_wait(view, the.support_queue_id)
    assert usual.place == 3
    assert nobody is None
    client = floor.sign_in(the.agent)
    await client.post(f"/api/v1/work-items/{served}/completion", json={})
    offer = await floor.offer(first, the.agent)
    await client.post(f"/api/v1/reservations/{offer['id']}/acceptance")
    settled = await promises(floor, first)
    assert all(row["actual_s"] is not None for row in settled)
    assert all(row["actual_s"] is None for row in await promises(floor, second))
    async with floor.house.database.reading(the.id) as view:
        wait = await wait_of_interaction(view, (await floor.item(second))["interaction_id"])
    assert wait.of == len(settled)


async def promises(floor: Floor, item_id: UUID):
    return await floor.owner.fetch("SELECT * FROM wait_promise WHERE work_item_id = $1", item_id)
