"""Questions about the working time of one timetable, for one instant or for arrays of them.

Many: arrays of int64 microseconds since 1970 (UTC); instants and durations are broadcast against each other.
"""

from datetime import UTC, datetime, timedelta
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike

from hamseda.kit.working_time.errors import (
    BeyondHorizonError,
    InstantRefusedError,
    NeverClosesError,
    NeverOpensError,
)
from hamseda.kit.working_time.horizon import SEARCHED, SEARCHED_YEARS, Horizon
from hamseda.kit.working_time.index import NOT_SHOWN, Micros, OpenIndex
from hamseda.kit.working_time.wall import instant_of, micros_of


class OpenHours:
    """Working-time arithmetic over a horizon; what `WorkingCalendar` delegates to."""

    def __init__(self, horizon: Horizon) -> None:
        self._horizon = horizon

    def add(self, start: datetime, duration: timedelta) -> datetime:
        instant, length = _micros(start), _length(duration)
        index = self._covering(instant)
        if length == 0:
            return start.astimezone(UTC)
        while (worked := index.worked(instant) + length) > index.total:
            index = self._beyond(index, instant)
        due = index.due(worked)
        if due > instant + SEARCHED:
            _refuse_due(index, instant)
        return instant_of(due)

    def between(self, start: datetime, end: datetime) -> timedelta:
        first, last = _micros(start), _micros(end)
        _check_order(first, last)
        index = self._horizon.covering(first, last)
        return timedelta(0, 0, index.worked(last) - index.worked(first))

    def is_open(self, instant: datetime) -> bool:
        micros = _micros(instant)
        return self._covering(micros).opening(micros) == micros

    def next_open(self, instant: datetime) -> datetime:
        micros = _micros(instant)
        index = self._covering(micros)
        while (opening := index.opening(micros)) is None:
            index = self._beyond(index, micros)
        if opening > micros + SEARCHED:
            _refuse_due(index, micros)
        return instant_of(opening)

    def next_close(self, instant: datetime) -> datetime:
        micros = _micros(instant)
        index = self._covering(micros)
        while (closing := index.closing(micros)) is None:
            further = self._horizon.beyond(index, micros + SEARCHED)
            if further is None:
                _refuse_close(index, micros)
            index = further
        if closing > micros + SEARCHED:
            _refuse_close(index, micros)
        return instant_of(closing)

    def add_many(self, starts: ArrayLike, durations: ArrayLike) -> Micros:
        instants, lengths = np.broadcast_arrays(_array(starts), _array(durations))
        if instants.size == 0:
            return instants.copy()
        _check_lengths(int(lengths.min()), int(lengths.max()))
        index = self._horizon.covering(int(instants.min()), int(instants.max()))
        while (short := (worked := index.worked_many(instants) + lengths) > index.total).any():
            index = self._beyond(index, int(instants[short].min()))
        due = np.where(lengths == 0, instants, index.due_many(worked))
        late = due > instants + SEARCHED
        if late.any():
            _refuse_due(index, int(instants[late][0]))
        return due

    def between_many(self, starts: ArrayLike, ends: ArrayLike) -> Micros:
        first, last = np.broadcast_arrays(_array(starts), _array(ends))
        if first.size == 0:
            return first.copy()
        _check_order(0, int((last - first).min()))
        index = self._horizon.covering(int(first.min()), int(last.max()))
        return index.worked_many(last) - index.worked_many(first)

    def next_open_many(self, instants: ArrayLike) -> Micros:
        micros = _array(instants)
        if micros.size == 0:
            return micros.copy()
        index = self._horizon.covering(int(micros.min()), int(micros.max()))
        while (short := (opening := index.opening_many(micros)) == NOT_SHOWN).any():
            index = self._beyond(index, int(micros[short].min()))
        late = opening > micros + SEARCHED
        if late.any():
            _refuse_due(index, int(micros[late][0]))
        return opening

    def _covering(self, instant: int) -> OpenIndex:
        return self._horizon.covering(instant, instant)

    def _beyond(self, index: OpenIndex, instant: int) -> OpenIndex:
        """Return a longer index, or say why what is asked from an instant on is not found."""
        further = self._horizon.beyond(index, instant + SEARCHED)
        if further is None:
            _refuse_due(index, instant)
        return further


def _micros(instant: datetime) -> int:
    try:
        return micros_of(instant)
    except TypeError as fault:
        message = f"{instant!r} is no instant: give a datetime with its zone, in UTC."
        raise InstantRefusedError(message) from fault


def _length(duration: timedelta) -> int:
    length = duration // timedelta(microseconds=1)
    _check_lengths(length, length)
    return length


def _array(values: ArrayLike) -> Micros:
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        message = f"Give whole microseconds since 1970 (int64), not {array.dtype}."
        raise InstantRefusedError(message)
    return array.astype(np.int64, copy=False)


def _check_lengths(shortest: int, longest: int) -> None:
    if shortest < 0:
        raise InstantRefusedError(
            "A working duration cannot be negative; swap start and end, or give 0 or more."
        )
    if longest > SEARCHED:
        message = (
            f"A working duration cannot exceed the {SEARCHED_YEARS} years that are searched; shorten it."
        )
        raise BeyondHorizonError(message)


def _check_order(first: int, last: int) -> None:
    if last < first:
        raise InstantRefusedError("The end comes before the start; swap them.")


def _refuse_due(index: OpenIndex, instant: int) -> NoReturn:
    since = f"{instant_of(instant):%Y-%m-%d %H:%M} UTC"
    opening = index.opening(instant)
    if opening is None or opening > instant + SEARCHED:
        message = (
            f"This calendar does not open within {SEARCHED_YEARS} years from {since}; give it opening hours."
        )
        raise NeverOpensError(message)
    message = (
        f"{SEARCHED_YEARS} years from {since} have not enough open hours; add hours or shorten the time."
    )
    raise BeyondHorizonError(message)


def _refuse_close(index: OpenIndex, instant: int) -> NoReturn:
    opening = index.opening(instant)
    if opening is None or opening > instant + SEARCHED:
        _refuse_due(index, instant)
    since = f"{instant_of(instant):%Y-%m-%d %H:%M} UTC"
    message = (
        f"This calendar stays open for {SEARCHED_YEARS} years from {since}; it has no closing time to give."
    )
    raise NeverClosesError(message)
