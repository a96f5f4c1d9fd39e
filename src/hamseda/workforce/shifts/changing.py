"""The one way in which the shifts of a schedule change: written, counted anew, noted so that it can be undone, told."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

import msgspec

from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id
from hamseda.organization.api import Caller
from hamseda.workforce.schedule.problem import Problem
from hamseda.workforce.shifts import queries
from hamseda.workforce.shifts.board import Board, plan_from, set_up
from hamseda.workforce.shifts.figures import Figures, Names, figures_of
from hamseda.workforce.shifts.schedules import Draft, names_of
from hamseda.workforce.shifts.stored import KeptOff, OpenShift, StoredShift
from hamseda.workforce.shifts.telling import tell_people, tell_schedule


class Change(msgspec.Struct, frozen=True):
    """Shifts that are new or other than before, those that are gone, and (not None) all days that are locked free.

    `opened` (not None) are all shifts that nobody has who left.
    """

    what: str
    put: tuple[StoredShift, ...] = ()
    removed: tuple[UUID, ...] = ()
    kept_off: tuple[KeptOff, ...] | None = None
    opened: tuple[OpenShift, ...] | None = None
    bound: float | None = None
    is_silent: bool = False


async def apply(work: Transaction, caller: Caller | None, draft: Draft, change: Change) -> Draft:
    """Write a change of a schedule that is locked; answers it as it is now. Without a caller it came by itself."""
    gone = {*change.removed, *(one.id for one in change.put)}
    before = tuple(one for one in draft.shifts if one.id in gone)
    after = (*(one for one in draft.shifts if one.id not in gone), *change.put)
    kept_off = draft.kept_off if change.kept_off is None else change.kept_off
    opened = draft.opened if change.opened is None else change.opened
    names = await names_of(work, draft.problem)
    # Seconds for hundreds of people: others of this process are served meanwhile.
    board, figures = await asyncio.to_thread(_figured, draft.problem, after, kept_off, names)
    figures = _with_bound(figures, change.bound)
    await work.execute(queries.REMOVE_SHIFTS, work.organization_id, draft.id, list(change.removed))
    await work.many(queries.PUT_SHIFT, [_values(work, draft, one) for one in change.put])
    values = tuple(msgspec.to_builtins(one) for one in (kept_off, figures, opened))
    version = draft.row["version"]
    if change.is_silent:
        await work.execute(
            "UPDATE schedule SET figures = $3 WHERE organization_id = $1 AND id = $2",
            work.organization_id,
            draft.id,
            values[1],
        )
    else:
        version = await work.value(queries.MOVE_ON, work.organization_id, draft.id, *values)
        await _note(work, caller, draft, change, (version, before))
        tell_schedule(work, draft.id, version, draft.row["state"])
    _tell(work, draft, change, before)
    row = {**draft.row, "version": version}
    return Draft(
        row=row,
        problem=draft.problem,
        shifts=board.shifts,
        kept_off=tuple(kept_off),
        opened=tuple(opened),
        figures=figures,
    )


def _figured(
    problem: Problem, shifts: Iterable[StoredShift], kept_off: Iterable[KeptOff], names: Names
) -> tuple[Board, Figures]:
    board = set_up(plan_from(problem), shifts, kept_off)
    return board, figures_of(board, names)


def _with_bound(figures: Figures, bound: float | None) -> Figures:
    if bound is None:
        return figures
    total = figures.cost.total
    gap = round(max(0.0, 1 - bound / total), 5) if total else 0.0
    return msgspec.structs.replace(figures, bound=bound, gap=gap)


def _values(work: Transaction, draft: Draft, one: StoredShift) -> tuple[object, ...]:
    return (
        work.organization_id,
        one.id,
        draft.id,
        one.user_id,
        one.day,
        one.template,
        one.start_m,
        one.length_m,
        msgspec.to_builtins(one.breaks),
        msgspec.to_builtins(one.activities),
        one.locked,
        draft.is_published,
        one.sequence,
    )


async def _note(
    work: Transaction,
    caller: Caller | None,
    draft: Draft,
    change: Change,
    made: tuple[int, tuple[StoredShift, ...]],
) -> None:
    version, before = made
    await work.execute(
        queries.ADD_EDIT,
        work.organization_id,
        new_id(),
        draft.id,
        version,
        change.what,
        None if caller is None else caller.user_id,
        msgspec.to_builtins(before),
        [one.id for one in change.put],
        msgspec.to_builtins(draft.kept_off) if change.kept_off is not None else None,
        msgspec.to_builtins(draft.opened) if change.opened is not None else None,
    )


def _tell(work: Transaction, draft: Draft, change: Change, before: tuple[StoredShift, ...]) -> None:
    """Tell those whose published shifts are others now."""
    if not draft.is_published:
        return
    old = {one.id: one for one in before}
    moved = [one for one in change.put if one.id not in old or not one.same_work(old[one.id])]
    left = [old[one.id] for one in moved if one.id in old] + [
        one for one in before if one.id in change.removed
    ]
    touched = [*moved, *left]
    if touched:
        days = (min(one.day for one in touched), max(one.day for one in touched))
        tell_people(work, draft.id, [one.user_id for one in touched], days)
