"""/api/v1/workforce/adherence: one's own first; a leader sees their people's; nothing sorts or compares them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fixtures.people import Organization, enrol, insert
from hamseda.app import make_outline
from hamseda.description import described
from hamseda.kit.ids import new_id
from workforce.rota import DAY, WORKFORCE, draft, edit, hire, offer, publish

TEHRAN = ZoneInfo("Asia/Tehran")
BOARD = f"{WORKFORCE}/adherence"


class Floor:
    """A shift that began two hours ago by the grid, and who was there when."""

    def __init__(self, owner, organization: Organization) -> None:
        self.owner, self.organization = owner, organization
        now = datetime.now(UTC).astimezone(TEHRAN)
        begun = now - timedelta(hours=2)
        self.start = begun.replace(minute=begun.minute // 15 * 15, second=0, microsecond=0)
        self.day = self.start.date()

    def shift(self, person) -> dict:
        end = self.start + timedelta(hours=8)
        return {
            "do": "put",
            "user_id": str(person.id),
            "day": str(self.day),
            "template": "روز",
            "start": f"{self.start:%H:%M}",
            "end": f"{end:%H:%M}",
            "breaks": [],
        }

    async def said(self, person, state: str, minutes: int) -> None:
        """Somebody said what they are, so many minutes after the shift began."""
        await insert(
            self.owner,
            "presence_log",
            organization_id=self.organization.id,
            id=new_id(),
            user_id=person.id,
            state=state,
            at=self.start + timedelta(minutes=minutes),
        )


@pytest.fixture
async def floor(organization, sign_in, owner):
    planner = sign_in(organization.supervisor)
    await offer(planner, {**DAY, "breaks": []})
    (colleague,) = await hire(owner, organization, "آذر نو")
    the = Floor(owner, organization)
    made = await draft(planner, organization, first_day=str(the.day), days=1)
    answer = await edit(
        planner, made, the.shift(organization.agent), the.shift(colleague), accept_breaches=True
    )
    assert answer.status_code == 200, answer.text
    await publish(planner, made, accept_breaches=True)
    return the, planner, colleague


async def test_agents_see_their_own_day_interval_by_interval(organization, sign_in, floor):
    the, planner, _ = floor
    await the.said(organization.agent, "available", 0)
    await the.said(organization.agent, "break", 60)
    await the.said(organization.agent, "available", 80)
    agent = sign_in(organization.agent)
    own = (await agent.get(f"{WORKFORCE}/my/adherence?day={the.day}")).json()
    assert own["now"]["state"] == "in"
    deviating = [one for one in own["intervals"] if not one["kept"]]
    assert [(one["code"], one["planned"], one["actual"]) for one in deviating] == [
        ("on_break", "work", "break")
    ]
    assert "۲۰ دقیقه در استراحت" in deviating[0]["said"]
    assert own["percent"] == pytest.approx(100 * (1 - 20 / own["planned_m"]), abs=0.1)
    seen = (await planner.get(f"{BOARD}/{organization.agent.id}?day={the.day}")).json()
    assert {name: seen[name] for name in ("planned_m", "intervals")}.keys() == {"planned_m", "intervals"}
    assert [one["code"] for one in seen["intervals"]] == [one["code"] for one in own["intervals"]]
    assert (await agent.get(f"{BOARD}/{organization.agent.id}")).status_code == 403
    # What a leader marks as fine is kept, and the agent hears of it and why.
    mark = {
        "user_id": str(organization.agent.id),
        "starts_at": deviating[0]["starts_at"],
        "ends_at": deviating[0]["ends_at"],
        "reason": "آموزش سر پا",
    }
    made = await planner.post(f"{WORKFORCE}/adherence-exceptions", json=mark)
    assert made.status_code == 201, made.text
    again = (await agent.get(f"{WORKFORCE}/my/adherence?day={the.day}")).json()
    assert (again["percent"], again["excused_m"]) == (100.0, 20.0)
    assert [(one["reason"], one["by_name"]) for one in again["exceptions"]] == [
        ("آموزش سر پا", "سارا سرپرست")
    ]
    route = f"{WORKFORCE}/adherence-exceptions/{made.json()['id']}"
    assert (await planner.delete(route)).status_code == 204
    assert (await planner.delete(route)).status_code == 404
    assert (await agent.get(f"{WORKFORCE}/my/adherence?day={the.day}")).json()["percent"] < 100


async def test_the_board_is_by_name_and_holds_no_figure_to_rank_by(organization, sign_in, floor):
    the, planner, colleague = floor
    await the.said(colleague, "available", 1)
    items = (await planner.get(BOARD)).json()["items"]
    assert [(one["name"], one["state"]) for one in items] == [("آذر نو", "in"), ("کاوه کارشناس", "late")]
    assert set(items[0]) == {"user_id", "name", "state", "since", "planned", "actual"}


def test_no_route_sorts_or_ranks_people():
    paths = described(make_outline())["paths"]
    asked = {
        f"{path} {one['name']}"
        for path, item in paths.items()
        if "/workforce/" in path
        for operation in item.values()
        for one in operation.get("parameters", [])
    }
    wrong = [
        one for one in asked if any(word in one for word in ("sort", "order", "rank", "top", "best", "worst"))
    ]
    assert wrong == []


async def test_a_leader_of_another_department_sees_nothing_of_it(organization, sign_in, floor, owner):
    the, planner, _ = floor
    other = sign_in(await enrol(owner, organization.id, "supervisor", "سیما سرپرست", organization.support_id))
    assert (await other.get(BOARD)).json()["items"] == []
    assert (await other.get(f"{BOARD}/{organization.agent.id}")).status_code == 404
    mark = {"user_id": str(organization.agent.id), "reason": "آموزش"}
    span = {"starts_at": f"{the.start:%Y-%m-%dT%H:%M:%S+03:30}"}
    span["ends_at"] = f"{the.start + timedelta(minutes=30):%Y-%m-%dT%H:%M:%S+03:30}"
    assert (await other.post(f"{WORKFORCE}/adherence-exceptions", json={**mark, **span})).status_code == 404
    turned = {"starts_at": span["ends_at"], "ends_at": span["starts_at"]}
    refused = await planner.post(f"{WORKFORCE}/adherence-exceptions", json={**mark, **turned})
    assert refused.json()["errors"][0]["code"] == "span_impossible"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_days_beyond_all_calendars_are_refused(organization, sign_in, day):
    client = sign_in(organization.agent)
    for where in (f"my/adherence?day={day}", f"my/shifts?first={day}"):
        answer = await client.get(f"/api/v1/workforce/{where}")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "day_far")
