"""Routes of special days: what forecasts are told of the calendar."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.params import QueryParameter

from hamseda.kit.database import Transaction
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce import special_days as days

Most = Annotated[int, QueryParameter(ge=1, le=100, description="How many at most.")]


class SpecialDaysPage(msgspec.Struct):
    """One page; `next` is the `after` of the following one, null at the end."""

    items: list[days.SpecialDaysView]
    next: UUID | None


@get("/workforce/special-days", access=LEADERS)
async def list_special_days(
    caller: Caller, reading: Transaction, after: UUID | None = None, limit: Most = 100
) -> SpecialDaysPage:
    """List the days that forecasts are told of: those of all queues, and of the department that I lead."""
    rows = await days.list_special_days(reading, caller, after, limit)
    found = [days.SpecialDaysView(**row) for row in rows]
    return SpecialDaysPage(found, found[-1].id if len(found) == limit else None)


@post("/workforce/special-days", access=LEADERS)
async def add_special_days(
    caller: Caller, work: Transaction, data: days.NewSpecialDays
) -> days.SpecialDaysView:
    """Name days that are unlike others: a campaign, bills, a correction of the official calendar."""
    return days.SpecialDaysView(**await days.add_special_days(work, caller, data))


@patch("/workforce/special-days/{special_days_id:uuid}", access=LEADERS)
async def change_special_days(
    caller: Caller, work: Transaction, special_days_id: UUID, data: days.SpecialDaysChanges
) -> days.SpecialDaysView:
    """Change special days; the next forecast knows of it."""
    return days.SpecialDaysView(**await days.change_special_days(work, caller, special_days_id, data))


@delete("/workforce/special-days/{special_days_id:uuid}", access=LEADERS, status_code=204)
async def remove_special_days(caller: Caller, work: Transaction, special_days_id: UUID) -> None:
    """Remove special days; forecasts take them for what the calendar says."""
    await days.remove_special_days(work, caller, special_days_id)


ROUTES = [list_special_days, add_special_days, change_special_days, remove_special_days]
