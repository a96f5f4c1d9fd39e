"""Route of months that people bring along as a table: read for the headcount plan, refused line by line."""

import asyncio
from datetime import date
from typing import Annotated, Final

import msgspec
from litestar import post
from msgspec import Meta

from hamseda.kit.jalali import Language
from hamseda.kit.problem import FieldError, Invalid
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce.people.months import Reckoning
from hamseda.workforce.people.plans import MOST_GROUPS, MOST_MONTHS, HeadcountGroup
from hamseda.workforce.people.reading import read_groups
from hamseda.workforce.tables import MOST_FAULTS, TableError, read_csv
from hamseda.workforce.why import said_why

MOST_LETTERS: Final = 1_000_000


class MonthsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Months with the columns month, required or volume, and maybe low, high, aht, group."""

    csv: Annotated[str, Meta(min_length=1, max_length=MOST_LETTERS)]


class TabledMonths(msgspec.Struct, frozen=True):
    """The groups of a table, from its first month on, as a headcount plan takes them."""

    first: date
    reckoning: Reckoning
    groups: list[HeadcountGroup]


@post("/workforce/headcount/table", access=LEADERS, status_code=200)
async def read_headcount_table(caller: Caller, data: MonthsTable) -> TabledMonths:
    """Read months that are sent as CSV; stores nothing, and refuses line by line what cannot be meant."""
    return await asyncio.to_thread(tabled, data.csv, caller.locale)


def tabled(csv: str, language: Language) -> TabledMonths:
    """Read a table; raises Invalid with every faulty line."""
    try:
        read = read_groups(read_csv(csv, "csv"), {})
    except TableError as error:
        raise _refused(error, language) from error
    _check(read.groups)
    return TabledMonths(read.first, read.reckoning, read.groups)


def _check(groups: list[HeadcountGroup]) -> None:
    if len(groups) > MOST_GROUPS:
        raise Invalid.field("csv", "too_many_groups", f"At most {MOST_GROUPS} groups: plan the others apart.")
    if len({len(one.months) for one in groups}) > 1:
        raise Invalid.field("csv", "months_unequal", "Every group needs the same number of months.")
    if len(groups[0].months) > MOST_MONTHS:
        raise Invalid.field(
            "csv", "too_many_months", f"At most {MOST_MONTHS} months: leave the later ones out."
        )


def _refused(error: TableError, language: Language) -> Invalid:
    shown = sorted(error.faults, key=lambda fault: fault.line)[:MOST_FAULTS]
    return Invalid(
        str(error),
        code="table_faulty",
        errors=tuple(
            FieldError(f"csv.{one.line}.{one.column}".rstrip("."), "row_faulty", said_why(one.why, "en"))
            for one in shown
        ),
        faults=[
            {"line": one.line, "column": one.column, "why": said_why(one.why, language)} for one in shown
        ],
        fault_count=len(error.faults),
    )


ROUTES = [read_headcount_table]
