"""Who leaves the house, or is barred: their shifts to come are open, and what they asked for is closed."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from hamseda.events import RequestChanged
from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import translate
from hamseda.workforce.schedule.problem import Leave, Person, Problem
from hamseda.workforce.shifts import queries_leaving as sql
from hamseda.workforce.shifts.changing import Change, apply
from hamseda.workforce.shifts.queries_requests import MOVE, SET_PROBLEM
from hamseda.workforce.shifts.schedules import Draft, any_draft
from hamseda.workforce.shifts.stored import open_of

NOTHING: Final = "0m"


async def leave_shifts(work: Transaction, user_id: UUID) -> None:
    """Open the shifts of somebody that have not begun yet, in every schedule, and close their requests."""
    for row in await work.fetch(sql.AHEAD, work.organization_id, user_id):
        draft = await any_draft(work, row["id"], lock=True)
        await _open(work, draft, user_id, row)
    for row in await work.fetch(sql.OPEN_REQUESTS, work.organization_id, user_id):
        await _close(work, row, user_id)


async def _open(work: Transaction, draft: Draft, user_id: UUID, now: Row) -> None:
    begins = (now["today"], now["minute"])
    gone = [one for one in draft.shifts if one.user_id == user_id and (one.day, one.start_m) > begins]
    stays = any(one.user_id == user_id for one in draft.shifts if one not in gone)
    problem = _without(draft.problem, str(user_id), stays=stays)
    await work.execute(SET_PROBLEM, work.organization_id, draft.id, msgspec.to_builtins(problem))
    change = Change(
        "left",
        removed=tuple(one.id for one in gone),
        kept_off=tuple(one for one in draft.kept_off if one.user_id != user_id),
        opened=(*draft.opened, *(open_of(one) for one in gone)),
    )
    await apply(work, None, replace(draft, problem=problem), change)


def _without(problem: Problem, user_id: str, *, stays: bool) -> Problem:
    """The problem without somebody; whose past shifts, or whose queues, it needs stays, and is away all the time."""
    others = [one for one in problem.people if one.id != user_id]
    served = {skill for one in others for skill in one.skills}
    if not stays and served >= {one.skill for one in problem.required}:
        return replace(problem, people=others)
    people = [_away(one, problem) if one.id == user_id else one for one in problem.people]
    return replace(problem, people=people)


def _away(one: Person, problem: Problem) -> Person:
    last = _day_after(problem)
    return replace(
        one, leave=[Leave(problem.first_day, last)], wishes=[], contract=replace(one.contract, least=NOTHING)
    )


def _day_after(problem: Problem) -> str:
    return (date.fromisoformat(problem.first_day) + timedelta(int(problem.days))).isoformat()


async def _close(work: Transaction, row: Row, user_id: UUID) -> None:
    """One's own are withdrawn; a swap that others asked of them is refused, and says why in the words of who asked."""
    is_own = row["user_id"] == user_id
    state = "withdrawn" if is_own else "refused"
    reason = "" if is_own else translate(row["locale"], "shifts.request.left", name=row["with_name"])
    step = {"state": state, "by": None, "at": row["now"].isoformat(), "reason": reason}
    await work.execute(MOVE, work.organization_id, row["id"], state, [step], reason, row["now"], None)
    event = RequestChanged(id=row["id"], state=state, request=row["kind"])
    for one in {row["user_id"], row["with_user_id"]} - {None}:
        work.emit(event, audience={"user": one})
    work.emit(event, audience={"supervisors": True})
