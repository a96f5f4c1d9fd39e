"""What schedules are made from is refused where it is set, if no schedule could go by it."""

import asyncio

import pytest

from workforce.rota import DAY, EVENING, FIRST, NEED, SCHEDULES, WORKFORCE, draft, offer

TEMPLATES, RULES = f"{WORKFORCE}/shift-templates", f"{WORKFORCE}/schedule-rules"
HOURLY = {
    **DAY,
    "length_m": 540,
    "breaks": [{"name": "ناهار", "length_m": 60, "after_m": 60, "before_m": 420, "paid": False}],
}
TAKEN = ("name", "template_name_taken")


@pytest.fixture
async def admin(organization, sign_in):
    client = sign_in(organization.admin)
    await offer(client, HOURLY)
    return client


def faults(answer, status: int = 422) -> list[tuple[str, str]]:
    assert answer.status_code == status, answer.text
    return [(one["field"], one["code"]) for one in answer.json()["errors"]]


async def codes(client, the: dict) -> dict[str, str]:
    seen = (await client.get(f"{SCHEDULES}/{the['id']}")).json()
    return {one["code"]: one["said"] for one in seen["notes"]}


async def test_work_between_breaks_is_rounded_up_to_intervals_and_a_stretch_down(admin, organization):
    the = await draft(admin, organization, interval_m=60)
    told = await codes(admin, the)
    assert list(told) == ["between_breaks_rounded"]
    assert "۳۰ دقیقه" in told["between_breaks_rounded"]
    assert "۶۰ دقیقه" in told["between_breaks_rounded"]
    assert await codes(admin, await draft(admin, organization, interval_m=30)) == {}
    await admin.put(RULES, json={"between_breaks_m": 60, "longest_stretch_m": 315})
    fresh = await admin.post(f"{SCHEDULES}/{the['id']}/refresh", json={"version": the["version"]})
    assert fresh.status_code == 200, fresh.text
    assert list(await codes(admin, the)) == ["longest_stretch_rounded"]
    need = {**NEED, "queue_id": str(organization.sales_queue_id)}
    wish = {"version": fresh.json()["version"], "required": [need]}
    assert (await admin.post(f"{SCHEDULES}/{the['id']}/required", json=wish)).status_code == 200
    assert list(await codes(admin, the)) == ["longest_stretch_rounded"]


async def test_a_stretch_that_is_shorter_than_the_intervals_is_named_with_its_cure(admin, organization):
    await admin.put(RULES, json={"longest_stretch_m": 45, "between_breaks_m": 15})
    need = {**NEED, "queue_id": str(organization.sales_queue_id)}
    wish = {"first_day": str(FIRST), "required": [need], "interval_m": 60}
    assert faults(await admin.post(SCHEDULES, json=wish)) == [("interval_m", "interval_above_stretch")]


@pytest.mark.parametrize(
    ("field", "minutes"), [("between_breaks_m", 20), ("longest_stretch_m", 100), ("between_breaks_m", 7)]
)
async def test_what_fits_no_interval_is_refused_where_the_rule_is_set(admin, field, minutes):
    refused = await admin.put(RULES, json={field: minutes})
    assert faults(refused) == [(field, "no_quarters")]
    assert "ربع ساعت" in refused.json()["errors"][0]["message"]
    assert (await admin.get(RULES)).json()[field] != minutes
    assert (await admin.put(RULES, json={field: 45})).status_code == 200


async def test_two_templates_of_one_name_are_refused(admin, organization):
    refused = await admin.post(TEMPLATES, json=DAY)
    assert faults(refused, 409) == [TAKEN]
    assert "نام دیگری بدهید" in refused.json()["errors"][0]["message"]
    evening = (await admin.post(TEMPLATES, json=EVENING)).json()
    assert faults(await admin.patch(f"{TEMPLATES}/{evening['id']}", json={"name": "روز"}), 409) == [TAKEN]
    kept = await admin.patch(f"{TEMPLATES}/{evening['id']}", json={"name": "عصر", "latest": "16:00"})
    assert kept.status_code == 200, kept.text


async def test_departments_may_have_templates_of_one_name_but_not_beside_one_of_all(admin, organization):
    sales, support = str(organization.sales_id), str(organization.support_id)
    late = {**EVENING, "name": "دیر"}
    assert (await admin.post(TEMPLATES, json={**late, "department_id": sales})).status_code == 201
    second = await admin.post(TEMPLATES, json={**late, "department_id": support})
    assert second.status_code == 201
    assert faults(await admin.post(TEMPLATES, json=late), 409) == [TAKEN]
    assert faults(await admin.post(TEMPLATES, json={**late, "department_id": sales}), 409) == [TAKEN]
    route = f"{TEMPLATES}/{second.json()['id']}"
    assert faults(await admin.patch(route, json={"department_id": None}), 409) == [TAKEN]
    assert faults(await admin.patch(route, json={"department_id": sales}), 409) == [TAKEN]
    assert (await admin.patch(route, json={"department_id": None, "name": "دیرتر"})).status_code == 200


async def test_of_two_templates_of_one_name_at_once_one_is_kept(admin):
    both = [admin.post(TEMPLATES, json={**EVENING, "name": "شب"}) for _ in range(2)]
    assert sorted(one.status_code for one in await asyncio.gather(*both)) == [201, 409]
