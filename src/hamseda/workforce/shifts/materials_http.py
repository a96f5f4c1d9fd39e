"""Routes of what schedules are made from: shift templates, rules, people."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post, put
from litestar.params import QueryParameter

from hamseda.kit.database import Transaction
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce.shifts import house_rules, people, templates

Most = Annotated[int, QueryParameter(ge=1, le=100, description="How many at most.")]


class ShiftTemplatesPage(msgspec.Struct, frozen=True):
    """One page; `next` is the `after` of the following one, null at the end."""

    items: list[templates.ShiftTemplateView]
    next: UUID | None


@get("/workforce/shift-templates", access=LEADERS)
async def list_shift_templates(
    caller: Caller, work: Transaction, after: UUID | None = None, limit: Most = 100
) -> ShiftTemplatesPage:
    """List the shifts that schedules offer; who has none finds three to begin with."""
    found = await templates.list_templates(work, caller, after, limit)
    return ShiftTemplatesPage(found, found[-1].id if len(found) == limit else None)


@post("/workforce/shift-templates", access=LEADERS)
async def add_shift_template(
    caller: Caller, work: Transaction, data: templates.NewShiftTemplate
) -> templates.ShiftTemplateView:
    """Add a kind of shift."""
    return await templates.add_template(work, caller, data)


@patch("/workforce/shift-templates/{shift_template_id:uuid}", access=LEADERS)
async def change_shift_template(
    caller: Caller, work: Transaction, shift_template_id: UUID, data: templates.ShiftTemplateChanges
) -> templates.ShiftTemplateView:
    """Change a kind of shift; schedules that are there keep what they were made from."""
    return await templates.change_template(work, caller, shift_template_id, data)


@delete("/workforce/shift-templates/{shift_template_id:uuid}", access=LEADERS, status_code=204)
async def remove_shift_template(caller: Caller, work: Transaction, shift_template_id: UUID) -> None:
    """Remove a kind of shift; schedules that are there keep it."""
    await templates.remove_template(work, caller, shift_template_id)


@get("/workforce/schedule-rules", access=LEADERS)
async def read_schedule_rules(reading: Transaction) -> house_rules.ScheduleRules:
    """Read the rules that schedules are made by."""
    return await house_rules.read_rules(reading)


@put("/workforce/schedule-rules", access=LEADERS)
async def write_schedule_rules(
    caller: Caller, work: Transaction, data: house_rules.ScheduleRules
) -> house_rules.ScheduleRules:
    """Set the rules; what is left out goes back to our default."""
    return await house_rules.write_rules(work, caller, data)


@get("/workforce/schedule-people", access=LEADERS)
async def list_schedule_people(caller: Caller, reading: Transaction) -> people.SchedulePeople:
    """List those whom I may schedule, with contract, availability and wishes."""
    return await people.list_people(reading, caller)


@put("/workforce/schedule-people/{user_id:uuid}", access=LEADERS)
async def write_schedule_person(
    caller: Caller, work: Transaction, user_id: UUID, data: people.PersonTerms
) -> people.SchedulePerson:
    """Set somebody's contract, availability and wishes."""
    return await people.write_terms(work, caller, user_id, data)


ROUTES = [
    list_shift_templates,
    add_shift_template,
    change_shift_template,
    remove_shift_template,
    read_schedule_rules,
    write_schedule_rules,
    list_schedule_people,
    write_schedule_person,
]
