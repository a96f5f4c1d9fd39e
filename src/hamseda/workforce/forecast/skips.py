"""Hours that clocks skip in spring: they never were, so a history that lacks them has no gap there."""

from bisect import bisect
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from hamseda.workforce.erlang import Ints
from hamseda.workforce.forecast.seen import Seen

HOUR: Final = 60
HALF: Final = 30  # what clocks skip on Lord Howe Island, and nowhere else
SPRING: Final = (3, 4, 9, 10)  # months in which clocks go forward somewhere, north and south
LAST_SKIP: Final = 180  # minutes after midnight: clocks skip an hour by then
LORD_HOWE: Final = (10, 120)  # the month on whose first Sunday they do it, and at which minute
WEEK: Final = 7


def skipped(rows: Sequence[Seen], lost: Mapping[date, Ints], step: int) -> dict[date, bool]:
    """The days that lack what clocks skipped; True where offsets show it, False where it is only likely.

    Offsets show it before and after. Without offsets it is a whole hour at night, alone on its day, in a month in which
    clocks go forward, and once in a year; or half an hour at the very time at which Lord Howe's clocks skip it.
    """
    lengths = {day: length for day, minutes in lost.items() if (length := _length(minutes, step)) is not None}
    around = {day: _offsets_around(rows, day, int(lost[day][0])) for day in lengths}
    shown = [
        day
        for day, (before, after) in around.items()
        if before is not None and after == before + lengths[day]
    ]
    silent = [
        day
        for day in lengths
        if around[day] == (None, None) and _may_skip(day, int(lost[day][0]), lengths[day])
    ]
    years = Counter(day.year for day in silent)
    likely = [day for day in silent if years[day.year] == 1]
    return dict(sorted({**dict.fromkeys(likely, False), **dict.fromkeys(shown, True)}.items()))


def _length(minutes: Ints, step: int) -> int | None:
    """How long these starts are together, where they are an hour or half of one without a hole."""
    length = minutes.size * step
    is_whole = int(minutes[-1] - minutes[0]) == length - step
    return length if is_whole and length in {HALF, HOUR} else None


def _may_skip(day: date, first: int, length: int) -> bool:
    if length == HALF:
        return (day.month, first) == LORD_HOWE and day.day <= WEEK and day.isoweekday() == WEEK
    return day.month in SPRING and first <= LAST_SKIP


def _offsets_around(rows: Sequence[Seen], day: date, minute: int) -> tuple[int | None, int | None]:
    """The offsets of the rows before and after a time that has none."""
    at = bisect(rows, (day.toordinal(), minute), key=lambda row: (row.day, row.minute))
    return rows[max(at - 1, 0)].offset, rows[min(at, len(rows) - 1)].offset
