"""Erlang's formulas over whole arrays: loss (B), delay (C), and the least number of agents for C.

All of it rests on the inverse of the loss formula, I(n) = 1 / B(n, a), whose recursion
I(n) = 1 + n / a * I(n - 1) adds positive numbers only and so loses no digits, however large n is.
Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
telephone exchanges" (1917); R. B. Cooper, "Introduction to Queueing Theory" (2nd ed. 1981), sections 3.3 and 3.4.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# A recursion begun this many square roots of the load below its end has forgotten its start: each step shrinks an
# error by k / a, all together by at least exp(-9² / 2) = 3e-18.
WINDOW: Final = 9.0
TINIEST: Final = (
    1e-300  # stands for a load of nothing: 1 / B is then infinite from one agent on, as it must be
)


def inverse_blocking(agents: Ints, load: Floats) -> Floats:
    """1 / B(n, a) for each pair of agents and offered load in erlangs; infinite where B is below 1e-308."""
    loads = np.maximum(load, TINIEST)
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

    C(n, a) = n B / (n - a (1 - B)), that is n / ((n - a) I + a).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = agents / ((agents - load) * inverse + load)
    return np.where(load < agents, share, np.nan)


def least_agents(load: Floats, decay: Floats, target: Floats) -> tuple[Ints, Floats]:
    """The fewest agents with 1 - C(n, a) exp(-(n - a) d) >= target, and 1 / B there; d is target time / AHT.

    One walk up the agents serves all rows at once: sorted by load, the rows that n agents can just bear are
    neighbours, so each step looks at a few of them only. `target` is below 1.
    """
    order = np.argsort(load, kind="stable")
    walk = _Walk(np.maximum(load[order], TINIEST), decay[order], 1 - target[order])
    walk.run()
    agents, inverse = np.empty(load.size, np.int64), np.empty(load.size)
    agents[order], inverse[order] = walk.agents, walk.inverse
    return agents, inverse


class _Walk:
    """The state of `least_agents` at n agents; rows below `low` are done, those from `high` on have not begun."""

    def __init__(self, load: Floats, decay: Floats, missing: Floats) -> None:
        self.load, self.missing, self.per_load = load, missing, 1 / load
        self.factor = np.exp(-decay)
        self.late = np.exp(-(np.floor(load) + 1 - load) * decay)  # at the first n above the load
        self.start = _start(load, load)
        self.value = _begin(self.start, load)
        self.agents, self.inverse = np.zeros(load.size, np.int64), np.empty(load.size)
        self.room = np.empty(load.size)

    def run(self) -> None:
        """Add agents one by one until every row has enough."""
        low, n, size = 0, 0, self.load.size
        numbers = np.arange(1, int(self.load[-1]) + 2) if size else np.empty(0)
        bounds, starts = np.searchsorted(self.load, numbers), np.searchsorted(self.start, numbers)
        with np.errstate(over="ignore", invalid="ignore"):
            while low < size:
                n = n + 1 if self.start[low] < n + 1 else int(self.start[low]) + 1
                known = n <= len(starts)
                self._step(n, low, int(starts[n - 1]) if known else size)
                low = self._settle(n, low, int(bounds[n - 1]) if known else size)

    def _step(self, n: int, low: int, high: int) -> None:
        value = self.value[low:high]
        value *= n
        value *= self.per_load[low:high]
        value += 1

    def _settle(self, n: int, low: int, above: int) -> int:
        """Note the rows for which n is the first number that is enough; return the first row that is not done."""
        if low >= above:
            return low
        load, late, value = self.load[low:above], self.late[low:above], self.value[low:above]
        room = np.subtract(n, load, out=self.room[: above - low])
        room *= value
        room += load
        room *= self.missing[low:above]
        done = self.agents[low:above] > 0
        enough = np.flatnonzero((late * n <= room) & ~done)
        self.agents[low:above][enough] = n
        self.inverse[low:above][enough] = value[enough]
        late *= self.factor[low:above]
        done[enough] = True
        return low + int(done.argmin()) if not done.all() else above


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
