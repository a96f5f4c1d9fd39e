"""Rest and days in a row reach into schedules on either side, whenever those were published."""

from datetime import date, timedelta

import pytest

from fixtures.people import Organization
from hamseda.workforce.shifts.neighbours import after_of
from workforce.rota import FIRST, SCHEDULES, draft, edit, offer, on, publish, shift

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


def test_what_lies_after_is_counted_from_the_day_after():
    last = date(2027, 1, 8)
    rows = [{"day": last + timedelta(day), "start_m": 450} for day in (1, 2, 4)]
    assert (after_of(rows, last).days_in_row, after_of(rows, last).begins) == (2, "2027-01-09 07:30")
    assert (after_of(rows[1:], last).days_in_row, after_of([], last).begins) == (0, "")
