"""Routes of requests: leave and swaps."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import QueryParameter

from hamseda.kit.clock import Clock
from hamseda.kit.database import Transaction
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce.shifts import colleagues, mine, requests
from hamseda.workforce.shifts.mine_http import OWN, person_of
from hamseda.workforce.shifts.request_views import (
    RequestOutlook,
    RequestState,
    ShiftRequestPage,
    ShiftRequestView,
)

Status = Annotated[RequestState | None, QueryParameter(description="Only those in this state.")]


@post("/workforce/my/leave-requests", access=OWN)
async def ask_for_leave(
    caller: Caller, work: Transaction, clock: Clock, data: requests.LeaveWish
) -> ShiftRequestView:
    """Ask for days off."""
    return await requests.ask_leave(work, caller, clock, person_of(caller), data)


@post("/workforce/my/swap-requests", access=OWN)
async def ask_for_swap(
    caller: Caller, work: Transaction, clock: Clock, data: requests.SwapWish
) -> ShiftRequestView:
    """Ask a colleague to swap shifts, or to take one of mine."""
    return await requests.ask_swap(work, caller, clock, person_of(caller), data)


@get("/workforce/my/requests", access=OWN)
async def list_my_requests(caller: Caller, reading: Transaction, clock: Clock) -> ShiftRequestPage:
    """List what I asked for, and the swaps that others ask of me."""
    return await requests.own_requests(reading, caller, clock, person_of(caller))


@get("/workforce/my/colleagues", access=OWN)
async def list_my_colleagues(caller: Caller, reading: Transaction, clock: Clock) -> colleagues.Colleagues:
    """List those whom I may ask for a swap: who stands in a published schedule with me."""
    return await colleagues.list_colleagues(reading, caller, clock, person_of(caller))


@get("/workforce/my/colleagues/{user_id:uuid}/shifts", access=OWN)
async def list_colleague_shifts(
    caller: Caller,
    reading: Transaction,
    clock: Clock,
    user_id: UUID,
    first: date | None = None,
    last: date | None = None,
) -> mine.OwnShifts:
    """Read the published shifts of a colleague, to choose one for a swap."""
    return await colleagues.shifts_of(reading, caller, clock, (person_of(caller), user_id), (first, last))


@get("/workforce/requests", access=LEADERS)
async def list_shift_requests(
    caller: Caller, reading: Transaction, clock: Clock, status: Status = None, after: UUID | None = None
) -> ShiftRequestPage:
    """List the requests of those whom I lead, the newest first."""
    return await requests.led_requests(reading, caller, clock, status, after)


@get("/workforce/requests/{request_id:uuid}/outlook", access=OWN)
async def read_request_outlook(caller: Caller, reading: Transaction, request_id: UUID) -> RequestOutlook:
    """Read what would come of a request: what would lack more, which rules would break."""
    return await requests.outlook(reading, caller, request_id)


@post("/workforce/requests/{request_id:uuid}/agreement", access=OWN, status_code=200)
async def answer_swap(
    caller: Caller, work: Transaction, clock: Clock, request_id: UUID, data: requests.Agreement
) -> ShiftRequestView:
    """Say yes or no to a swap that a colleague asks of me."""
    return await requests.agree(work, caller, clock, request_id, data)


@post("/workforce/requests/{request_id:uuid}/decision", access=LEADERS, status_code=200)
async def decide_request(
    caller: Caller, work: Transaction, clock: Clock, request_id: UUID, data: requests.Decision
) -> ShiftRequestView:
    """Approve a request, which changes the schedule at once, or refuse it with a reason."""
    return await requests.decide(work, caller, clock, request_id, data)


@post("/workforce/requests/{request_id:uuid}/withdrawal", access=OWN, status_code=200)
async def withdraw_request(
    caller: Caller, work: Transaction, clock: Clock, request_id: UUID
) -> ShiftRequestView:
    """Take my request back; an approved leave too, while it lies ahead."""
    return await requests.withdraw(work, caller, clock, request_id)


ROUTES = [
    ask_for_leave,
    ask_for_swap,
    list_my_requests,
    list_my_colleagues,
    list_colleague_shifts,
    list_shift_requests,
    read_request_outlook,
    answer_swap,
    decide_request,
    withdraw_request,
]
