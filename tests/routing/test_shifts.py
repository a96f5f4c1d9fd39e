from uuid import UUID

import httpx

from fixtures.people import insert
from hamseda.kit.ids import new_id
from routing.live_floor import Floor


async def bulletin(floor: Floor, department_id: UUID | None = None) -> UUID:
    bulletin_id = new_id()
    await insert(
        floor.owner,
        "bulletin",
        organization_id=floor.organization.id,
        id=bulletin_id,
        title="نوروز",
        text="دو روز تعطیلیم",
        department_id=department_id,
    )
    return bulletin_id


async def take_conversation(floor: Floor) -> UUID:
    """The conversation of a new contact, given to the agent by hand."""
    item_id = await floor.contact()
    conversation_id = (await floor.item(item_id))["conversation_id"]
    agent = floor.organization.agent
    answer = await floor.sign_in(agent).put(
        f"/api/v1/conversations/{conversation_id}/assignee", json={"user_id": str(agent.id)}
    )
    assert answer.is_success, answer.text
    return conversation_id


async def end(client: httpx.AsyncClient, *handover: dict) -> httpx.Response:
    return await client.request("DELETE", "/api/v1/me/shift", json={"handover": list(handover)})


async def test_a_shift_begins_when_the_bulletins_are_read(floor: Floor):
    the = floor.organization
    mine, another = await bulletin(floor, the.sales_id), await bulletin(floor, the.support_id)
    client = floor.sign_in(the.agent)
    assert (await client.get("/api/v1/me/work")).json()["bulletins_unread"] == 1
    refused = await client.post(
        "/api/v1/me/shift", json={"headset_ok": True, "read_bulletins": [str(another)]}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "bulletins_unread")
    assert [each["id"] for each in refused.json()["bulletins"]] == [str(mine)]
    begun = await client.post("/api/v1/me/shift", json={"headset_ok": True, "read_bulletins": [str(mine)]})
    assert begun.status_code == 201, begun.text
    again = await client.post("/api/v1/me/shift", json={"headset_ok": False})
    assert again.json()["shift"] == begun.json()["shift"]
    work = (await client.get("/api/v1/me/work")).json()
    assert (work["shift"]["headset_ok"], work["bulletins_unread"]) == (True, 0)


async def test_nothing_stays_open_without_an_owner_and_a_note(floor: Floor):
    the, agent = floor.organization, floor.organization.agent
    client = floor.sign_in(agent)
    await client.post("/api/v1/me/shift", json={})
    await floor.there(agent)
    given, moved, kept = [await take_conversation(floor) for _ in range(3)]
    refused = await end(
        client, {"conversation_id": str(given), "owner_id": str(the.other_agent.id), "note": "تا ظهر"}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "handover_missing")
    assert {each["conversation_id"] for each in refused.json()["items"]} == {str(moved), str(kept)}
    assert (await client.get("/api/v1/me/work")).json()["presence"][
        "state"
    ] == "available"  # nothing has changed
    ended = await end(
        client,
        {"conversation_id": str(given), "owner_id": str(the.other_agent.id), "note": "تا ظهر جواب می‌خواهد"},
        {"conversation_id": str(moved), "queue_id": str(the.support_queue_id), "note": "پرسش فنی است"},
        {"conversation_id": str(kept), "owner_id": str(agent.id), "note": "فردا خودم پیگیری می‌کنم"},
    )
    assert ended.status_code == 200, ended.text
    owners = {
        row["id"]: (row["assignee_id"], row["queue_id"])
        for row in await floor.owner.fetch(
            "SELECT * FROM conversation WHERE id = ANY($1)", [given, moved, kept]
        )
    }
    assert owners == {
        given: (the.other_agent.id, the.sales_queue_id),
        moved: (None, the.support_queue_id),
        kept: (agent.id, the.sales_queue_id),
    }
    for conversation_id in owners:
        notes = "SELECT count(*) FROM message WHERE conversation_id = $1 AND kind = 'note'"
        assert await floor.owner.fetchval(notes, conversation_id) == 1
    work = (await client.get("/api/v1/me/work")).json()
    assert (work["shift"], work["presence"]["state"]) == (None, "offline")
    waiting = await floor.owner.fetchval("SELECT state FROM work_item WHERE conversation_id = $1", moved)
    assert waiting == "waiting"


async def test_what_was_left_is_shown_to_the_next(floor: Floor):
    the, agent = floor.organization, floor.organization.agent
    client = floor.sign_in(agent)
    await client.post("/api/v1/me/shift", json={})
    given, moved = await take_conversation(floor), await take_conversation(floor)
    await end(
        client,
        {"conversation_id": str(given), "owner_id": str(the.other_agent.id), "note": "برای تو"},
        {"conversation_id": str(moved), "queue_id": str(the.support_queue_id), "note": "برای صف"},
    )
    begun = (await floor.sign_in(the.other_agent).post("/api/v1/me/shift", json={})).json()
    assert {each["conversation_id"]: each["note"] for each in begun["handed_over"]} == {
        str(given): "برای تو",
        str(moved): "برای صف",
    }
    nobody = (await floor.sign_in(the.supervisor).get("/api/v1/me/work")).json()
    assert nobody["handed_over"] == []


async def test_a_handover_names_a_person_or_a_queue_that_are_there(floor: Floor):
    the = floor.organization
    client = floor.sign_in(the.agent)
    given = await take_conversation(floor)
    for owner in (
        {},
        {"owner_id": str(the.agent.id), "queue_id": str(the.sales_queue_id)},
        {"owner_id": str(new_id())},
    ):
        answer = await end(client, {"conversation_id": str(given), "note": "یادداشت", **owner})
        assert answer.status_code == 422, answer.text
    answer = await end(client, {"conversation_id": str(given), "owner_id": str(the.agent.id), "note": " "})
    assert answer.status_code == 400


async def test_numbers_in_handover_notes_are_masked_everywhere_and_sealed(floor: Floor):
    the = floor.organization
    client = floor.sign_in(the.agent)
    await client.post("/api/v1/me/shift", json={})
    given, moved = await take_conversation(floor), await take_conversation(floor)
    note = "کارتش 6037 9975 9999 9993 است"
    ended = await end(
        client,
        {"conversation_id": str(given), "owner_id": str(the.other_agent.id), "note": note},
        {"conversation_id": str(moved), "queue_id": str(the.support_queue_id), "note": note},
    )
    assert ended.status_code == 200, ended.text
    for stored in (
        "SELECT string_agg(text, '') FROM message",
        "SELECT string_agg(handover::text, '') FROM shift",
    ):
        text = await floor.owner.fetchval(f"{stored} WHERE organization_id = $1", the.id)
        assert "9993" in text
        assert "9975" not in text
    notes = await floor.owner.fetch(
        "SELECT id, meta FROM message WHERE organization_id = $1 AND kind = 'note'", the.id
    )
    assert len(notes) == 2
    for row in notes:
        (sealed,) = row["meta"]["sealed"]
        opened = await floor.sign_in(the.supervisor).post(
            f"/api/v1/sealed-values/{sealed['id']}/reveal", json={"reason": "پیگیری بازپرداخت"}
        )
        assert opened.json() == {"value": "6037 9975 9999 9993"}
