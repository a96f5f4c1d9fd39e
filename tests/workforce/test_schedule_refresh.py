"""What was changed since a schedule was made is told, then taken in when one wishes."""

from datetime import UTC, datetime

import pytest

from fixtures.people import Organization
from workforce.rota import DAY, EVENING, SCHEDULES, WORKFORCE, draft, edit, hire, offer, on, publish, shift


@pytest.fixture
async def planner(organization: Organization, sign_in):
    client = sign_in(organization.supervisor)
    await offer(client)
    return client


async def foreseen(client, the: dict) -> dict:
    answer = await client.get(f"{SCHEDULES}/{the['id']}/refresh")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refresh(client, the: dict) -> dict:
    answer = await client.post(f"{SCHEDULES}/{the['id']}/refresh", json={"version": the["version"]})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def template(client, name: str) -> str:
    items = (await client.get(f"{WORKFORCE}/shift-templates")).json()["items"]
    return f"{WORKFORCE}/shift-templates/{next(one['id'] for one in items if one['name'] == name)}"


async def test_nothing_is_other_right_after_it_was_made(planner, organization, owner):
    wish = {
        "contract": {"least_m": 0, "most_m": 2400, "days": 5},
        "available": [{"on": ["sat", "sun"], "start": "08:00", "end": "20:00"}],
        "wishes": [{"on": ["thu"], "want": "off"}, {"on": ["sat"], "want": "work", "template": "روز"}],
    }
    await planner.put(f"{WORKFORCE}/schedule-people/{organization.agent.id}", json=wish)
    the = await draft(planner, organization)
    await edit(planner, the, shift(organization.agent, 0))
    assert await foreseen(planner, the) == {
        "version": the["version"], "changes": [], "removed": [], "breaches": [], "newcomers": [],
    }  # fmt: skip


async def test_templates_people_and_rules_are_named_and_taken_in(planner, organization):
    the = await draft(planner, organization)
    await edit(planner, the, shift(organization.agent, 0), shift(organization.agent, 1))
    await planner.patch(await template(planner, "روز"), json={"latest": "11:00"})
    await planner.delete(await template(planner, "عصر"))
    await planner.post(f"{WORKFORCE}/shift-templates", json={**EVENING, "name": "شب"})
    terms = {"contract": {"least_m": 0, "most_m": 480, "days": 6}, "available": [{"on": ["sun"]}]}
    await planner.put(f"{WORKFORCE}/schedule-people/{organization.agent.id}", json=terms)
    told = await foreseen(planner, the)
    assert [(one["what"], one["name"], one["parts"]) for one in told["changes"]] == [
        ("template_changed", "روز", []),
        ("template_new", "شب", []),
        ("template_removed", "عصر", []),
        ("person_changed", "", ["contract", "available"]),
    ]
    assert "قرارداد" in told["changes"][3]["said"]
    assert {one["code"] for one in told["breaches"]} == {"too_many_hours", "not_available"}
    assert told["removed"] == []
    # Nothing was done by looking.
    assert (await planner.get(f"{SCHEDULES}/{the['id']}")).json()["version"] == the["version"]
    fresh = await refresh(planner, the)
    assert {one["name"] for one in fresh["templates"]} == {"روز", "شب"}
    assert {one["code"] for one in fresh["breaches"]} == {"too_many_hours", "not_available"}
    assert len(fresh["shifts"]) == 2
    assert (await foreseen(planner, fresh))["changes"] == []


async def test_rules_of_the_house_are_told_by_an_administrator(planner, organization, sign_in):
    the = await draft(planner, organization)
    rules = (await planner.get(f"{WORKFORCE}/schedule-rules")).json()
    admin = sign_in(organization.admin)
    answer = await admin.put(f"{WORKFORCE}/schedule-rules", json={**rules, "rest_m": 720})
    assert answer.status_code == 200, answer.text
    assert [one["what"] for one in (await foreseen(planner, the))["changes"]] == ["rules_changed"]
    # How schedules are lived is no part of them.
    await admin.put(f"{WORKFORCE}/schedule-rules", json={**rules, "live_breaks": 5})
    assert (await foreseen(planner, the))["changes"] == []


async def test_who_is_of_another_department_now_falls_out_with_their_shifts(
    planner, organization, sign_in, owner
):
    (second,) = await hire(owner, organization, "نرگس نو")
    the = await draft(planner, organization, department_id=str(organization.sales_id))
    await edit(planner, the, shift(second, 1), shift(organization.agent, 0))
    await owner.execute(
        "UPDATE membership SET department_id = $2 WHERE user_id = $1", second.id, organization.support_id
    )
    told = await foreseen(planner, the)
    assert [(one["what"], one["user_id"]) for one in told["changes"]] == [("person_left", str(second.id))]
    assert [one["day"] for one in told["removed"]] == [on(1)]
    fresh = await refresh(planner, the)
    assert [one["user_id"] for one in fresh["shifts"]] == [str(organization.agent.id)]
    assert [one["user_id"] for one in fresh["people"]] == [str(organization.agent.id)]
    await publish(planner, fresh)


async def test_who_came_later_may_be_taken_in(planner, organization, owner):
    agent = organization.agent
    the = await draft(planner, organization)
    await edit(planner, the, shift(agent, 0))
    assert (await foreseen(planner, the))["newcomers"] == []
    (second,) = await hire(owner, organization, "نرگس نو")
    told = await foreseen(planner, the)
    assert told["newcomers"] == [{"user_id": str(second.id), "name": "نرگس نو"}]
    assert told["changes"] == []
    fresh = await refresh(planner, the)
    assert len(fresh["people"]) == 1  # nobody comes in who was not asked for
    wish = {"version": fresh["version"], "add_user_ids": [str(second.id)]}
    answer = await planner.post(f"{SCHEDULES}/{the['id']}/refresh", json=wish)
    assert answer.status_code == 200, answer.text
    fresh = answer.json()
    assert {one["name"] for one in fresh["people"]} == {"کاوه کارشناس", "نرگس نو"}
    assert (await edit(planner, fresh, shift(second, 1))).status_code == 200
    assert [one["day"] for one in (await planner.get(f"{SCHEDULES}/{the['id']}")).json()["shifts"]] == [
        on(0),
        on(1),
    ]


async def test_who_left_and_is_let_in_again_may_be_taken_in(planner, organization, owner):
    (second,) = await hire(owner, organization, "نرگس نو")
    the = await draft(planner, organization)
    state = "UPDATE membership SET disabled_at = $2 WHERE user_id = $1"
    await owner.execute(state, second.id, datetime.now(UTC))
    gone = await refresh(planner, the)
    assert len(gone["people"]) == 1
    await owner.execute(state, second.id, None)
    wish = {"version": gone["version"], "add_user_ids": [str(second.id)]}
    answer = await planner.post(f"{SCHEDULES}/{the['id']}/refresh", json=wish)
    assert len(answer.json()["people"]) == 2


async def test_nobody_comes_in_who_does_not_serve_the_queues(planner, organization, owner):
    (second,) = await hire(owner, organization, "نرگس نو")
    the = await draft(planner, organization, user_ids=[str(organization.agent.id)])
    assert [one["name"] for one in (await foreseen(planner, the))["newcomers"]] == ["نرگس نو"]
    await owner.execute("DELETE FROM queue_member WHERE user_id = $1", second.id)
    assert (await foreseen(planner, the))["newcomers"] == []
    for user_id in (second.id, organization.agent.id, the["id"]):
        wish = {"version": the["version"], "add_user_ids": [str(user_id)]}
        refused = await planner.post(f"{SCHEDULES}/{the['id']}/refresh", json=wish)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "add_user_ids.0")


async def test_a_draft_of_whom_nobody_is_left_says_so(planner, organization, owner):
    the = await draft(planner, organization, department_id=str(organization.sales_id))
    await owner.execute(
        "UPDATE membership SET department_id = $2 WHERE user_id = $1",
        organization.agent.id,
        organization.support_id,
    )
    answer = await planner.get(f"{SCHEDULES}/{the['id']}/refresh")
    assert (answer.status_code, answer.json()["code"]) == (422, "nobody_left")


async def test_without_any_template_nothing_is_made_by_looking(planner, organization):
    the = await draft(planner, organization)
    for name in (DAY["name"], EVENING["name"]):
        await planner.delete(await template(planner, name))
    answer = await planner.get(f"{SCHEDULES}/{the['id']}/refresh")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "no_templates")
