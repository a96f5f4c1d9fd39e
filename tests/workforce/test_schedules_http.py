"""/api/v1/workforce/schedules: from a draft to what agents read of their own."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator

import asyncpg
import pytest

from fixtures.people import Organization
from workforce.rota import (
    DAY,
    EVENING,
    FIRST,
    NEED,
    SCHEDULES,
    WORKFORCE,
    draft,
    edit,
    hire,
    offer,
    on,
    publish,
    shift,
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Every statement that is sent while the test runs."""
    counted: Counter[str] = Counter()
    for name in ("fetch", "fetchrow", "fetchval", "execute", "executemany"):
        real = getattr(asyncpg.Connection, name)

        async def counting(self, query, *values, _real=real, **named):
            counted[" ".join(query.split())[:80]] += 1
            return await _real(self, query, *values, **named)

        monkeypatch.setattr(asyncpg.Connection, name, counting)
    return counted


async def events(owner, o: Organization, kind: str) -> list[tuple[dict, dict]]:
    rows = await owner.fetch(
        "SELECT audience, body FROM event WHERE organization_id = $1 AND kind = $2 ORDER BY number",
        o.id,
        kind,
    )
    return [tuple(one if isinstance(one, dict) else json.loads(one) for one in row.values()) for row in rows]


async def test_from_a_draft_to_my_shifts(organization: Organization, sign_in, owner):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    the = await draft(planner, organization)
    assert (the["state"], the["version"], the["shifts"]) == ("draft", 1, [])
    assert [one["name"] for one in the["people"]] == ["کاوه کارشناس"]
    assert the["missing_hours"] == 5 * 8
    answer = await edit(planner, the, *[shift(organization.agent, day) for day in (0, 1)])
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [(one["day"], one["start"], one["end"]) for one in found["shifts"]] == [
        (on(0), "08:00", "16:00"),
        (on(1), "08:00", "16:00"),
    ]
    assert found["shifts"][0]["starts_at"] == f"{on(0)}T04:30:00Z"
    assert [one["name"] for one in found["shifts"][0]["breaks"]] == ["ناهار"]
    assert found["missing_hours"] == 5 * 8 - 2 * 7.5
    assert found["breaches"] == []
    agent = sign_in(organization.agent)
    mine = f"{WORKFORCE}/my/shifts?first={FIRST}"
    assert (await agent.get(mine)).json()["items"] == []
    assert (await publish(planner, the))["state"] == "published"
    own = (await agent.get(mine)).json()
    assert [(one["day"], one["schedule_id"]) for one in own["items"]] == [
        (on(0), the["id"]),
        (on(1), the["id"]),
    ]
    assert (await sign_in(organization.other_agent).get(mine)).json()["items"] == []
    told = await events(owner, organization, "shifts.changed")
    assert [audience for audience, _ in told] == [{"user": str(organization.agent.id)}]
    assert (told[0][1]["first_day"], told[0][1]["last_day"]) == (on(0), on(6))


async def test_an_edit_of_what_is_published_is_told_to_those_it_concerns(organization, sign_in, owner):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    (second,) = await hire(owner, organization, "نرگس نو")
    the = await draft(planner, organization)
    made = (await edit(planner, the, shift(organization.agent, 0), shift(second, 1))).json()["shifts"]
    the = await publish(planner, the)
    answer = await edit(planner, the, {**shift(second, 0), "id": made[0]["id"]})
    assert answer.status_code == 200, answer.text
    told = [body["user_id"] for _, body in await events(owner, organization, "shifts.changed")]
    assert sorted(told[2:]) == sorted([str(organization.agent.id), str(second.id)])
    # A lock is nothing to those who work the shift.
    assert (await edit(planner, the, {"do": "lock", "id": made[1]["id"]})).status_code == 200
    assert len(await events(owner, organization, "shifts.changed")) == len(told)


async def test_a_draft_without_history_says_what_it_guessed(organization, sign_in):
    planner = sign_in(organization.admin)
    answer = await planner.post(
        SCHEDULES, json={"first_day": str(FIRST), "queue_ids": [str(organization.sales_queue_id)]}
    )
    assert answer.status_code == 201, answer.text
    the = answer.json()
    assert [one["code"] for one in the["notes"]] == ["no_history"]
    assert "صف فروش" in the["notes"][0]["said"]
    assert the["missing_hours"] == 6 * 8  # one person from 08:00 to 16:00, not on Friday
    assert {one["name"] for one in the["templates"]} == {"روز", "عصر", "نیم‌روز"}
    cover = (await planner.get(f"{SCHEDULES}/{the['id']}/coverage")).json()
    assert sum(cover["items"][0]["required"]) == 6 * 8 * 4
    assert cover["items"][0]["scheduled"] == [0] * (7 * 96)


async def test_a_rule_that_would_break_is_named_and_nothing_is_stored(organization, sign_in):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    the = await draft(planner, organization)
    late = shift(organization.agent, 0, "15:00", template="عصر", end="23:30")
    refused = await edit(planner, the, late, shift(organization.agent, 1))
    assert (refused.status_code, refused.json()["code"]) == (422, "rules_broken")
    assert [one["code"] for one in refused.json()["breaches"]] == ["rest_too_short"]
    assert "کاوه کارشناس" in refused.json()["breaches"][0]["said"]
    assert (await planner.get(f"{SCHEDULES}/{the['id']}")).json()["shifts"] == []
    done = await edit(planner, the, late, shift(organization.agent, 1), accept_breaches=True)
    assert [one["code"] for one in done.json()["breaches"]] == ["rest_too_short"]
    # What is broken already does not bar other edits; publishing asks once more.
    assert (await edit(planner, the, shift(organization.agent, 3))).status_code == 200
    refused = await planner.post(f"{SCHEDULES}/{the['id']}/publication", json={"version": the["version"]})
    assert refused.json()["code"] == "rules_broken"
    await publish(planner, the, accept_breaches=True)


async def test_two_who_edit_at_once_do_not_overwrite_each_other(organization, sign_in):
    first, second = sign_in(organization.supervisor), sign_in(organization.admin)
    await offer(first)
    the = await draft(first, organization)
    seen = dict(the)
    assert (await edit(first, the, shift(organization.agent, 0))).status_code == 200
    refused = await edit(second, seen, shift(organization.agent, 1))
    assert (refused.status_code, refused.json()["code"]) == (409, "schedule_changed")
    assert refused.json()["version"] == the["version"]
    assert "دوباره بخوانید" in refused.json()["detail"]
    shifts = (await second.get(f"{SCHEDULES}/{the['id']}")).json()["shifts"]
    assert [one["day"] for one in shifts] == [on(0)]


async def test_edits_are_taken_back_one_by_one(organization, sign_in):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    the = await draft(planner, organization)
    made = (await edit(planner, the, shift(organization.agent, 0), shift(organization.agent, 1))).json()[
        "shifts"
    ]
    moved = shift(organization.agent, 0, "09:00", id=made[0]["id"])
    assert (await edit(planner, the, moved, {"do": "remove", "id": made[1]["id"]})).status_code == 200
    assert (
        await edit(planner, the, {"do": "keep_off", "user_id": str(organization.agent.id), "day": on(4)})
    ).json()["off"] == [{"user_id": str(organization.agent.id), "day": on(4)}]

    async def undo() -> dict:
        answer = await planner.post(f"{SCHEDULES}/{the['id']}/undo", json={"version": the["version"]})
        if answer.status_code == 200:
            the["version"] = answer.json()["version"]
        return answer.json()

    assert (await undo())["off"] == []
    await undo()
    now = (await planner.get(f"{SCHEDULES}/{the['id']}")).json()
    assert [(one["id"], one["start"]) for one in now["shifts"]] == [(one["id"], "08:00") for one in made]
    await undo()
    now = (await planner.get(f"{SCHEDULES}/{the['id']}")).json()
    assert (now["shifts"], now["can_undo"]) == ([], False)
    assert (await undo())["code"] == "nothing_to_undo"
    steps = (await planner.get(f"{SCHEDULES}/{the['id']}/edits")).json()["items"]
    assert [one["what"] for one in steps] == ["undone"] * 3 + ["edited"] * 3
    assert {one["by_name"] for one in steps} == {"سارا سرپرست"}


async def test_nobody_is_published_twice_on_a_day(organization, sign_in):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    one, two = await draft(planner, organization), await draft(planner, organization)
    for the in (one, two):
        assert (await edit(planner, the, shift(organization.agent, 0))).status_code == 200
    await publish(planner, one)
    refused = await planner.post(f"{SCHEDULES}/{two['id']}/publication", json={"version": two["version"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "already_scheduled")
    again = await planner.delete(f"{SCHEDULES}/{one['id']}/publication?version={one['version'] + 1}")
    assert again.json()["state"] == "draft"
    assert (await publish(planner, two))["state"] == "published"


async def test_a_shift_before_the_schedule_counts_for_rest(organization, sign_in):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    before = await draft(planner, organization, first_day="2026-12-26")
    late = shift(organization.agent, -1, "15:00", template="عصر", end="23:30", breaks=None)
    assert (await edit(planner, before, late)).status_code == 200
    await publish(planner, before)
    the = await draft(planner, organization)
    refused = await edit(planner, the, shift(organization.agent, 0))
    assert [one["code"] for one in refused.json()["breaches"]] == ["rest_too_short"]


async def test_a_leader_of_one_department_plans_that_one(organization, sign_in, owner):
    planner = sign_in(organization.admin)
    await offer(planner)
    own = await draft(planner, organization, department_id=str(organization.sales_id))
    whole = await draft(planner, organization)
    await owner.execute(
        "UPDATE membership SET department_id = $2 WHERE user_id = $1",
        organization.supervisor.id,
        organization.sales_id,
    )
    leader = sign_in(organization.supervisor)
    assert [one["id"] for one in (await leader.get(SCHEDULES)).json()["items"]] == [own["id"]]
    assert (await leader.get(f"{SCHEDULES}/{own['id']}")).status_code == 200
    assert (await leader.get(f"{SCHEDULES}/{whole['id']}")).status_code == 404
    assert (await edit(leader, whole, shift(organization.agent, 0))).status_code == 404
    made = await draft(leader, organization)
    assert made["department_id"] == str(organization.sales_id)
    people = (await leader.get(f"{WORKFORCE}/schedule-people")).json()["items"]
    assert [one["name"] for one in people] == ["سارا سرپرست", "کاوه کارشناس"]
    refused = await leader.put(f"{WORKFORCE}/schedule-people/{organization.other_agent.id}", json={})
    assert refused.status_code == 404


async def test_reading_takes_few_questions_however_many_shifts(organization, sign_in, owner, asked):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    crew = await hire(owner, organization, *[f"کارشناس {at}" for at in range(6)])
    the = await draft(planner, organization)
    route = f"{SCHEDULES}/{the['id']}"

    async def read() -> tuple[int, int]:
        asked.clear()
        shifts = (await planner.get(route)).json()["shifts"]
        # Who calls is remembered for a moment, and wake-ups come when they come: neither is of the reading.
        own = [
            one for one in asked.elements() if "pg_notify" not in one and "authenticate_session" not in one
        ]
        return len(shifts), len(own)

    none, few = await read()
    await edit(planner, the, *[shift(one, day) for one in crew for day in range(5)])
    many, same = await read()
    assert (none, many) == (0, 30)
    assert few == same <= 8


async def test_impossible_contracts_and_templates_are_named_in_both_languages(organization, sign_in):
    planner = sign_in(organization.supervisor)
    await offer(planner, DAY, {**EVENING, "step_m": 20, "length_m": 490})
    person = f"{WORKFORCE}/schedule-people/{organization.agent.id}"
    terms = {"contract": {"least_m": 2400, "most_m": 2640, "days": 6}, "available": [{"on": ["sat", "sun"]}]}
    assert (await planner.put(person, json=terms)).status_code == 200
    queue = str(organization.sales_queue_id)
    wish = {"first_day": str(FIRST), "queue_ids": [queue], "required": [{**NEED, "queue_id": queue}]}
    refused = (await planner.post(SCHEDULES, json=wish)).json()
    assert refused["code"] == "schedule_impossible"
    assert {(one["code"], one["about"]) for one in refused["faults"]} == {("template_off_grid", "عصر")}
    await offer(planner, DAY)
    refused = (await planner.post(SCHEDULES, json=wish)).json()
    (fault,) = refused["faults"]
    assert (fault["field"], fault["code"]) == ("people.0.contract", "contract_impossible")
    assert "کاوه کارشناس" in fault["said"]["fa"]
    assert "15 hours at most" in fault["detail"]
    assert (await planner.get(SCHEDULES)).json()["items"] == []


async def test_of_two_edits_at_the_same_moment_one_wins(organization, sign_in):
    first, second = sign_in(organization.supervisor), sign_in(organization.admin)
    await offer(first)
    the = await draft(first, organization)
    both = [dict(the), dict(the)]
    answers = await asyncio.gather(
        edit(first, both[0], shift(organization.agent, 0)),
        edit(second, both[1], shift(organization.agent, 1)),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    now = (await first.get(f"{SCHEDULES}/{the['id']}")).json()
    assert (len(now["shifts"]), now["version"]) == (1, 2)


async def test_other_work_takes_people_from_the_queue_and_breaks_go_around_it(organization, sign_in):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    the = await draft(planner, organization)
    meeting = {"name": "جلسه", "start": "12:00", "end": "13:00"}
    made = (await edit(planner, the, shift(organization.agent, 0, activities=[meeting]))).json()
    (rest,) = made["shifts"][0]["breaks"]
    assert rest["end"] <= "12:00" or rest["start"] >= "13:00"
    assert made["missing_hours"] == 5 * 8 - 6.5
    short = next(one for one in made["shortfalls"] if one["day"] == on(0) and one["part"] == "midday")
    assert short["why"] in ({"other_work": 1}, {"on_break": 1})
    outside = {"name": "جلسه", "start": "15:30", "end": "16:30"}
    over = {"name": "ناهار", "start": "12:30", "end": "13:00", "paid": False}
    for more, code in (
        ({"activities": [outside]}, "outside_shift"),
        ({"activities": [meeting], "breaks": [over]}, "spans_overlap"),
        ({"start": "08:10"}, "off_grid"),
        ({"day": "2027-02-01"}, "day_outside"),
        ({"template": "شب"}, "end_needed_here"),
        ({}, "two_in_a_day"),
    ):
        refused = await edit(planner, the, {**shift(organization.agent, 0), **more})
        assert refused.status_code == 422, code
        assert refused.json()["errors"][0]["code"] == code


async def test_a_shift_by_hand_may_last_longer_than_its_template_but_not_than_the_contract(
    organization, sign_in
):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    the = await draft(planner, organization)
    long = [shift(organization.agent, day, end="18:00") for day in range(4)]
    answer = await edit(planner, the, *long)
    assert answer.status_code == 200, answer.text
    refused = await edit(planner, the, shift(organization.agent, 4, end="18:00"))
    assert [one["code"] for one in refused.json()["breaches"]] == ["too_many_hours"]
    without = shift(organization.agent, 4, breaks=[])
    refused = await edit(planner, the, without)
    assert "breaks_differ" in [one["code"] for one in refused.json()["breaches"]]


async def test_what_a_publication_changes_is_told_before_and_nothing_is_written(
    organization: Organization, sign_in, owner
):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    (second,) = await hire(owner, organization, "نرگس نو")
    the = await draft(planner, organization)
    outlook = f"{SCHEDULES}/{the['id']}/publication"
    assert (await planner.get(outlook)).json()["code"] == "nothing_to_publish"
    made = (await edit(planner, the, *[shift(organization.agent, day) for day in (0, 1, 2)])).json()["shifts"]
    first = (await planner.get(outlook)).json()
    assert (first["shown_before"], first["new"], first["changed"], first["removed"], first["same"]) == (
        None, 3, 0, 0, 0,
    )  # fmt: skip
    the = await publish(planner, the)
    assert (await planner.get(outlook)).json()["code"] == "already_published"
    the = (await planner.delete(f"{outlook}?version={the['version']}")).json()
    answer = await edit(
        planner,
        the,
        {**shift(organization.agent, 3), "id": made[0]["id"]},  # moved to another day
        {"do": "remove", "id": made[1]["id"]},
        {**shift(second, 2), "id": made[2]["id"]},  # given away
        accept_breaches=True,
    )
    assert answer.status_code == 200, answer.text
    seen = (await planner.get(outlook)).json()
    assert seen["shown_before"] is not None
    assert (seen["new"], seen["changed"], seen["removed"], seen["same"]) == (1, 1, 2, 0)
    by_name = {one["name"]: one for one in seen["people"]}
    agent, newcomer = by_name["کاوه کارشناس"], by_name["نرگس نو"]
    assert [(one["before"]["day"], one["after"]["day"]) for one in agent["changed"]] == [(on(0), on(3))]
    assert [one["day"] for one in agent["removed"]] == [on(1), on(2)]
    assert [one["day"] for one in newcomer["new"]] == [on(2)]
    # Nothing came of looking: the version stands, nobody was told.
    assert (await planner.get(f"{SCHEDULES}/{the['id']}")).json()["version"] == the["version"]
    told = len(await events(owner, organization, "shifts.changed"))
    await planner.get(outlook)
    assert len(await events(owner, organization, "shifts.changed")) == told
    await publish(planner, the)


async def test_shifts_as_they_were_shown_are_the_same_though_the_solver_gave_them_new_rows(
    organization: Organization, sign_in
):
    planner = sign_in(organization.supervisor)
    await offer(planner)
    the = await draft(planner, organization)
    made = (await edit(planner, the, *[shift(organization.agent, day) for day in (0, 1)])).json()["shifts"]
    the = await publish(planner, the)
    outlook = f"{SCHEDULES}/{the['id']}/publication"
    the = (await planner.delete(f"{outlook}?version={the['version']}")).json()
    await edit(planner, the, {"do": "remove", "id": made[0]["id"]}, {"do": "lock", "id": made[1]["id"]})
    await edit(planner, the, shift(organization.agent, 0))
    seen = (await planner.get(outlook)).json()
    assert (seen["new"], seen["changed"], seen["removed"], seen["same"]) == (0, 0, 0, 2)
    the = (await planner.get(f"{SCHEDULES}/{the['id']}")).json()
    await edit(planner, the, {**shift(organization.agent, 1, "09:00"), "id": made[1]["id"]})
    (person,) = (await planner.get(outlook)).json()["people"]
    assert [(one["before"]["start"], one["after"]["start"]) for one in person["changed"]] == [
        ("08:00", "09:00")
    ]
