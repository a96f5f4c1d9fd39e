"""Lines without a queue: whoever finds all of them busy is turned away and gone (M/M/n/n, Erlang B)."""

import numpy as np

from hamseda.workforce.erlang import Flags, Floats, Ints, inverse_blocking
from hamseda.workforce.solve import least
from hamseda.workforce.waits import Waits


def least_lines(load: Floats, most: float) -> Ints:
    """The fewest lines at which at most this share of the contacts, above 0, is turned away; none where nothing comes."""
    lines = np.zeros(load.size, np.int64)
    busy = np.flatnonzero(load > 0)

    def enough(tried: Ints, rows: Ints) -> Flags:
        return blocked(tried, load[busy[rows]]) <= most

    lines[busy] = least(enough, load[busy])
    return lines


def blocked(lines: Ints, load: Floats) -> Floats:
    """The share that is turned away, B(n, a) of `erlang.blocking`; NaN where nothing comes and no line is there."""
    return np.where((lines == 0) & (load == 0), np.nan, 1 / inverse_blocking(lines, load))


def unqueued(turned_away: Floats) -> Waits:
    """Who is let in is answered at once; nobody waits, and nobody gives up waiting."""
    answered, none = 1 - turned_away, 0 * turned_away
    asa = np.where(answered > 0, 0.0, np.nan)
    return Waits(none, answered, none, answered, none, asa, none)
