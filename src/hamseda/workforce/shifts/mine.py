"""What somebody reads of their own: published shifts, by day."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from hamseda.kit.clock import Clock
from hamseda.kit.database import Transaction
from hamseda.kit.problem import Invalid
from hamseda.organization.api import Caller
from hamseda.workforce.reach import check_day
from hamseda.workforce.shifts import queries
from hamseda.workforce.shifts.stored import shift_of
from hamseda.workforce.shifts.views import ShiftView, shift_view
from hamseda.workforce.shifts.words import day_in

AHEAD: Final = 13
LONGEST: Final = 92


class OwnShift(ShiftView, frozen=True, kw_only=True):
    """A published shift of mine."""

    schedule_id: UUID
    time_zone: str


class OwnShifts(msgspec.Struct, frozen=True):
    """My published shifts of these days, in order; `today` is by the zone that I read in."""

    items: list[OwnShift]
    time_zone: str
    today: date


async def own_shifts(
    view: Transaction, caller: Caller, clock: Clock, user_id: UUID, first: date | None, last: date | None
) -> OwnShifts:
    """Read published shifts of a person."""
    today = day_in(ZoneInfo(caller.time_zone), clock.now())
    begin = today if first is None else first
    check_day("first", begin)
    end = begin + timedelta(AHEAD) if last is None else last
    check_span(begin, end)
    found = await view.fetch(queries.MINE, view.organization_id, user_id, begin, end)
    items = []
    for row in found:
        shown = shift_view(shift_of(row), ZoneInfo(row["time_zone"]))
        values = {name: getattr(shown, name) for name in ShiftView.__struct_fields__}
        items.append(OwnShift(**values, schedule_id=row["schedule_id"], time_zone=row["time_zone"]))
    return OwnShifts(items, caller.time_zone, today)


def check_span(first: date, last: date) -> None:
    """Refuse a period that is turned round, or longer than is read at once."""
    if last < first:
        raise Invalid.field("last", "last_before_first", "The last day lies before the first.")
    if last - first >= timedelta(LONGEST):
        raise Invalid.field("last", "too_many_days_at_once", "At most 92 days at once: ask in parts.")
