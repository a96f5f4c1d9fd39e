"""Days that people name to forecasts: campaigns and bills, and corrections of the official calendar."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from hamseda.kit import jalali
from hamseda.workforce.forecast.effects import Calendar, Month

Kind = Literal["campaign", "billing", "event", "holiday", "ordinary", "nowruz", "ramadan"]
Repeats = Literal["never", "monthly", "yearly"]
SEASONS: Final = frozenset({"nowruz", "ramadan"})
PLAIN_DAYS: Final = frozenset({"holiday", "ordinary"})  # these take no factor and no hours of their own
DAY_MINUTES: Final = 1440
LEAST_FACTOR: Final = 0.01  # a day that brings still less is closed
MOST_FACTOR: Final = 20.0
SAME_YEAR: Final = 60  # days between a season as announced and as the calendar has it


class SpecialDays(Struct, frozen=True, kw_only=True):
    """A span of days under a name; `factor` is what is believed of it until the history has shown such a day.

    `opens` and `closes` are the hours of days to come, where they are other than usual (midnight as the end is 24:00).
    What repeats is repeated in both directions, so that the history can teach what such days bring.
    """

    kind: Kind
    name: str
    first_day: date
    last_day: date
    repeats: Repeats = "never"
    factor: float | None = None
    opens: time | None = None
    closes: time | None = None

    @property
    def hours(self) -> tuple[int, int] | None:
        """Minutes of the day from which and until which one is open."""
        if self.opens is None or self.closes is None:
            return None
        return minute_of(self.opens), minute_of(self.closes) or DAY_MINUTES


def minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


def spans(one: SpecialDays, first: date, last: date, month: Month) -> Iterator[tuple[date, date]]:
    """Every occurrence that touches these days, in order."""
    length = one.last_day - one.first_day
    for begin in _begins(one, first - length, last, month):
        if begin <= last and begin + length >= first:
            yield begin, begin + length


def corrected(
    calendar: Calendar, special: Iterable[SpecialDays], first: date, last: date, month: Month
) -> Calendar:
    """Put special days into a calendar of these days.

    Kinds with a name become events of their own. An own Nowruz or Ramadan stands in the place of the one of its year;
    holidays are added, and an ordinary day is no holiday whatever the official calendar says.
    """
    holidays, events, factors = set(calendar.holidays), dict(calendar.events), dict(calendar.factors)
    hours, called = dict(calendar.hours), dict(calendar.called)
    own: dict[str, set[int]] = {}
    for one in sorted(special, key=lambda each: each.kind == "ordinary"):
        days = {day for span in spans(one, first, last, month) for day in _ordinals(*span)}
        if one.kind == "holiday":
            holidays |= days
            called |= {day: called.get(day, frozenset()) | {one.name} for day in days}
        elif one.kind == "ordinary":
            holidays -= days
        else:
            own.setdefault(event_name(one), set()).update(days)
            if one.factor is not None:
                factors[event_name(one)] = one.factor
            if one.hours is not None:
                hours[event_name(one)] = one.hours
    for name, days in own.items():
        given = events.get(name, frozenset()) if name in SEASONS else frozenset()
        events[name] = _without_near(given, days) | days
    return replace(
        calendar, holidays=frozenset(holidays), called=called, events=events, factors=factors, hours=hours
    )


def event_name(one: SpecialDays) -> str:
    """What the model knows a kind by: a season by itself, others by their name; the same name has the same effect."""
    return one.kind if one.kind in SEASONS else f"{one.kind}: {one.name}"


def _begins(one: SpecialDays, first: date, last: date, month: Month) -> Iterator[date]:
    if one.repeats == "never":
        yield one.first_day
        return
    _, number, day = _parts(one.first_day, month)
    for that_year in range(_parts(first, month)[0], _parts(last, month)[0] + 1):
        for that_month in range(1, 13) if one.repeats == "monthly" else (number,):
            yield _day(that_year, that_month, day, month)


def _parts(day: date, month: Month) -> tuple[int, int, int]:
    return jalali.from_gregorian(day) if month == "jalali" else (day.year, day.month, day.day)


def _day(year: int, number: int, day: int, month: Month) -> date:
    """That day of a month, or the month's last one where it is shorter."""
    if month == "jalali":
        return jalali.to_gregorian(year, number, min(day, jalali.days_in_month(year, number)))
    next_month = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, min(day, (next_month - timedelta(days=1)).day))


def _ordinals(begin: date, end: date) -> range:
    return range(begin.toordinal(), end.toordinal() + 1)


def _without_near(days: frozenset[int], own: set[int]) -> frozenset[int]:
    """Days of a season apart from those of a year of which one's own are known."""
    return frozenset(day for day in days if all(abs(day - one) > SAME_YEAR for one in own))
