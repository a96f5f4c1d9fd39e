"""Breaks now: so many of a department at once; whoever finds no place stands in line and is told when one is free."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from hamseda.events import BreakMoved
from hamseda.kit.clock import Clock
from hamseda.kit.database import Database, Transaction
from hamseda.kit.problem import Conflict
from hamseda.organization.api import Caller
from hamseda.workforce.shifts import queries_breaks as sql
from hamseda.workforce.shifts.house_rules import read_rules
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
    await work.execute(sql.REMOVE, work.organization_id, [user_id])
    return _own(await _move_on(work, department_id, clock.now()), user_id, clock.now())


async def lines(view: Transaction, caller: Caller) -> BreakLines:
    """The lines of the departments that the caller leads."""
    rows = await view.fetch(sql.DEPARTMENTS, view.organization_id, led_by(caller))
    return BreakLines([await _line(view, row["department_id"]) for row in rows])


async def move_lines(database: Database, clock: Clock) -> int:
    """Let every line move on: places that became free are given, held ones that nobody took lapse."""
    async with database.everywhere() as connection:
        rows = await connection.fetch(sql.WAITING)
    for row in rows:
        async with database.transaction(row["organization_id"]) as work:
            await work.execute(sql.ALONE, work.organization_id, row["department_id"])
            await _move_on(work, row["department_id"], clock.now())
    return 0


async def _move_on(work: Transaction, department_id: UUID | None, now: datetime) -> BreakLine:
    """Strike out who rests or let their place lapse, then give free places to the first in line; the lock is held."""
    line = await _line(work, department_id)
    resting = {one.user_id for one in line.on_break}
    lapsed = {
        one.user_id
        for one in line.waiting
        if one.granted_at is not None and now - one.granted_at > HELD and one.user_id not in resting
    }
    done = [one.user_id for one in line.waiting if one.user_id in resting or one.user_id in lapsed]
    if done:
        await work.execute(sql.REMOVE, work.organization_id, done)
    _tell(work, lapsed, "lapsed")
    there = [one for one in line.waiting if one.user_id not in done]
    free = line.limit - len(resting) - sum(one.granted_at is not None for one in there)
    granted = [one.user_id for one in there if one.granted_at is None][: max(0, free)]
    for user_id in granted:
        await work.execute(sql.GRANT, work.organization_id, user_id, now)
    _tell(work, granted, "granted")
    after = line if not (done or granted) else await _line(work, department_id)
    _tell_places(work, line, after)
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
