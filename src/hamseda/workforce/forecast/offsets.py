"""Offsets beside the starts: they may change as clocks do, twice a year; rows of another zone are named."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile
from typing import Final

from msgspec import Struct

from hamseda.workforce.forecast.seen import Seen
from hamseda.workforce.tables import Fault
from hamseda.workforce.why import Filling, Why

MOST_CHANGE: Final = 120  # minutes by which clocks are changed at most
LEAST_DAYS: Final = 21  # that clocks keep a time: pauses of summer time, such as that of Ramadan, are longer
HOUR: Final = 60
DAY_MINUTES: Final = 1440


class Run(Struct, frozen=True):
    """Rows one after the other with the same offset."""

    offset: int | None
    rows: Sequence[Seen]


def foreign_rows(rows: Iterable[Seen]) -> list[Fault]:
    """Rows whose offset is neither that of the others nor one that their clocks changed to."""
    runs = [
        Run(offset, tuple(members)) for offset, members in groupby(_in_time(rows), lambda row: row.offset)
    ]
    if len(runs) < 2:
        return []
    counts = Counter(row.offset for run in runs for row in run.rows)
    most = counts.most_common(1)[0][0]
    anchor = max((at for at, run in enumerate(runs) if run.offset == most), key=lambda at: len(runs[at].rows))
    forwards, backwards = runs[anchor:], runs[anchor::-1]
    return [
        Fault(row.line, "start", _why(row, usual))
        for way in (forwards, backwards)
        for run, usual in _strangers(way)
        for row in run.rows
    ]


def written(offset: int | None) -> Filling:
    """An offset as it is written behind a time; in words where there is none."""
    if offset is None:
        return Why("start.no_offset")
    hours, minutes = divmod(abs(offset), HOUR)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"


def _in_time(rows: Iterable[Seen]) -> list[Seen]:
    return sorted(rows, key=lambda row: (row.day * DAY_MINUTES + row.minute - (row.offset or 0), row.line))


def _strangers(way: Sequence[Run]) -> Iterator[tuple[Run, int | None]]:
    """From a run that is believed on: each that cannot follow it by a change of clocks, and the offset of the others."""
    current = way[0].offset
    for at, run in enumerate(way[1:], 1):
        if run.offset == current:
            continue
        if _may_follow(run, current) and _lasts(way[at:], current):
            current = run.offset
        else:
            yield run, current


def _may_follow(run: Run, current: int | None) -> bool:
    return run.offset is not None and current is not None and abs(run.offset - current) <= MOST_CHANGE


def _lasts(way: Sequence[Run], before: int | None) -> bool:
    """Whether the offset from here on is kept for some weeks, or as far as the rows go, before the former comes back."""
    until = list(takewhile(lambda run: run.offset != before, way))
    kept = [row.day for run in until if run.offset == way[0].offset for row in (run.rows[0], run.rows[-1])]
    return len(until) == len(way) or max(kept) - min(kept) >= LEAST_DAYS


def _why(row: Seen, usual: int | None) -> Why:
    return Why("start.other_offset", {"at": row.at, "own": written(row.offset), "usual": written(usual)})
