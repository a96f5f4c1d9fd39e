"""Which days are days off, and what each slot of work costs."""

from datetime import date, time, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hamseda.kit.official_holidays import knows_country
from hamseda.kit.working_time import ExtraDate, Slot, Week, WorkingCalendar
from hamseda.workforce import quantities
from hamseda.workforce.schedule import problem as doc
from hamseda.workforce.schedule.asking import Asking, day_of, factor, minute_of, weekday_of
from hamseda.workforce.schedule.plan import DAY_MINUTES, HOUR_COST, Costs, Span
from hamseda.workforce.why import Why

MIDNIGHT = time(0)
HOUR = 60
DEAREST: Final = 10_000  # hours of work that a missing one may cost
DEAREST_HOUR: Final = 1e12
MOST_FACTOR: Final = 100
SATURDAY_FIRST = (5, 6, 0, 1, 2, 3, 4)


class Days:
    """The official week with its holidays, by the working calendars that the whole product uses."""

    def __init__(self, given: doc.Calendar, asking: Asking, first: date, days: int) -> None:
        self.first, self.days = first, days
        country = given.country.upper() or None
        if country is not None and not knows_country(country):
            asking.refuse(
                "calendar.country",
                Why("problem.country", {"given": given.country}),
            )
            country = None
        extra = [
            ExtraDate(asking.read(f"calendar.holidays.{at}.day", day_of, one.day, first), one.name)
            for at, one in enumerate(given.holidays)
        ]
        self.book = WorkingCalendar(
            zone="UTC", week=_week(given, asking), country=country, extra_dates=tuple(extra)
        )
        self.holidays = frozenset(
            day for day in range(days) if self.book.plan_for(first + timedelta(day)).reason == "holiday"
        )

    def name(self, day: int) -> str:
        """What a holiday is called."""
        return "؛ ".join(self.book.plan_for(self.first + timedelta(day)).names)


def weekend_of(calendar: Days, asking: Asking, minutes: int) -> NDArray[np.bool_]:
    """The slots that the official week does not work: weekend, afternoon of half days, holidays."""
    del asking
    per_day = DAY_MINUTES // minutes
    found = np.ones((calendar.days + 2) * per_day, np.bool_)
    for day in range(calendar.days + 2):
        for slot in calendar.book.slots_on(calendar.first + timedelta(day)):
            end = DAY_MINUTES if slot.ends_next_day else slot.closes.hour * HOUR + slot.closes.minute
            begin = slot.opens.hour * HOUR + slot.opens.minute
            found[day * per_day + begin // minutes : day * per_day + end // minutes] = False
    return found


def costs_of(
    given: doc.Costs, asking: Asking, minutes: int, weekend: NDArray[np.bool_], night: Span
) -> Costs:
    """Money in thousandths of an ordinary hour."""
    hour = asking.read("costs.hour", lambda text: quantities.number(text, above=True), given.hour, 1.0)
    if not DEAREST_HOUR >= hour >= 1 / DEAREST_HOUR:
        asking.refuse("costs.hour", Why("problem.odd_hour", {"given": str(given.hour)}))
        hour = 1.0

    def relative(name: str, instead: float) -> float:
        text = getattr(given, name)
        if text is None:
            return instead
        return asking.number(f"costs.{name}", text, instead * hour, most=DEAREST * hour) / hour

    missing = relative("missing_hour", 3.0)
    deep = relative("missing_deep_hour", 2 * missing)
    if deep < missing:
        asking.refuse("costs.missing_deep_hour", Why("problem.deep_cheaper"))
    slot = np.full(weekend.size, HOUR_COST * minutes / HOUR)
    slot[weekend] *= _factor(asking, "costs.weekend", given.weekend)
    per_day = DAY_MINUTES // minutes
    at = np.arange(weekend.size) % per_day
    is_night = ((at >= night[0]) & (at < night[1])) | (at + per_day < night[1])
    slot[is_night] *= _factor(asking, "costs.night", given.night)
    return Costs(
        slot=np.rint(slot).astype(np.int64),
        missing=round(missing * HOUR_COST * minutes / HOUR),
        missing_deep=round(deep * HOUR_COST * minutes / HOUR),
        shallow_percent=round(100 * asking.read("costs.shallow", _share, given.shallow, 0.1)),
        short_minute=round(relative("short_hour", 2.0) * HOUR_COST / HOUR),
    )


def _factor(asking: Asking, field: str, given: Any) -> float:
    found = asking.read(field, factor, given, 1.0)
    return found if asking.is_within(field, given, found, MOST_FACTOR) else 1.0


def _share(given: Any) -> float:
    return quantities.share(given, below_one=False)


def _week(given: doc.Calendar, asking: Asking) -> Week:
    until = asking.read("calendar.half_until", minute_of, given.half_until, 0)
    half: tuple[Slot, ...] = (Slot(MIDNIGHT, time(until // HOUR % 24, until % HOUR)),) if until else ()
    slots: dict[int, tuple[Slot, ...]] = {weekday: (Slot(MIDNIGHT, MIDNIGHT),) for weekday in range(7)}
    for name, named, kept in (("half_days", given.half_days, half), ("weekend", given.weekend, ())):
        for at, text in enumerate(named):
            weekday = weekday_of(text)
            if weekday is None:
                asking.refuse(
                    f"calendar.{name}.{at}",
                    Why("problem.no_weekday", {"given": text}),
                )
            else:
                slots[weekday] = kept
    return Week(*(slots[weekday] for weekday in SATURDAY_FIRST))
