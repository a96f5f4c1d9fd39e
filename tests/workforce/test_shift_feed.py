"""The calendar of one's shifts, read by others than the library that wrote it: vobject the events, dateutil the zones."""

import io
from datetime import datetime, timedelta

import httpx
import icalendar
import pytest
import vobject
from dateutil.tz import tzical

from fixtures.people import Organization
from workforce.rota import SCHEDULES, WORKFORCE, draft, edit, hire, offer, publish, shift, tehran

FEED = f"{WORKFORCE}/my/shift-feed"


@pytest.fixture
def soon(monkeypatch):
    """The feed reaches half a year ahead; the schedule of the tests is read from near."""
    monkeypatch.setattr("hamseda.workforce.shifts.feed.AHEAD", timedelta(days=4000))


async def read(client: httpx.AsyncClient, url: str) -> dict[str, vobject.base.Component]:
    answer = await client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "METHOD" not in answer.text  # or each event would need an organizer
    (parsed,) = icalendar.Calendar.from_ical(answer.text, multiple=True)
    assert [one.errors for one in parsed.walk() if one.errors] == []
    assert parsed.subcomponents  # one component at least, though nothing is published
    assert {one["TZID"] for one in parsed.walk("VTIMEZONE")} == {
        one["DTSTART"].params["TZID"] for one in parsed.walk("VEVENT")
    } or not parsed.walk("VEVENT")
    assert max(len(line.encode()) for line in answer.text.split("\r\n")) <= 75
    calendar = vobject.readOne(answer.text)
    calendar.validate(raiseException=True)
    found = {one.uid.value: one for one in getattr(calendar, "vevent_list", [])}
    zones = tzical(io.StringIO(answer.text)) if found else None
    for one in found.values():
        one.begins, one.ends = (_instant(at, zones) for at in (one.dtstart, one.dtend))
    return found


def _instant(line: vobject.base.ContentLine, zones: tzical) -> datetime:
    """The instant by the file's own rules of its zone: vobject by itself knows no dates of change that are listed."""
    return line.value.replace(tzinfo=zones.get(line.params["X-VOBJ-ORIGINAL-TZID"][0]))


async def test_a_calendar_follows_what_is_published(organization: Organization, sign_in, client, owner, soon):
    planner, agent = sign_in(organization.supervisor), sign_in(organization.agent)
    await offer(planner)
    (colleague,) = await hire(owner, organization, "نرگس نو")
    assert (await agent.get(FEED)).json() == {"exists": False, "created_at": None, "last_read_at": None}
    url = (await agent.post(FEED)).json()["url"]
    the = await draft(planner, organization)
    made = (await edit(planner, the, *[shift(organization.agent, day) for day in (0, 1, 2)])).json()["shifts"]
    assert await read(client, url) == {}
    the = await publish(planner, the)
    events = await read(client, url)
    assert len(events) == 3
    first = events[f"{made[0]['id']}@shifts.hamseda"]
    assert first.summary.value == "نوبت روز"
    assert (first.begins, first.ends) == (tehran(0, 8), tehran(0, 16))
    assert first.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Asia/Tehran"]
    assert "ناهار ۱۲:۱۵" in first.description.value
    assert first.status.value == "CONFIRMED"
    # Moved: the same event, later; given away or removed: cancelled, and the new owner has another one.
    moved = shift(organization.agent, 0, "09:00", id=made[0]["id"])
    given = shift(colleague, 1, id=made[1]["id"])
    answer = await edit(planner, the, moved, given, {"do": "remove", "id": made[2]["id"]})
    assert answer.status_code == 200, answer.text
    again = await read(client, url)
    assert again.keys() == events.keys()
    now = again[f"{made[0]['id']}@shifts.hamseda"]
    assert now.begins == tehran(0, 9)
    assert int(now.sequence.value) > int(first.sequence.value)
    assert [again[f"{one['id']}@shifts.hamseda"].status.value for one in made[1:]] == ["CANCELLED"] * 2
    other = (await sign_in(colleague).post(FEED)).json()["url"]
    (theirs,) = (await read(client, other)).values()
    assert theirs.begins == tehran(1, 8)
    await planner.delete(f"{SCHEDULES}/{the['id']}/publication?version={the['version']}")
    assert {one.status.value for one in (await read(client, url)).values()} == {"CANCELLED"}
    assert (await agent.get(FEED)).json()["last_read_at"] is not None


async def test_an_address_can_be_renewed_and_revoked_and_ends_with_membership(
    organization, sign_in, client, owner
):
    agent = sign_in(organization.agent)
    first = (await agent.post(FEED)).json()["url"]
    second = (await agent.post(FEED)).json()["url"]
    assert first != second
    assert len(second.rsplit("/", 1)[1]) > 45
    assert (await client.get(first)).status_code == 404
    assert (await client.get(second)).status_code == 200
    held = await owner.fetchval(
        "SELECT count(*) FROM lookup WHERE kind = 'shift_feed' AND organization_id = $1", organization.id
    )
    assert held == 1
    await owner.execute("UPDATE membership SET disabled_at = now() WHERE user_id = $1", organization.agent.id)
    assert (await client.get(second)).status_code == 404
    await owner.execute("UPDATE membership SET disabled_at = NULL WHERE user_id = $1", organization.agent.id)
    assert (await client.get(second)).status_code == 200
    assert (await agent.delete(FEED)).status_code == 204
    assert (await client.get(second)).status_code == 404
    for guess in ("hmsf_x.ics", "nothing", "hmsf_" + "a" * 300):
        assert (await client.get(f"/calendar/{guess}")).status_code == 404


async def test_a_schedule_abroad_stands_right_on_both_sides_of_a_change_of_clocks(
    organization, sign_in, client, owner, soon
):
    """Berlin goes to summer time on 28 March 2027: 08:00 is another instant from that day on."""
    await owner.execute(
        "UPDATE department SET time_zone = 'Europe/Berlin' WHERE id = $1", organization.sales_id
    )
    planner, agent = sign_in(organization.admin), sign_in(organization.agent)
    await offer(planner)
    the = await draft(planner, organization, first_day="2027-03-27", department_id=str(organization.sales_id))
    assert the["time_zone"] == "Europe/Berlin"
    days = ("2027-03-27", "2027-03-28")
    made = await edit(planner, the, *[{**shift(organization.agent, 0), "day": day} for day in days])
    assert [one["starts_at"][11:16] for one in made.json()["shifts"]] == ["07:00", "06:00"]
    await publish(planner, the)
    url = (await agent.post(FEED)).json()["url"]
    events = sorted((await read(client, url)).values(), key=lambda one: one.begins)
    assert [f"{one.begins.utcoffset()} {one.begins:%H:%M}" for one in events] == [
        "1:00:00 08:00",
        "2:00:00 08:00",
    ]
