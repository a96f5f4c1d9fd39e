"""Making a draft: what is known of people, shifts, needs and rules, frozen as the problem that is to be solved."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from hamseda.kit.clock import Clock
from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.ids import new_id
from hamseda.kit.jalali import format_date
from hamseda.kit.problem import Conflict, Invalid
from hamseda.organization.api import Caller
from hamseda.workforce.schedule import problem as doc
from hamseda.workforce.shifts import queries
from hamseda.workforce.shifts.board import plan_from
from hamseda.workforce.shifts.changing import Change, apply
from hamseda.workforce.shifts.house_rules import ScheduleRules, fit_to_intervals, read_rules
from hamseda.workforce.shifts.led import check_led, led_by
from hamseda.workforce.shifts.need import Note, QueueNeed, forecast_needs, said_needs
from hamseda.workforce.shifts.neighbours import beside
from hamseda.workforce.shifts.people import SchedulePerson, chosen_people
from hamseda.workforce.shifts.schedules import Draft, lock_draft, minutes_of, read_draft
from hamseda.workforce.shifts.stored import open_of
from hamseda.workforce.shifts.telling import tell_schedule
from hamseda.workforce.shifts.templates import ShiftTemplateView, known_templates, list_templates
from hamseda.workforce.shifts.words import day_in

SUBJECT: Final = "schedule"
LONGEST_BACK: Final = timedelta(days=366)
ROUNDED: Final = ("between_breaks_rounded", "longest_stretch_rounded")


class NewSchedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked for; only the first day must be said."""

    first_day: date
    days: Annotated[int, Meta(ge=1, le=35)] = 7
    name: Annotated[str, Meta(max_length=120)] = ""
    department_id: UUID | None = None
    queue_ids: Annotated[list[UUID], Meta(max_length=50, description="None: all of the department.")] = []
    user_ids: Annotated[
        list[UUID], Meta(max_length=500, description="None: every agent who serves them.")
    ] = []
    interval_m: Annotated[int, Meta(description="15, 30 or 60 minutes.")] = 15
    required: Annotated[list[QueueNeed], Meta(max_length=500)] | None = None


class NeedsWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The needs of a draft: written, or (null) forecast anew."""

    version: int
    required: Annotated[list[QueueNeed], Meta(max_length=500)] | None


async def make_draft(work: Transaction, caller: Caller, clock: Clock, new: NewSchedule) -> Draft:
    """Make a draft without shifts; raises Invalid with all that no schedule could keep."""
    led = led_by(caller)
    place = new.department_id if led is None else led
    check_led(caller, place)
    _check(new)
    rules = await read_rules(work)
    zone = await work.value(queries.ZONE, work.organization_id, place)
    queues = await _queues(work, place, new.queue_ids)
    people = await chosen_people(work, caller, place, {row["id"] for row in queues}, new.user_ids)
    if not people:
        raise Invalid.field(
            "user_ids", "nobody_to_schedule", "Nobody serves these queues: put agents into them first."
        )
    required, notes = await _needs(work, caller, clock, new, (rules, zone, queues))
    await list_templates(work, caller)  # an organization without any gets ours
    notes = with_rounding(notes, rules, new.interval_m)
    problem = await problem_of(work, caller, new, rules, (people, required), place)
    plan_from(problem)
    schedule_id = new_id()
    name = new.name.strip() or _name(caller, new.first_day)
    await work.execute(
        queries.ADD,
        work.organization_id,
        schedule_id,
        name,
        place,
        new.first_day,
        new.days,
        zone,
        msgspec.to_builtins(problem),
        notes,
        caller.user_id,
    )
    await work.audit(caller.did("schedule.made", SUBJECT, schedule_id, {"name": name}))
    tell_schedule(work, schedule_id, 1, "draft")
    draft = await read_draft(work, caller, schedule_id)
    await apply(work, caller, draft, Change("refreshed", is_silent=True))
    return await read_draft(work, caller, schedule_id)


async def set_needs(
    work: Transaction, caller: Caller, clock: Clock, schedule_id: UUID, wish: NeedsWish
) -> Draft:
    """Give a schedule other required numbers."""
    draft = await lock_draft(work, caller, schedule_id, wish.version)
    rules = await read_rules(work)
    chosen = [UUID(one) for one in dict.fromkeys(need.skill for need in draft.problem.required)]
    queues = await _queues(work, draft.row["department_id"], chosen)
    again = NewSchedule(
        first_day=draft.row["first_day"],
        days=draft.row["days"],
        interval_m=minutes_of(draft.problem),
        required=wish.required,
    )
    required, notes = await _needs(work, caller, clock, again, (rules, draft.row["time_zone"], queues))
    problem = replace(draft.problem, required=required)
    plan_from(problem)
    notes += [one for one in draft.row["notes"] if one["code"] in ROUNDED]
    return await rewrite(work, caller, draft, problem, notes)


async def rename(work: Transaction, caller: Caller, schedule_id: UUID, version: int, name: str) -> Draft:
    draft = await lock_draft(work, caller, schedule_id, version)
    await work.execute(
        "UPDATE schedule SET name = $3, version = version + 1 WHERE organization_id = $1 AND id = $2",
        work.organization_id,
        schedule_id,
        name.strip(),
    )
    await work.audit(caller.did("schedule.renamed", SUBJECT, schedule_id, {"name": name.strip()}))
    tell_schedule(work, schedule_id, version + 1, draft.row["state"])
    return await read_draft(work, caller, schedule_id)


async def remove_draft(work: Transaction, caller: Caller, schedule_id: UUID, version: int) -> None:
    """Remove a draft; what was ever published stays, so that calendars learn of its end."""
    draft = await lock_draft(work, caller, schedule_id, version)
    was_published = await work.value(
        "SELECT EXISTS (SELECT FROM scheduled_shift WHERE organization_id = $1 AND schedule_id = $2 AND was_published)",
        work.organization_id,
        schedule_id,
    )
    if draft.is_published or was_published:
        raise Conflict("It was published: take its shifts out of it instead.", code="was_published")
    await work.execute(
        "DELETE FROM schedule WHERE organization_id = $1 AND id = $2", work.organization_id, schedule_id
    )
    await work.audit(caller.did("schedule.removed", SUBJECT, schedule_id, {"name": draft.row["name"]}))
    tell_schedule(work, schedule_id, version + 1, "removed")


async def rewrite(
    work: Transaction,
    caller: Caller,
    draft: Draft,
    problem: doc.Problem,
    notes: list[Note],
    gone: tuple[UUID, ...] = (),
) -> Draft:
    """Make a schedule go by another problem; the shifts that are `gone` with it are open."""
    await work.execute(
        "UPDATE schedule SET problem = $3, notes = $4 WHERE organization_id = $1 AND id = $2",
        work.organization_id,
        draft.id,
        msgspec.to_builtins(problem),
        notes,
    )
    await work.audit(caller.did("schedule.refreshed", SUBJECT, draft.id))
    await apply(work, caller, replace(draft, problem=problem), _refreshed(draft, gone))
    return await read_draft(work, caller, draft.id)


def _refreshed(draft: Draft, gone: tuple[UUID, ...]) -> Change:
    opened = [open_of(one) for one in draft.shifts if one.id in gone]
    return Change("refreshed", removed=gone, opened=(*draft.opened, *opened) if opened else None)


async def _queues(work: Transaction, place: UUID | None, chosen: list[UUID]) -> list[Row]:
    known = {row["id"]: row for row in await work.fetch(queries.QUEUES, work.organization_id, place)}
    for at, queue_id in enumerate(chosen):
        if queue_id not in known:
            raise Invalid.field(
                f"queue_ids.{at}", "not_found", "queue_ids names something that is not there."
            )
    found = [known[one] for one in dict.fromkeys(chosen)] if chosen else list(known.values())
    if not found:
        raise Invalid.field("queue_ids", "no_queues", "There is no queue to schedule for: make one first.")
    return found


async def _needs(
    work: Transaction,
    caller: Caller,
    clock: Clock,
    new: NewSchedule,
    about: tuple[ScheduleRules, str, list[Row]],
) -> tuple[list[doc.Required], list[Note]]:
    rules, zone, queues = about
    if new.required is not None:
        if not new.required:
            raise Invalid.field(
                "required", "needs_missing", "Write at least one need, or null to have them forecast."
            )
        return said_needs(new.required, queues), []
    there = msgspec.structs.replace(caller, time_zone=zone)
    period = (new.first_day, new.days, new.interval_m, day_in(ZoneInfo(zone), clock.now()))
    return await forecast_needs(work, there, rules, period, queues)


async def problem_of(
    view: Transaction,
    caller: Caller,
    new: NewSchedule,
    rules: ScheduleRules,
    about: tuple[list[SchedulePerson], list[doc.Required]],
    place: UUID | None,
    schedule_id: UUID | None = None,
) -> doc.Problem:
    """What is to be solved, of everything as it is kept now; raises Invalid where there is nothing to solve with."""
    people, required = about
    ids = [one.user_id for one in people]
    last = new.first_day + timedelta(new.days - 1)
    leave = await view.fetch(queries.LEAVE, view.organization_id, ids, new.first_day, last + timedelta(1))
    holidays = await view.fetch(queries.HOLIDAYS, view.organization_id, new.first_day, last, place)
    templates = [one for one in await known_templates(view, caller) if one.department_id in {None, place}]
    if not templates:
        raise Invalid.field("department_id", "no_templates", "There is no shift template: make one first.")
    names = {one.name for one in templates}
    served = [one for one in required if one.skill in _served(people)]
    if not served:
        raise Invalid.field(
            "queue_ids", "nobody_to_schedule", "Nobody serves these queues: put agents into them first."
        )
    needed = {one.skill for one in served}
    fitting = fit_to_intervals(rules, new.interval_m)
    problem = doc.Problem(
        first_day=new.first_day.isoformat(),
        days=new.days,
        interval=f"{new.interval_m}m",
        required=served,
        templates=[_template(one) for one in templates],
        people=[_person(one, rules, leave, (needed, names)) for one in people],
        rules=doc.Rules(
            rest=f"{rules.rest_m}m",
            days_in_row=rules.days_in_row,
            between_breaks=f"{fitting.between_breaks_m}m",
            longest_stretch=f"{fitting.longest_stretch_m}m" if fitting.longest_stretch_m else "",
            most_on_break=rules.most_on_break or None,
            closed_on_holidays=rules.closed_on_holidays,
        ),
        costs=doc.Costs(missing_hour=rules.missing_hour),
        fairness=doc.Fairness(
            evening=rules.evening, night=rules.night, weekend=rules.holiday_work, wishes=rules.wishes
        ),
        calendar=doc.Calendar(
            country=rules.country,
            weekend=list(rules.weekend),
            half_days=list(rules.half_days),
            half_until=rules.half_until,
            holidays=list(_holidays(holidays, new.first_day, last)),
        ),
    )
    return await beside(view, problem, schedule_id)


def _check(new: NewSchedule) -> None:
    if new.interval_m not in {15, 30, 60}:
        raise Invalid.field("interval_m", "interval_unknown", "Write 15, 30 or 60 minutes.")


def with_rounding(notes: list[Note], rules: ScheduleRules, interval_m: int) -> list[Note]:
    """The notes, with those that say of a rule that it was rounded to whole intervals."""
    fitting = fit_to_intervals(rules, interval_m)
    said = (rules.between_breaks_m, rules.longest_stretch_m)
    taken = (fitting.between_breaks_m, fitting.longest_stretch_m)
    kept = [one for one in notes if one["code"] not in ROUNDED]
    return kept + [
        {"code": code, "values": {"said": before, "taken": after}}
        for code, before, after in zip(ROUNDED, said, taken, strict=True)
        if before != after
    ]


def _served(people: Iterable[SchedulePerson]) -> set[str]:
    return {str(queue) for one in people for queue in one.queue_ids}


def _template(one: ShiftTemplateView) -> doc.ShiftTemplate:
    return doc.ShiftTemplate(
        name=one.name,
        length=f"{one.length_m}m",
        earliest=one.earliest,
        latest=one.latest,
        step=f"{one.step_m}m",
        on=list(one.on),
        breaks=[
            doc.Break(
                name=rest.name,
                length=f"{rest.length_m}m",
                after="" if rest.after_m is None else f"{rest.after_m}m",
                before="" if rest.before_m is None else f"{rest.before_m}m",
                within=rest.within,
                paid=rest.paid,
            )
            for rest in one.breaks
        ],
    )


def _person(
    one: SchedulePerson,
    rules: ScheduleRules,
    leave: list[Row],
    known: tuple[set[str], set[str]],
) -> doc.Person:
    needed, templates = known
    contract = one.contract or rules.contract
    off = [row for row in leave if row["user_id"] == one.user_id]
    return doc.Person(
        id=str(one.user_id),
        name=one.name,
        skills=[str(queue) for queue in one.queue_ids if str(queue) in needed],
        contract=doc.Contract(least=f"{contract.least_m}m", most=f"{contract.most_m}m", days=contract.days),
        available=[
            doc.Available(on=list(hours.on), begin=hours.start, end=hours.end) for hours in one.available
        ],
        leave=[doc.Leave(row["first_day"].isoformat(), row["last_day"].isoformat()) for row in off],
        wishes=[
            doc.Wish(on=list(wish.on), template=wish.template, want=wish.want, weight=wish.weight)
            for wish in one.wishes
            if not wish.template or wish.template in templates
        ],
    )


def _holidays(rows: list[Row], first: date, last: date) -> Iterable[doc.Holiday]:
    for row in rows:
        day = max(first, row["first_day"])
        while day <= min(last, row["last_day"]):
            yield doc.Holiday(day.isoformat(), row["name"])
            day += timedelta(1)


def _name(caller: Caller, first: date) -> str:
    said: Any = format_date(first) if caller.calendar == "jalali" else first.isoformat()
    return translate(caller.locale, "shifts.name", day=said)
