"""Breaks now: a limit, a line, places told, places held for a while."""

import json
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from fixtures.people import Organization
from hamseda.kit.clock import Clock
from hamseda.kit.database import Database
from hamseda.workforce.api import move_lines
from hamseda.workforce.shifts import queries_breaks
from workforce.rota import WORKFORCE, hire

BREAK = f"{WORKFORCE}/my/break-request"
PRESENCE = "/api/v1/me/presence"


class Later(Clock):
    """The time, so much later."""

    def __init__(self, later: timedelta) -> None:
        self.later = later

    def now(self):
        return super().now() + self.later


@pytest.fixture
async def crew(organization: Organization, sign_in, owner):
    """The agent and two colleagues, and a limit of one."""
    admin = sign_in(organization.admin)
    assert (await admin.put(f"{WORKFORCE}/schedule-rules", json={"live_breaks": 1})).status_code == 200
    people = [organization.agent, *await hire(owner, organization, "بهار نو", "نرگس نو")]
    clients = [sign_in(one) for one in people]
    for client in clients:
        assert (await client.put(PRESENCE, json={"state": "available"})).status_code == 200
    return clients


async def told(owner, o: Organization) -> list[tuple[str, str, int | None]]:
    rows = await owner.fetch(
        "SELECT body FROM event WHERE organization_id = $1 AND kind = 'break.moved' ORDER BY number", o.id
    )
    bodies = [row["body"] if isinstance(row["body"], dict) else json.loads(row["body"]) for row in rows]
    return [(body["user_id"], body["state"], body.get("place")) for body in bodies]


async def test_who_finds_no_place_stands_in_line_and_moves_up(organization, crew, house, owner, sign_in):
    first, second, third = crew
    one = (await first.post(BREAK)).json()
    assert (one["state"], one["limit"], one["on_break"]) == ("granted", 1, 0)
    assert (await second.post(BREAK)).json()["place"] == 1
    assert (await third.post(BREAK)).json()["place"] == 2
    again = (await second.post(BREAK)).json()
    assert (again["state"], again["place"]) == ("waiting", 1)
    await first.put(PRESENCE, json={"state": "break", "reason": "meal"})
    await move_lines(house.system, house.clock)
    assert (await first.get(BREAK)).json()["state"] == "on_break"
    assert (await second.get(BREAK)).json()["state"] == "waiting"
    refused = await first.post(BREAK)
    assert (refused.status_code, refused.json()["code"]) == (409, "on_break_already")
    await first.put(PRESENCE, json={"state": "available"})
    await move_lines(house.system, house.clock)
    assert (await second.get(BREAK)).json()["state"] == "granted"
    assert (await third.get(BREAK)).json()["place"] == 1
    assert (await first.get(BREAK)).json()["state"] == "none"
    leader = (await sign_in(organization.supervisor).get(f"{WORKFORCE}/break-line")).json()["items"]
    line = next(one for one in leader if one["department_id"] == str(organization.sales_id))
    assert [(one["name"], one["place"]) for one in line["waiting"]] == [("بهار نو", None), ("نرگس نو", 1)]
    # The second one thinks better of it: the third has the place at once.
    assert (await second.delete(BREAK)).json()["state"] == "none"
    assert (await third.get(BREAK)).json()["state"] == "granted"
    states = [(state, place) for _, state, place in await told(owner, organization)]
    assert states == [("granted", None), ("granted", None), ("waiting", 1), ("granted", None)]


async def test_a_place_that_nobody_takes_lapses(organization, crew, house, owner):
    first, second, _ = crew
    await first.post(BREAK)
    await second.post(BREAK)
    await move_lines(house.system, Later(timedelta(minutes=2)))
    assert (await first.get(BREAK)).json()["state"] == "granted"
    await move_lines(house.system, Later(timedelta(minutes=4)))
    assert (await first.get(BREAK)).json()["state"] == "none"
    assert (await second.get(BREAK)).json()["state"] == "granted"
    assert (str(organization.agent.id), "lapsed", None) in await told(owner, organization)


async def test_whoever_moves_up_since_somebody_left_is_told(organization, crew, house, owner):
    first, second, third = crew
    for one in crew:
        await one.post(BREAK)
    before = len(await told(owner, organization))
    await second.delete(BREAK)
    assert (await third.get(BREAK)).json()["place"] == 1
    heard = (await told(owner, organization))[before:]
    assert [(state, place) for _, state, place in heard] == [("waiting", 1)]
    await first.delete(BREAK)  # the place is free: told once, as granted
    heard = (await told(owner, organization))[before + 1 :]
    assert [(state, place) for _, state, place in heard] == [("granted", None)]


async def test_each_department_has_a_line_of_its_own(organization, crew, sign_in):
    await crew[0].post(BREAK)
    assert (await sign_in(organization.other_agent).post(BREAK)).json()["state"] == "granted"


async def test_lines_that_do_not_move_cost_one_statement_for_all(
    organization, make_organization, crew, house, sign_in
):
    """Counted by what the server was asked: neither a transaction nor a lock while nothing is due."""
    other = await make_organization()
    for one in (*crew, sign_in(organization.other_agent), sign_in(other.agent), sign_in(other.other_agent)):
        assert (await one.post(BREAK)).status_code == 200
    await move_lines(house.system, house.clock)
    watched = Watched(house.system.pool)
    for _ in range(5):
        await move_lines(watched, house.clock)
    assert (watched.asked, watched.begun) == ([queries_breaks.EVERY_LINE] * 5, [])
    # One line moves: that one's transaction alone.
    await crew[0].put(PRESENCE, json={"state": "break", "reason": "meal"})
    await move_lines(watched, house.clock)
    assert (await crew[0].get(BREAK)).json()["state"] == "on_break"
    await move_lines(watched, house.clock)
    assert watched.begun == [organization.id]
    # A limit that was raised is noticed as well.
    rules = f"{WORKFORCE}/schedule-rules"
    assert (await sign_in(organization.admin).put(rules, json={"live_breaks": 3})).status_code == 200
    await move_lines(watched, house.clock)
    assert [(await one.get(BREAK)).json()["state"] for one in crew[1:]] == ["granted", "granted"]
    assert watched.begun == [organization.id] * 2


class Watched(Database):
    """A database that notes what is asked outside of transactions, and whose transactions were begun."""

    def __init__(self, pool):
        super().__init__(pool)
        self.asked, self.begun = [], []

    @asynccontextmanager
    async def everywhere(self):
        async with super().everywhere() as connection:
            with connection.query_logger(lambda told: self.asked.append(told.query)):
                yield connection

    def transaction(self, organization_id):
        self.begun.append(organization_id)
        return super().transaction(organization_id)


async def test_who_is_in_no_department_stands_in_a_line_too(organization, crew, house, owner):
    await owner.execute(
        "UPDATE membership SET department_id = NULL WHERE organization_id = $1 AND role = 'agent'",
        organization.id,
    )
    first, second, _ = crew
    await first.post(BREAK)
    await second.post(BREAK)
    await move_lines(house.system, Later(timedelta(minutes=4)))
    assert [(await one.get(BREAK)).json()["state"] for one in (first, second)] == ["none", "granted"]
