"""Routes of equipment: what seats need, kept by those who plan, and what it comes to."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.params import QueryParameter
from msgspec import UNSET, Meta, UnsetType

from hamseda.kit.database import Transaction
from hamseda.organization.api import LEADERS, Caller, rows, shelves
from hamseda.workforce.people.equipment import Basis, EquipmentTotal, Item, Kind, total

SHELF: Final = shelves.Shelf(
    "equipment_item", "equipment", "id, name, kind, basis, count, cost, month_cost, spare, life_years"
)
MOST_ITEMS: Final = 500
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
Count = Annotated[
    float, Meta(gt=0, le=10_000, description="For each seat or person; or seats that share one.")
]
Money = Annotated[float, Meta(ge=0, le=1e13, description="Of one unit, in rial.")]
Spare = Annotated[float, Meta(ge=0, le=1, description="Share kept in the cupboard.")]
Years = Annotated[float, Meta(gt=0, le=50)]
Holders = Annotated[int, QueryParameter(ge=0, le=100_000, description="Seats to equip.")]
Heads = Annotated[int | None, QueryParameter(ge=0, le=100_000, description="People; none: as many as seats.")]
Most = Annotated[int, QueryParameter(ge=1, le=500, description="How many at most.")]


class EquipmentItem(msgspec.Struct):
    """A thing that seats or people need; `cost` null: its price is not known yet."""

    id: UUID
    name: str
    kind: Kind
    basis: Basis
    count: float
    cost: float | None
    month_cost: float
    spare: float
    life_years: float | None


class NewEquipmentItem(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    kind: Kind
    basis: Basis = "seat"
    count: Count = 1.0
    cost: Money | None = None
    month_cost: Money = 0.0
    spare: Spare = 0.0
    life_years: Years | None = None


class EquipmentItemChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    kind: Kind | UnsetType = UNSET
    basis: Basis | UnsetType = UNSET
    count: Count | UnsetType = UNSET
    cost: Money | UnsetType | None = UNSET
    month_cost: Money | UnsetType = UNSET
    spare: Spare | UnsetType = UNSET
    life_years: Years | UnsetType | None = UNSET


class EquipmentPage(msgspec.Struct):
    """One page; `next` is the `after` of the following one, null at the end."""

    items: list[EquipmentItem]
    next: UUID | None


@get("/workforce/equipment", access=LEADERS)
async def list_equipment(reading: Transaction, after: UUID | None = None, limit: Most = 100) -> EquipmentPage:
    """List what seats and people need."""
    found = [EquipmentItem(**row) for row in await shelves.listed(reading, SHELF, after, limit)]
    return EquipmentPage(found, found[-1].id if len(found) == limit else None)


@post("/workforce/equipment", access=LEADERS)
async def add_equipment(caller: Caller, work: Transaction, data: NewEquipmentItem) -> EquipmentItem:
    """Add a thing to the list."""
    row_id = await rows.add(work, SHELF.table, rows.given(data))
    await shelves.tell(work, caller, SHELF, row_id, "added", {"name": data.name})
    return EquipmentItem(**await shelves.read(work, SHELF, row_id))


@patch("/workforce/equipment/{equipment_id:uuid}", access=LEADERS)
async def change_equipment(
    caller: Caller, work: Transaction, equipment_id: UUID, data: EquipmentItemChanges
) -> EquipmentItem:
    """Change a thing of the list, its price for instance."""
    values = rows.given(data)
    await rows.change(work, SHELF.table, equipment_id, values)
    await shelves.tell(work, caller, SHELF, equipment_id, "changed", {"fields": sorted(values)})
    return EquipmentItem(**await shelves.read(work, SHELF, equipment_id))


@delete("/workforce/equipment/{equipment_id:uuid}", access=LEADERS, status_code=204)
async def remove_equipment(caller: Caller, work: Transaction, equipment_id: UUID) -> None:
    """Take a thing off the list."""
    await shelves.remove(work, caller, SHELF, equipment_id)


@get("/workforce/equipment/total", access=LEADERS)
async def add_up_equipment(reading: Transaction, seats: Holders, people: Heads = None) -> EquipmentTotal:
    """Say what so many seats and people need, at once, each month and a year on the average."""
    return total(await items_of(reading), seats, seats if people is None else people)


async def items_of(reading: Transaction) -> list[Item]:
    """The list, as its rules take it."""
    names = Item.__struct_fields__
    found = await shelves.listed(reading, SHELF, None, MOST_ITEMS)
    return [Item(**{name: row[name] for name in names}) for row in found]


ROUTES = [list_equipment, add_equipment, change_equipment, remove_equipment, add_up_equipment]
