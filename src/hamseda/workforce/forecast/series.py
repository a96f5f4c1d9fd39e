"""A history as a grid: days × times of the day, and which times are usually open."""

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from hamseda.workforce.erlang import Flags, Floats, Ints

RECENT: int = 8  # same weekdays that say what is usual


class Series(Struct, frozen=True):
    """One queue's history. `days` are ordinals (1 is 1 January of year 1), ascending; `starts` minutes of the day.

    `volume` and `aht` are days × starts; NaN where nothing is known, as where it is closed.
    """

    days: Ints
    starts: Ints
    volume: Floats
    aht: Floats | None = None

    @property
    def weekdays(self) -> Ints:
        return weekday(self.days)

    def before(self, day: int) -> "Series":
        """What was known on the morning of a day."""
        return self.where(self.days < day)

    def between(self, first: int, end: int) -> "Series":
        return self.where((self.days >= first) & (self.days < end))

    def last(self, of_weekday: int, count: int) -> Floats:
        """The newest days of a weekday (Monday is 0), oldest first."""
        rows: Floats = self.volume[self.weekdays == of_weekday]
        return rows[-count:]

    def open_starts(self) -> Flags:
        """Weekday × start: open in at least half of its newest days."""
        found = np.zeros((7, self.starts.size), np.bool_)
        for of_weekday in range(7):
            rows = self.last(of_weekday, RECENT)
            if rows.size:
                found[of_weekday] = np.isfinite(rows).mean(0) >= 0.5
        return found

    def open_weekdays(self) -> Flags:
        """Weekdays that are usually open at some time."""
        found: Flags = np.asarray(self.open_starts().any(axis=1))
        return found

    def unseen_weekdays(self) -> Flags:
        """Weekdays that lie outside a history of less than a week: nobody knows whether they are closed."""
        found = np.ones(7, np.bool_)
        if self.days.size:
            found[weekday(np.arange(self.days[0], self.days[-1] + 1))] = False
        return found

    def where(self, chosen: Flags) -> "Series":
        """Some of its days."""
        aht = None if self.aht is None else self.aht[chosen]
        return replace(self, days=self.days[chosen], volume=self.volume[chosen], aht=aht)


def weekday(days: Ints) -> Ints:
    """0 is Monday."""
    found: Ints = (days + 6) % 7
    return found


def middle(rows: Floats) -> Floats:
    """The median of each column, of what is known; numpy's own way around NaN takes ten times as long where none is."""
    found: Floats = np.median(rows, axis=0) if np.isfinite(rows).all() else np.nanmedian(rows, axis=0)
    return found
