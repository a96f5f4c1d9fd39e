"""Routes of one's own: shifts and wishes."""

from datetime import date
from uuid import UUID

from litestar import get, put

from hamseda.kit.clock import Clock
from hamseda.kit.database import Transaction
from hamseda.kit.problem import Forbidden
from hamseda.organization.api import Caller, staff
from hamseda.workforce.shifts import mine, people

OWN = staff("admin", "supervisor", "agent", "light")


def person_of(caller: Caller) -> UUID:
    """Name the person who calls; Forbidden for a program."""
    if caller.user_id is None:
        raise Forbidden("Only people have shifts of their own.", code="people_only")
    return caller.user_id


@get("/workforce/my/shifts", access=OWN)
async def list_my_shifts(
    caller: Caller, reading: Transaction, clock: Clock, first: date | None = None, last: date | None = None
) -> mine.OwnShifts:
    """Read my published shifts; none said: of two weeks from today."""
    return await mine.own_shifts(reading, caller, clock, person_of(caller), first, last)


@get("/workforce/my/wishes", access=OWN)
async def read_my_wishes(caller: Caller, reading: Transaction) -> people.OwnWishes:
    """Read what I said I would like."""
    return await people.own_wishes(reading, person_of(caller))


@put("/workforce/my/wishes", access=OWN)
async def write_my_wishes(caller: Caller, work: Transaction, data: people.OwnWishes) -> people.OwnWishes:
    """Say when I would like to work and when not; it is weighed, not promised."""
    return await people.write_wishes(work, caller, person_of(caller), data)


ROUTES = [list_my_shifts, read_my_wishes, write_my_wishes]
