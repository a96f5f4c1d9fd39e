"""The calendar of a forecast: official holidays, Nowruz, Ramadan, the place in the month, and events that people name."""

import calendar as gregorian
from datetime import date
from typing import Any, Final

from hamseda.kit.jalali import days_in_month, from_gregorian, to_gregorian
from hamseda.kit.official_holidays import knows_country, official_holidays, official_weekend
from hamseda.kit.persian.digits import ascii_digits
from hamseda.workforce import quantities
from hamseda.workforce.forecast.effects import Calendar, Month
from hamseda.workforce.forecast.history import moment
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.tables import Fault, Table, TableError
from hamseda.workforce.why import Why

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
    holidays = _holidays(code, first, last) if code else frozenset()
    span = range(first.toordinal(), last.toordinal() + 1)
    return Calendar(
        holidays=holidays,
        events=named,
        factors=factors,
        hours=hours,
        weekend=official_weekend(code) if code else frozenset(),
        month_place={day: _place(date.fromordinal(day), kind) for day in span},
    )


def _holidays(code: str, first: date, last: date) -> frozenset[int]:
    years = range(first.year, last.year + 1)
    return frozenset(one.day.toordinal() for year in years for one in official_holidays(code, year, "en"))


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


Events = tuple[dict[str, frozenset[int]], dict[str, float], dict[str, tuple[int, int]]]


def _read_events(table: Table) -> Events:
    """Columns day and name, and maybe last_day (a span), factor (believed before it was seen), opens and closes."""
    missing = [name for name in ("day", "name") if name not in table.columns]
    faults = [Fault(1, name, Why("events.columns")) for name in missing]
    if missing:
        raise TableError(faults, table.name)
    days = table.read("day", lambda given: moment(given)[0], faults)
    ends = table.read("last_day", _end, faults) if "last_day" in table.columns else [None] * len(days)
    factors = (
        table.read("factor", _factor, faults) if "factor" in table.columns else [None] * len(table.lines)
    )
    hours = _read_hours(table, faults)
    if faults:
        raise TableError(faults, table.name)
    found: dict[str, set[int]] = {}
    believed: dict[str, float] = {}
    for line, day, end, name, factor in zip(
        table.lines, days, ends, table.columns["name"], factors, strict=True
    ):
        if end is not None and end < day:
            raise TableError([Fault(line, "last_day", Why("events.backwards"))], table.name)
        found.setdefault(str(name).strip(), set()).update(range(day, (end or day) + 1))
        if factor is not None:
            believed[str(name).strip()] = factor
    return {name: frozenset(members) for name, members in found.items()}, believed, hours


def _read_hours(table: Table, faults: list[Fault]) -> dict[str, tuple[int, int]]:
    """The hours of each event that has some: both of them, the first before the second, the same in all its rows."""
    found: dict[str, tuple[int, int]] = {}
    if not {"opens", "closes"} & table.columns.keys():
        return found
    nothing: list[Any] = [None] * len(table.lines)
    opens, closes = (
        table.read(name, _hour, faults) if name in table.columns else nothing for name in ("opens", "closes")
    )
    if not len(opens) == len(closes) == len(table.lines):  # what could not be read is a fault already
        return found
    names = (str(name).strip() for name in table.columns["name"])
    for line, name, begin, end in zip(table.lines, names, opens, closes, strict=True):
        if begin is None and end is None:
            continue
        if begin is None or end is None:
            faults.append(Fault(line, "opens" if begin is None else "closes", Why("events.hours_half")))
        elif begin >= end:
            faults.append(Fault(line, "closes", Why("events.hours_backwards")))
        elif found.setdefault(name, (begin, end)) != (begin, end):
            faults.append(Fault(line, "opens", Why("events.hours_differ", {"name": name})))
    return found


def _hour(given: Any) -> int | None:
    """Minutes of the day of 09:30 or 24:00; none where the cell is empty."""
    text = ascii_digits(str(given).strip())
    if text == "":
        return None
    hour, _, minute = text.partition(":")
    if not (
        hour.isdigit() and minute.isdigit() and int(minute) < 60 and int(hour) * 60 + int(minute) <= 1440
    ):
        raise FaultyError(Why("hour.unread", {"given": given}))
    return int(hour) * 60 + int(minute)


def _end(given: Any) -> int | None:
    return None if str(given).strip() == "" else moment(given)[0]


def _factor(given: Any) -> float | None:
    return None if str(given).strip() == "" else quantities.number(given, above=True)
