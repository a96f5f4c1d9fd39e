"""Special days as people keep them: written by those who plan, for all queues or those of a department."""

from datetime import date, time, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hamseda.kit.database import Row, Transaction
from hamseda.kit.problem import Invalid, NotFound
from hamseda.kit.sensitive import mask_within
from hamseda.organization.api import Caller, rows, shelves
from hamseda.workforce.forecast.special import (
    DAY_MINUTES,
    LEAST_FACTOR,
    MOST_FACTOR,
    PLAIN_DAYS,
    Kind,
    Repeats,
    SpecialDays,
    minute_of,
)
from hamseda.workforce.reach import check_day

LONGEST: Final = timedelta(days=92)
LONGEST_MONTHLY: Final = timedelta(days=28)
DAYS: Final = shelves.Shelf(
    "special_days",
    "special-days",
    "id, kind, name, first_day, last_day, repeats, factor, opens, closes, department_id",
)
LIST: Final = f"""
SELECT {DAYS.columns} FROM special_days
WHERE organization_id = $1 AND ($2::uuid IS NULL OR id > $2)
  AND ($4::uuid IS NULL OR department_id IS NULL OR department_id = $4)
ORDER BY id LIMIT $3
"""
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
Factor = Annotated[
    float,
    Meta(
        ge=LEAST_FACTOR,
        le=MOST_FACTOR,
        description="What such a day brings ÷ an ordinary one; null: it is learned.",
    ),
]

Hour = Annotated[
    time,
    Meta(
        tz=False,
        description="Hours of such days where they are not the usual ones; closing at 00:00 is midnight.",
    ),
]


class SpecialDaysView(msgspec.Struct):
    """Days of their own kind, as they are kept; `department_id` null: for all queues."""

    id: UUID
    kind: Kind
    name: str
    first_day: date
    last_day: date
    repeats: Repeats
    factor: float | None
    opens: time | None
    closes: time | None
    department_id: UUID | None


class NewSpecialDays(msgspec.Struct, forbid_unknown_fields=True):
    kind: Kind
    name: Name
    first_day: date
    last_day: date | None = None
    repeats: Repeats = "never"
    factor: Factor | None = None
    opens: Hour | None = None
    closes: Hour | None = None
    department_id: UUID | None = None


class SpecialDaysChanges(msgspec.Struct, forbid_unknown_fields=True):
    kind: Kind | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    first_day: date | UnsetType = UNSET
    last_day: date | UnsetType | None = UNSET
    repeats: Repeats | UnsetType = UNSET
    factor: Factor | UnsetType | None = UNSET
    opens: Hour | UnsetType | None = UNSET
    closes: Hour | UnsetType | None = UNSET
    department_id: UUID | UnsetType | None = UNSET


async def list_special_days(
    reading: Transaction, caller: Caller, after: UUID | None = None, most: int | None = None
) -> list[Row]:
    """Read what holds for the queues that the caller leads; all of it where `most` is not given."""
    return await reading.fetch(LIST, reading.organization_id, after, most, _own_department(caller))


async def special_for(reading: Transaction, caller: Caller) -> list[tuple[UUID | None, SpecialDays]]:
    """Read them as the model takes them, each with the department that it holds for."""
    found = await list_special_days(reading, caller)
    names = SpecialDays.__struct_fields__
    return [(row["department_id"], SpecialDays(**{name: row[name] for name in names})) for row in found]


async def add_special_days(work: Transaction, caller: Caller, new: NewSpecialDays) -> Row:
    values = mask_within(rows.given(new))
    values["last_day"] = values["last_day"] or values["first_day"]  # one day
    _check(values)
    _check_place(caller, values["department_id"])
    row_id = await rows.add(work, DAYS.table, values)
    await shelves.tell(work, caller, DAYS, row_id, "added", {"name": values["name"]})
    return await shelves.read(work, DAYS, row_id)


async def change_special_days(
    work: Transaction, caller: Caller, row_id: UUID, changes: SpecialDaysChanges
) -> Row:
    before = await _own_row(work, caller, row_id)
    values = mask_within(rows.given(changes))
    if "last_day" in values:
        values["last_day"] = values["last_day"] or values.get("first_day", before["first_day"])
    _check({**before, **values})
    _check_place(caller, values.get("department_id", before["department_id"]))
    await rows.change(work, DAYS.table, row_id, values)
    await shelves.tell(
        work, caller, DAYS, row_id, "changed", {"name": before["name"], "fields": sorted(values)}
    )
    return await shelves.read(work, DAYS, row_id)


async def remove_special_days(work: Transaction, caller: Caller, row_id: UUID) -> None:
    before = await _own_row(work, caller, row_id)
    await rows.remove(work, DAYS.table, row_id)
    await shelves.tell(work, caller, DAYS, row_id, "removed", {"name": before["name"]})


async def _own_row(work: Transaction, caller: Caller, row_id: UUID) -> Row:
    """Lock what the caller may change: a leader of one department changes what holds for that one alone."""
    found = await shelves.lock(work, DAYS, row_id)
    own = _own_department(caller)
    if own is not None and found["department_id"] not in {None, own}:
        raise NotFound("It is not there, or not any more.")
    _check_place(caller, found["department_id"])
    return found


def _own_department(caller: Caller) -> UUID | None:
    return caller.department_id if caller.role == "supervisor" else None


def _check_place(caller: Caller, department_id: UUID | None) -> None:
    own = _own_department(caller)
    if own is not None and department_id != own:
        raise Invalid.field(
            "department_id",
            "department_not_led",
            "You lead one department: write it for that one, or ask an administrator.",
        )


def _check(values: dict[str, Any]) -> None:
    check_day("first_day", values["first_day"])
    check_day("last_day", values["last_day"])
    length = values["last_day"] - values["first_day"]
    if length < timedelta(0):
        raise Invalid.field("last_day", "last_before_first", "The last day lies before the first.")
    if length > (LONGEST_MONTHLY if values["repeats"] == "monthly" else LONGEST):
        raise Invalid.field(
            "last_day", "special_days_too_long", "At most 92 days, and 28 where they return each month."
        )
    if values["factor"] is not None and values["kind"] in PLAIN_DAYS:
        raise Invalid.field(
            "factor",
            "factor_needless",
            "What holidays do is learned from those of the history: leave it empty.",
        )
    _check_hours(values["kind"], values["opens"], values["closes"])


def _check_hours(kind: Kind, opens: time | None, closes: time | None) -> None:
    if opens is None and closes is None:
        return
    if kind in PLAIN_DAYS:
        raise Invalid.field(
            "opens", "hours_needless", "Holidays and working days take the usual hours: leave them empty."
        )
    if opens is None or closes is None:
        field = "opens" if opens is None else "closes"
        raise Invalid.field(
            field, "hours_half", "Hours need an opening and a closing: give both, or neither."
        )
    if minute_of(opens) >= (minute_of(closes) or DAY_MINUTES):
        raise Invalid.field(
            "closes", "closes_before_opens", "It closes before it opens: give hours within one day."
        )
