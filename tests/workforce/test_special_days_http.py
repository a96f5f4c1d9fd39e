"""/api/v1/workforce/special-days: written by those who plan, known to the next forecast."""

from datetime import UTC, datetime, timedelta

import pytest

from fixtures.people import Organization
from workforce.test_own_forecast import TEHRAN, fill

ROUTE = "/api/v1/workforce/special-days"
BILLS = {
    "kind": "billing",
    "name": "صورت‌حساب",
    "first_day": "2026-12-16",
    "repeats": "monthly",
    "factor": 1.4,
}


async def lead_sales(owner, o: Organization) -> None:
    await owner.execute(
        "UPDATE membership SET department_id = $2 WHERE user_id = $1", o.supervisor.id, o.sales_id
    )


async def test_they_are_written_changed_and_removed_and_the_log_tells(
    organization: Organization, sign_in, owner
):
    client = sign_in(organization.supervisor)
    made = (await client.post(ROUTE, json=BILLS)).json()
    assert (made["last_day"], made["repeats"], made["department_id"]) == ("2026-12-16", "monthly", None)
    changed = await client.patch(f"{ROUTE}/{made['id']}", json={"factor": None, "last_day": "2026-12-17"})
    assert (changed.json()["factor"], changed.json()["last_day"]) == (None, "2026-12-17")
    assert (await client.get(ROUTE)).json()["items"] == [changed.json()]
    assert (await client.delete(f"{ROUTE}/{made['id']}")).status_code == 204
    assert (await client.get(ROUTE)).json()["items"] == []
    told = await owner.fetch(
        "SELECT action, detail FROM audit_entry WHERE organization_id = $1 AND subject_kind = 'special_days' ORDER BY id",
        organization.id,
    )
    assert [row["action"] for row in told] == [
        f"special_days.{verb}" for verb in ("added", "changed", "removed")
    ]
    assert {row["detail"]["name"] for row in told} == {BILLS["name"]}


async def test_they_have_hours_of_their_own(organization: Organization, sign_in):
    client = sign_in(organization.admin)
    made = (await client.post(ROUTE, json={**BILLS, "opens": "09:00:00", "closes": "14:30:00"})).json()
    assert (made["opens"], made["closes"]) == ("09:00:00", "14:30:00")
    late = await client.patch(f"{ROUTE}/{made['id']}", json={"closes": "00:00:00"})
    assert late.json()["closes"] == "00:00:00"  # midnight
    none = await client.patch(f"{ROUTE}/{made['id']}", json={"opens": None, "closes": None})
    assert (none.json()["opens"], none.json()["closes"]) == (None, None)


@pytest.mark.parametrize(
    ("more", "status", "field", "code"),
    [
        ({"last_day": "2026-12-15"}, 422, "last_day", "last_before_first"),
        ({"last_day": "2027-01-14"}, 422, "last_day", "special_days_too_long"),
        ({"repeats": "never", "last_day": "2027-03-19"}, 422, "last_day", "special_days_too_long"),
        ({"kind": "holiday"}, 422, "factor", "factor_needless"),
        ({"factor": 0}, 400, "factor", "too_small"),
        ({"name": "   "}, 400, "name", "not_of_form"),
        ({"first_day": "1405/09/25"}, 400, "first_day", "not_a_day"),
        ({"first_day": "1405-09-25"}, 422, "first_day", "day_far"),
        ({"first_day": "9999-12-16"}, 422, "first_day", "day_far"),
        ({"last_day": "9999-12-16"}, 422, "last_day", "day_far"),
        ({"opens": "09:00:00"}, 422, "closes", "hours_half"),
        ({"opens": "14:00:00", "closes": "09:00:00"}, 422, "closes", "closes_before_opens"),
        (
            {"kind": "holiday", "factor": None, "opens": "09:00:00", "closes": "14:00:00"},
            422,
            "opens",
            "hours_needless",
        ),
    ],
)
async def test_refusals(organization: Organization, sign_in, more, status, field, code):
    answer = await sign_in(organization.admin).post(ROUTE, json={**BILLS, **more})
    assert answer.status_code == status, answer.text
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)


async def test_a_leader_of_one_department_reads_all_but_others_and_writes_their_own(
    organization: Organization, sign_in, owner
):
    admin = sign_in(organization.admin)
    whole = (await admin.post(ROUTE, json=BILLS)).json()
    own, other = [
        (await admin.post(ROUTE, json={**BILLS, "department_id": str(place)})).json()
        for place in (organization.sales_id, organization.support_id)
    ]
    await lead_sales(owner, organization)
    leader = sign_in(organization.supervisor)
    assert [one["id"] for one in (await leader.get(ROUTE)).json()["items"]] == [whole["id"], own["id"]]
    assert (await leader.delete(f"{ROUTE}/{other['id']}")).status_code == 404
    refused = await leader.patch(f"{ROUTE}/{whole['id']}", json={"name": "دیگر"})
    assert refused.json()["errors"][0]["code"] == "department_not_led"
    moved = await leader.patch(f"{ROUTE}/{own['id']}", json={"department_id": None})
    assert moved.json()["errors"][0]["code"] == "department_not_led"
    assert (await leader.post(ROUTE, json=BILLS)).status_code == 422
    assert (await leader.patch(f"{ROUTE}/{own['id']}", json={"name": "دیگر"})).status_code == 200


async def test_the_next_forecast_of_the_department_knows_them(organization: Organization, sign_in, owner):
    """A campaign that the history has not seen is believed as it is written, in its department alone."""
    await fill(owner, organization, organization.sales_queue_id, "webchat")
    await fill(owner, organization, organization.support_queue_id, "webchat")
    admin = sign_in(organization.admin)
    day = datetime.now(UTC).astimezone(TEHRAN).date() + timedelta(days=2)
    day += timedelta(days=1) if day.weekday() == 4 else timedelta(0)
    campaign = {"kind": "campaign", "name": "حراج", "first_day": str(day), "factor": 2}

    async def expected(queue_id) -> float:
        query = {"horizon_days": 7, "queue_id": str(queue_id), "country": ""}
        (found,) = (await admin.get("/api/v1/workforce/forecast", params=query)).json()["items"]
        marked = [mark["kind"] for mark in found["marks"] if mark["day"] == str(day)]
        assert marked == (["campaign"] if queue_id == organization.sales_queue_id and is_told else [])
        return sum(point["mean"] for point in found["points"] if point["start"].startswith(str(day)))

    is_told = False
    before = await expected(organization.sales_queue_id)
    answer = await admin.post(ROUTE, json={**campaign, "department_id": str(organization.sales_id)})
    assert answer.status_code == 201, answer.text
    is_told = True
    assert await expected(organization.sales_queue_id) == pytest.approx(2 * before, rel=0.05)
    assert await expected(organization.support_queue_id) == pytest.approx(before, rel=0.01)
