"""Tables of headcount and equipment as people write them; what cannot be meant is named by line and column."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from hamseda.kit.jalali import JalaliDateError, to_gregorian
from hamseda.kit.telling_once import nearest
from hamseda.workforce import quantities
from hamseda.workforce.people.equipment import BASES, KINDS, Item
from hamseda.workforce.people.months import Reckoning, month_starts
from hamseda.workforce.people.plans import HeadcountGroup, MonthNeed, faulty_months
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.reach import within_reach
from hamseda.workforce.tables import Fault, Table
from hamseda.workforce.why import Filling, Reason, Why

MONTH: Final = re.compile(r"(\d{4})[/.-](\d{1,2})(?:[/.-]\d{1,2})?")
UNNAMED: Final = "all"  # the group of a table that names none
JALALI_BEFORE: Final = 1700  # years below are Jalali
NEEDS: Final = ("required", "volume", "low", "high", "aht")
DEFAULTS: Final = {
    "basis": "seat",
    "count": "1",
    "month_cost": "0",
    "spare": "0",
    "life_years": "",
    "cost": "",
}


def month_of(text: object) -> tuple[date, Reckoning]:
    """Read 1405/10 or 2027-01 (or a whole date): the first day of the month, and whose month it is."""
    found = MONTH.fullmatch(quantities.plain_text(text))
    try:
        year, month = (int(found[1]), int(found[2])) if found else (0, 0)
        if year < JALALI_BEFORE:
            return within_reach(to_gregorian(year, month, 1), text), "jalali"
        return within_reach(date(year, month, 1), text), "gregorian"
    except FaultyError:
        raise
    except (ValueError, JalaliDateError):
        raise FaultyError.of("month.unread", given=str(text)) from None


class Months(Struct, frozen=True):
    """Groups with their months from the first on, and the lines of the table in which those stand."""

    groups: list[HeadcountGroup]
    first: date
    reckoning: Reckoning
    lines: list[list[int]]


def read_groups(table: Table, staff: dict[str, int]) -> Months:
    """Read months: columns month, required or volume, maybe low, high, aht, group; `staff` says who is there."""
    missing: dict[str, Reason] = {} if "month" in table.columns else {"month": Why("column.absent")}
    if not {"required", "volume"} & set(table.columns):
        missing["required"] = Why("column.need")
    table.need(missing)
    months = table.read("month", month_of)
    rows = {name: table.read(name, _maybe(_reader(name))) for name in NEEDS if name in table.columns}
    names = [_group(name) for name in table.columns.get("group", [""] * len(table.lines))]
    if not months:
        table.refuse(1, "", Why("month.none"))
    table.check()
    first, reckoning = min(months)
    groups, lines = [], []
    for name in dict.fromkeys(names):
        own = [at for at, one in enumerate(names) if one == name]
        table.faults += _gaps(table, own, months, first, reckoning)
        lines.append([table.lines[at] for at in own])
        groups.append(
            HeadcountGroup(
                name=name,
                staff=staff.get(name, staff.get("", 0)),
                months=[_need({column: cells[at] for column, cells in rows.items()}) for at in own],
            )
        )
    if (why := _misgiven(staff, list(dict.fromkeys(names)))) is not None:
        table.refuse(1, "group", why)
    for wrong in faulty_months(groups):
        table.refuse(*place_of(wrong.field, lines), Why(f"people.{wrong.code}"))
    table.check()
    return Months(groups, first, reckoning, lines)


def place_of(field: str, lines: list[list[int]]) -> tuple[int, str]:
    """The line and column of a field such as groups.0.months.3.low."""
    _, group, _, month, name = field.split(".")
    return lines[int(group)][int(month)], name.removesuffix("_s")


def read_items(table: Table) -> list[Item]:
    """Read equipment: columns name and kind, maybe the others of ITEM_READERS; an empty cell is as if it were not there."""
    table.need({name: Why("column.absent") for name in ("name", "kind") if name not in table.columns})
    columns = {
        name: [
            DEFAULTS.get(name, "") if cell is None or str(cell).strip() == "" else cell
            for cell in table.columns.get(name, [None] * len(table.lines))
        ]
        for name in ITEM_READERS
    }
    whole = replace(table, columns=columns)
    read = {name: whole.read(name, reader) for name, reader in ITEM_READERS.items()}
    whole.check()
    return [Item(**dict(zip(read, row, strict=True))) for row in zip(*read.values(), strict=True)]


def read_staff(text: str) -> dict[str, int]:
    """Read 20, or sales=12,support=20."""
    found: dict[str, int] = {}
    for part in quantities.parts(text):
        name, stroke, count = part.rpartition("=")
        if not stroke and "," in text:
            raise FaultyError.of("staff.no_group", part=part)
        if name.strip() in found:
            raise FaultyError.of("staff.twice", name=name.strip())
        found[name.strip()] = quantities.count(count)
    return found


def _misgiven(staff: dict[str, int], names: list[str]) -> Why | None:
    """Why it cannot be known who works now in each group; a figure without a group is that of the only one, or nobody."""
    if unknown := set(staff) - set(names) - {""}:
        return Why("staff.unknown_group", {"names": tuple(sorted(unknown))}, nearest(min(unknown), names))
    if "" in staff:
        count, example = staff[""], ",".join(f"{name}=…" for name in names)
        values: dict[str, Filling] = {"count": count, "names": tuple(names), "example": example}
        return Why("staff.whose", values) if count and len(names) > 1 else None
    if staff and (without := [name for name in names if name not in staff]):
        example = ",".join(f"{name}={staff.get(name, '…')}" for name in names)
        return Why("staff.without", {"names": tuple(without), "example": example})
    return None


def _gaps(
    table: Table, own: list[int], months: list[tuple[date, Reckoning]], first: date, reckoning: Reckoning
) -> list[Fault]:
    """Every group has each month once, in order, of one calendar."""
    wanted = month_starts(first, len(own), reckoning)
    faults = []
    for at, want in zip(own, wanted, strict=True):
        day, own_reckoning = months[at]
        if own_reckoning != reckoning:
            faults.append(Fault(table.lines[at], "month", Why("month.other_calendar")))
        elif day != want:
            given = str(table.columns["month"][at])
            faults.append(Fault(table.lines[at], "month", Why("month.follows", {"given": given})))
    return faults


def _need(cells: dict[str, Any]) -> MonthNeed:
    return MonthNeed(
        required=cells.get("required"),
        volume=cells.get("volume"),
        low=cells.get("low"),
        high=cells.get("high"),
        aht_s=cells.get("aht"),
    )


def _reader(name: str) -> Callable[[Any], Any]:
    return quantities.seconds if name == "aht" else quantities.number


def _maybe(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda cell: None if str(cell).strip() == "" else reader(cell)


def _group(cell: object) -> str:
    return ("" if cell is None else str(cell).strip()) or UNNAMED


def _name(cell: object) -> str:
    if not (text := str(cell).strip()):
        raise FaultyError.of("equipment.unnamed")
    return text


def _one_of(words: tuple[str, ...]) -> Callable[[Any], Any]:
    def read(cell: object) -> str:
        word = str(cell).strip().lower()
        if word not in words:
            raise FaultyError(Why("word.unknown", {"given": str(cell), "words": words}, nearest(word, words)))
        return word

    return read


ITEM_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "name": _name,
    "kind": _one_of(KINDS),
    "basis": _one_of(BASES),
    "count": lambda cell: quantities.number(cell, above=True),
    "cost": _maybe(quantities.number),
    "month_cost": quantities.number,
    "spare": lambda cell: quantities.share(cell, below_one=False),
    "life_years": _maybe(lambda cell: quantities.number(cell, above=True)),
}
