"""The least whole number for which something that only ever grows is enough, for many rows at once."""

from collections.abc import Callable

import numpy as np

from hamseda.workforce.erlang import Flags, Floats, Ints

Enough = Callable[[Ints, Ints], Flags]


def least(enough: Enough, guess: Floats) -> Ints:
    """Return the least n >= 1 with enough(n, rows) for each row; near the guess few looks are needed.

    `enough` takes numbers and the rows that they are for. Steps grow twofold until n lies between two looks, then
    halve what lies between.
    """
    low = np.zeros(guess.size, np.int64)  # not enough
    high = np.full(guess.size, -1, np.int64)  # enough; -1: not known yet
    step = np.maximum(np.sqrt(guess) / 4, 1).astype(np.int64)
    look = np.maximum(np.ceil(guess), 1).astype(np.int64)
    rows = np.arange(guess.size)
    while rows.size:
        good = enough(look[rows], rows)
        high[rows[good]] = look[rows[good]]
        low[rows[~good]] = look[rows[~good]]
        rows = rows[(high[rows] < 0) | (high[rows] - low[rows] > 1)]
        look[rows] = _next(low[rows], high[rows], step[rows])
        step[rows] *= 2
    return high


def _next(low: Ints, high: Ints, step: Ints) -> Ints:
    """One step beyond the only known side, or the middle of both."""
    up, down = low + step, np.maximum(high - step, low + 1)
    beyond = np.where(high < 0, up, down)
    return np.where((low > 0) & (high > 0), (low + high) // 2, beyond)
