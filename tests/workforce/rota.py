"""A small centre whose schedules tests make: people of the sales queue, and what they ask of the API."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import httpx

from fixtures.people import Organization, Person, enrol

WORKFORCE = "/api/v1/workforce"
SCHEDULES = f"{WORKFORCE}/schedules"
FIRST = date(2027, 1, 2)  # a Saturday without holidays around it
NEED = {"on": ["sat", "sun", "mon", "tue", "wed"], "start": "08:00", "end": "16:00", "agents": 1}
LUNCH = {"name": "ناهار", "length_m": 30, "after_m": 180, "before_m": 330, "paid": False}
DAY = {
    "name": "روز",
    "length_m": 480,
    "earliest": "08:00",
    "latest": "10:00",
    "step_m": 60,
    "breaks": [LUNCH],
}
EVENING = {
    "name": "عصر",
    "length_m": 480,
    "earliest": "14:00",
    "latest": "15:00",
    "step_m": 60,
    "breaks": [LUNCH],
}


def on(day: int) -> str:
    """A day of the schedule, from 0."""
    return str(FIRST + timedelta(day))


async def hire(owner: asyncpg.Connection, o: Organization, *names: str) -> list[Person]:
    """More agents of the sales queue."""
    return [await enrol(owner, o.id, "agent", name, o.sales_id, o.sales_queue_id) for name in names]


async def offer(client: httpx.AsyncClient, *templates: dict[str, Any]) -> None:
    """Put these templates in place of those that are there."""
    for one in (await client.get(f"{WORKFORCE}/shift-templates")).json()["items"]:
        assert (await client.delete(f"{WORKFORCE}/shift-templates/{one['id']}")).status_code == 204
    for one in templates or (DAY, EVENING):
        answer = await client.post(f"{WORKFORCE}/shift-templates", json=one)
        assert answer.status_code == 201, answer.text


async def draft(client: httpx.AsyncClient, o: Organization, **more: Any) -> dict[str, Any]:
    """Make a draft of a week that needs one person of sales from 08:00 to 16:00 on workdays."""
    need = {**NEED, "queue_id": str(o.sales_queue_id)}
    wish = {"first_day": str(FIRST), "required": [need], "queue_ids": [str(o.sales_queue_id)], **more}
    answer = await client.post(SCHEDULES, json=wish)
    assert answer.status_code == 201, answer.text
    return answer.json()


def shift(person: Person, day: int, start: str = "08:00", **more: Any) -> dict[str, Any]:
    """A change that puts a shift."""
    return {"do": "put", "user_id": str(person.id), "day": on(day), "template": "روز", "start": start, **more}


async def edit(
    client: httpx.AsyncClient, the: dict[str, Any], *changes: dict[str, Any], **more: Any
) -> httpx.Response:
    """Edit the version that `the` schedule says, and note the one that it has then."""
    wish = {"version": the["version"], "changes": list(changes), **more}
    answer = await client.post(f"{SCHEDULES}/{the['id']}/edits", json=wish)
    if answer.status_code == 200:
        the["version"] = answer.json()["version"]
    return answer


async def publish(client: httpx.AsyncClient, the: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = await client.post(
        f"{SCHEDULES}/{the['id']}/publication", json={"version": the["version"], **more}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def tehran(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant by the wall clock of Tehran on a day of the schedule."""
    wall = datetime(FIRST.year, FIRST.month, FIRST.day, hour, minute, tzinfo=UTC) + timedelta(days=day)
    return wall - timedelta(hours=3, minutes=30)
