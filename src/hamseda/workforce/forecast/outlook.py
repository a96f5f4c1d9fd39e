"""A forecast as a table: start, mean, p10, p50, p90, and the handling time where the history has it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, get_args

import numpy as np
from msgspec import Struct

from hamseda.workforce.erlang import Flags, Floats, Ints
from hamseda.workforce.forecast.contest import MARGIN, MODELS, PLAIN, WEEK, Model, Verdict, judge, seen_days
from hamseda.workforce.forecast.effects import Calendar, unapplied
from hamseda.workforce.forecast.history import Group
from hamseda.workforce.forecast.model import BASELINE
from hamseda.workforce.forecast.series import Series, weekday
from hamseda.workforce.forecast.special import Kind
from hamseda.workforce.forecast.width import quantiles
from hamseda.workforce.tables import Table
from hamseda.workforce.why import Why

DECIMALS: Final = 3
KINDS: Final = frozenset(get_args(Kind))
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NAMED: Final = {"official holidays": "note.holidays", "nowruz": "note.nowruz", "ramadan": "note.ramadan"}


class Outlook(Struct, frozen=True):
    """What one queue may expect: rows of a table, who won the contest, and what was taken how."""

    columns: dict[str, list[Any]]
    verdict: Verdict
    notes: tuple[Why, ...]


def look_ahead(
    group: Group,
    horizon: int,
    calendar: Calendar,
    first: int | None = None,
    models: Mapping[str, Model] = MODELS,
) -> Outlook:
    """Forecast so many days from `first` (none: the day after the history) with the model that wins on the history."""
    series = group.series
    verdict = judge(series, calendar, models)
    newest = int(series.days[-1])
    first = newest + 1 if first is None else first
    days = np.arange(first, first + horizon)
    notes = [*group.notes, *_unseen_said(series, calendar)]
    if first - newest > WEEK:
        notes.append(Why("note.silent", {"day": date.fromordinal(newest)}))
    closed = closed_holidays(series, calendar)
    is_closed = np.isin(days, list(closed))
    if told := [date.fromordinal(day) for day in days[is_closed & _is_open(series, days)].tolist()]:
        every = closed == calendar.holidays
        notes.append(
            Why("note.closed_holidays") if every else Why("note.closed_named", {"days": tuple(told)})
        )
    days = days[~is_closed]
    mean = models[verdict.model](series, days, calendar)
    is_open = np.isfinite(mean).any(axis=1)
    if verdict.model == PLAIN and (left_out := unapplied(calendar, days[is_open], seen_days(series))):
        notes.append(_said_of(left_out))
    return Outlook(_columns(group, days, mean, verdict), verdict, tuple(notes))


def first_to_come(groups: Sequence[Group]) -> int:
    """The day after the newest of all queues, from which each is forecast: one that ended long ago not into the past."""
    return max(int(group.series.days[-1]) for group in groups) + 1


def closed_holidays(series: Series, calendar: Calendar) -> frozenset[int]:
    """The holidays that are held for closed: all, where none on an open weekday of the history had rows.

    Where some had, those of a name that never had, though it fell on such a weekday.
    """
    days = np.array(sorted(calendar.holidays), np.int64)
    within = (days >= series.days[0]) & (days <= series.days[-1])
    fell = set(days[within & _is_open(series, days)].tolist())
    worked = fell & set(series.days.tolist())
    if not worked:
        return calendar.holidays if fell else frozenset()
    shut = _names_of(fell - worked, calendar) - _names_of(worked, calendar)
    return frozenset(day for day in calendar.holidays if calendar.called.get(day, frozenset()) & shut)


def held_for_open(series: Series, calendar: Calendar, days: Ints, mean: Floats) -> Floats:
    """What a forecast tells of these days: nothing (NaN) of holidays that are held for closed."""
    closed = np.isin(days, list(closed_holidays(series, calendar)))
    return np.where(closed[:, None], np.nan, mean) if closed.any() else mean


def joined(outlooks: list[Outlook]) -> Table:
    """All queues under one another."""
    names = list(dict.fromkeys(name for one in outlooks for name in one.columns))
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for one in outlooks:
        count = len(one.columns["start"])
        for name in names:
            columns[name] += one.columns.get(name, [None] * count)
    return Table("forecast", columns, list(range(1, len(columns["start"]) + 1)))


def _columns(group: Group, days: Ints, mean: Floats, verdict: Verdict) -> dict[str, list[Any]]:
    series = group.series
    row, column = np.nonzero(np.isfinite(mean))
    bands = quantiles(verdict, series, days, mean, int(series.days[-1]) + 1)
    found: dict[str, list[Any]] = {name: [label] * row.size for name, label in group.labels.items()}
    found["start"] = [
        start_text(int(day), int(minute))
        for day, minute in zip(days[row], series.starts[column], strict=True)
    ]
    found["mean"] = np.round(mean[row, column], DECIMALS).tolist()
    for name, band in bands.items():
        found[name] = np.round(band[row, column], DECIMALS).tolist()
    if series.aht is not None:
        aht = handling_time(series)[weekday(days)[row], column]
        found["aht"] = [None if value != value else round(value, DECIMALS) for value in aht.tolist()]  # noqa: PLR0124
    return found


def handling_time(series: Series) -> Floats:
    """Weekday × start: mean seconds of the newest same weekdays, by volume; the day's mean where nothing was timed."""
    found = np.full((7, series.starts.size), np.nan)
    if series.aht is None:
        return found
    timed = np.isfinite(series.aht) & np.isfinite(series.volume)
    volume, work = np.where(timed, series.volume, 0), np.where(timed, series.aht * series.volume, 0)
    whole = work[-BASELINE * WEEK :].sum() / max(volume[-BASELINE * WEEK :].sum(), 1e-12)
    for of_weekday in np.unique(series.weekdays):
        rows = np.flatnonzero(series.weekdays == of_weekday)[-BASELINE:]
        weight = volume[rows].sum(0)
        found[of_weekday] = np.where(weight > 0, work[rows].sum(0) / np.maximum(weight, 1e-12), whole)
    return found


def start_text(day: int, minute: int) -> str:
    """The start of an interval as a table has it: wall time, without a zone."""
    return f"{date.fromordinal(day)}T{minute // 60:02}:{minute % 60:02}"


def _is_open(series: Series, days: Ints) -> Flags:
    found: Flags = series.open_weekdays()[weekday(days)]
    return found


def _names_of(days: set[int], calendar: Calendar) -> frozenset[str]:
    return frozenset().union(*(calendar.called.get(day, frozenset()) for day in days))


def _unseen_said(series: Series, calendar: Calendar) -> list[Why]:
    """Which weekdays a short history does not reach, and what they were taken for."""
    unseen, rest = series.unseen_weekdays(), calendar.rests
    taken = {"note.lent": unseen & ~rest, "note.rest": unseen & rest}
    return [
        Why(code, {"days": tuple(Why(f"weekday.{WEEKDAYS[day]}") for day in np.flatnonzero(of))})
        for code, of in taken.items()
        if of.any()
    ]


def contest_said(verdict: Verdict) -> Why:
    """Who played, with which errors, and who was let in."""
    if not verdict.origins:
        return Why("contest.none")
    errors = sorted(verdict.wape.items(), key=lambda item: item[1])
    played = tuple(
        Why("contest.error", {"model": name, "percent": round(100 * error, 1)}) for name, error in errors
    )
    code = "contest.squared" if verdict.judged_by == "rmse" else "contest"
    said = Why(code, {"weeks": verdict.origins, "errors": played, "model": verdict.model})
    if verdict.wape.keys() <= MODELS.keys():
        return said
    return Why("contest.heavy", {"contest": said, "percent": round(100 * MARGIN)})


def _said_of(left_out: dict[str, int]) -> Why:
    days = tuple(
        Why("note.days", {"name": _event_said(name), "count": count}) for name, count in left_out.items()
    )
    return Why("note.unapplied", {"days": days})


def _event_said(name: str) -> Why | str:
    """A name as people know it: without the kind that the model puts before special days."""
    if name in NAMED:
        return Why(NAMED[name])
    kind, _, own = name.partition(": ")
    return own if own and kind in KINDS else name
