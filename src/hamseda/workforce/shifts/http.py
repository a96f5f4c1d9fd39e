"""Routes of schedules: drafts, edits, publication."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.params import QueryParameter
from msgspec import Meta

from hamseda.kit.clock import Clock
from hamseda.kit.database import Transaction
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce.shifts import difference, drafting, edits, publishing, refreshing, schedules, solving
from hamseda.workforce.shifts.views import (
    ScheduleCoverage,
    ScheduleEdited,
    ScheduleEdits,
    SchedulePage,
    ScheduleView,
)

State = Annotated[
    Literal["draft", "published"] | None, QueryParameter(description="Only those in this state.")
]
Version = Annotated[int, QueryParameter(ge=1, description="The version that I have seen.")]


class SeenSchedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which version the caller has seen."""

    version: Annotated[int, Meta(ge=1)]


class NamedSchedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Annotated[int, Meta(ge=1)]
    name: Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]


@get("/workforce/schedules", access=LEADERS)
async def list_schedules(
    caller: Caller, reading: Transaction, clock: Clock, status: State = None, after: UUID | None = None
) -> SchedulePage:
    """List schedules, the newest period first."""
    return await schedules.list_schedules(reading, caller, clock, status, after)


@post("/workforce/schedules", access=LEADERS)
async def make_schedule(
    caller: Caller, work: Transaction, clock: Clock, data: drafting.NewSchedule
) -> ScheduleView:
    """Make a draft for a period: needs from the forecast unless they are written, people and shifts as they are kept."""
    return await schedules.show(work, caller, await drafting.make_draft(work, caller, clock, data))


@get("/workforce/schedules/{schedule_id:uuid}", access=LEADERS)
async def read_schedule(caller: Caller, reading: Transaction, schedule_id: UUID) -> ScheduleView:
    """Read a schedule with its shifts, what is missing and which rules are broken."""
    return await schedules.show(reading, caller, await schedules.read_draft(reading, caller, schedule_id))


@get("/workforce/schedules/{schedule_id:uuid}/coverage", access=LEADERS)
async def read_schedule_coverage(caller: Caller, reading: Transaction, schedule_id: UUID) -> ScheduleCoverage:
    """Read how many people each interval needs and has, by queue."""
    return await schedules.show_coverage(reading, await schedules.read_draft(reading, caller, schedule_id))


@get("/workforce/schedules/{schedule_id:uuid}/edits", access=LEADERS)
async def list_schedule_edits(caller: Caller, reading: Transaction, schedule_id: UUID) -> ScheduleEdits:
    """Read what was done to a schedule, and by whom."""
    return await schedules.list_edits(reading, caller, schedule_id)


@patch("/workforce/schedules/{schedule_id:uuid}", access=LEADERS)
async def rename_schedule(
    caller: Caller, work: Transaction, schedule_id: UUID, data: NamedSchedule
) -> ScheduleView:
    """Give a schedule another name."""
    draft = await drafting.rename(work, caller, schedule_id, data.version, data.name)
    return await schedules.show(work, caller, draft)


@delete("/workforce/schedules/{schedule_id:uuid}", access=LEADERS, status_code=204)
async def remove_schedule(caller: Caller, work: Transaction, schedule_id: UUID, version: Version) -> None:
    """Remove a draft that was never published."""
    await drafting.remove_draft(work, caller, schedule_id, version)


@post("/workforce/schedules/{schedule_id:uuid}/required", access=LEADERS, status_code=200)
async def set_schedule_needs(
    caller: Caller, work: Transaction, clock: Clock, schedule_id: UUID, data: drafting.NeedsWish
) -> ScheduleView:
    """Give a schedule other required numbers, written or forecast anew."""
    draft = await drafting.set_needs(work, caller, clock, schedule_id, data)
    return await schedules.show(work, caller, draft)


@post("/workforce/schedules/{schedule_id:uuid}/refresh", access=LEADERS, status_code=200)
async def refresh_schedule(
    caller: Caller, work: Transaction, schedule_id: UUID, data: refreshing.RefreshWish
) -> ScheduleView:
    """Read templates, people and rules anew; needs and shifts stay, but for those of people who left."""
    draft = await refreshing.refresh(work, caller, schedule_id, data)
    return await schedules.show(work, caller, draft)


@get("/workforce/schedules/{schedule_id:uuid}/refresh", access=LEADERS)
async def foresee_refresh(
    caller: Caller, reading: Transaction, schedule_id: UUID
) -> refreshing.RefreshOutlook:
    """Tell what was changed since the schedule was made, and what would come of reading it anew; nothing is done."""
    return await refreshing.foresee(reading, caller, schedule_id)


@post("/workforce/schedules/{schedule_id:uuid}/edits", access=LEADERS, status_code=200)
async def edit_schedule(
    caller: Caller, work: Transaction, schedule_id: UUID, data: edits.EditWish
) -> ScheduleEdited:
    """Put, move, lengthen, remove or lock shifts; what would break a rule is refused unless that is accepted."""
    return await edits.edit(work, caller, schedule_id, data)


@post("/workforce/schedules/{schedule_id:uuid}/undo", access=LEADERS, status_code=200)
async def undo_schedule_edit(
    caller: Caller, work: Transaction, schedule_id: UUID, data: SeenSchedule
) -> ScheduleEdited:
    """Take the last edit back."""
    return await edits.undo(work, caller, schedule_id, data.version)


@post("/workforce/schedules/{schedule_id:uuid}/solution", access=LEADERS, status_code=202)
async def ask_schedule_solution(
    caller: Caller, work: Transaction, schedule_id: UUID, data: solving.SolutionWish
) -> solving.SolutionAsked:
    """Ask the optimiser for the best shifts; answers a calculation that shows how far it is."""
    return await solving.ask_solution(work, caller, schedule_id, data)


@post("/workforce/schedules/{schedule_id:uuid}/adoption", access=LEADERS, status_code=200)
async def adopt_schedule_solution(
    caller: Caller, work: Transaction, schedule_id: UUID, data: solving.AdoptionWish
) -> ScheduleView:
    """Take the shifts that a calculation found; one that was asked for before the last edit is refused."""
    await solving.adopt(work, caller, schedule_id, data)
    return await schedules.show(work, caller, await schedules.read_draft(work, caller, schedule_id))


@post("/workforce/schedules/{schedule_id:uuid}/publication", access=LEADERS, status_code=200)
async def publish_schedule(
    caller: Caller, work: Transaction, schedule_id: UUID, data: publishing.PublicationWish
) -> ScheduleView:
    """Show the shifts to those who work them, and tell them."""
    return await schedules.show(work, caller, await publishing.publish(work, caller, schedule_id, data))


@get("/workforce/schedules/{schedule_id:uuid}/publication", access=LEADERS)
async def foresee_publication(
    caller: Caller, reading: Transaction, schedule_id: UUID
) -> difference.PublicationOutlook:
    """Tell what publishing would do, without doing it: for each person, what is new, changed and gone since last time."""
    return await publishing.foresee(reading, caller, schedule_id)


@delete("/workforce/schedules/{schedule_id:uuid}/publication", access=LEADERS, status_code=200)
async def withdraw_schedule(
    caller: Caller, work: Transaction, schedule_id: UUID, version: Version
) -> ScheduleView:
    """Take a schedule back to a draft; its people are told."""
    return await schedules.show(work, caller, await publishing.withdraw(work, caller, schedule_id, version))


ROUTES = [
    list_schedules,
    make_schedule,
    read_schedule,
    read_schedule_coverage,
    list_schedule_edits,
    rename_schedule,
    remove_schedule,
    set_schedule_needs,
    foresee_refresh,
    refresh_schedule,
    edit_schedule,
    undo_schedule_edit,
    ask_schedule_solution,
    adopt_schedule_solution,
    foresee_publication,
    publish_schedule,
    withdraw_schedule,
]
