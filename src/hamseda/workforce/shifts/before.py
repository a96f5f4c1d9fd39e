"""What somebody worked before a schedule: when the last shift ended, days in a row, and burdens of the last four weeks."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, Protocol

from hamseda.workforce.schedule.problem import Before
from hamseda.workforce.shifts.words import DAY_MINUTES, clock_of, minute_of

EVENING: Final = 20 * 60  # as the fairness of problems has them
NIGHT: Final = (23 * 60, 30 * 60)
NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Weekend(Protocol):
    """What of the week counts as weekend."""

    @property
    def weekend(self) -> Sequence[str] | None: ...
    @property
    def half_days(self) -> Sequence[str] | None: ...
    @property
    def half_until(self) -> str: ...


def before_of(rows: Sequence[Mapping[str, Any]], first: date, rules: Weekend) -> Before:
    """Add up published shifts (day, start_m, end_m, in order) up to the eve of the first day."""
    if not rows:
        return Before()
    worked = {row["day"] for row in rows}
    in_row = 0
    while first - timedelta(in_row + 1) in worked:
        in_row += 1
    last = rows[-1]
    ended = last["day"] + timedelta(last["end_m"] // DAY_MINUTES)
    nights = [_is_night(row["start_m"], row["end_m"]) for row in rows]
    evenings = [not night and row["end_m"] > EVENING for row, night in zip(rows, nights, strict=True)]
    return Before(
        days_in_row=in_row,
        ended=f"{ended.isoformat()} {clock_of(last['end_m'])}",
        evenings=sum(evenings),
        nights=sum(nights),
        weekends=sum(_is_weekend(row, rules) for row in rows),
    )


def _is_night(start: int, end: int) -> bool:
    return any(
        start < NIGHT[1] + shift and end > NIGHT[0] + shift for shift in (-DAY_MINUTES, 0, DAY_MINUTES)
    )


def _is_weekend(row: Mapping[str, Any], rules: Weekend) -> bool:
    name = NAMES[row["day"].weekday()]
    return name in (rules.weekend or ()) or (
        name in (rules.half_days or ()) and row["end_m"] > minute_of(rules.half_until)
    )
