"""Routes of long calculations: how they go, what came out, concluding them and calling them off."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import QueryParameter

from hamseda.calculations import service
from hamseda.calculations.views import CalculationSummary, CalculationView, summary, view
from hamseda.kit.database import Transaction
from hamseda.organization.api import LEADERS, Caller

Most = Annotated[int, QueryParameter(ge=1, le=100, description="How many at most.")]
OfKind = Annotated[str | None, QueryParameter(description="Only those of this kind, such as `twin.run`.")]


class CalculationPage(msgspec.Struct):
    """One page, the newest first; `next` is the `after` of the following one, null at the end."""

    items: list[CalculationSummary]
    next: UUID | None


@get("/calculations", access=LEADERS)
async def list_calculations(
    caller: Caller,
    reading: Transaction,
    kind: OfKind = None,
    after: UUID | None = None,
    limit: Most = 50,
) -> CalculationPage:
    """List long calculations, the newest first: my own, and those of my department or organization."""
    rows = await service.listed(reading, caller, kind, after, limit)
    found = [summary(row, caller.locale) for row in rows]
    return CalculationPage(found, found[-1].id if len(found) == limit else None)


@get("/calculations/{calculation_id:uuid}", access=LEADERS)
async def read_calculation(caller: Caller, reading: Transaction, calculation_id: UUID) -> CalculationView:
    """Tell how far a calculation is, and what came out of it."""
    return view(await service.read(reading, caller, calculation_id), caller.locale)


@post("/calculations/{calculation_id:uuid}/cancel", access=LEADERS, status_code=200)
async def cancel_calculation(caller: Caller, work: Transaction, calculation_id: UUID) -> CalculationView:
    """Call a calculation off; its process ends within a second. One that has ended stays as it is."""
    return view(await service.cancel(work, caller, calculation_id), caller.locale)


@post("/calculations/{calculation_id:uuid}/conclusion", access=LEADERS, status_code=200)
async def conclude_calculation(caller: Caller, work: Transaction, calculation_id: UUID) -> CalculationView:
    """End a calculation with the best that it has found so far, as its result; refused where its kind has none."""
    return view(await service.conclude(work, caller, calculation_id), caller.locale)


router = Router(
    "/api/v1",
    route_handlers=[list_calculations, read_calculation, conclude_calculation, cancel_calculation],
    tags=["calculations"],
)
