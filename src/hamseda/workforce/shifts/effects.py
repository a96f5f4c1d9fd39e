"""What requests do to schedules once they are approved, and what they would do before."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import language_of
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, Invalid
from hamseda.organization.api import Caller
from hamseda.workforce.schedule.problem import Leave, Person, Problem
from hamseda.workforce.shifts import queries_requests as sql
from hamseda.workforce.shifts.board import plan_from, set_up
from hamseda.workforce.shifts.changing import Change, apply
from hamseda.workforce.shifts.edits import broken_by, refuse_broken
from hamseda.workforce.shifts.figures import Figures, ShortfallFigure, figures_of, new_breaches
from hamseda.workforce.shifts.publishing import settle_once
from hamseda.workforce.shifts.request_views import RequestOutlook
from hamseda.workforce.shifts.schedules import Draft, any_draft, names_of
from hamseda.workforce.shifts.stored import StoredShift
from hamseda.workforce.shifts.views import breach_view, shift_view, shortfall_view

OUTDATED = "The shifts of this swap are not what they were: ask for another one."


class Swap(msgspec.Struct, frozen=True):
    """Whose shift goes to whom, and (not None) which comes back."""

    schedule_id: UUID
    shift_id: UUID
    with_user_id: UUID
    with_shift_id: UUID | None


class LeaveDays(msgspec.Struct, frozen=True):
    user_id: UUID
    first_day: date
    last_day: date

    def holds(self, one: StoredShift) -> bool:
        return one.user_id == self.user_id and self.first_day <= one.day <= self.last_day


def leave_of(row: Row) -> LeaveDays:
    """The days of a request."""
    return LeaveDays(row["user_id"], row["first_day"], row["last_day"])


async def check_swap(view: Transaction, caller: Caller, one: Swap) -> None:
    """Refuse a swap that would break rules as things stand."""
    draft = await any_draft(view, one.schedule_id)
    names = await names_of(view, draft.problem)
    refuse_broken(caller, await asyncio.to_thread(broken_by, draft, _swapped(draft, one), names))


async def swap(work: Transaction, caller: Caller, one: Swap, *, is_accepted: bool) -> None:
    """Let two shifts (or one) change hands; both are told."""
    draft = await any_draft(work, one.schedule_id, lock=True)
    after = _swapped(draft, one)
    if not is_accepted:
        names = await names_of(work, draft.problem)
        refuse_broken(caller, await asyncio.to_thread(broken_by, draft, after, names))
    there = {shift.id for shift in draft.shifts}
    put = tuple(shift for shift in after if shift.id not in there)
    gone = tuple(there - {shift.id for shift in after})
    await apply(work, caller, draft, Change("request", put, gone))
    await settle_once(work, draft)


async def leave(work: Transaction, caller: Caller, one: LeaveDays, *, is_accepted: bool) -> None:
    """Take somebody out of every schedule on these days: published shifts fall away, drafts know of it."""
    for draft in await _touched(work, one, lock=True):
        problem = _with_leave(draft.problem, one)
        gone = _falls_away(draft, one)
        if draft.is_published and not is_accepted:
            rest = [shift for shift in draft.shifts if shift.id not in gone]
            without, names = replace(draft, problem=problem), await names_of(work, problem)
            refuse_broken(caller, await asyncio.to_thread(broken_by, without, rest, names))
        await work.execute(sql.SET_PROBLEM, work.organization_id, draft.id, msgspec.to_builtins(problem))
        await apply(work, caller, replace(draft, problem=problem), Change("request", removed=gone))


async def forget_leave(work: Transaction, caller: Caller, one: LeaveDays) -> None:
    """Make somebody available again on these days."""
    for draft in await _touched(work, one, lock=True):
        problem = _changed(draft.problem, one.user_id, lambda person: _without(person, one))
        await work.execute(sql.SET_PROBLEM, work.organization_id, draft.id, msgspec.to_builtins(problem))
        await apply(work, caller, replace(draft, problem=problem), Change("request"))


async def swap_outlook(view: Transaction, caller: Caller, one: Swap) -> RequestOutlook:
    """What a swap would break, and what would lack more."""
    draft = await any_draft(view, one.schedule_id)
    return _outlook(
        caller, [(draft, draft.problem, _swapped(draft, one), await names_of(view, draft.problem))], ()
    )


async def leave_outlook(view: Transaction, caller: Caller, one: LeaveDays) -> RequestOutlook:
    """What would lack more, and which published shifts would fall away."""
    found, gone = [], []
    for draft in await _touched(view, one):
        if draft.is_published:
            away = _falls_away(draft, one)
            rest = [shift for shift in draft.shifts if shift.id not in away]
            gone += [shift_view(shift, draft.zone) for shift in draft.shifts if shift.id in away]
            found.append((draft, _with_leave(draft.problem, one), rest, await names_of(view, draft.problem)))
    return await asyncio.to_thread(_outlook, caller, found, gone)


def _outlook(caller: Caller, cases: Iterable[tuple[Draft, Problem, Any, Any]], gone: Any) -> RequestOutlook:
    language = language_of(caller.locale)
    broken, lacking = [], []
    for draft, problem, shifts, names in cases:
        after = figures_of(set_up(plan_from(problem), shifts, draft.kept_off), names)
        broken += new_breaches(draft.figures.breaches, after.breaches)
        lacking += _worse(draft.figures, after)
    return RequestOutlook(
        [breach_view(one, language) for one in broken],
        [shortfall_view(one, language) for one in lacking],
        list(gone),
    )


def _worse(before: Figures, after: Figures) -> list[ShortfallFigure]:
    known = {(one.day, one.part, one.queue_id): one.missing_hours for one in before.shortfalls}
    return [
        one
        for one in after.shortfalls
        if one.missing_hours > known.get((one.day, one.part, one.queue_id), 0.0)
    ]


def _swapped(draft: Draft, one: Swap) -> list[StoredShift]:
    """The shifts with new owners, under new names: whoever gave one sees that theirs is gone."""
    by_id = {shift.id: shift for shift in draft.shifts}
    given = by_id.get(one.shift_id)
    taken = None if one.with_shift_id is None else by_id.get(one.with_shift_id)
    if given is None or not draft.is_published or (one.with_shift_id is not None and taken is None):
        raise Conflict(OUTDATED, code="swap_outdated")
    if taken is not None and taken.user_id != one.with_user_id:
        raise Conflict(OUTDATED, code="swap_outdated")
    if str(one.with_user_id) not in {person.id for person in draft.problem.people}:
        raise Invalid.field("with_user_id", "swap_elsewhere", "Both must be of one schedule.")
    rest = [shift for shift in draft.shifts if shift.id not in {one.shift_id, one.with_shift_id}]
    rest.append(replace(given, id=new_id(), user_id=one.with_user_id, sequence=0))
    if taken is not None:
        rest.append(replace(taken, id=new_id(), user_id=given.user_id, sequence=0))
    places = [(shift.user_id, shift.day) for shift in rest]
    if len(set(places)) < len(places):
        raise Conflict("One of you would have two shifts on a day.", code="swap_two_in_a_day")
    return rest


def _falls_away(draft: Draft, one: LeaveDays) -> tuple[UUID, ...]:
    return tuple(shift.id for shift in draft.shifts if one.holds(shift)) if draft.is_published else ()


async def _touched(view: Transaction, one: LeaveDays, *, lock: bool = False) -> list[Draft]:
    rows = await view.fetch(sql.TOUCHED, view.organization_id, one.user_id, one.first_day, one.last_day)
    return [await any_draft(view, row["id"], lock=lock) for row in rows]


def _with_leave(problem: Problem, one: LeaveDays) -> Problem:
    days = Leave(one.first_day.isoformat(), one.last_day.isoformat())
    return _changed(
        problem, one.user_id, lambda person: replace(person, leave=[*_without(person, one).leave, days])
    )


def _without(person: Person, one: LeaveDays) -> Person:
    days = (one.first_day.isoformat(), one.last_day.isoformat())
    return replace(person, leave=[own for own in person.leave if (own.first, own.last) != days])


def _changed(problem: Problem, user_id: UUID, change: Callable[[Person], Person]) -> Problem:
    return replace(problem, people=[change(one) if one.id == str(user_id) else one for one in problem.people])
