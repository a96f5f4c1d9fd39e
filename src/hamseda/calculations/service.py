"""Asking for calculations, looking at them, and calling them off."""

from typing import Final
from uuid import UUID

from hamseda.calculations import queries
from hamseda.calculations.kinds import MOST_REQUEST, Kind
from hamseda.calculations.telling import tell_moved
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, NotFound, TooLarge
from hamseda.organization.api import Caller

MOST_QUEUED: Final = 20


async def ask(work: Transaction, caller: Caller, kind: Kind, request: bytes) -> UUID:
    """Ask for a calculation; a worker begins it once this transaction is durable. Answers its id.

    Raises TooLarge, and Conflict where the caller has many waiting already.
    """
    if len(request) > MOST_REQUEST:
        raise TooLarge("This is more than a calculation takes: ask in parts.", code="calculation_too_large")
    if await work.value(queries.COUNT_QUEUED, work.organization_id, caller.id) >= MOST_QUEUED:
        raise Conflict(
            "Many of your calculations still wait: let them end, or cancel some.",
            code="too_many_calculations",
        )
    the = new_id()
    await work.execute(
        queries.ADD,
        work.organization_id,
        the,
        kind.name,
        caller.id,
        sorted(kind.right.roles),
        caller.department_id,
        request,
        kind.can_conclude,
    )
    tell_moved(work, {"id": the, "kind": kind.name, "asked_by": caller.id}, "queued", 0.0)
    return the


async def read(view: Transaction, caller: Caller, calculation_id: UUID) -> Row:
    """Read one with its result; raises NotFound, also where it is nothing of the caller's."""
    row = await view.row(queries.READ, *_who(view, caller), calculation_id)
    if row is None:
        raise NotFound("There is no such calculation, or not any more.")
    return row


async def listed(
    view: Transaction, caller: Caller, kind: str | None, after: UUID | None, most: int
) -> list[Row]:
    """Read the newest first, without their results."""
    return await view.fetch(queries.LIST, *_who(view, caller), kind, after, most)


async def cancel(work: Transaction, caller: Caller, calculation_id: UUID) -> Row:
    """Call it off: its process is ended within a second. What has ended stays as it is."""
    row = await work.row(queries.CANCEL, *_who(work, caller), calculation_id)
    if row is not None:
        tell_moved(work, {"id": calculation_id, **row}, "cancelled", row["progress"])
    return await read(work, caller, calculation_id)


async def conclude(work: Transaction, caller: Caller, calculation_id: UUID) -> Row:
    """Let it end with the best that it has found so far. What has ended stays as it is; Conflict where it cannot."""
    row = await work.row(queries.CONCLUDE, *_who(work, caller), calculation_id)
    if row is not None:
        tell_moved(work, {"id": calculation_id, **row}, row["state"], row["progress"])
    found = await read(work, caller, calculation_id)
    if not found["can_conclude"]:
        raise Conflict(
            "Such a calculation has nothing before its end: let it end, or cancel it.", code="cannot_conclude"
        )
    return found


def _who(view: Transaction, caller: Caller) -> tuple[UUID, UUID, str, UUID | None]:
    return view.organization_id, caller.id, caller.role, caller.department_id
