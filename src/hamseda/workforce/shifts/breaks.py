"""Breaks now: so many of a department at once; whoever finds no place stands in line and is told when one is free."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final, Literal
from uuid import UUID

import msgspec

from hamseda.events import BreakMoved
from hamseda.kit.clock import Clock
from hamseda.kit.database import Database, Row, Transaction
from hamseda.kit.problem import Conflict
from hamseda.organization.api import Caller
from hamseda.workforce.shifts import queries_breaks as sql
from hamseda.workforce.shifts.house_rules import read_rules, rules_of
from hamseda.workforce.shifts.led import led_by

HELD: Final = timedelta(minutes=3)


class OwnBreak(msgspec.Struct, frozen=True):
    """Where my wish stands: `granted` holds a place until `until`; `place` is that in the line, 1 is next."""

    state: Literal["none", "waiting", "granted", "on_break"]
    place: int | None
    asked_at: datetime | None
    granted_at: datetime | None
    until: datetime | None
    limit: int
    on_break: int


class RestingPerson(msgspec.Struct, frozen=True):
    user_id: UUID
    name: str
    since: datetime


class WaitingPerson(msgspec.Struct, frozen=True):
    """Somebody in the line; `granted_at` says that a place is held for them."""

    user_id: UUID
    name: str
    asked_at: datetime
    granted_at: datetime | None
    place: int | None


class BreakLine(msgspec.Struct, frozen=True):
    """Who of a department rests, and who would like to."""

    department_id: UUID | None
    limit: int
    on_break: list[RestingPerson]
    waiting: list[WaitingPerson]


class Moves(msgspec.Struct, frozen=True):
    """What is due in a line: who leaves it (some of them since their place lapsed), and who gets a place."""

    done: list[UUID]
    lapsed: list[UUID]
    granted: list[UUID]

    @property
    def is_any(self) -> bool:
        return bool(self.done or self.granted)


class BreakLines(msgspec.Struct, frozen=True):
    """One line for each department that I lead."""

    items: list[BreakLine]


async def own_break(view: Transaction, clock: Clock, user_id: UUID) -> OwnBreak:
    """Read where my wish stands."""
    department_id = await view.value(sql.DEPARTMENT, view.organization_id, user_id)
    return _own(await _line(view, department_id), user_id, clock.now())


async def ask_break(work: Transaction, clock: Clock, user_id: UUID) -> OwnBreak:
    """Ask for a break; asking twice keeps the place that one has."""
    department_id = await work.value(sql.DEPARTMENT, work.organization_id, user_id)
    await work.execute(sql.ALONE, work.organization_id, department_id)
    line = await _line(work, department_id)
    if any(one.user_id == user_id for one in line.on_break):
        raise Conflict("You are on a break already.", code="on_break_already")
    await work.execute(sql.ADD, work.organization_id, user_id, clock.now())
    return _own(await _move_on(work, department_id, clock.now()), user_id, clock.now())


async def leave_line(work: Transaction, clock: Clock, user_id: UUID) -> OwnBreak:
    """Take my wish back; whoever comes after moves up."""
    department_id = await work.value(sql.DEPARTMENT, work.organization_id, user_id)
    await work.execute(sql.ALONE, work.organization_id, department_id)
    before = await _line(work, department_id)
    await work.execute(sql.REMOVE, work.organization_id, [user_id])
    return _own(await _move_on(work, department_id, clock.now(), before), user_id, clock.now())


async def lines(view: Transaction, caller: Caller) -> BreakLines:
    """The lines of the departments that the caller leads."""
    rows = await view.fetch(sql.DEPARTMENTS, view.organization_id, led_by(caller))
    return BreakLines([await _line(view, row["department_id"]) for row in rows])


async def move_lines(database: Database, clock: Clock) -> int:
    """Let every line move on: places that became free are given, held ones that nobody took lapse.

    All lines are looked at by one statement; only one that moves costs a transaction.
    """
    async with database.everywhere() as connection:
        rows = await connection.fetch(sql.EVERY_LINE)
    lines = groupby(rows, key=itemgetter("organization_id", "department_id"))
    moving = [which for which, line in lines if _moves(*_figures(list(line)), clock.now()).is_any]
    for organization_id, department_id in moving:
        async with database.transaction(organization_id) as work:
            await work.execute(sql.ALONE, organization_id, department_id)
            await _move_on(work, department_id, clock.now())
    return 0  # what moved has moved: the next look is a second later


def _figures(rows: list[Row]) -> tuple[int, set[UUID], dict[UUID, datetime | None]]:
    """Read of a line what moves it: the limit, who rests, and who waits, since when with a place."""
    resting = {row["user_id"] for row in rows if row["rests"]}
    waiting = {row["user_id"]: row["granted_at"] for row in rows if row["asked_at"] is not None}
    return rules_of(rows[0]["rules"]).live_breaks, resting, waiting


def _moves(limit: int, resting: set[UUID], waiting: dict[UUID, datetime | None], now: datetime) -> Moves:
    """Who rests is struck out, a place that nobody took lapses, free places go to the first in line."""
    lapsed = [
        one
        for one, granted_at in waiting.items()
        if granted_at is not None and now - granted_at > HELD and one not in resting
    ]
    done = [one for one in waiting if one in resting or one in lapsed]
    there = {one: granted_at for one, granted_at in waiting.items() if one not in done}
    free = limit - len(resting) - sum(granted_at is not None for granted_at in there.values())
    granted = [one for one, granted_at in there.items() if granted_at is None][: max(0, free)]
    return Moves(done, lapsed, granted)


async def _move_on(
    work: Transaction, department_id: UUID | None, now: datetime, before: BreakLine | None = None
) -> BreakLine:
    """Let a line move by all that is due, and tell whoever stands elsewhere than `before`; the lock is held."""
    line = await _line(work, department_id)
    resting = {one.user_id for one in line.on_break}
    moves = _moves(line.limit, resting, {one.user_id: one.granted_at for one in line.waiting}, now)
    after = line
    if moves.is_any:
        await work.execute(sql.REMOVE, work.organization_id, moves.done)
        _tell(work, moves.lapsed, "lapsed")
        await work.execute(sql.GRANT, work.organization_id, moves.granted, now)
        _tell(work, moves.granted, "granted")
        after = await _line(work, department_id)
    _tell_places(work, before or line, after)
    return after


async def _line(view: Transaction, department_id: UUID | None) -> BreakLine:
    resting = await view.fetch(sql.RESTING, view.organization_id, department_id)
    found, place = [], 0
    for row in await view.fetch(sql.LINE, view.organization_id, department_id):
        place += row["granted_at"] is None
        here = place if row["granted_at"] is None else None
        found.append(WaitingPerson(row["user_id"], row["name"], row["asked_at"], row["granted_at"], here))
    limit = (await read_rules(view)).live_breaks
    return BreakLine(department_id, limit, [RestingPerson(**row) for row in resting], found)


def _own(line: BreakLine, user_id: UUID, now: datetime) -> OwnBreak:
    figures = (line.limit, len(line.on_break))
    if any(one.user_id == user_id for one in line.on_break):
        return OwnBreak("on_break", None, None, None, None, *figures)
    mine = next((one for one in line.waiting if one.user_id == user_id), None)
    if mine is None or (mine.granted_at is not None and now - mine.granted_at > HELD):
        return OwnBreak("none", None, None, None, None, *figures)
    if mine.granted_at is None:
        return OwnBreak("waiting", mine.place, mine.asked_at, None, None, *figures)
    return OwnBreak("granted", None, mine.asked_at, mine.granted_at, mine.granted_at + HELD, *figures)


def _tell(work: Transaction, user_ids: Iterable[UUID], state: str) -> None:
    for user_id in sorted(user_ids):
        work.emit(BreakMoved(user_id=user_id, state=state), audience={"user": user_id})


def _tell_places(work: Transaction, before: BreakLine, after: BreakLine) -> None:
    """Tell those who moved up."""
    old = {one.user_id: one.place for one in before.waiting}
    for one in after.waiting:
        if one.place is not None and one.place != old.get(one.user_id):
            event = BreakMoved(user_id=one.user_id, state="waiting", place=one.place)
            work.emit(event, audience={"user": one.user_id})
