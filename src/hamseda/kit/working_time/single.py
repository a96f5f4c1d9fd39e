"""Questions about the working time of one timetable, for single instants."""

from datetime import UTC, datetime, timedelta
from typing import NoReturn

from hamseda.kit.working_time.errors import BeyondHorizonError, InstantRefusedError, NeverClosesError
from hamseda.kit.working_time.horizon import (
    SEARCHED,
    SEARCHED_YEARS,
    Horizon,
    opens_in_time,
    refuse_opening,
)
from hamseda.kit.working_time.index import OpenIndex

_NOTHING = timedelta()


def add(horizon: Horizon, start: datetime, duration: timedelta) -> datetime:
    instant = start if start.tzinfo is UTC else in_utc(start)
    index = horizon.covering(instant, instant)
    if not _NOTHING < duration <= SEARCHED:
        check_lengths(duration, duration)
        return instant
    while (worked := index.worked(instant) + duration) > index.total:
        index = horizon.longer(index, instant)
    due = index.due(worked)
    if due - instant > SEARCHED:
        refuse_opening(index, instant)
    return due


def between(horizon: Horizon, start: datetime, end: datetime) -> timedelta:
    first, last = in_utc(start), in_utc(end)
    check_order(first, last)
    index = horizon.covering(first, last)
    return index.worked(last) - index.worked(first)


def next_open(horizon: Horizon, instant: datetime) -> datetime:
    instant = in_utc(instant)
    index = horizon.covering(instant, instant)
    while (opening := index.opening(instant)) is None:
        index = horizon.longer(index, instant)
    if opening - instant > SEARCHED:
        refuse_opening(index, instant)
    return opening


def is_open(horizon: Horizon, instant: datetime) -> bool:
    instant = in_utc(instant)
    return horizon.covering(instant, instant).opening(instant) == instant


def next_close(horizon: Horizon, instant: datetime) -> datetime:
    instant = in_utc(instant)
    index = horizon.covering(instant, instant)
    while (closing := index.closing(instant)) is None:
        further = horizon.beyond(index, instant)
        if further is None:
            _refuse_closing(index, instant)
        index = further
    if closing - instant > SEARCHED:
        _refuse_closing(index, instant)
    return closing


def in_utc(instant: datetime) -> datetime:
    """Return the same instant in UTC; refuse a naive datetime."""
    if instant.tzinfo is UTC:
        return instant
    if instant.utcoffset() is None:
        message = f"{instant} is wall time without a zone; give an instant in UTC."
        raise InstantRefusedError(message)
    try:
        return instant.astimezone(UTC)
    except OverflowError as fault:
        message = f"{instant} is outside the years that are known; correct the date."
        raise InstantRefusedError(message) from fault


def check_lengths(shortest: timedelta, longest: timedelta) -> None:
    """Refuse durations below nothing or above the years that are searched."""
    if shortest < _NOTHING:
        raise InstantRefusedError("A working duration cannot be negative; give nothing or more.")
    if longest > SEARCHED:
        message = f"A working duration cannot exceed the {SEARCHED_YEARS} years searched; shorten it."
        raise BeyondHorizonError(message)


def check_order(first: datetime, last: datetime) -> None:
    """Refuse an end before its start."""
    if last < first:
        message = f"The end {last} comes before the start {first}; swap them."
        raise InstantRefusedError(message)


def _refuse_closing(index: OpenIndex, instant: datetime) -> NoReturn:
    if not opens_in_time(index, instant):
        refuse_opening(index, instant)
    since = f"{instant:%Y-%m-%d %H:%M} UTC"
    message = f"This calendar never closes in the {SEARCHED_YEARS} years from {since}; do not wait for it."
    raise NeverClosesError(message)
