"""What an organization changes about people and terms is in force at once, and everywhere it matters."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conversations.arrivals import arrive, proven
from conversations.test_live import connect, heard, silent
from hamseda.organization.authentication import REMEMBERED_SECONDS

CARD = "6037 9975 9999 9993"


def queue_of(organization: Any) -> str:
    return f"/api/v1/queues/{organization.sales_queue_id}"


async def test_who_loses_a_queue_hears_no_more_of_it_and_who_gains_it_does(
    house, server, sign_in, organization
) -> None:
    admin = sign_in(organization.admin)
    members = {"member_ids": [str(organization.other_agent.id)]}
    async with (
        connect(server, organization.agent) as loses,
        connect(server, organization.other_agent) as gains,
        connect(server, organization.supervisor) as boss,
    ):
        for socket in (loses, gains, boss):
            await heard(socket, "hello")
        assert (await admin.patch(queue_of(organization), json=members)).status_code == 200
        for socket in (loses, gains):
            assert (await heard(socket, "bye", 2))["code"] == "rights_changed"
        told = {(await heard(boss, "membership.changed"))["b"]["user_id"] for _ in range(2)}
        assert told == {str(organization.agent.id), str(organization.other_agent.id)}
    await asyncio.sleep(
        REMEMBERED_SECONDS
    )  # until then a new connection may be told once more to read afresh
    async with (
        connect(server, organization.agent) as loses,
        connect(server, organization.other_agent) as gains,
    ):
        await heard(loses, "hello")
        await heard(gains, "hello")
        await arrive(house, organization, proven("q@example.com"), text="کیست؟")
        assert (await heard(gains, "message.appended"))["b"]["message"]["text"] == "کیست؟"
        assert await silent(loses)


async def test_a_queue_whose_members_stay_disturbs_nobody(server, sign_in, organization) -> None:
    async with connect(server, organization.agent) as socket:
        await heard(socket, "hello")
        same = {"member_ids": [str(organization.agent.id)], "priority": 2}
        assert (await sign_in(organization.admin).patch(queue_of(organization), json=same)).status_code == 200
        await heard(socket, "configuration.changed")
        assert await silent(socket, 1.2)


async def test_what_a_member_held_is_free_when_they_leave(house, sign_in, organization, owner) -> None:
    held = await arrive(house, organization, proven("held@example.com"), text="نوبت من کی می‌شود؟")
    done = await arrive(house, organization, proven("done@example.com"))
    admin = sign_in(organization.admin)
    for received in (held, done):
        url = f"/api/v1/conversations/{received.conversation_id}"
        assert (await admin.put(f"{url}/assignee", json={"user_id": str(organization.agent.id)})).is_success
    assert (await admin.put(f"{url}/resolution", json={})).is_success
    entered = await owner.fetchrow(
        "SELECT state, entered_at FROM work_item WHERE conversation_id = $1", held.conversation_id
    )
    assert entered["state"] == "active"
    before = await owner.fetchval(
        "SELECT last_number FROM event_head WHERE organization_id = $1", organization.id
    )
    assert (await admin.delete(f"/api/v1/users/{organization.agent.id}")).status_code == 204
    rows = await owner.fetch(
        """SELECT c.id, c.assignee_id, w.state, w.agent_id, w.entered_at FROM conversation c
           JOIN work_item w ON w.conversation_id = c.id WHERE c.organization_id = $1""",
        organization.id,
    )
    found = {row["id"]: row for row in rows}
    free = found[held.conversation_id]
    assert (free["assignee_id"], free["state"], free["agent_id"]) == (None, "waiting", None)
    assert free["entered_at"] == entered["entered_at"]
    assert found[done.conversation_id]["assignee_id"] == organization.agent.id
    kinds = await owner.fetch(
        "SELECT kind, body FROM event WHERE organization_id = $1 AND number > $2 ORDER BY number",
        organization.id,
        before,
    )
    assert {"conversation.changed", "work.changed", "membership.changed"} == {row["kind"] for row in kinds}
    waiting = (await admin.get("/api/v1/conversations", params={"view": "unassigned"})).json()["items"]
    assert str(held.conversation_id) in {item["id"] for item in waiting}


async def set_terms(sign_in: Any, organization: Any, **settings: Any) -> None:
    answer = await sign_in(organization.admin).patch("/api/v1/organization", json={"settings": settings})
    assert answer.status_code == 200, answer.text


async def resolved_hours_ago(owner: Any, received: Any, hours: int) -> None:
    await owner.execute(
        "UPDATE conversation SET status = 'resolved', resolved_at = now() - make_interval(hours => $2) WHERE id = $1",
        received.conversation_id,
        hours,
    )
    await owner.execute(
        "UPDATE interaction SET state = 'ended' WHERE conversation_id = $1", received.conversation_id
    )
    await owner.execute(
        "UPDATE work_item SET state = 'done' WHERE conversation_id = $1", received.conversation_id
    )


@pytest.mark.parametrize(("hours", "joins"), [(None, True), (2, False), (4, True), (0, False)])
async def test_the_organization_says_how_long_a_closed_conversation_goes_on(
    house, sign_in, organization, owner, hours, joins
) -> None:
    if hours is not None:
        await set_terms(sign_in, organization, rejoin_hours=hours)
    first = await arrive(house, organization, proven("t@example.com"))
    await resolved_hours_ago(owner, first, 3)
    second = await arrive(house, organization, proven("t@example.com"))
    assert (second.conversation_id == first.conversation_id) is joins


async def days_until(owner: Any, sql: str, organization: Any) -> int:
    moment = await owner.fetchval(sql, organization.id)
    return round((moment - datetime.now(UTC)) / timedelta(days=1))


VERIFIED = "SELECT max(verified_until) FROM identity WHERE organization_id = $1"
SEALED = "SELECT max(expires_at) FROM sealed_value WHERE organization_id = $1"


async def test_the_organization_says_how_long_a_proof_holds(house, sign_in, organization, owner) -> None:
    await arrive(house, organization, proven("v@example.com"))
    assert await days_until(owner, VERIFIED, organization) == 180
    await set_terms(sign_in, organization, verification_days=400)
    await arrive(house, organization, proven("w@example.com"))
    assert await days_until(owner, VERIFIED, organization) == 400
    await set_terms(sign_in, organization, verification_days=500)
    agent = sign_in(organization.supervisor)
    customer = f"/api/v1/customers/{organization.customer_id}"
    added = await agent.post(f"{customer}/identities", json={"kind": "email", "value": "x@example.com"})
    identity = next(i for i in added.json()["identities"] if i["value"] == "x@example.com")
    checked = {"method": "agent_checked", "note": "پای تلفن پرسیدم"}
    assert (await agent.post(f"{customer}/identities/{identity['id']}/verification", json=checked)).is_success
    assert await days_until(owner, VERIFIED, organization) == 500
    await set_terms(sign_in, organization, verification_days=None)
    await owner.execute(
        "UPDATE identity SET verified_until = now() WHERE organization_id = $1", organization.id
    )
    await arrive(house, organization, proven("z@example.com"))
    assert await days_until(owner, VERIFIED, organization) == 180


async def test_the_organization_says_how_long_an_original_is_kept(
    house, sign_in, organization, owner
) -> None:
    got = await arrive(house, organization, proven("c@example.com"), text=f"کارت من {CARD}")
    assert await days_until(owner, SEALED, organization) == 30
    await set_terms(sign_in, organization, sealed_days=60)
    await arrive(house, organization, proven("c@example.com"), text=f"کارت من {CARD}")
    assert await days_until(owner, SEALED, organization) == 60
    await set_terms(sign_in, organization, sealed_days=90)
    reply = {"id": str(organization.skill_id), "kind": "note", "text": f"کارت او {CARD}"}
    sent = await sign_in(organization.agent).post(
        f"/api/v1/conversations/{got.conversation_id}/messages", json=reply
    )
    assert sent.is_success, sent.text
    assert await days_until(owner, SEALED, organization) == 90
