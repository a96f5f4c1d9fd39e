"""Whom one may ask for a swap, and which shifts they have: those of the same published schedules, nothing else of them."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from hamseda.kit.clock import Clock
from hamseda.kit.database import Transaction
from hamseda.kit.problem import NotFound
from hamseda.organization.api import Caller
from hamseda.workforce.shifts import queries_requests as sql
from hamseda.workforce.shifts.mine import OwnShifts, own_shifts
from hamseda.workforce.shifts.words import day_in


class Colleague(msgspec.Struct, frozen=True):
    user_id: UUID
    name: str


class Colleagues(msgspec.Struct, frozen=True):
    """By name."""

    items: list[Colleague]


async def list_colleagues(view: Transaction, caller: Caller, clock: Clock, user_id: UUID) -> Colleagues:
    """Those who stand in a published schedule with somebody, from today on."""
    today = day_in(ZoneInfo(caller.time_zone), clock.now())
    found = await view.fetch(sql.COLLEAGUES, view.organization_id, user_id, today)
    return Colleagues([Colleague(**row) for row in found])


async def shifts_of(
    view: Transaction,
    caller: Caller,
    clock: Clock,
    who: tuple[UUID, UUID],
    span: tuple[date | None, date | None],
) -> OwnShifts:
    """The published shifts of a colleague; raises NotFound for anybody else."""
    me, other = who
    known = await list_colleagues(view, caller, clock, me)
    if other not in {one.user_id for one in known.items}:
        raise NotFound("There is no such colleague.")
    return await own_shifts(view, caller, clock, other, *span)
