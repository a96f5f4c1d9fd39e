"""Open periods of a timetable over a range of days, as sorted, disjoint pairs of instants."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hamseda.kit.working_time.days import DayBook
from hamseda.kit.working_time.parts import InstantClosure, Slot, WallClosure
from hamseda.kit.working_time.timetable import Timetable
from hamseda.kit.working_time.wall import midnight, reached

Period = tuple[datetime, datetime]

_ONE_DAY = timedelta(days=1)


def open_periods(timetable: Timetable, book: DayBook, first: date, until: date) -> list[Period]:
    """Return what is open from the midnight that begins `first` to the one that begins `until`."""
    zone = ZoneInfo(timetable.zone)
    days = list(_days(first - _ONE_DAY, until))  # the day before may reach past midnight
    slots = merged(_period(day, slot, zone) for day in days for slot in book.plan(day).slots)
    closed = merged(_closures(timetable, book, days, zone))
    edges = midnight(first, zone), midnight(until, zone)
    return list(_clipped(_without(slots, closed), *edges))


def merged(periods: Iterable[Period]) -> list[Period]:
    """Return the union of periods: sorted, without empty ones, touching ones joined."""
    union: list[Period] = []
    for start, end in sorted(periods):
        if end <= start:
            continue
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((start, end))
    return union


def _days(first: date, until: date) -> Iterator[date]:
    while first < until:
        yield first
        first += _ONE_DAY


def _period(day: date, slot: Slot, zone: ZoneInfo) -> Period:
    last_day = day + _ONE_DAY if slot.ends_next_day else day
    opens = reached(datetime.combine(day, slot.opens), zone)
    return opens, reached(datetime.combine(last_day, slot.closes), zone)


def _closures(timetable: Timetable, book: DayBook, days: list[date], zone: ZoneInfo) -> Iterator[Period]:
    for closure in timetable.closures:
        yield _closed_period(closure, zone)
    for day in days:
        for slot in book.closed_hours(day):
            yield _period(day, slot, zone)


def _closed_period(closure: InstantClosure | WallClosure, zone: ZoneInfo) -> Period:
    if isinstance(closure, WallClosure):
        return reached(closure.start, zone), reached(closure.end, zone)
    return closure.start.astimezone(UTC), closure.end.astimezone(UTC)


def _without(slots: list[Period], closed: list[Period]) -> Iterator[Period]:
    """Yield what is left of the slots; both lists sorted and disjoint."""
    position = 0
    for start, end in slots:
        while position < len(closed) and closed[position][1] <= start:
            position += 1
        left, ahead = start, position
        while ahead < len(closed) and closed[ahead][0] < end:
            if left < closed[ahead][0]:
                yield left, closed[ahead][0]
            left = max(left, closed[ahead][1])
            ahead += 1
        if left < end:
            yield left, end


def _clipped(periods: Iterable[Period], since: datetime, until: datetime) -> Iterator[Period]:
    for start, end in periods:
        if max(start, since) < min(end, until):
            yield max(start, since), min(end, until)
