"""Who may call what of stored schedules; see access_matrix.py for the words."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from fixtures.people import Organization, insert
from hamseda.kit.ids import new_id
from organization.matrix import Plant, Rule, rule

FIRST = date(2027, 1, 2)
LATER = FIRST + timedelta(40)
TEMPLATE: dict[str, Any] = {
    "name": "روز",
    "length": "480m",
    "earliest": "08:00",
    "latest": "10:00",
    "step": "60m",
}


async def plant(owner: asyncpg.Connection, table: str, o: Organization, **columns: Any) -> UUID:
    row_id = new_id()
    await insert(owner, table, organization_id=o.id, id=row_id, **columns)
    return row_id


async def _shift_template(owner: asyncpg.Connection, o: Organization) -> UUID:
    span = {"earliest": "08:00", "latest": "10:00", "length_m": 480, "step_m": 60}
    return await plant(owner, "shift_template", o, name=f"روز {new_id()}", department_id=o.sales_id, **span)


async def _schedule(owner: asyncpg.Connection, o: Organization, the: UUID | None = None) -> UUID:
    queue = str(o.sales_queue_id)
    problem = {
        "first_day": str(FIRST),
        "interval": "15m",
        "required": [{"skill": queue, "agents": 1, "on": ["sat"], "from": "08:00", "to": "16:00"}],
        "templates": [TEMPLATE],
        "people": [{"id": str(o.agent.id), "skills": [queue]}],
        "calendar": {"country": "IR"},
    }
    period = {"first_day": FIRST, "days": 7, "time_zone": "Asia/Tehran"}
    the = the or new_id()
    await insert(owner, "schedule", organization_id=o.id, id=the, name="هفته", problem=problem, **period)
    return the


async def _shift(owner: asyncpg.Connection, o: Organization) -> UUID:
    return await plant(
        owner,
        "scheduled_shift",
        o,
        schedule_id=await _schedule(owner, o),
        user_id=o.agent.id,
        day=FIRST,
        template="روز",
        start_m=480,
        length_m=480,
    )


async def _schedule_with_template(owner: asyncpg.Connection, o: Organization) -> UUID:
    span = {"earliest": "08:00", "latest": "10:00", "length_m": 480, "step_m": 60}
    await plant(owner, "shift_template", o, name=f"روز {new_id()}", **span)
    return await _schedule(owner, o)


async def _schedule_with_shift(owner: asyncpg.Connection, o: Organization) -> UUID:
    shift = await _shift(owner, o)
    return await owner.fetchval("SELECT schedule_id FROM scheduled_shift WHERE id = $1", shift)


async def _edited_schedule(owner: asyncpg.Connection, o: Organization) -> UUID:
    the = await _schedule(owner, o)
    await plant(owner, "schedule_edit", o, schedule_id=the, version=1, what="edited")
    return the


async def _published_schedule(owner: asyncpg.Connection, o: Organization) -> UUID:
    the = await _schedule_with_shift(owner, o)
    await owner.execute("UPDATE schedule SET state = 'published', published_at = now() WHERE id = $1", the)
    return the


async def _solved_schedule(owner: asyncpg.Connection, o: Organization) -> UUID:
    """One a test: its solution names it."""
    the = UUID(int=o.id.int ^ 1)
    there = await owner.fetchval("SELECT id FROM schedule WHERE id = $1", the)
    return there or await _schedule(owner, o, the)


async def _solution(owner: asyncpg.Connection, o: Organization) -> UUID:
    result = {
        "schedule_id": str(await _solved_schedule(owner, o)), "version": 1, "day": None, "shifts": [], "cost": 0, "bound": 0,
        "gap": 0, "unfilled": 0, "solver": "OR-Tools CP-SAT", "seconds": 1,
    }  # fmt: skip
    return await plant(
        owner,
        "calculation",
        o,
        kind="workforce.schedule",
        asked_by=o.supervisor.id,
        roles=["admin", "supervisor"],
        request=b"{}",
        state="done",
        result=json.dumps(result).encode(),
        ended_at=datetime.now(UTC),
    )


async def _request(owner: asyncpg.Connection, o: Organization) -> UUID:
    span = {"first_day": LATER, "last_day": LATER, "asked_at": datetime.now(UTC)}
    return await plant(owner, "shift_request", o, kind="leave", user_id=o.agent.id, **span)


async def _own_shift(owner: asyncpg.Connection, o: Organization) -> UUID:
    """A published shift of the agent, in a schedule that the other agent is in too; one an organization."""
    there = await owner.fetchval(
        "SELECT id FROM scheduled_shift WHERE organization_id = $1 AND is_published AND removed_at IS NULL",
        o.id,
    )
    if there is not None:
        return there
    the = await _schedule(owner, o)
    people = [{"id": str(one.id), "skills": [str(o.sales_queue_id)]} for one in (o.agent, o.other_agent)]
    await owner.execute(
        "UPDATE schedule SET state = 'published', problem = jsonb_set(problem, '{people}', $2) WHERE id = $1",
        the,
        people,
    )
    found = None
    for person, day in ((o.agent, 0), (o.other_agent, 1)):
        shift_id = await plant(
            owner, "scheduled_shift", o, schedule_id=the, user_id=person.id, day=FIRST + timedelta(day), template="روز",
            start_m=480, length_m=480, is_published=True,
        )  # fmt: skip
        found = found or shift_id
    return found


async def _colleague(owner: asyncpg.Connection, o: Organization) -> UUID:
    """The other agent, who stands in a published schedule with the agent."""
    await _own_shift(owner, o)
    return o.other_agent.id


async def _swap(owner: asyncpg.Connection, o: Organization) -> UUID:
    span = {"first_day": FIRST, "last_day": FIRST, "asked_at": datetime.now(UTC)}
    who = {"user_id": o.agent.id, "with_user_id": o.other_agent.id, "shift_id": await _own_shift(owner, o)}
    return await plant(owner, "shift_request", o, kind="swap", **who, **span)


async def _exception(owner: asyncpg.Connection, o: Organization) -> UUID:
    now = datetime.now(UTC)
    span = {"starts_at": now, "ends_at": now + timedelta(hours=1)}
    return await plant(owner, "adherence_exception", o, user_id=o.agent.id, reason="آموزش", **span)


SHIFT_PLANTS: dict[str, Plant] = {
    "shift_template": _shift_template,
    "schedule": _schedule,
    "schedule_with_template": _schedule_with_template,
    "schedule_with_shift": _schedule_with_shift,
    "adherence_exception": _exception,
    "shift_request": _request,
    "own_shift": _own_shift,
    "swap": _swap,
    "colleague": _colleague,
    "solved_schedule": _solved_schedule,
    "solution": _solution,
    "edited_schedule": _edited_schedule,
    "published_schedule": _published_schedule,
}
NEED = {"queue_id": "$sales_queue_id", "agents": 1, "start": "08:00", "end": "16:00", "on": ["sat"]}
SEEN = {"version": 1}
PUT = {"do": "put", "user_id": "$agent.id", "day": str(FIRST), "template": "روز", "start": "09:00"}
FILLED = {"ids": {"schedule_id": "$schedule_with_shift"}}
ONE = "/api/v1/workforce/schedules/{schedule_id}"

SHIFTS: list[Rule] = [
    rule("GET /api/v1/workforce/shift-templates", "as"),
    rule(
        "POST /api/v1/workforce/shift-templates",
        "as",
        body={
            "name": "عصر",
            "length_m": 480,
            "earliest": "13:00",
            "latest": "15:00",
            "step_m": 30,
            "on": ["sat", "sun"],
            "breaks": [{"name": "شام", "length_m": 30, "after_m": 180, "before_m": 300, "paid": False}],
            "department_id": "$sales_id",
        },
    ),
    rule(
        "PATCH /api/v1/workforce/shift-templates/{shift_template_id}",
        "as",
        body={"department_id": "$sales_id"},
    ),
    rule("DELETE /api/v1/workforce/shift-templates/{shift_template_id}", "as"),
    rule("GET /api/v1/workforce/schedule-rules", "as"),
    rule("PUT /api/v1/workforce/schedule-rules", "as", body={"rest_m": 720, "most_on_break": "20%"}),
    rule("GET /api/v1/workforce/schedule-people", "as"),
    rule(
        "PUT /api/v1/workforce/schedule-people/{user_id}",
        "as",
        body={
            "contract": {"least_m": 1200, "most_m": 2640, "days": 6},
            "available": [{"on": ["sat", "sun"], "start": "08:00", "end": "20:00"}],
            "wishes": [{"on": ["thu"], "want": "off"}],
        },
    ),
    rule("GET /api/v1/workforce/schedules", "as"),
    rule(
        "POST /api/v1/workforce/schedules",
        "as",
        body={
            "first_day": str(FIRST),
            "queue_ids": ["$sales_queue_id"],
            "user_ids": ["$agent.id"],
            "department_id": "$sales_id",
            "required": [NEED],
        },
    ),
    rule(f"GET {ONE}", "as", **FILLED),
    rule(f"GET {ONE}/coverage", "as", **FILLED),
    rule(f"GET {ONE}/edits", "as", ids={"schedule_id": "$edited_schedule"}),
    rule(f"PATCH {ONE}", "as", body={**SEEN, "name": "هفته‌ی دوم"}),
    rule(f"DELETE {ONE}", "as", query={"version": "1"}),
    rule(f"POST {ONE}/required", "as", body={**SEEN, "required": [NEED]}),
    rule(f"GET {ONE}/refresh", "as", ids={"schedule_id": "$schedule_with_template"}),
    rule(f"POST {ONE}/refresh", "as", body=SEEN),
    rule(f"POST {ONE}/edits", "as", body={**SEEN, "changes": [PUT]}),
    rule(f"POST {ONE}/undo", "as", ids={"schedule_id": "$edited_schedule"}, body=SEEN),
    rule(f"POST {ONE}/solution", "as", body={**SEEN, "seconds": 5}),
    rule(
        f"POST {ONE}/adoption",
        "as",
        ids={"schedule_id": "$solved_schedule"},
        body={**SEEN, "calculation_id": "$solution"},
    ),
    rule(f"GET {ONE}/publication", "as", **FILLED),
    rule(f"POST {ONE}/publication", "as", **FILLED, body={**SEEN, "accept_breaches": True}),
    rule(
        f"DELETE {ONE}/publication", "as", ids={"schedule_id": "$published_schedule"}, query={"version": "1"}
    ),
    rule("GET /api/v1/workforce/my/adherence", "asgol"),
    rule("GET /api/v1/workforce/adherence", "as"),
    rule("GET /api/v1/workforce/adherence/{user_id}", "as"),
    rule(
        "POST /api/v1/workforce/adherence-exceptions",
        "as",
        body={
            "user_id": "$agent.id",
            "starts_at": "2027-01-02T06:00:00Z",
            "ends_at": "2027-01-02T06:30:00Z",
            "reason": "آموزش",
        },
    ),
    rule("DELETE /api/v1/workforce/adherence-exceptions/{exception_id}", "as"),
    rule("GET /api/v1/workforce/my/break-request", "asgo"),
    rule("POST /api/v1/workforce/my/break-request", "asgo"),
    rule("DELETE /api/v1/workforce/my/break-request", "asgo"),
    rule("GET /api/v1/workforce/break-line", "as"),
    rule("GET /api/v1/workforce/my/shift-feed", "asgol"),
    rule("POST /api/v1/workforce/my/shift-feed", "asgol"),
    rule("DELETE /api/v1/workforce/my/shift-feed", "asgol"),
    rule("GET /calendar/{token}", "*", ids={"token": "hmsf_nothing.ics"}, answers=404),
    rule("GET /api/v1/workforce/my/requests", "asgol"),
    rule(
        "POST /api/v1/workforce/my/leave-requests",
        "asgol",
        body={"first_day": str(LATER), "last_day": str(LATER), "reason": "عروسی خواهرم"},
    ),
    rule(
        "POST /api/v1/workforce/my/swap-requests",
        "g",
        hidden="asol",
        body={"shift_id": "$own_shift", "with_user_id": "$other_agent.id"},
    ),
    rule("GET /api/v1/workforce/my/colleagues", "asgol"),
    rule(
        "GET /api/v1/workforce/my/colleagues/{user_id}/shifts",
        "g",
        hidden="asol",
        ids={"user_id": "$colleague"},
    ),
    rule("GET /api/v1/workforce/requests", "as"),
    rule("GET /api/v1/workforce/requests/{request_id}/outlook", "asg", hidden="ol"),
    rule(
        "POST /api/v1/workforce/requests/{request_id}/agreement",
        "o",
        hidden="asgl",
        ids={"request_id": "$swap"},
        body={"agree": True},
    ),
    rule("POST /api/v1/workforce/requests/{request_id}/decision", "as", body={"approve": True}),
    rule("POST /api/v1/workforce/requests/{request_id}/withdrawal", "g", hidden="asol"),
    rule("GET /api/v1/workforce/my/shifts", "asgol"),
    rule("GET /api/v1/workforce/my/wishes", "asgol"),
    rule("PUT /api/v1/workforce/my/wishes", "asgol", body={"wishes": [{"on": ["thu"], "want": "off"}]}),
]
