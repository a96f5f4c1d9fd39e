"""What the people of a schedule work before, after and beside it, in schedules that are published now."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from hamseda.kit.database import Row, Transaction
from hamseda.workforce.schedule.problem import After, Elsewhere, Problem
from hamseda.workforce.shifts import queries
from hamseda.workforce.shifts.before import before_of
from hamseda.workforce.shifts.words import DAY_MINUTES, clock_of

AHEAD: Final = 14  # as many days in a row as rules may allow


async def beside(view: Transaction, problem: Problem, schedule_id: UUID | None) -> Problem:
    """The problem with what its people work around it and on its days elsewhere as published now, whenever that was."""
    first = date.fromisoformat(problem.first_day)
    last = first + timedelta(int(problem.days) - 1)
    ids = [UUID(one.id) for one in problem.people]
    rows = await view.fetch(queries.BESIDE, view.organization_id, ids, first, last, AHEAD, schedule_id)
    by_person: dict[str, list[Row]] = {}
    for row in rows:
        by_person.setdefault(str(row["user_id"]), []).append(row)
    people = []
    for one in problem.people:
        own = by_person.get(one.id, [])
        before = before_of([row for row in own if row["day"] < first], first, problem.calendar)
        after = after_of([row for row in own if row["day"] > last], last)
        within = [elsewhere_of(row) for row in own if first <= row["day"] <= last]
        people.append(replace(one, before=before, after=after, elsewhere=within))
    return replace(problem, people=people)


def elsewhere_of(row: Mapping[str, Any]) -> Elsewhere:
    """A published shift of another schedule (day, start_m, end_m, paid_m) on one of the same days."""
    ends = row["day"] + timedelta(row["end_m"] // DAY_MINUTES)
    return Elsewhere(
        begins=f"{row['day'].isoformat()} {clock_of(row['start_m'])}",
        ends=f"{ends.isoformat()} {clock_of(row['end_m'])}",
        paid=f"{row['paid_m']}m",
    )


def after_of(rows: Sequence[Mapping[str, Any]], last: date) -> After:
    """Add up published shifts (day, start_m, in order) from the day after the last one."""
    if not rows:
        return After()
    worked = {row["day"] for row in rows}
    in_row = 0
    while last + timedelta(in_row + 1) in worked:
        in_row += 1
    begin = rows[0]
    return After(days_in_row=in_row, begins=f"{begin['day'].isoformat()} {clock_of(begin['start_m'])}")
