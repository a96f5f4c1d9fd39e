"""The calendar of a forecast: official holidays, Nowruz, Ramadan, the place in the month, and events that people name."""

import calendar as gregorian
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final, TypeVar

from hamseda.kit.jalali import days_in_month, from_gregorian, to_gregorian
from hamseda.kit.official_holidays import knows_country, official_holidays, official_weekend
from hamseda.kit.persian.digits import ascii_digits
from hamseda.workforce import quantities
from hamseda.workforce.forecast.effects import Calendar, Month
from hamseda.workforce.forecast.special import LEAST_FACTOR, MOST_FACTOR
from hamseda.workforce.forecast.starts import moment
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.tables import Fault, Table
from hamseda.workforce.why import Filling, Why

Cell = TypeVar("Cell")
IRAN: Final = "IR"
RAMADAN_DAYS: Final = 30
NOWRUZ_END: Final = 13


def calendar_of(
    first: date, last: date, country: str = "", month: Month | None = None, events: Table | None = None
) -> Calendar:
    """Put together what is known of these days; for Iran months are Jalali, unless `month` says otherwise."""
    code = country.upper()
    if code and not knows_country(code):
        raise FaultyError(Why("country.unknown", {"country": country}), "--country")
    kind: Month = month or ("jalali" if code == IRAN else "gregorian")
    named, factors, hours = _read_events(events) if events is not None else ({}, {}, {})
    if code == IRAN:
        named = {**_iranian(first, last), **named}
    called = _holidays(code, first, last) if code else {}
    span = range(first.toordinal(), last.toordinal() + 1)
    return Calendar(
        holidays=frozenset(called),
        called=called,
        events=named,
        factors=factors,
        hours=hours,
        weekend=official_weekend(code) if code else frozenset(),
        month_place={day: _place(date.fromordinal(day), kind) for day in span},
    )


def _holidays(code: str, first: date, last: date) -> dict[int, frozenset[str]]:
    """Official holidays by their names."""
    years = range(first.year, last.year + 1)
    found = (one for year in years for one in official_holidays(code, year, "en"))
    return {one.day.toordinal(): frozenset(one.names) for one in found}


def _iranian(first: date, last: date) -> dict[str, frozenset[int]]:
    """Nowruz, 1 to 13 Farvardin, and Ramadan, the thirty days before Eid al-Fitr (a day off where it has 29)."""
    nowruz: set[int] = set()
    ramadan: set[int] = set()
    for year in range(first.year, last.year + 1):
        begin = to_gregorian(from_gregorian(date(year, 6, 1))[0], 1, 1).toordinal()
        nowruz |= set(range(begin, begin + NOWRUZ_END))
        for one in official_holidays(IRAN, year, "en"):
            if "Eid al-Fitr" in one.names:
                eid = one.day.toordinal()
                ramadan |= set(range(eid - RAMADAN_DAYS, eid))
    return {"nowruz": frozenset(nowruz), "ramadan": frozenset(ramadan)}


def _place(day: date, month: Month) -> float:
    """How much of its month a day has behind it, at noon."""
    if month == "jalali":
        year, number, of_month = from_gregorian(day)
        return (of_month - 0.5) / days_in_month(year, number)
    return (day.day - 0.5) / gregorian.monthrange(day.year, day.month)[1]


Span = tuple[int, str, int, int]
Events = tuple[dict[str, frozenset[int]], dict[str, float], dict[str, tuple[int, int]]]


def out_of_sight(events: Table, first: date, last: date) -> Iterator[Fault]:
    """Rows of events, without fault, of which no day lies from `first` to `last`: they change nothing."""
    span = {"first": first, "last": last}
    for line, _, begin, end in _spans_of(events):
        if end < first.toordinal() or begin > last.toordinal():
            day = date.fromordinal(begin)
            yield Fault(line, "day", Why("events.out_of_sight", {"day": day, **span}))


def _read_events(table: Table) -> Events:
    """Columns day and name, and maybe last_day (a span), factor (believed before it was seen), opens and closes."""
    needed = ("day", "name")
    table.need({name: Why("events.columns") for name in needed if name not in table.columns})
    found: dict[str, set[int]] = {}
    spans = _spans_of(table)
    for line, name, begin, end in spans:
        if end < begin:
            table.refuse(line, "last_day", Why("events.backwards"))
        found.setdefault(name, set()).update(range(begin, end + 1))
    factors, hours = _read_factors(table), _read_hours(table)
    _check_twice(table, spans)
    table.check()
    return {name: frozenset(members) for name, members in found.items()}, factors, hours


def _spans_of(table: Table) -> list[Span]:
    """Line, name, first and last day of each row that can be read."""
    days, names = table.read("day", _day), table.read("name", _name)
    ends = table.read("last_day", _maybe(_day)) if "last_day" in table.columns else [None] * len(days)
    rows = zip(table.lines, names, days, ends, table.sound(), strict=True)
    return [(line, name, day, end or day) for line, name, day, end, is_sound in rows if is_sound]


def _read_factors(table: Table) -> dict[str, float]:
    if "factor" not in table.columns:
        return {}
    factors = table.read("factor", _maybe(_factor))
    names = (str(name).strip() for name in table.columns["name"])
    found: dict[str, tuple[float, int]] = {}
    for line, name, factor, is_sound in zip(table.lines, names, factors, table.sound(), strict=True):
        if not is_sound or factor is None:
            continue
        first, before = found.setdefault(name, (factor, line))
        if first != factor:
            table.refuse(line, "factor", Why("events.factor_differs", {"name": name, "before": before}))
    return {name: factor for name, (factor, _) in found.items()}


def _check_twice(table: Table, spans: list[Span]) -> None:
    """A day stands under a name once."""
    found: dict[tuple[str, int], int] = {}
    for line, name, begin, end in spans:
        before = {day: found.setdefault((name, day), line) for day in range(begin, end + 1)}
        if twice := [day for day, other in before.items() if other != line]:
            filling: dict[str, Filling] = {
                "day": date.fromordinal(twice[0]),
                "name": name,
                "before": before[twice[0]],
            }
            table.refuse(line, "day", Why("events.twice", filling))


def _read_hours(table: Table) -> dict[str, tuple[int, int]]:
    """The hours of each event that has some: both of them, the first before the second, the same in all its rows."""
    found: dict[str, tuple[int, int]] = {}
    if not {"opens", "closes"} & table.columns.keys():
        return found
    nothing: list[Any] = [None] * len(table.lines)
    opens, closes = (
        table.read(name, _maybe(_hour)) if name in table.columns else nothing for name in ("opens", "closes")
    )
    names = (str(name).strip() for name in table.columns["name"])
    rows = zip(table.lines, names, opens, closes, table.sound(), strict=True)
    for line, name, begin, end, is_sound in rows:
        if not is_sound or (begin is None and end is None):
            continue
        if begin is None or end is None:
            table.refuse(line, "opens" if begin is None else "closes", Why("events.hours_half"))
        elif begin >= end:
            table.refuse(line, "closes", Why("events.hours_backwards"))
        elif found.setdefault(name, (begin, end)) != (begin, end):
            table.refuse(line, "opens", Why("events.hours_differ", {"name": name}))
    return found


def _maybe(reader: Callable[[Any], Cell]) -> Callable[[Any], Cell | None]:
    """An empty cell says nothing."""
    return lambda given: None if str(given).strip() == "" else reader(given)


def _name(given: Any) -> str:
    if not (name := str(given).strip()):
        raise FaultyError.of("events.unnamed")
    return name


def _day(given: Any) -> int:
    """A day of either calendar, as a number."""
    if not str(given).strip():
        raise FaultyError.of("day.empty")
    try:
        return moment(given)[0]
    except FaultyError:
        raise FaultyError.of("day.unread", given=str(given)) from None


def _hour(given: Any) -> int:
    """Minutes of the day of 09:30 or 24:00."""
    hour, _, minute = ascii_digits(str(given).strip()).partition(":")
    if not (
        hour.isdigit() and minute.isdigit() and int(minute) < 60 and int(hour) * 60 + int(minute) <= 1440
    ):
        raise FaultyError(Why("hour.unread", {"given": given}))
    return int(hour) * 60 + int(minute)


def _factor(given: Any) -> float:
    factor = quantities.number(given)
    if not LEAST_FACTOR <= factor <= MOST_FACTOR:
        raise FaultyError.of("events.factor", given=str(given), least=LEAST_FACTOR, most=MOST_FACTOR)
    return factor
