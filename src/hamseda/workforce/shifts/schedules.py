"""Reading schedules: whole ones, lists of them, and what stands behind each."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from hamseda.kit.clock import Clock
from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import language_of, translate
from hamseda.kit.problem import Conflict, NotFound
from hamseda.organization.api import Caller
from hamseda.workforce.schedule.plan import Plan
from hamseda.workforce.schedule.problem import Problem
from hamseda.workforce.shifts import queries
from hamseda.workforce.shifts.board import Board, plan_from, set_up
from hamseda.workforce.shifts.figures import Burden, Figures, Names, breaches_of
from hamseda.workforce.shifts.led import led_by
from hamseda.workforce.shifts.neighbours import beside
from hamseda.workforce.shifts.stored import KeptOff, OpenShift, StoredShift, shift_of
from hamseda.workforce.shifts.templates import ShiftBreak
from hamseda.workforce.shifts.views import (
    DayOff,
    OfferedShift,
    QueueCover,
    ScheduleCoverage,
    ScheduledPerson,
    ScheduleEdit,
    ScheduleEdits,
    ScheduleNote,
    SchedulePage,
    ScheduleQueue,
    ScheduleSummary,
    ScheduleView,
    breach_view,
    open_view,
    shift_view,
    shortfall_view,
)
from hamseda.workforce.shifts.words import clock_of, day_in

PAGE = 50


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule as it is stored, read whole."""

    row: Any
    problem: Problem
    shifts: tuple[StoredShift, ...]
    kept_off: tuple[KeptOff, ...]
    opened: tuple[OpenShift, ...] = ()
    figures: Figures

    @property
    def id(self) -> UUID:
        return self.row["id"]  # type: ignore[no-any-return]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.row["time_zone"])

    @property
    def is_published(self) -> bool:
        return bool(self.row["state"] == "published")

    def board(self) -> Board:
        return set_up(plan_from(self.problem), self.shifts, self.kept_off)


async def read_draft(view: Transaction, caller: Caller, schedule_id: UUID) -> Draft:
    """Read a schedule; raises NotFound, also where it is not the caller's to plan."""
    return await _whole(view, await _own(view, caller, queries.READ, schedule_id))


async def lock_draft(work: Transaction, caller: Caller, schedule_id: UUID, version: int) -> Draft:
    """Read a schedule to change it; Conflict (schedule_changed) where the caller has seen another version."""
    row = await _own(work, caller, queries.LOCK, schedule_id)
    if row["version"] != version:
        raise Conflict(
            "Somebody changed this schedule meanwhile: read it again, then repeat your change.",
            code="schedule_changed",
            version=row["version"],
        )
    return await _remembered(work, row)


async def any_draft(view: Transaction, schedule_id: UUID, *, lock: bool = False) -> Draft:
    """Read a schedule for what its people ask of it, whoever they are; raises NotFound."""
    row = await view.row(queries.LOCK if lock else queries.READ, view.organization_id, schedule_id)
    if row is None:
        raise NotFound("There is no such schedule, or not any more.")
    return await (_remembered(view, row) if lock else _whole(view, row))


async def list_schedules(
    view: Transaction, caller: Caller, clock: Clock, state: str | None, after: UUID | None
) -> SchedulePage:
    """List schedules; rules that those which are not over break are counted as their neighbours are now."""
    found = await view.fetch(queries.LIST, view.organization_id, led_by(caller), state, after, PAGE)
    items = [msgspec.convert(dict(row), ScheduleSummary) for row in found]
    fresh = [
        replace(one, breaches=await _broken_now(view, one.id)) if _is_open(one, clock) else one
        for one in items
    ]
    return SchedulePage(fresh, items[-1].id if len(items) == PAGE else None)


def _is_open(one: ScheduleSummary, clock: Clock) -> bool:
    """Whether it has shifts and a day that has not passed."""
    today = day_in(ZoneInfo(one.time_zone), clock.now())
    return one.shifts > 0 and one.first_day + timedelta(one.days) > today


async def _broken_now(view: Transaction, schedule_id: UUID) -> int:
    row = await view.row(queries.READ, view.organization_id, schedule_id)
    return len((await _whole(view, row)).figures.breaches)


async def show(view: Transaction, caller: Caller, draft: Draft) -> ScheduleView:
    """Show a schedule in the words of its reader."""
    names = await names_of(view, draft.problem, (one.left_by for one in draft.opened))
    can_undo = await view.value(queries.CAN_UNDO, view.organization_id, draft.id)
    plan, row, figures = plan_from(draft.problem), draft.row, draft.figures
    language = language_of(caller.locale)
    same = ("id", "name", "department_id", "first_day", "days", "time_zone", "state", "version", "created_at")
    return ScheduleView(
        **{name: row[name] for name in (*same, "published_at", "calculation_id")},
        interval_m=plan.minutes,
        can_undo=can_undo,
        notes=[ScheduleNote(one["code"], _note(one, names, language)) for one in row["notes"]],
        queues=[ScheduleQueue(UUID(one), names.get(one, "")) for one in plan.skills],
        templates=_templates(plan, draft.problem),
        people=_people(plan, names, figures),
        shifts=[shift_view(one, draft.zone) for one in draft.shifts],
        off=[DayOff(one.user_id, one.day) for one in draft.kept_off],
        opened=[open_view(one, names.get(str(one.left_by), "")) for one in draft.opened],
        breaches=[breach_view(one, language) for one in figures.breaches],
        shortfalls=[shortfall_view(one, language) for one in figures.shortfalls],
        cost=figures.cost,
        bound=figures.bound,
        gap=figures.gap,
        missing_hours=figures.missing_hours,
    )


async def show_coverage(view: Transaction, draft: Draft) -> ScheduleCoverage:
    """Required against scheduled."""
    names = await names_of(view, draft.problem)
    figures = draft.figures
    return ScheduleCoverage(
        first_day=draft.row["first_day"],
        days=draft.row["days"],
        interval_m=minutes_of(draft.problem),
        items=[
            QueueCover(one.queue_id, names.get(str(one.queue_id), ""), one.required, one.scheduled)
            for one in figures.cover
        ],
        present=figures.present,
        resting=figures.resting,
    )


async def list_edits(view: Transaction, caller: Caller, schedule_id: UUID) -> ScheduleEdits:
    """Read what was done to a schedule."""
    await _own(view, caller, queries.READ, schedule_id)
    found = await view.fetch(queries.EDITS, view.organization_id, schedule_id)
    return ScheduleEdits([ScheduleEdit(**row) for row in found])


async def names_of(view: Transaction, problem: Problem, more: Iterable[UUID] = ()) -> Names:
    """The names of people and queues by id, as they are now; `more` are people who are in it no longer."""
    people = [*(UUID(one.id) for one in problem.people), *more]
    queues = [UUID(one) for one in dict.fromkeys(need.skill for need in problem.required)]
    found = await view.fetch(queries.NAMES, view.organization_id, people, queues)
    return {row["id"]: row["name"] for row in found}


def minutes_of(problem: Problem) -> int:
    """Minutes of an interval; ours are always written so."""
    return int(problem.interval.removesuffix("m"))


async def _own(view: Transaction, caller: Caller, sql: str, schedule_id: UUID) -> Row:
    row = await view.row(sql, view.organization_id, schedule_id)
    led = led_by(caller)
    if row is None or (led is not None and row["department_id"] != led):
        raise NotFound("There is no such schedule, or not any more.")
    return row


async def _whole(view: Transaction, row: Row) -> Draft:
    """Read it with what its people work beside it by now: a neighbour may have been published later."""
    found = await view.fetch(queries.SHIFTS, view.organization_id, row["id"])
    stored = msgspec.convert(row["problem"], Problem)
    draft = Draft(
        row=row,
        problem=await beside(view, stored, row["id"]),
        shifts=tuple(shift_of(one) for one in found),
        kept_off=tuple(msgspec.convert(row["kept_off"], list[KeptOff])),
        opened=tuple(msgspec.convert(row["opened"], list[OpenShift])),
        figures=msgspec.convert(row["figures"], Figures),
    )
    if draft.problem == stored or not draft.shifts:
        return draft
    names = await names_of(view, draft.problem)
    broken = await asyncio.to_thread(lambda: breaches_of(draft.board(), names))
    return replace(draft, figures=replace(draft.figures, breaches=broken))


async def _remembered(work: Transaction, row: Row) -> Draft:
    """Read it to change it, and keep what is other beside it."""
    draft = await _whole(work, row)
    if draft.problem != msgspec.convert(row["problem"], Problem):
        kept = (msgspec.to_builtins(draft.problem), msgspec.to_builtins(draft.figures))
        await work.execute(queries.REMEMBER, work.organization_id, draft.id, *kept)
    return draft


def _note(one: dict[str, Any], names: Names, language: str) -> str:
    values = dict(one.get("values", {}))
    if "queue_id" in values:
        values["queue"] = names.get(values["queue_id"], "")
    return translate(language, f"shifts.note.{one['code']}", **values)


def _templates(plan: Plan, problem: Problem) -> list[OfferedShift]:
    found = []
    for template, given in zip(plan.templates, problem.templates, strict=True):
        breaks = [
            ShiftBreak(
                name=one.name,
                length_m=_m(one.length),
                after_m=_m(one.after) if one.after else None,
                before_m=_m(one.before) if one.before else None,
                within=one.within,
                paid=one.paid,
            )
            for one in given.breaks
        ]
        starts = [clock_of(start * plan.minutes) for start in template.starts]
        on = msgspec.convert(given.on, OfferedShift.__annotations__["on"])
        found.append(OfferedShift(template.name, template.length * plan.minutes, starts, on, breaks))
    return found


def _people(plan: Plan, names: Names, figures: Figures) -> list[ScheduledPerson]:
    found = []
    for one in plan.workers:
        burden = figures.burdens.get(one.name, Burden(0, 0, 0, 0))
        found.append(
            ScheduledPerson(
                user_id=UUID(one.name),
                name=names.get(one.name, ""),
                queue_ids=[UUID(plan.skills[skill]) for skill in sorted(one.skills)],
                least_m=one.least,
                most_m=one.most,
                planned_m=burden.planned_m,
                leave=[plan.first + timedelta(day) for day in sorted(one.leave) if day < plan.days],
                evenings=burden.evenings,
                nights=burden.nights,
                weekends=burden.weekends,
            )
        )
    return sorted(found, key=lambda one: (one.name, one.user_id))


def _m(length: str) -> int:
    return int(length.removesuffix("m"))
