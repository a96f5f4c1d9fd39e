"""A history from a table: each row an interval that was seen; what does not fit is named line by line, never repaired."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np
from msgspec import Struct

from hamseda.workforce import quantities
from hamseda.workforce.forecast.demanded import demanded
from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.offsets import foreign_rows
from hamseda.workforce.forecast.seen import Seen, clock
from hamseda.workforce.forecast.series import Series, weekday
from hamseda.workforce.forecast.skips import skipped
from hamseda.workforce.forecast.starts import Clock, reader_of
from hamseda.workforce.forecast.steps import Steps
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.tables import Fault, Table
from hamseda.workforce.why import Filling, Why

Gaps = Literal["refuse", "unknown", "zero"]
CalendarOf = Callable[[date, date], Calendar]
NOTHING_NAMED: Final = Calendar()
LABELS: Final = ("queue", "channel", "skill")
DAY_MINUTES: Final = 1440
MOST_NAMED: Final = 6


class Group(Struct, frozen=True):
    """One queue's history, what names it, and what whoever uses it should know."""

    labels: Mapping[str, str]
    series: Series
    notes: tuple[Why, ...]


def read_history(
    table: Table,
    interval_s: float,
    gaps: Gaps = "refuse",
    calendar_of: CalendarOf | None = None,
    clock: Clock | None = None,
) -> list[Group]:
    """Read columns start, volume and maybe aht, one history for each queue, channel and skill named beside them.

    The calendar from the first to the last day says which spans may have hours of their own: those are no gaps.
    The clock is whose wall time counts for starts in UTC; without one these are refused.
    """
    rows = _read_rows(table, clock)
    if not rows:
        table.check()
        raise FaultyError.of("history.empty", name=table.name)
    is_whole = not table.faults
    calendar = _calendar(rows.values(), calendar_of) if is_whole and calendar_of else NOTHING_NAMED
    groups = [
        _Gathered(table, labels, members, interval_s, gaps, calendar if is_whole else None)
        for labels, members in rows.items()
    ]
    for group in groups:
        table.faults += group.faults
    table.check()
    if (
        clock is not None
        and clock.is_asked
        and all(row.offset is None for seen in rows.values() for row in seen)
    ):
        raise FaultyError(Why("start.zone_idle"), "--zone")
    return [group.gather() for group in groups]


def _calendar(groups: Iterable[list[Seen]], calendar_of: CalendarOf) -> Calendar:
    days = [row.day for rows in groups for row in rows]
    return calendar_of(date.fromordinal(min(days)), date.fromordinal(max(days)))


def _read_rows(table: Table, clock: Clock | None) -> dict[tuple[tuple[str, str], ...], list[Seen]]:
    """The rows that can be read, by what names their queue."""
    needed = ("start", "volume")
    table.need({name: Why("history.columns") for name in needed if name not in table.columns})
    nothing: list[float | None] = [None] * len(table.lines)
    starts = table.read("start", reader_of(table.columns["start"], clock))
    volumes = table.read("volume", quantities.number)
    ahts = table.read("aht", _aht) if "aht" in table.columns else nothing
    names = [name for name in LABELS if name in table.columns]
    labels: Iterable[tuple[Any, ...]] = (
        zip(*(table.columns[name] for name in names), strict=True) if names else [()] * len(starts)
    )
    found: dict[tuple[tuple[str, str], ...], list[Seen]] = {}
    cells = zip(table.lines, starts, volumes, ahts, labels, table.sound(), strict=True)
    for line, start, volume, aht, label, is_sound in cells:
        if is_sound:
            day, minute, offset = start
            key = tuple(zip(names, map(str, label), strict=True))
            found.setdefault(key, []).append(Seen(line, day, minute, offset, volume, aht))
    return found


def _aht(given: object) -> float | None:
    return None if str(given).strip() == "" else quantities.seconds(given)


class _Gathered:
    """One group on its way from rows to a grid."""

    def __init__(
        self,
        table: Table,
        labels: tuple[tuple[str, str], ...],
        rows: list[Seen],
        interval_s: float,
        gaps: Gaps,
        calendar: Calendar | None,
    ) -> None:
        self.table, self.labels, self.gaps = table, dict(labels), gaps
        self.rows = sorted(rows, key=lambda row: (row.day, row.minute, row.line))
        self.interval = round(interval_s / 60)
        foreign = foreign_rows(self.rows)
        self.faults: list[Fault] = list(foreign)
        self._check_twice({fault.line for fault in foreign})
        if calendar is None:  # steps and gaps of what could be read would say little of what is there
            return
        self._check_interval(interval_s)
        if not foreign:
            self._check_steps()
        if not self.faults:
            self._lay_out(calendar)

    def _check_twice(self, foreign: set[int]) -> None:
        own = [row for row in self.rows if row.line not in foreign]
        for before, row in pairwise(own):
            if (before.day, before.minute) != (row.day, row.minute):
                continue
            code = "start.twice" if before.offset == row.offset else "start.twice_by_clocks"
            why = Why(code, {"at": row.at, "before": self.table.place(before.line)})
            self.faults.append(Fault(row.line, "start", why))

    def _check_interval(self, interval_s: float) -> None:
        if self.interval * 60 != interval_s or self.interval < 1 or DAY_MINUTES % self.interval:
            raise FaultyError(
                Why("interval.divides", {"given": quantities.spelled(interval_s)}), "--interval"
            )

    def _check_steps(self) -> None:
        steps = Steps(self.rows)
        self.step = steps.step or self.interval
        self.faults += steps.faults(self.interval)
        if not steps.others and self.interval % self.step:
            raise FaultyError(Why("interval.multiple", {"step": self.step}), "--interval")
        rows = [row for row in self.rows if row.day not in steps.others]
        offset = Counter(row.minute % self.step for row in rows).most_common(1)[0][0]
        for row in rows:
            if row.minute % self.step != offset:
                why = Why("start.between", {"at": row.at, "step": self.step})
                self.faults.append(Fault(row.line, "start", why))

    def _lay_out(self, calendar: Calendar) -> None:
        self.days = np.unique(np.array([row.day for row in self.rows], np.int64))
        self.minutes = np.unique(np.array([row.minute for row in self.rows], np.int64))
        shape = self.days.size, self.minutes.size
        self.volume, self.work = np.full(shape, np.nan), np.zeros(shape)
        self.timed = np.zeros(shape)
        self.line = np.zeros(shape, np.int64)
        places = {int(day): at for at, day in enumerate(self.days)}
        columns = {int(minute): at for at, minute in enumerate(self.minutes)}
        for row in self.rows:
            at = places[row.day], columns[row.minute]
            self.volume[at], self.line[at] = row.volume, row.line
            if row.aht_s is not None:
                self.work[at], self.timed[at] = row.volume * row.aht_s, row.volume
        self._find_gaps(calendar)

    def _find_gaps(self, calendar: Calendar) -> None:
        known = np.isfinite(self.volume)
        usual = demanded(self.days, self.minutes, known, calendar)
        self.missing = usual & ~known
        self._forgive_skipped_hours()
        if self.gaps == "zero":
            self.volume[self.missing] = 0
        elif self.gaps == "refuse":
            for row in np.flatnonzero(self.missing.any(1)):
                lost = self.minutes[self.missing[row]]
                filling: dict[str, Filling] = {
                    "day": self._date(int(row)), "lost": int(lost.size), "usual": int(usual[row].sum()),
                    "first": clock(int(lost[0])), "last": clock(int(lost[-1])),
                }  # fmt: skip
                self.faults.append(Fault(int(self.line[row].max()), "start", Why("history.gap", filling)))

    def _forgive_skipped_hours(self) -> None:
        """An hour (or half of one) that the clocks skipped never was: it is not demanded, nor taken for one of nothing."""
        lost = {
            date.fromordinal(int(self.days[at])): self.minutes[self.missing[at]]
            for at in np.flatnonzero(self.missing.any(1))
        }
        found = skipped(self.rows, lost, self.step)
        for day in found:
            self.missing[np.searchsorted(self.days, day.toordinal())] = False
        self.skipped = [
            datetime.combine(day, clock(int(lost[day][0]))) for day, is_shown in found.items() if not is_shown
        ]

    def _date(self, at: int) -> date:
        return date.fromordinal(int(self.days[at]))

    def gather(self) -> Group:
        """Add the steps up to intervals; an interval with a step that is not known is not known."""
        slots = self.minutes // self.interval * self.interval
        starts, place = np.unique(slots, return_inverse=True)
        volume = np.zeros((self.days.size, starts.size))
        known, lost = np.zeros(volume.shape), np.zeros(volume.shape)
        work, timed = np.zeros(volume.shape), np.zeros(volume.shape)
        for column in range(self.minutes.size):
            to = place[column]
            there = np.isfinite(self.volume[:, column])
            volume[:, to] += np.where(there, self.volume[:, column], 0)
            known[:, to] += there
            lost[:, to] += self.missing[:, column] & ~there
            work[:, to] += self.work[:, column]
            timed[:, to] += self.timed[:, column]
        volume[(known == 0) | (lost > 0)] = np.nan
        aht = np.where(timed > 0, work / np.maximum(timed, 1e-12), np.nan) if timed.any() else None
        series = Series(self.days, starts.astype(np.int64), volume, aht)
        return Group(self.labels, series, tuple(self._notes(series)))

    def _notes(self, series: Series) -> Iterable[Why]:
        every = np.arange(series.days[0], series.days[-1] + 1)
        is_open = series.open_weekdays()
        absent = [
            date.fromordinal(int(day))
            for day in every
            if is_open[weekday(day)] and day not in set(series.days.tolist())
        ]
        if absent:
            code = "note.absent" if len(absent) <= MOST_NAMED else "note.absent_many"
            yield Why(code, {"count": len(absent), "days": tuple(absent[:MOST_NAMED])})
        if self.skipped:
            yield Why("note.skipped", {"hours": tuple(self.skipped)})
