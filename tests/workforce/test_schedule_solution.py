"""A draft that the optimiser fills: asked for, worked out by a worker, taken; locked parts and other days stay."""

import asyncio
import time

import pytest

from fixtures.calculating import working
from fixtures.people import Organization
from hamseda.calculations.api import Bounds, Calculator
from hamseda.workforce.api import SOLVE
from workforce.rota import NEED, SCHEDULES, draft, edit, hire, offer, on, shift

pytest.importorskip("ortools")


@pytest.fixture
async def worker(house, owner):
    await owner.execute("DELETE FROM calculation")
    async with working(Calculator(house.system, (SOLVE,), Bounds())):
        yield


async def solution(client, the: dict, **more) -> dict:
    """Ask for a solution and wait for its end."""
    asked = await client.post(
        f"{SCHEDULES}/{the['id']}/solution", json={"version": the["version"], "seconds": 8, **more}
    )
    assert asked.status_code == 202, asked.text
    route = f"/api/v1/calculations/{asked.json()['calculation_id']}"
    for _ in range(600):
        found = (await client.get(route)).json()
        if found["state"] in {"done", "failed", "cancelled"}:
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(found)


async def adopt(client, the: dict, calculation: dict):
    wish = {"version": the["version"], "calculation_id": calculation["id"]}
    return await client.post(f"{SCHEDULES}/{the['id']}/adoption", json=wish)


async def test_a_week_is_solved_taken_and_one_day_planned_anew(
    organization: Organization, sign_in, owner, worker
):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    (second,) = await hire(owner, organization, "نرگس نو")
    the = await draft(planner, organization)
    await edit(planner, the, shift(second, 1, "09:00", locked=True))
    await edit(planner, the, {"do": "keep_off", "user_id": str(second.id), "day": on(2)})
    found = await solution(planner, the)
    assert found["state"] == "done", found
    taken = (await adopt(planner, the, found)).json()
    assert taken["calculation_id"] == found["id"]
    assert taken["breaches"] == []
    assert 0 <= taken["gap"] < 0.02
    assert taken["bound"] <= taken["cost"]["total"]
    locked = [one for one in taken["shifts"] if one["locked"]]
    assert [(one["user_id"], one["day"], one["start"]) for one in locked] == [
        (str(second.id), on(1), "09:00")
    ]
    assert not [one for one in taken["shifts"] if (one["user_id"], one["day"]) == (str(second.id), on(2))]
    assert {one["day"] for one in taken["shifts"]} == {on(day) for day in range(5)}
    # An edit lets the bound go; planning a day anew leaves the others as they are.
    the = taken
    first = next(one for one in taken["shifts"] if one["day"] == on(3))
    edited = await edit(planner, the, {"do": "remove", "id": first["id"]})
    assert edited.status_code == 200, edited.text
    assert (await planner.get(f"{SCHEDULES}/{the['id']}")).json()["gap"] is None
    again = (await adopt(planner, the, await solution(planner, the, day=on(3)))).json()
    others = [one for one in again["shifts"] if one["day"] != on(3)]
    assert others == [one for one in taken["shifts"] if one["day"] != on(3)]
    assert [one["day"] for one in again["shifts"] if one["day"] == on(3)] == [on(3)]
    # And the whole solution is one edit, which can be taken back.
    back = await planner.post(f"{SCHEDULES}/{the['id']}/undo", json={"version": again["version"]})
    assert [one["day"] for one in back.json()["shifts"]] == []
    assert len(back.json()["removed"]) == 1


async def test_a_solution_that_was_asked_for_before_an_edit_is_refused(organization, sign_in, worker):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    the = await draft(planner, organization)
    found = await solution(planner, the, seconds=2)
    await edit(planner, the, shift(organization.agent, 0))
    refused = await adopt(planner, the, found)
    assert (refused.status_code, refused.json()["code"]) == (409, "solution_outdated")
    other = await draft(planner, organization)
    refused = await adopt(planner, other, found)
    assert refused.status_code == 422


async def test_locked_parts_that_break_a_rule_are_named_before_the_search(organization, sign_in):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    the = await draft(planner, organization)
    late = shift(organization.agent, 0, "15:00", template="عصر", end="23:30", locked=True)
    await edit(planner, the, late, shift(organization.agent, 1, locked=True), accept_breaches=True)
    refused = await planner.post(f"{SCHEDULES}/{the['id']}/solution", json={"version": the["version"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "locked_parts_broken")
    assert [one["code"] for one in refused.json()["breaches"]] == ["rest_too_short"]


async def test_who_has_seen_enough_takes_the_best_so_far(organization, sign_in, owner, worker):
    """Forty people for four weeks: nothing is the best within a minute, something good is there after seconds."""
    planner = sign_in(organization.supervisor)
    await offer(planner)
    await hire(owner, organization, *[f"کارشناس {at}" for at in range(40)])
    need = {**NEED, "queue_id": str(organization.sales_queue_id), "agents": 17, "end": "22:00", "on": []}
    the = await draft(planner, organization, days=28, interval_m=30, required=[need])
    wish = {"version": the["version"], "seconds": 600, "gap": 0}
    asked = (await planner.post(f"{SCHEDULES}/{the['id']}/solution", json=wish)).json()["calculation_id"]
    route = f"/api/v1/calculations/{asked}"
    begun = time.monotonic()
    while (await planner.get(route)).json()["progress"] == 0:
        assert time.monotonic() - begun < 120
        await asyncio.sleep(0.2)
    told = (await planner.post(f"{route}/conclusion")).json()
    assert (told["state"], told["concluding"]) == ("running", True)
    begun = time.monotonic()
    while (found := (await planner.get(route)).json())["state"] == "running":
        assert time.monotonic() - begun < 120
        await asyncio.sleep(0.2)
    assert found["state"] == "done", found
    taken = (await adopt(planner, the, found)).json()
    assert taken["shifts"], "nothing was kept"  # how many there are depends on the machine
    assert taken["breaches"] == []


async def test_who_calls_it_off_ends_it(organization, sign_in, worker):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    the = await draft(planner, organization)
    wish = {"version": the["version"], "seconds": 300, "gap": 0}
    asked = (await planner.post(f"{SCHEDULES}/{the['id']}/solution", json=wish)).json()["calculation_id"]
    ended = await planner.post(f"/api/v1/calculations/{asked}/cancel")
    assert ended.json()["state"] == "cancelled"
    refused = await adopt(planner, the, {"id": asked})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_done")
