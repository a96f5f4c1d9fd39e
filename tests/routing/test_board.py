import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fixtures.people import insert
from hamseda.kit.i18n import has_text, translate
from hamseda.kit.ids import new_id
from hamseda.routing import explain
from routing.live_floor import Floor, StartRouter, until


async def board(floor: Floor, person: Any) -> dict[str, Any]:
    answer = await floor.sign_in(person).get("/api/v1/board")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_board_counts_what_is_there(floor: Floor, start_router: StartRouter):
    the, agent = floor.organization, floor.organization.agent
    await floor.owner.execute("UPDATE membership SET capacity = 30 WHERE user_id = $1", agent.id)
    await start_router()
    await floor.there(agent)
    client = floor.sign_in(agent)
    served = await floor.contact()
    offer = await floor.offer(served)
    queue = (await board(floor, the.supervisor))["queues"][0]
    assert (queue["waiting"], queue["offered"], queue["agents_available"], queue["agents_busy"]) == (
        0,
        1,
        1,
        0,
    )
    await client.post(f"/api/v1/reservations/{offer['id']}/acceptance")
    await floor.contact()
    await floor.contact()
    shown = await board(floor, the.supervisor)
    sales = next(queue for queue in shown["queues"] if queue["queue_id"] == str(the.sales_queue_id))
    support = next(queue for queue in shown["queues"] if queue["queue_id"] == str(the.support_queue_id))
    assert (sales["waiting"], sales["active"], sales["answered_today"], sales["service_level"]) == (
        2,
        1,
        1,
        1.0,
    )
    assert (sales["agents_available"], sales["agents_busy"], sales["abandoned_today"]) == (0, 1, 0)
    assert sales["longest_wait_s"] >= 0
    assert sales["estimate"]["low_s"] < sales["estimate"]["high_s"]
    assert (support["waiting"], support["longest_wait_s"], support["service_level"]) == (0, None, None)
    person = next(each for each in shown["agents"] if each["user_id"] == str(agent.id))
    assert (person["state"], person["load"], person["capacity"], person["active"]) == ("available", 30, 30, 1)
    assert shown["fairness"]["count"] == 1.0


async def test_who_gave_up_counts_against_the_service_level(floor: Floor):
    the = floor.organization
    late, lost = await floor.contact(), await floor.contact()
    await floor.owner.execute(
        "UPDATE work_item SET state = 'done', agent_id = $2, accepted_at = entered_at + interval '61 s',"
        " ended_at = now() WHERE id = $1",
        late,
        the.agent.id,
    )
    await floor.owner.execute(
        "UPDATE work_item SET state = 'abandoned', ended_at = now() WHERE id = $1", lost
    )
    sales = next(
        q for q in (await board(floor, the.admin))["queues"] if q["queue_id"] == str(the.sales_queue_id)
    )
    assert (sales["answered_today"], sales["abandoned_today"], sales["service_level"]) == (1, 1, 0.0)
    await floor.set_queue(target_s=90)
    sales = next(
        q for q in (await board(floor, the.admin))["queues"] if q["queue_id"] == str(the.sales_queue_id)
    )
    assert (sales["service_level"], sales["target_s"]) == (0.5, 90)


async def test_everybody_reads_the_board_of_what_they_lead(floor: Floor):
    the = floor.organization
    await floor.owner.execute(
        "UPDATE membership SET department_id = $2, version = version + 1 WHERE user_id = $1",
        the.supervisor.id,
        the.support_id,
    )
    for person, queues in ((the.supervisor, {the.support_queue_id}), (the.auditor, {the.sales_queue_id})):
        shown = await board(floor, person)
        assert {queue["queue_id"] for queue in shown["queues"]} == {str(each) for each in queues}
    assert len((await board(floor, the.admin))["queues"]) == 2
    for person in (the.agent, the.light):
        assert (await floor.sign_in(person).get("/api/v1/board")).status_code == 403


async def test_a_choice_is_explained_in_the_readers_language(floor: Floor, start_router: StartRouter):
    the = floor.organization
    await start_router()
    item_id = await floor.contact()

    async def is_explained() -> bool:
        return (
            await floor.owner.fetchval("SELECT reason->>'key' FROM work_item WHERE id = $1", item_id)
            == "routing.waiting.nobody_available"
        )

    await until(is_explained)
    path = f"/api/v1/work-items/{item_id}/explanation"
    said = (await floor.sign_in(the.supervisor).get(path)).json()
    assert said["sentence"] == translate("fa", "routing.waiting.nobody_available")
    await floor.there(the.agent)
    await floor.offer(item_id)
    said = (await floor.sign_in(the.supervisor).get(path)).json()
    assert (said["key"], the.agent.name in said["sentence"]) == ("routing.why_item.waited", True)
    await floor.owner.execute("UPDATE app_user SET locale = 'en' WHERE id = $1", the.admin.id)
    english = (await floor.sign_in(the.admin).get(path)).json()["sentence"]
    assert (
        english
        == f"It was its turn, after less than 1 min; {the.agent.name} was the only suitable one with room"
    )
    assert (await floor.sign_in(the.other_agent).get(path)).status_code == 404


async def test_what_was_given_by_hand_says_so(floor: Floor):
    the = floor.organization
    item_id = await floor.contact()
    item = await floor.item(item_id)
    await floor.sign_in(the.admin).put(
        f"/api/v1/conversations/{item['conversation_id']}/assignee", json={"user_id": str(the.agent.id)}
    )
    said = (await floor.sign_in(the.admin).get(f"/api/v1/work-items/{item_id}/explanation")).json()
    assert (said["key"], the.agent.name in said["sentence"]) == ("routing.why_agent.by_hand", True)


def test_every_reason_of_the_kernel_has_its_words():
    keys = set(re.findall(r"routing\.[a-z_]+\.[a-z_]+", explain.__doc__ or ""))
    keys |= {f"routing.order.{each}" for each in ("boost", "priority", "earlier", "number")}
    assert len(keys) > 20
    assert [key for key in sorted(keys) if not has_text(key)] == []


@pytest.mark.parametrize("locale", ["fa", "en"])
def test_the_words_take_the_parameters_of_the_kernel(locale: str):
    shown = re.findall(r"(routing\.\S+)((?: \{[a-z_]+\})+)", explain.__doc__ or "")
    assert len(shown) > 10
    for key, params in shown:
        names = re.findall(r"\{([a-z_]+)\}", params)
        said = translate(locale, key, **{name: f"«{name}»" for name in names})
        assert all(f"«{name}»" in said for name in names), key


DAYS = ("saturday", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday")
CLOSED: dict[str, Any] = {"zone": "Asia/Tehran", "week": {day: [] for day in DAYS}}


async def sales_of(floor: Floor) -> dict[str, Any]:
    queues = (await board(floor, floor.organization.supervisor))["queues"]
    return next(q for q in queues if q["queue_id"] == str(floor.organization.sales_queue_id))


async def keep_hours(floor: Floor, definition: dict[str, Any], table: str, row_id: Any) -> None:
    calendar = new_id()
    await insert(
        floor.owner,
        "calendar",
        organization_id=floor.organization.id,
        id=calendar,
        name="ساعت کار",
        definition=definition,
    )
    await floor.owner.execute(f"UPDATE {table} SET calendar_id = $2 WHERE id = $1", row_id, calendar)


async def test_without_an_estimate_it_says_why(floor: Floor):
    the = floor.organization
    shown = await sales_of(floor)
    assert (shown["estimate"], shown["no_estimate"], shown["is_open"]) == (None, "nobody_available", True)
    await floor.there(the.agent)
    shown = await sales_of(floor)
    assert (shown["estimate"] is not None, shown["no_estimate"]) == (True, None)
    await floor.there(the.agent, "break", "prayer")
    assert (await sales_of(floor))["no_estimate"] == "nobody_available"
    await floor.owner.execute("DELETE FROM queue_member WHERE queue_id = $1", the.sales_queue_id)
    assert (await sales_of(floor))["no_estimate"] == "nobody_serves"


async def test_a_closed_queue_says_when_it_opens(floor: Floor):
    the, now = floor.organization, datetime.now(UTC)
    await keep_hours(floor, CLOSED, "department", the.sales_id)
    shown = await sales_of(floor)
    assert (shown["no_estimate"], shown["is_open"], shown["opens_at"]) == ("closed", False, None)
    week = {day: [{"opens": "00:00:00", "closes": "00:00:00"}] for day in DAYS}
    start, end = now - timedelta(hours=1), now + timedelta(hours=2)
    closures = [{"type": "instant", "start": start.isoformat(), "end": end.isoformat()}]
    # The queue's own hours come before its department's.
    await keep_hours(
        floor, {"zone": "Asia/Tehran", "week": week, "closures": closures}, "queue", the.sales_queue_id
    )
    shown = await sales_of(floor)
    assert (shown["no_estimate"], shown["is_open"]) == ("closed", False)
    assert datetime.fromisoformat(shown["opens_at"]) == end
