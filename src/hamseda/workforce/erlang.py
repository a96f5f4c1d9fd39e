"""Erlang's formulas over whole arrays: loss (B), delay (C), and the least number of agents for C.

All of it rests on the inverse of the loss formula, I(n) = 1 / B(n, a), whose recursion
I(n) = 1 + n / a * I(n - 1) adds positive numbers only and so loses no digits, however large n is.
Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
telephone exchanges" (1917); R. B. Cooper, "Introduction to Queueing Theory" (2nd ed. 1981), sections 3.3 and 3.4.
"""

from bisect import bisect_left
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# A recursion begun this many square roots of the load below its end has forgotten its start: each step shrinks an
# error by k / a, all together by at least exp(-9² / 2) = 3e-18.
WINDOW: Final = 9.0
FAR: Final = 2000
TINIEST: Final = (
    1e-300  # stands for a load of nothing: 1 / B is then infinite from one agent on, as it must be
)


def inverse_blocking(agents: Ints, load: Floats) -> Floats:
    """1 / B(n, a) for each pair of agents and offered load in erlangs; infinite where B is below 1e-308."""
    loads = np.maximum(load, TINIEST)
    # beyond twice the load and 2000 each step more than doubles it: it is infinite long since
    agents = np.minimum(agents, (2 * loads).astype(np.int64) + FAR)
    start = _start(np.minimum(agents, loads), loads)
    steps = agents - start
    order = np.argsort(-steps, kind="stable")
    value, k, a = _begin(start, loads)[order], start[order].astype(np.float64), loads[order]
    with np.errstate(over="ignore"):
        for live in _lengths(steps):
            k[:live] += 1
            value[:live] *= k[:live]
            value[:live] /= a[:live]
            value[:live] += 1
    found = np.empty_like(value)
    found[order] = value
    return found


def blocking(agents: Ints, load: Floats) -> Floats:
    """Erlang B: the share of contacts that find all n agents busy, where those are turned away.

    B(n, a) = (a^n / n!) / sum over k of a^k / k!, k from 0 to n.
    """
    return 1 / inverse_blocking(agents, load)


def delay(agents: Ints, load: Floats, inverse: Floats) -> Floats:
    """Erlang C: the share of contacts that wait, where all wait; `inverse` is 1 / B(n, a). NaN where a >= n.

    C(n, a) = n B / (n - a (1 - B)), that is 1 / ((1 - a / n) I + a / n), whose terms never exceed I.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        each = load / agents
        share = 1 / ((1 - each) * inverse + each)
    return np.where(load < agents, share, np.nan)


def least_agents(load: Floats, decay: Floats, target: Floats) -> tuple[Ints, Floats]:
    """The fewest agents with 1 - C(n, a) exp(-(n - a) d) >= target, and C there; d is target time / AHT.

    One walk up the agents serves all rows at once: sorted by load, the rows that n agents can just bear are
    neighbours, so each step looks at a few of them only. `target` is below 1.
    """
    floor = load.astype(np.int64)
    # whole numbers of 16 bits are sorted by their digits, several times as quickly
    order = np.argsort(floor.astype(np.uint16) if floor.max(initial=0) < 1 << 16 else floor, kind="stable")
    walk = _Walk(np.maximum(load[order], TINIEST), floor[order], decay[order], 1 - target[order])
    walk.run()
    agents, waiting = np.empty(load.size, np.int64), np.empty(load.size)
    agents[order], waiting[order] = walk.agents, walk.waiting
    return agents, waiting


class _Walk:
    """The state of `least_agents` at n agents; rows below `low` are done, those from `high` on have not begun."""

    def __init__(self, load: Floats, floor: Ints, decay: Floats, missing: Floats) -> None:
        self.floor, self.missing, self.per_load = floor, missing, 1 / load
        self.factor = np.exp(-decay)
        self.late = np.exp((load - floor - 1) * decay)  # at the first n above the load
        self.start = np.maximum.accumulate(
            _start(floor.astype(np.float64), load)
        )  # so that rows begin in order
        self.value = _begin(self.start, load)
        self.before = np.empty(load.size)
        self.agents, self.waiting = np.zeros(load.size, np.int64), np.empty(load.size)

    def run(self) -> None:
        """Add agents one by one until every row has enough."""
        low = n = above = begun = 0
        floor, start = self.floor.tolist(), self.start.tolist()
        with np.errstate(over="ignore", invalid="ignore"):
            while low < len(floor):
                n = max(n, start[low]) + 1
                above = bisect_left(floor, n, above)  # so many rows have a load below n
                begun = bisect_left(start, n, begun)
                low = self._step(n, low, above, begun)

    def _step(self, n: int, low: int, above: int, high: int) -> int:
        """Come from n - 1 to n; note the rows for which that is enough, and return the first that is not done."""
        value = self.value[low:high]
        before = self.before[low:above]
        before[:] = value[: before.size]
        value *= self.per_load[low:high]
        value *= n
        value += 1
        if low >= above:
            return low
        # C(n, a) = 1 / (I(n) - I(n - 1)), by the recursion put into the formula of `delay`
        gap = np.subtract(value[: before.size], before, out=before)
        missing, late = self.missing[low:above], self.late[low:above]
        enough = np.flatnonzero(late <= missing * gap)
        late *= self.factor[low:above]
        if not enough.size:
            return low
        self.agents[low:above][enough] = n
        self.waiting[low:above][enough] = 1 / gap[enough]
        missing[enough] = -1  # never found again
        return low + _leading(missing) if enough[0] == 0 else low


def _leading(missing: Floats) -> int:
    """How many rows at the beginning are done."""
    open_rows = missing >= 0
    first = int(open_rows.argmax())
    return first if open_rows[first] else missing.size


def _start(end: Floats, load: Floats) -> Ints:
    return np.floor(np.maximum(end - WINDOW * np.sqrt(load), 0)).astype(np.int64)


def _begin(start: Ints, load: Floats) -> Floats:
    """Far below the load 1 / B is about 1 / (1 - n / a): near enough, since the recursion forgets it."""
    return 1 / (1 - start / load)


def _lengths(steps: Ints) -> list[int]:
    """How many rows still take step 1, 2, …, where the rows are sorted by their steps, most first."""
    ascending = np.sort(steps)
    most = int(ascending[-1]) if ascending.size else 0
    return [int(steps.size - left) for left in np.searchsorted(ascending, np.arange(most), side="right")]
