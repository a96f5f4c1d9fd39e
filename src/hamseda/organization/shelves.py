"""Small tables that people keep (skills, labels, outcomes): what every one of them shares."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hamseda.events import ConfigurationChanged
from hamseda.kit.database import Row, Transaction
from hamseda.organization import rows
from hamseda.organization.access import Caller


@dataclass(frozen=True)
class Shelf:
    """A small table; `table` names it in the audit log, `noun` in live events, `columns` are what is shown of it."""

    table: str
    noun: str
    columns: str


async def listed(view: Transaction, shelf: Shelf, after: UUID | None, most: int) -> list[Row]:
    """Read one page of a shelf, in the order of making."""
    return await rows.listed(view, shelf.table, shelf.columns, after, most)


async def read(view: Transaction, shelf: Shelf, row_id: UUID) -> Row:
    """Read one row as it is shown; raises NotFound."""
    return await rows.read(view, shelf.table, shelf.columns, row_id)


async def lock(work: Transaction, shelf: Shelf, row_id: UUID) -> Row:
    """Read one row to change it by what it says, kept from others until the end; raises NotFound."""
    return await rows.lock(work, shelf.table, shelf.columns, row_id)


async def remove(work: Transaction, caller: Caller, shelf: Shelf, row_id: UUID) -> None:
    """Remove a row that nothing names. Raises NotFound, Conflict (in_use)."""
    await rows.remove(work, shelf.table, row_id)
    await tell(work, caller, shelf, row_id, "removed")


async def archive(work: Transaction, caller: Caller, shelf: Shelf, row_id: UUID) -> None:
    """Put a row out of use; what names it keeps its name. Raises NotFound."""
    await rows.change(work, shelf.table, row_id, {"archived_at": await work.value("SELECT now()")})
    await tell(work, caller, shelf, row_id, "archived")


async def tell(
    work: Transaction,
    caller: Caller,
    shelf: Shelf,
    row_id: UUID,
    what: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write into the audit log and tell the screens."""
    await work.audit(caller.did(f"{shelf.table}.{what}", shelf.table, row_id, detail))
    work.emit(ConfigurationChanged(what=shelf.noun, id=row_id), audience={"staff": True})
