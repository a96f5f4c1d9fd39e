"""Equipment of seats: how many of everything, what it costs at once, each month and each year."""

from math import ceil
from typing import Final, Literal

from msgspec import Struct

Kind = Literal["system", "headset", "computer", "monitor", "keyboard", "software", "furniture", "other"]
Basis = Literal["seat", "person", "shared"]
KINDS: Final[tuple[Kind, ...]] = (
    "system", "headset", "computer", "monitor", "keyboard", "software", "furniture", "other",
)  # fmt: skip
BASES: Final[tuple[Basis, ...]] = ("seat", "person", "shared")
MONTHS: Final = 12
ROUNDING: Final = 1e-9


class Item(Struct, frozen=True, kw_only=True):
    """A thing: `count` for each seat or person, or for how many seats one is shared; its price may not be known yet.

    What has a monthly cost alone is paid by the month, and costs nothing at once; with neither its price is not known.
    """

    name: str
    kind: Kind
    basis: Basis = "seat"
    count: float = 1.0
    cost: float | None = None
    month_cost: float = 0.0
    spare: float = 0.0
    life_years: float | None = None


class EquipmentLine(Struct, frozen=True, kw_only=True):
    """What an item comes to; null where its price is not known."""

    name: str
    kind: Kind
    units: int
    spares: int
    first: float | None
    month: float
    year: float | None


class EquipmentTotal(Struct, frozen=True, kw_only=True):
    """All items: to be paid at once, each month, and a year on the average over the life of things; prices not known."""

    lines: list[EquipmentLine]
    first: float
    month: float
    year: float
    seat: float | None
    unpriced: int


def total(items: list[Item], seats: int, people: int) -> EquipmentTotal:
    """Add up what so many seats and people need."""
    lines = [_line(item, seats, people) for item in items]
    first = sum(line.first or 0.0 for line in lines)
    return EquipmentTotal(
        lines=lines,
        first=first,
        month=sum(line.month for line in lines),
        year=sum(line.year or 0.0 for line in lines),
        seat=first / seats if seats else None,
        unpriced=sum(line.first is None for line in lines),
    )


def _line(item: Item, seats: int, people: int) -> EquipmentLine:
    used, spares = _units(item, seats, people)
    units = used + spares
    cost = 0.0 if item.cost is None and item.month_cost else item.cost
    first = None if cost is None else units * cost
    month = units * item.month_cost
    wear = None if first is None else (first / item.life_years if item.life_years else 0.0)
    return EquipmentLine(
        name=item.name,
        kind=item.kind,
        units=units,
        spares=spares,
        first=first,
        month=month,
        year=None if wear is None else wear + MONTHS * month,
    )


def _units(item: Item, seats: int, people: int) -> tuple[int, int]:
    """In use, and in the cupboard: both whole."""
    holders = people if item.basis == "person" else seats
    used = holders / item.count if item.basis == "shared" else holders * item.count
    whole = ceil(used - ROUNDING)
    return whole, ceil(whole * item.spare - ROUNDING)
