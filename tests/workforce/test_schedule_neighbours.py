"""Rest and days in a row reach into schedules on either side, whenever those were published."""

from datetime import date, timedelta

import pytest

from fixtures.people import Organization
from hamseda.workforce.shifts import schedules
from hamseda.workforce.shifts.neighbours import after_of
from workforce.rota import FIRST, SCHEDULES, WORKFORCE, draft, edit, offer, on, publish, shift

NEXT, LAST_WEEK = FIRST + timedelta(7), FIRST - timedelta(7)
LATE = {"template": "عصر", "end": "23:30"}  # from 15:00


@pytest.fixture
async def planner(organization: Organization, sign_in):
    client = sign_in(organization.supervisor)
    await offer(client)
    return client


async def published(client, o: Organization, first: date, *shifts: dict) -> dict:
    the = await draft(client, o, first_day=str(first))
    answer = await edit(client, the, *shifts)
    assert answer.status_code == 200, answer.text
    return await publish(client, the)


async def read(client, the: dict) -> dict:
    return (await client.get(f"{SCHEDULES}/{the['id']}")).json()


def codes(told: dict) -> list[str]:
    return [one["code"] for one in told["breaches"]]


async def test_a_week_that_was_published_later_bars_what_leaves_no_rest_before_it(planner, organization):
    the = await draft(planner, organization)
    await edit(planner, the, shift(organization.agent, 6, "15:00", **LATE))
    assert codes(await read(planner, the)) == []
    after = await published(planner, organization, NEXT, shift(organization.agent, 7))
    seen = await read(planner, the)
    assert codes(seen) == ["rest_after_too_short"]
    assert "فقط ۸:۳۰ ساعت" in seen["breaches"][0]["said"]
    route = f"{SCHEDULES}/{the['id']}/publication"
    assert codes((await planner.get(route)).json()) == ["rest_after_too_short"]
    refused = await planner.post(route, json={"version": the["version"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "rules_broken")
    # What is broken already does not bar other edits, and mending it is kept.
    assert (await edit(planner, the, shift(organization.agent, 1))).status_code == 200
    (late,) = [one for one in seen["shifts"] if one["day"] == on(6)]
    mended = await edit(planner, the, {**shift(organization.agent, 6), "id": late["id"]})
    assert codes(mended.json()) == []
    # And to break it anew is refused.
    refused = await edit(planner, the, {**shift(organization.agent, 6, "15:00", **LATE), "id": late["id"]})
    assert refused.json()["code"] == "rules_broken"
    await publish(planner, the)
    # The later one has a neighbour before it now.
    late = {**shift(organization.agent, 7, "15:00", **LATE), "id": after["shifts"][0]["id"]}
    assert (await edit(planner, after, late)).status_code == 200


async def test_a_week_before_that_was_published_later_counts_too(planner, organization):
    the = await draft(planner, organization)
    await edit(planner, the, shift(organization.agent, 0))
    before = await published(planner, organization, LAST_WEEK, shift(organization.agent, -1, "15:00", **LATE))
    assert codes(await read(planner, the)) == ["rest_too_short"]
    refused = await planner.post(f"{SCHEDULES}/{the['id']}/publication", json={"version": the["version"]})
    assert refused.json()["code"] == "rules_broken"
    answer = await planner.delete(f"{SCHEDULES}/{before['id']}/publication?version={before['version']}")
    assert answer.status_code == 200
    assert codes(await read(planner, the)) == []
    await publish(planner, the)


async def test_days_in_a_row_are_counted_over_both_edges(planner, organization):
    agent = organization.agent
    the = await draft(planner, organization, days=1)
    await edit(planner, the, shift(agent, 0))
    await published(planner, organization, LAST_WEEK, *[shift(agent, -day) for day in (1, 2, 3)])
    assert codes(await read(planner, the)) == []
    await published(planner, organization, FIRST + timedelta(1), *[shift(agent, day) for day in (1, 2)])
    assert codes(await read(planner, the)) == []
    third = await published(planner, organization, FIRST + timedelta(8), shift(agent, 8))
    assert codes(await read(planner, the)) == []
    again = await draft(planner, organization, first_day=on(3), days=1)
    await edit(planner, again, shift(agent, 3))
    assert codes(await read(planner, again)) == []  # with the draft of the first day three in a row only
    assert third["state"] == "published"
    refused = await planner.post(f"{SCHEDULES}/{the['id']}/publication", json={"version": the["version"]})
    assert refused.status_code == 200
    assert codes(await read(planner, again)) == ["too_many_days_in_row"]


async def beside(client, o: Organization, *shifts: dict) -> dict:
    """Another schedule of the same days, published."""
    return await published(client, o, FIRST, *shifts)


async def test_a_schedule_of_the_same_days_takes_its_days_rest_and_hours(planner, organization):
    agent = organization.agent
    terms = {"contract": {"least_m": 0, "most_m": 2900, "days": 6}}
    await planner.put(f"{WORKFORCE}/schedule-people/{agent.id}", json=terms)
    other = await beside(planner, organization, shift(agent, 2, "14:00", template="عصر"))
    the = await draft(planner, organization)
    twice = await edit(planner, the, shift(agent, 2))
    assert codes(twice.json()) == ["two_in_a_day"]
    early = await edit(planner, the, shift(agent, 3))
    assert codes(early.json()) == ["rest_too_short"]  # the evening ends at 22:00
    late = await edit(planner, the, shift(agent, 1, "15:00", template="عصر", end="23:30"))
    assert late.status_code == 200  # fourteen and a half hours lie between
    week = [shift(agent, day, "10:00") for day in (0, 3, 4, 5)]
    assert (await edit(planner, the, *week)).status_code == 200  # six days with the other one
    seventh = await edit(planner, the, shift(agent, 6, "10:00"))
    assert set(codes(seventh.json())) == {"too_many_days_in_row", "too_many_days", "too_many_hours"}
    # It is gone there: it is free here.
    answer = await planner.delete(f"{SCHEDULES}/{other['id']}/publication?version={other['version']}")
    assert answer.status_code == 200
    assert (await edit(planner, the, shift(agent, 2, "11:00"))).status_code == 200


async def test_a_schedule_of_the_same_days_that_is_published_later_is_told_and_bars(planner, organization):
    agent = organization.agent
    the = await draft(planner, organization)
    await edit(planner, the, shift(agent, 2, "15:00", template="عصر", end="23:30"))
    assert codes(await read(planner, the)) == []
    await beside(planner, organization, shift(agent, 3))
    assert codes(await read(planner, the)) == ["rest_after_too_short"]
    refused = await planner.post(f"{SCHEDULES}/{the['id']}/publication", json={"version": the["version"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "rules_broken")


async def test_the_list_counts_what_is_broken_now(planner, organization, monkeypatch):
    today = [FIRST]
    monkeypatch.setattr(schedules, "day_in", lambda *_: today[0])

    async def counted() -> dict[str, int]:
        items = (await planner.get(SCHEDULES)).json()["items"]
        return {one["id"]: one["breaches"] for one in items}

    the = await draft(planner, organization)
    await edit(planner, the, shift(organization.agent, 6, "15:00", **LATE))
    assert (await counted())[the["id"]] == 0
    after = await published(planner, organization, NEXT, shift(organization.agent, 7))
    assert (await counted())[the["id"]] == 1
    today[0] = NEXT  # what is over stays as it was counted last
    assert (await counted())[the["id"]] == 0
    today[0] = FIRST
    answer = await planner.delete(f"{SCHEDULES}/{after['id']}/publication?version={after['version']}")
    assert answer.status_code == 200
    assert (await counted())[the["id"]] == 0


async def test_neighbours_that_leave_no_room_for_a_contract_do_not_bar_reading(planner, organization):
    agent = organization.agent
    terms = {"contract": {"least_m": 2640, "most_m": 2700, "days": 6}}
    await planner.put(f"{WORKFORCE}/schedule-people/{agent.id}", json=terms)
    the = await draft(planner, organization)
    await edit(planner, the, shift(agent, 0))
    week = [shift(agent, day) for day in range(-6, 0)]
    before = await draft(planner, organization, first_day=str(LAST_WEEK))
    await edit(planner, before, *week)
    await publish(planner, before)
    after = await draft(planner, organization, first_day=str(NEXT))
    await edit(planner, after, *[shift(agent, day) for day in range(7, 13)])
    await publish(planner, after)
    assert set(codes(await read(planner, the))) == {"too_many_days_in_row"}
    assert (await planner.get(SCHEDULES)).status_code == 200


async def test_what_fills_a_contract_elsewhere_makes_no_draft_impossible(planner, organization):
    agent = organization.agent
    terms = {"contract": {"least_m": 2250, "most_m": 2640, "days": 6}}
    await planner.put(f"{WORKFORCE}/schedule-people/{agent.id}", json=terms)
    await beside(planner, organization, *[shift(agent, day) for day in range(5)])
    the = await draft(planner, organization)
    assert (await edit(planner, the, shift(agent, 5))).status_code == 422
    assert (await read(planner, the))["cost"]["short_contracts"] == 0


def test_what_lies_after_is_counted_from_the_day_after():
    last = date(2027, 1, 8)
    rows = [{"day": last + timedelta(day), "start_m": 450} for day in (1, 2, 4)]
    assert (after_of(rows, last).days_in_row, after_of(rows, last).begins) == (2, "2027-01-09 07:30")
    assert (after_of(rows[1:], last).days_in_row, after_of([], last).begins) == (0, "")
