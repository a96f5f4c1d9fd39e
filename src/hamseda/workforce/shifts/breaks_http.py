"""Routes of breaks now."""

from litestar import delete, get, post

from hamseda.kit.clock import Clock
from hamseda.kit.database import Transaction
from hamseda.organization.api import LEADERS, Caller, staff
from hamseda.workforce.shifts import breaks
from hamseda.workforce.shifts.mine_http import person_of

AT_WORK = staff("admin", "supervisor", "agent")


@get("/workforce/my/break-request", access=AT_WORK)
async def read_my_break(caller: Caller, reading: Transaction, clock: Clock) -> breaks.OwnBreak:
    """Read where my wish for a break stands."""
    return await breaks.own_break(reading, clock, person_of(caller))


@post("/workforce/my/break-request", access=AT_WORK, status_code=200)
async def ask_for_break(caller: Caller, work: Transaction, clock: Clock) -> breaks.OwnBreak:
    """Ask for a break now; where too many rest already I stand in line and am told when a place is free."""
    return await breaks.ask_break(work, clock, person_of(caller))


@delete("/workforce/my/break-request", access=AT_WORK, status_code=200)
async def leave_break_line(caller: Caller, work: Transaction, clock: Clock) -> breaks.OwnBreak:
    """Take my wish for a break back."""
    return await breaks.leave_line(work, clock, person_of(caller))


@get("/workforce/break-line", access=LEADERS)
async def read_break_lines(caller: Caller, reading: Transaction) -> breaks.BreakLines:
    """Read who of my people rests, and who would like to."""
    return await breaks.lines(reading, caller)


ROUTES = [read_my_break, ask_for_break, leave_break_line, read_break_lines]
