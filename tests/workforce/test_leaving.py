"""Whoever leaves the house leaves their shifts to come open, and nothing that they asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from fixtures.people import Organization
from workforce.rota import SCHEDULES, WORKFORCE, draft, edit, hire, offer, on, publish, shift

USERS = "/api/v1/users"


@pytest.fixture
async def planner(organization: Organization, sign_in):
    client = sign_in(organization.supervisor)
    await offer(client)
    return client


@pytest.fixture
async def second(organization: Organization, owner):
    (person,) = await hire(owner, organization, "نرگس نو")
    return person


async def read(client, the: dict) -> dict:
    return (await client.get(f"{SCHEDULES}/{the['id']}")).json()


@pytest.mark.parametrize("way", ["removed", "disabled"])
async def test_shifts_to_come_are_open_in_drafts_and_in_what_is_published(
    planner, organization, sign_in, second, way
):
    agent, admin = organization.agent, sign_in(organization.admin)
    shown = await draft(planner, organization)
    await edit(planner, shown, shift(agent, 0), shift(agent, 1), shift(second, 2))
    shown = await publish(planner, shown)
    other = await draft(planner, organization, first_day=on(7))
    await edit(planner, other, shift(agent, 8), {"do": "keep_off", "user_id": str(agent.id), "day": on(9)})
    assert (await planner.get(f"{SCHEDULES}/{shown['id']}")).json()["missing_hours"] == 17.5
    if way == "removed":
        answer = await admin.delete(f"{USERS}/{agent.id}")
    else:
        answer = await admin.put(f"{USERS}/{agent.id}/disablement")
    assert answer.status_code < 300, answer.text
    seen, draft_seen = await read(planner, shown), await read(planner, other)
    assert [(one["user_id"], one["day"]) for one in seen["shifts"]] == [(str(second.id), on(2))]
    assert [(one["day"], one["start"], one["end"], one["name"]) for one in seen["opened"]] == [
        (on(0), "08:00", "16:00", agent.name),
        (on(1), "08:00", "16:00", agent.name),
    ]
    assert (seen["state"], seen["version"], seen["missing_hours"]) == (
        "published",
        shown["version"] + 1,
        32.5,
    )
    assert [one["user_id"] for one in seen["people"]] == [str(second.id)]
    assert ([one["day"] for one in draft_seen["opened"]], draft_seen["off"]) == ([on(8)], [])
    edits = (await planner.get(f"{SCHEDULES}/{shown['id']}/edits")).json()["items"]
    assert (edits[0]["what"], edits[0]["by"], edits[0]["count"]) == ("left", None, 2)
    assert seen["can_undo"] is False
    refused = await planner.post(f"{SCHEDULES}/{shown['id']}/undo", json={"version": seen["version"]})
    assert refused.json()["code"] == "nothing_to_undo"


async def test_an_open_shift_is_taken_over_let_go_and_taken_back(planner, organization, sign_in, second):
    the = await draft(planner, organization)
    await edit(planner, the, shift(organization.agent, 0), shift(organization.agent, 1))
    await sign_in(organization.admin).delete(f"{USERS}/{organization.agent.id}")
    the = await read(planner, the)
    first, other = (one["id"] for one in the["opened"])
    unknown = await edit(planner, the, {**shift(second, 0), "opened": str(organization.id)})
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "changes.0.opened")
    answer = await edit(
        planner, the, {**shift(second, 0), "opened": first}, {"do": "drop_opened", "id": other}
    )
    assert answer.status_code == 200, answer.text
    seen = await read(planner, the)
    assert (seen["opened"], len(seen["shifts"])) == ([], 1)
    undone = await planner.post(f"{SCHEDULES}/{the['id']}/undo", json={"version": seen["version"]})
    assert undone.status_code == 200, undone.text
    seen = await read(planner, the)
    assert ([one["id"] for one in seen["opened"]], seen["shifts"]) == ([first, other], [])


async def test_the_only_one_of_a_queue_may_leave_too(planner, organization, sign_in):
    terms = {"contract": {"least_m": 2250, "most_m": 2640, "days": 6}}
    await planner.put(f"{WORKFORCE}/schedule-people/{organization.agent.id}", json=terms)
    the = await draft(planner, organization)
    await edit(planner, the, shift(organization.agent, 0))
    answer = await sign_in(organization.admin).delete(f"{USERS}/{organization.agent.id}")
    assert answer.status_code < 300, answer.text
    seen = await read(planner, the)
    assert (len(seen["opened"]), seen["shifts"], seen["missing_hours"]) == (1, [], 40)
    # The solver has nobody to give anything to.
    refused = await edit(planner, the | {"version": seen["version"]}, shift(organization.agent, 1))
    assert refused.json()["code"] == "rules_broken"


async def test_what_has_been_worked_stays(planner, organization, sign_in, owner, second):
    """A week that began three days ago: only what lies ahead is open."""
    agent = organization.agent
    begun = datetime.now(UTC).date() - timedelta(3)
    the = await draft(planner, organization, first_day=str(begun), user_ids=[str(agent.id), str(second.id)])
    put = {**shift(agent, 0), "start": "09:00"}
    days = [str(begun + timedelta(day)) for day in (0, 1, 5, 6)]
    answer = await edit(planner, the, *[{**put, "day": day} for day in days], accept_breaches=True)
    assert answer.status_code == 200, answer.text
    await sign_in(organization.admin).delete(f"{USERS}/{agent.id}")
    seen = await read(planner, the)
    assert [one["day"] for one in seen["shifts"]] == days[:2]
    assert [one["day"] for one in seen["opened"]] == days[2:]
    assert str(agent.id) in {one["user_id"] for one in seen["people"]}


async def test_requests_are_closed_and_who_asked_reads_why(planner, organization, sign_in, owner, second):
    agent = organization.agent
    the = await draft(planner, organization)
    made = (await edit(planner, the, shift(agent, 0), shift(second, 1), shift(agent, 3))).json()["shifts"]
    await publish(planner, the)
    mine = {one["day"]: one["id"] for one in made}
    leaver, colleague = sign_in(agent), sign_in(second)
    my = f"{WORKFORCE}/my"
    assert (
        await leaver.post(f"{my}/leave-requests", json={"first_day": on(10), "last_day": on(11)})
    ).status_code == 201
    asked = await colleague.post(
        f"{my}/swap-requests", json={"shift_id": mine[on(1)], "with_user_id": str(agent.id)}
    )
    assert asked.status_code == 201, asked.text
    await sign_in(organization.admin).delete(f"{USERS}/{agent.id}")
    items = (await sign_in(organization.admin).get(f"{WORKFORCE}/requests")).json()["items"]
    assert {one["kind"]: one["state"] for one in items} == {"leave": "withdrawn", "swap": "refused"}
    (own,) = (await colleague.get(f"{my}/requests")).json()["items"]
    assert (own["state"], own["answer"], own["can"]) == (
        "refused",
        f"{agent.name} دیگر اینجا کار نمی‌کند.",
        [],
    )
    assert (own["steps"][-1]["state"], own["steps"][-1]["by"]) == ("refused", None)


async def test_whoever_was_never_scheduled_just_leaves(planner, organization, sign_in, second):
    the = await draft(planner, organization, user_ids=[str(second.id)])
    await sign_in(organization.admin).delete(f"{USERS}/{organization.agent.id}")
    assert (await read(planner, the))["version"] == the["version"]
