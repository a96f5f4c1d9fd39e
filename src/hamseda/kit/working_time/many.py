"""The same questions for arrays of int64 microseconds since 1970, which are broadcast as numpy does."""

from datetime import datetime, timedelta

import numpy as np
from numpy.typing import ArrayLike

from hamseda.kit.working_time.arrays import NOT_SHOWN, Micros
from hamseda.kit.working_time.errors import InstantRefusedError
from hamseda.kit.working_time.horizon import EARLIEST, LATEST, SEARCHED, Horizon, refuse_opening
from hamseda.kit.working_time.index import OpenIndex
from hamseda.kit.working_time.single import check_lengths, check_order
from hamseda.kit.working_time.wall import MICROSECOND, instant_of, micros_of

_SEARCHED = SEARCHED // MICROSECOND
_EARLIEST, _LATEST = micros_of(EARLIEST), micros_of(LATEST)


def add_many(horizon: Horizon, starts: ArrayLike, durations: ArrayLike) -> Micros:
    instants, lengths = np.broadcast_arrays(_array(starts), _array(durations))
    if instants.size == 0:
        return instants.copy()
    _check_lengths(lengths)
    index = _covering(horizon, instants, instants)
    while (short := (worked := index.arrays.worked(instants) + lengths) > index.arrays.total).any():
        index = horizon.longer(index, instant_of(int(instants[short].min())))
    due = np.where(lengths == 0, instants, index.arrays.due(worked))
    _check_searched(index, instants, due)
    return due


def between_many(horizon: Horizon, starts: ArrayLike, ends: ArrayLike) -> Micros:
    first, last = np.broadcast_arrays(_array(starts), _array(ends))
    if first.size == 0:
        return first.copy()
    index = _covering(horizon, first, last)
    if (last < first).any():
        wrong = np.argmax(last < first)
        check_order(instant_of(int(first.flat[wrong])), instant_of(int(last.flat[wrong])))
    return index.arrays.worked(last) - index.arrays.worked(first)


def next_open_many(horizon: Horizon, instants: ArrayLike) -> Micros:
    micros = _array(instants)
    if micros.size == 0:
        return micros.copy()
    index = _covering(horizon, micros, micros)
    while (short := (opening := index.arrays.opening(micros)) == NOT_SHOWN).any():
        index = horizon.longer(index, instant_of(int(micros[short].min())))
    _check_searched(index, micros, opening)
    return opening


def _array(values: ArrayLike) -> Micros:
    array = np.asarray(values)
    if array.size and array.dtype.kind != "i":
        message = f"Give whole microseconds (int64), not {array.dtype}."
        raise InstantRefusedError(message)
    return array.astype(np.int64, copy=False)


def _check_lengths(lengths: Micros) -> None:
    # a length that no timedelta can hold is beyond the years searched either way
    longest = min(int(lengths.max()), _SEARCHED + 1)
    shortest = max(int(lengths.min()), -1)
    check_lengths(timedelta(0, 0, shortest), timedelta(0, 0, longest))


def _covering(horizon: Horizon, first: Micros, last: Micros) -> OpenIndex:
    since, until = min(int(first.min()), int(last.min())), max(int(first.max()), int(last.max()))
    return horizon.covering(_bounded(since), _bounded(until))


def _bounded(micros: int) -> datetime:
    """Return an instant that is out of range where the number is, even a number that no datetime holds."""
    return instant_of(max(_EARLIEST - 1, min(micros, _LATEST)))


def _check_searched(index: OpenIndex, instants: Micros, answers: Micros) -> None:
    late = answers - instants > _SEARCHED
    if late.any():
        refuse_opening(index, instant_of(int(instants[late].flat[0])))
