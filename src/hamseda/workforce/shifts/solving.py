"""Asking the optimiser for a draft, and taking what it found."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from hamseda.calculations import api as calculations
from hamseda.kit.database import Transaction
from hamseda.kit.problem import Conflict, Invalid
from hamseda.organization.api import Caller
from hamseda.workforce.shifts.board import plan_from, set_up
from hamseda.workforce.shifts.changing import Change, apply
from hamseda.workforce.shifts.edits import refuse_broken
from hamseda.workforce.shifts.figures import breaches_of
from hamseda.workforce.shifts.optimising import SOLVE, Solved, SolveTask
from hamseda.workforce.shifts.publishing import settle_once
from hamseda.workforce.shifts.schedules import Draft, lock_draft, names_of
from hamseda.workforce.shifts.stored import OpenShift, StoredShift

ASKED: Final = "UPDATE schedule SET calculation_id = $3 WHERE organization_id = $1 AND id = $2"
# What one person may not have twice is looked at anew when the shifts are there.
OF_ALL: Final = frozenset({"too_many_on_break"})


class SolutionWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long to search, how near to the best is good enough, and (not null) the one day to plan anew."""

    version: int
    seconds: Annotated[int, Meta(ge=1, le=900)] = 60
    day: date | None = None
    gap: Annotated[float, Meta(ge=0, le=0.5)] = 0.005


class AdoptionWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    calculation_id: UUID


class SolutionAsked(msgspec.Struct, frozen=True):
    """The calculation that was begun."""

    calculation_id: UUID


async def ask_solution(
    work: Transaction, caller: Caller, schedule_id: UUID, wish: SolutionWish
) -> SolutionAsked:
    """Ask the optimiser; what is locked stays, and must keep the rules by itself."""
    draft = await lock_draft(work, caller, schedule_id, wish.version)
    day = None if wish.day is None else (wish.day - draft.row["first_day"]).days
    if day is not None and not 0 <= day < draft.row["days"]:
        raise Invalid.field("day", "day_outside", "This day is not one of the schedule.")
    await _check_kept(work, caller, draft, day)
    task = SolveTask(
        schedule_id=draft.id,
        version=wish.version,
        problem=draft.problem,
        shifts=draft.shifts,
        kept_off=draft.kept_off,
        day=day,
        seconds=wish.seconds,
        gap=wish.gap,
    )
    calculation_id = await calculations.ask(work, caller, SOLVE, msgspec.json.encode(task))
    await work.execute(ASKED, work.organization_id, draft.id, calculation_id)
    return SolutionAsked(calculation_id)


async def adopt(work: Transaction, caller: Caller, schedule_id: UUID, wish: AdoptionWish) -> Draft:
    """Take what the optimiser found into the schedule; what is locked, and all days but the solved one, stay."""
    draft = await lock_draft(work, caller, schedule_id, wish.version)
    row = await calculations.read(work, caller, wish.calculation_id)
    if row["kind"] != SOLVE.name or row["state"] != "done":
        raise Conflict("This calculation has not ended with a schedule.", code="not_done")
    found = msgspec.json.decode(row["result"], type=Solved)
    if found.schedule_id != draft.id:
        raise Invalid.field(
            "calculation_id", "not_found", "calculation_id names something that is not there."
        )
    if found.version != wish.version:
        raise Conflict(
            "The schedule was changed after it was asked for: ask for another solution.",
            code="solution_outdated",
            version=draft.row["version"],
        )
    change = _change(draft, found)
    after = await apply(work, caller, draft, change)
    await settle_once(work, draft)
    detail = {"version": after.row["version"], "gap": found.gap, "solver": found.solver}
    await work.audit(caller.did("schedule.solved", "schedule", draft.id, detail))
    return after


def _change(draft: Draft, found: Solved) -> Change:
    """What differs: a shift that stays the same keeps its row, one that somebody has on another day gets a new one."""
    open_days = (
        None if found.day is None else {one.day for one in found.shifts if _day(draft, one) == found.day}
    )
    open_shifts = [
        one for one in draft.shifts if not one.locked and (found.day is None or _day(draft, one) == found.day)
    ]
    locked = {(one.user_id, one.day) for one in draft.shifts if one.locked}
    old = {(one.user_id, one.day): one for one in open_shifts}
    put = []
    for one in found.shifts:
        place = (one.user_id, one.day)
        if place in locked or (open_days is not None and one.day not in open_days):
            continue
        before = old.pop(place, None)
        if before is None:
            put.append(one)
        elif not before.same_work(one):
            put.append(replace(one, id=before.id, sequence=before.sequence))
    bound = found.bound if found.day is None else None
    kept = tuple(one for one in draft.opened if found.day is not None and _day(draft, one) != found.day)
    opened = kept if draft.opened else None  # the days that were laid anew have what can be had
    return Change("solved", tuple(put), tuple(one.id for one in old.values()), opened=opened, bound=bound)


def _day(draft: Draft, one: StoredShift | OpenShift) -> int:
    return (one.day - draft.row["first_day"]).days  # type: ignore[no-any-return]


async def _check_kept(work: Transaction, caller: Caller, draft: Draft, day: int | None) -> None:
    """Refuse what would be kept although it breaks a rule: no solution could be right."""
    kept = [one for one in draft.shifts if one.locked or (day is not None and _day(draft, one) != day)]
    board = set_up(plan_from(draft.problem), kept, draft.kept_off)
    broken = [
        one for one in breaches_of(board, await names_of(work, draft.problem)) if one.code not in OF_ALL
    ]
    refuse_broken(caller, broken, "locked_parts_broken")
