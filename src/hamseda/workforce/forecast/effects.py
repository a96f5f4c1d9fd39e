"""What a day of the calendar does to its volume, apart from its weekday: columns that the model weighs."""

from collections.abc import Mapping
from typing import Final, Literal

import numpy as np
from msgspec import Struct, field

from hamseda.workforce.erlang import Flags, Floats, Ints
from hamseda.workforce.forecast.series import weekday

Month = Literal["gregorian", "jalali"]
HARMONICS: Final = 2  # of the month: bills and wages come and go slowly within it
MONTH_DOUBT: Final = 3.0  # in days of evidence: so much each harmonic has to overcome, the second twice
EVENT_DOUBT: Final = 0.1


class Calendar(Struct, frozen=True, kw_only=True):
    """Days that are not like their weekday.

    `called` names holidays, for what was closed on one of a name. `events` names sets of days (a campaign, Ramadan,
    bills) and the factor believed of each before it was ever seen. `month_place` gives for each day how much of its
    month has passed, 0 to 1. `hours` names events on whose days one is open at other times: minutes of the day from
    which and until which. `weekend` are the weekdays of rest (Monday is 0); only a history that does not reach them
    is told by it.
    """

    holidays: frozenset[int] = frozenset()
    called: Mapping[int, frozenset[str]] = field(default_factory=dict)
    events: Mapping[str, frozenset[int]] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)
    month_place: Mapping[int, float] = field(default_factory=dict)
    hours: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    weekend: frozenset[int] = frozenset()

    @property
    def rests(self) -> Flags:
        """By weekday whether it is one of rest."""
        return np.isin(np.arange(7), list(self.weekend))


def columns(calendar: Calendar, days: Ints, usual: Flags, *, month: bool) -> tuple[Floats, Floats, Floats]:
    """Columns of the days, what is believed of their weights (logarithms), and how much evidence overcomes that.

    `usual` says which weekdays are open.
    """
    parts, beliefs, doubts = [], [], []
    if month and calendar.month_place:
        place = 2 * np.pi * np.array([calendar.month_place[int(day)] for day in days])
        for k in range(1, HARMONICS + 1):
            parts += [np.cos(k * place), np.sin(k * place)]
            doubts += [MONTH_DOUBT * k] * 2
            beliefs += [0.0, 0.0]
    for name, chosen in _named(calendar, days, usual).items():
        parts.append(chosen.astype(np.float64))
        beliefs.append(float(np.log(calendar.factors.get(name, 1.0))))
        doubts.append(EVENT_DOUBT)
    matrix = np.stack(parts, axis=1) if parts else np.zeros((days.size, 0))
    return matrix, np.array(beliefs), np.array(doubts)


def believed(calendar: Calendar, days: Ints, seen: Ints) -> Floats:
    """The factor of each day by events of which no day was seen yet; 1 where nothing is believed."""
    found = np.ones(days.size)
    for name, factor in calendar.factors.items():
        members = list(calendar.events.get(name, ()))
        if not np.isin(seen, members).any():
            found[np.isin(days, members)] *= factor
    return found


def unapplied(calendar: Calendar, days: Ints, seen: Ints) -> dict[str, int]:
    """What the calendar holds for these days and a model without calendar cannot know: names, and how many days."""
    sets = {"official holidays": calendar.holidays, **calendar.events}
    found = {}
    for name, members in sets.items():
        count = int(np.isin(days, list(members)).sum())
        applied = name in calendar.factors and not np.isin(seen, list(members)).any()
        if count and not applied:
            found[name] = count
    return found


def _named(calendar: Calendar, days: Ints, usual: Flags) -> dict[str, Flags]:
    """Each event's days; the holidays themselves; and the first and second open day after a closed holiday."""
    found = {"holiday": np.isin(days, list(calendar.holidays))}
    after = [_days_after(calendar, int(day), usual) for day in days]
    for count in (1, 2):
        found[f"after_holiday_{count}"] = np.array([one == count for one in after], np.bool_)
    for name, members in calendar.events.items():
        found[name] = np.isin(days, list(members))
    return found


def _days_after(calendar: Calendar, day: int, usual: Flags) -> int:
    """Count usually open days since the last holiday on one: 1 is the first after it; 0 beyond the second."""
    if not calendar.holidays or day in calendar.holidays:
        return 0
    count = 1
    for back in range(1, 8):
        earlier = day - back
        if not usual[int(weekday(np.array(earlier)))]:
            continue
        if earlier in calendar.holidays:
            return count
        count += 1
        if count > 2:
            return 0
    return 0
