"""Leave and swaps: asked, checked, agreed to, decided, taken back; what they do to the schedule."""

from collections import Counter

import pytest

from fixtures.people import Organization, enrol
from workforce.rota import SCHEDULES, WORKFORCE, draft, edit, hire, offer, on, publish, shift

LEAVE = f"{WORKFORCE}/my/leave-requests"
SWAP = f"{WORKFORCE}/my/swap-requests"


@pytest.fixture
async def week(organization: Organization, sign_in, owner):
    """A published week: the agent works days 0 to 2, a colleague days 2 and 3."""
    planner = sign_in(organization.supervisor)
    await offer(planner)
    (colleague,) = await hire(owner, organization, "نرگس نو")
    the = await draft(planner, organization)
    places = [
        (organization.agent, 0),
        (organization.agent, 1),
        (organization.agent, 2),
        (colleague, 2),
        (colleague, 3),
    ]
    made = (await edit(planner, the, *[shift(*place) for place in places])).json()["shifts"]
    the = await publish(planner, the)
    by_place = {(one["user_id"], one["day"]): one for one in made}
    return planner, colleague, the, lambda person, day: by_place[str(person.id), on(day)]


def request(route: str) -> str:
    return f"{WORKFORCE}/requests/{route}"


async def places(client, the) -> set[tuple[str, str]]:
    found = (await client.get(f"{SCHEDULES}/{the['id']}")).json()["shifts"]
    return {(one["user_id"], one["day"]) for one in found}


async def test_leave_is_asked_shown_with_what_it_costs_and_approved(organization, sign_in, week, owner):
    planner, _, the, _ = week
    agent = sign_in(organization.agent)
    asked = await agent.post(LEAVE, json={"first_day": on(1), "last_day": on(2), "reason": "عروسی خواهرم"})
    assert asked.status_code == 201, asked.text
    one = asked.json()
    assert (one["state"], one["can"], one["name"]) == ("asked", ["withdraw"], "کاوه کارشناس")
    (seen,) = (await planner.get(f"{WORKFORCE}/requests?status=asked")).json()["items"]
    assert (seen["id"], seen["can"]) == (one["id"], ["approve"])
    outlook = (await planner.get(request(f"{one['id']}/outlook"))).json()
    # Day 2 has the colleague too, who has lunch at another time as long as both are there.
    lacking = Counter()
    for short in outlook["shortfalls"]:
        lacking[short["day"]] += short["missing_hours"]
    assert lacking == {on(1): 8, on(2): 0.5}
    assert all("کم دارد" in short["said"] for short in outlook["shortfalls"])
    assert [gone["day"] for gone in outlook["removed"]] == [on(1), on(2)]
    refused = await planner.post(request(f"{one['id']}/decision"), json={"approve": False})
    assert refused.json()["errors"][0]["code"] == "reason_needed"
    done = await planner.post(request(f"{one['id']}/decision"), json={"approve": True})
    assert done.status_code == 200, done.text
    assert [(step["state"], step["by_name"]) for step in done.json()["steps"]] == [
        ("asked", "کاوه کارشناس"),
        ("approved", "سارا سرپرست"),
    ]
    assert (str(organization.agent.id), on(1)) not in await places(planner, the)
    now = (await planner.get(f"{SCHEDULES}/{the['id']}")).json()
    assert next(p["leave"] for p in now["people"] if p["user_id"] == str(organization.agent.id)) == [
        on(1),
        on(2),
    ]
    mine = (await agent.get(f"{WORKFORCE}/my/shifts?first={on(0)}")).json()["items"]
    assert [own["day"] for own in mine] == [on(0)]
    again = await planner.post(request(f"{one['id']}/decision"), json={"approve": True})
    assert (again.status_code, again.json()["code"]) == (409, "request_moved_on")
    # A shift on such a day is named from now on, also in a schedule that is made later.
    refused = await edit(planner, now, shift(organization.agent, 1))
    assert [b["code"] for b in refused.json()["breaches"]] == ["leave"]
    other = await draft(planner, organization)
    refused = await edit(planner, other, shift(organization.agent, 2))
    assert [b["code"] for b in refused.json()["breaches"]] == ["leave"]
    back = await agent.post(request(f"{one['id']}/withdrawal"))
    assert back.json()["state"] == "withdrawn"
    now = (await planner.get(f"{SCHEDULES}/{the['id']}")).json()
    assert (await edit(planner, now, shift(organization.agent, 1))).status_code == 200
    told = await owner.fetch(
        "SELECT action FROM audit_entry WHERE organization_id = $1 AND subject_kind = 'shift_request' ORDER BY id",
        organization.id,
    )
    assert [row["action"] for row in told] == [
        f"shift_request.{verb}" for verb in ("asked", "approved", "withdrawn")
    ]


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (("2020-01-01", "2020-01-02"), "day_is_past"),
        ((on(3), on(2)), "last_before_first"),
        ((on(0), on(92)), "leave_too_long"),
        ((on(600), on(601)), "leave_too_long"),
    ],
)
async def test_leave_that_cannot_be_meant(organization, sign_in, days, code):
    wish = {"first_day": days[0], "last_day": days[1]}
    refused = await sign_in(organization.agent).post(LEAVE, json=wish)
    assert refused.json()["errors"][0]["code"] == code


async def test_leave_is_not_asked_twice_for_a_day(organization, sign_in):
    agent = sign_in(organization.agent)
    first = (await agent.post(LEAVE, json={"first_day": on(0), "last_day": on(2)})).json()
    refused = await agent.post(LEAVE, json={"first_day": on(2), "last_day": on(3)})
    assert (refused.status_code, refused.json()["code"]) == (409, "leave_overlaps")
    assert (await agent.post(request(f"{first['id']}/withdrawal"))).status_code == 200
    assert (await agent.post(LEAVE, json={"first_day": on(2), "last_day": on(3)})).status_code == 201


async def test_a_swap_goes_by_the_colleague_and_the_leader(organization, sign_in, week):
    planner, colleague, the, made = week
    agent, other = sign_in(organization.agent), sign_in(colleague)
    assert [one["name"] for one in (await agent.get(f"{WORKFORCE}/my/colleagues")).json()["items"]] == [
        "نرگس نو"
    ]
    theirs = await agent.get(f"{WORKFORCE}/my/colleagues/{colleague.id}/shifts?first={on(0)}")
    assert [one["day"] for one in theirs.json()["items"]] == [on(2), on(3)]
    hidden = await agent.get(f"{WORKFORCE}/my/colleagues/{organization.other_agent.id}/shifts")
    assert hidden.status_code == 404
    wish = {
        "shift_id": made(organization.agent, 0)["id"],
        "with_user_id": str(colleague.id),
        "with_shift_id": made(colleague, 3)["id"],
    }
    asked = await agent.post(SWAP, json=wish)
    assert asked.status_code == 201, asked.text
    route = request(asked.json()["id"])
    twice = await agent.post(SWAP, json=wish)
    assert twice.json()["code"] == "swap_open"
    early = await planner.post(f"{route}/decision", json={"approve": True})
    assert early.json()["code"] == "request_moved_on"
    assert (
        await sign_in(organization.other_agent).post(f"{route}/agreement", json={"agree": True})
    ).status_code == 404
    (seen,) = (await other.get(f"{WORKFORCE}/my/requests")).json()["items"]
    assert (seen["can"], seen["shift"]["day"], seen["with_shift"]["day"]) == (["agree"], on(0), on(3))
    assert (await other.post(f"{route}/agreement", json={"agree": True})).json()["state"] == "agreed"
    before = await places(planner, the)
    assert (await planner.post(f"{route}/decision", json={"approve": True})).json()["state"] == "approved"
    changed = {(str(organization.agent.id), on(0)), (str(colleague.id), on(3))}
    assert await places(planner, the) == before - changed | {
        (str(colleague.id), on(0)),
        (str(organization.agent.id), on(3)),
    }


async def test_a_swap_that_would_break_a_rule_is_refused_at_asking(organization, sign_in, week):
    planner, colleague, the, made = week
    late = shift(
        organization.agent, 1, "15:00", template="عصر", end="23:30", id=made(organization.agent, 1)["id"]
    )
    # Their shift of day 2 begins at 08:00: too soon after such an evening.
    answer = await edit(planner, the, {"do": "remove", "id": made(organization.agent, 2)["id"]}, late)
    assert answer.status_code == 200, answer.text
    agent = sign_in(organization.agent)
    wish = {"shift_id": made(organization.agent, 1)["id"], "with_user_id": str(colleague.id)}
    refused = await agent.post(SWAP, json=wish)
    assert (refused.status_code, refused.json()["code"]) == (422, "rules_broken")
    assert [one["code"] for one in refused.json()["breaches"]] == ["rest_too_short"]
    wish = {"shift_id": made(organization.agent, 0)["id"], "with_user_id": str(colleague.id)}
    assert (await agent.post(SWAP, json=wish)).status_code == 201


async def test_without_a_leader_a_yes_is_enough_and_what_changed_meanwhile_bars_it(
    organization, sign_in, week
):
    planner, colleague, the, made = week
    rules = await sign_in(organization.admin).put(
        f"{WORKFORCE}/schedule-rules", json={"swaps_need_approval": False}
    )
    assert rules.status_code == 200, rules.text
    agent, other = sign_in(organization.agent), sign_in(colleague)
    wish = {"shift_id": made(organization.agent, 0)["id"], "with_user_id": str(colleague.id)}
    asked = (await agent.post(SWAP, json=wish)).json()
    done = (await other.post(request(f"{asked['id']}/agreement"), json={"agree": True})).json()
    assert [step["state"] for step in done["steps"]] == ["asked", "agreed", "approved"]
    assert (str(colleague.id), on(0)) in await places(planner, the)
    # The planner takes the shift away while the colleague thinks about it.
    wish = {"shift_id": made(organization.agent, 1)["id"], "with_user_id": str(colleague.id)}
    asked = (await agent.post(SWAP, json=wish)).json()
    now = (await planner.get(f"{SCHEDULES}/{the['id']}")).json()
    assert (
        await edit(planner, now, {"do": "remove", "id": made(organization.agent, 1)["id"]})
    ).status_code == 200
    late = await other.post(request(f"{asked['id']}/agreement"), json={"agree": True})
    assert (late.status_code, late.json()["code"]) == (409, "swap_outdated")
    (still, *_) = (await agent.get(f"{WORKFORCE}/my/requests")).json()["items"]
    assert still["state"] == "asked"


async def test_a_leader_decides_for_their_own_people_and_not_for_themselves(organization, sign_in, owner):
    agent = sign_in(organization.agent)
    asked = (await agent.post(LEAVE, json={"first_day": on(0), "last_day": on(0)})).json()
    leader = sign_in(organization.supervisor)
    own = (await leader.post(LEAVE, json={"first_day": on(0), "last_day": on(0)})).json()
    refused = await leader.post(request(f"{own['id']}/decision"), json={"approve": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "own_request")
    other = sign_in(await enrol(owner, organization.id, "supervisor", "سیما سرپرست", organization.support_id))
    assert (await other.get(f"{WORKFORCE}/requests")).json()["items"] == []
    own_people = sign_in(
        await enrol(owner, organization.id, "supervisor", "سینا سرپرست", organization.sales_id)
    )
    assert [one["id"] for one in (await own_people.get(f"{WORKFORCE}/requests")).json()["items"]] == [
        asked["id"]
    ]
    assert (await other.post(request(f"{asked['id']}/decision"), json={"approve": True})).status_code == 404
    assert (await other.get(request(f"{asked['id']}/outlook"))).status_code == 404
    assert (await sign_in(organization.other_agent).get(request(f"{asked['id']}/outlook"))).status_code == 404
    assert (
        await sign_in(organization.other_agent).post(request(f"{asked['id']}/withdrawal"))
    ).status_code == 404
