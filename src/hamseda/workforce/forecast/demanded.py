"""Which times of each day are demanded of a history: what its weekday usually has, or what its span of other hours has."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from hamseda.workforce.erlang import Flags, Ints
from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.series import weekday
from hamseda.workforce.forecast.shapes import SHAPE_NEEDS

USUALLY: Final = 0.5  # of the days have it
APART: Final = 10  # days between two occurrences of a span that has hours of its own each time
ESTIMATED: Final = "ramadan"  # to a day, where the moon was not seen yet
NEXT: Final = 2  # days on, over a day of rest
PLAIN_NEEDS: Final = 2  # other days of a weekday, where it is asked without its days of other hours
OWN_NEEDS: Final = 3  # days of a weekday within a span before it is asked by itself


def demanded(days: Ints, minutes: Ints, known: Flags, calendar: Calendar) -> Flags:
    """Days × times of the day; `known` says which there are.

    Usual is what at least half of a weekday's days have, those of other hours left aside where enough is left. A span
    that the calendar names (Ramadan, a campaign) is asked for what is usual in it where it has shown ten days; where it
    has not, and somebody named its hours, only within those.
    """
    spans = {name: np.isin(days, list(members)) for name, members in calendar.events.items()}
    shown = [of for of in spans.values() if of.sum() >= SHAPE_NEEDS]
    plain = ~np.any(shown, axis=0) if shown else np.ones(days.size, np.bool_)
    found: Flags = _usual(days, known, plain)[weekday(days)]
    for name, of in spans.items():
        if of.sum() >= SHAPE_NEEDS:
            for rows in _occurrences(days, of):
                alike = rows if rows.size >= SHAPE_NEEDS else np.flatnonzero(of)
                found[rows] = _within(days, known, alike, rows, found)
                if name == ESTIMATED:
                    _reach_beyond(days, known, alike, rows, found)
        elif name in calendar.hours:
            opens, closes = calendar.hours[name]
            found[of] &= (minutes >= opens) & (minutes < closes)
    return found


def _reach_beyond(days: Ints, known: Flags, shown: Ints, rows: Ints, found: Flags) -> None:
    """The days beside a span that is known to a day belong to it where they have all that is usual in it."""
    for edge in (rows[0] - 1, rows[-1] + 1):
        if 0 <= edge < days.size and np.abs(days[edge] - days[rows]).min() <= NEXT:
            beside = np.array([edge])
            within = _within(days, known, shown, beside, found)
            if not (within & ~known[beside]).any():
                found[beside] &= within


def _usual(days: Ints, known: Flags, plain: Flags) -> Flags:
    """Weekday × times that are usual."""
    at = weekday(days)
    left = np.bincount(at[plain], minlength=7) >= PLAIN_NEEDS
    found = np.zeros((7, known.shape[1]), np.bool_)
    for of_weekday in np.unique(at):
        rows = (at == of_weekday) & (plain | ~left[of_weekday])
        found[of_weekday] = known[rows].mean(0) >= USUALLY
    return found


def _occurrences(days: Ints, of: Flags) -> Iterator[Ints]:
    """The rows of each time that a span came."""
    rows = np.flatnonzero(of)
    yield from np.split(rows, np.flatnonzero(np.diff(days[rows]) > APART) + 1)


def _within(days: Ints, known: Flags, shown: Ints, rows: Ints, usual: Flags) -> Flags:
    """What is usual in a span, by weekday where it shows enough of them; else what all its days and the weekday have."""
    at = weekday(days)
    found: Flags = usual[rows] & (known[shown].mean(0) >= USUALLY)
    for of_weekday in np.unique(at[rows]):
        alike = shown[at[shown] == of_weekday]
        if alike.size >= OWN_NEEDS:
            found[at[rows] == of_weekday] = known[alike].mean(0) >= USUALLY
    return found
