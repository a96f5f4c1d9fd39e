"""Routes of adherence: one's own first, then that of those whom one leads. No route sorts or compares people."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post
from litestar.params import QueryParameter

from hamseda.kit.clock import Clock
from hamseda.kit.database import Transaction
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce.shifts import adherence
from hamseda.workforce.shifts.mine_http import OWN, person_of

Day = Annotated[date | None, QueryParameter(description="The day; none: today.")]


@get("/workforce/my/adherence", access=OWN)
async def read_my_adherence(
    caller: Caller, reading: Transaction, clock: Clock, day: Day = None
) -> adherence.AdherenceDay:
    """Read how far my day went as planned, interval by interval."""
    return await adherence.day_of(reading, caller, clock, person_of(caller), day)


@get("/workforce/adherence", access=LEADERS)
async def read_adherence(caller: Caller, reading: Transaction, clock: Clock) -> adherence.AdherenceBoard:
    """Read what those whom I lead do just now beside what is planned, by name."""
    return await adherence.board(reading, caller, clock)


@get("/workforce/adherence/{user_id:uuid}", access=LEADERS)
async def read_adherence_of(
    caller: Caller, reading: Transaction, clock: Clock, user_id: UUID, day: Day = None
) -> adherence.AdherenceDay:
    """Read a day of somebody whom I lead, as they read it themselves."""
    return await adherence.led_day_of(reading, caller, clock, user_id, day)


@post("/workforce/adherence-exceptions", access=LEADERS)
async def excuse_adherence(
    caller: Caller, work: Transaction, data: adherence.NewAdherenceException
) -> adherence.AdherenceExceptionView:
    """Mark a time of somebody as fine, whatever the schedule says."""
    return await adherence.excuse(work, caller, data)


@delete("/workforce/adherence-exceptions/{exception_id:uuid}", access=LEADERS, status_code=204)
async def forget_adherence_excuse(caller: Caller, work: Transaction, exception_id: UUID) -> None:
    """Take such a mark back."""
    await adherence.forget_excuse(work, caller, exception_id)


ROUTES = [
    read_my_adherence,
    read_adherence,
    read_adherence_of,
    excuse_adherence,
    forget_adherence_excuse,
]
