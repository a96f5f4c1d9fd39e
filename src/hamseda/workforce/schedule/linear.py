"""An integer linear model that any of the solvers takes: whole variables with bounds, rows, and costs to be least."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

Terms = dict[int, int]  # variable -> how often it counts
Ints = NDArray[np.int64]
UNBOUNDED = 2**40  # more than any row of ours reaches


class Linear(Struct):
    """Variables and rows by number; `offset` is what costs whatever is chosen."""

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    cost: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    factors: list[int] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    offset: int = 0

    def variable(self, lower: int, upper: int, cost: int = 0) -> int:
        """Add a whole variable and give its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.cost.append(cost)
        return len(self.lower) - 1

    def row(self, terms: Mapping[int, int], low: int = -UNBOUNDED, high: int = UNBOUNDED) -> None:
        """Demand that the sum of the terms lies from `low` to `high`."""
        kept = [(variable, factor) for variable, factor in terms.items() if factor]
        if not kept and low <= 0 <= high:
            return
        self.columns += [variable for variable, _ in kept]
        self.factors += [factor for _, factor in kept]
        self.starts.append(len(self.columns))
        self.low.append(low)
        self.high.append(high)

    def value(self, chosen: Ints) -> int:
        """What a choice costs."""
        return int(np.dot(np.asarray(self.cost, np.int64), chosen)) + self.offset

    def keeps(self, chosen: Ints) -> bool:
        """Whether a choice keeps all bounds and rows."""
        if (chosen < self.lower).any() or (chosen > self.upper).any():
            return False
        activity = self.activity(chosen)
        return bool((activity >= self.low).all() and (activity <= self.high).all())

    def activity(self, chosen: Ints) -> Ints:
        """The sum of each row."""
        products = np.asarray(self.factors, np.int64) * chosen[np.asarray(self.columns, np.int64)]
        totals = np.concatenate(([0], np.cumsum(products)))
        starts = np.asarray(self.starts)
        return np.asarray(totals[starts[1:]] - totals[starts[:-1]], np.int64)


def around(linear: Linear, chosen: Ints, free: Sequence[int]) -> Linear:
    """The model in which some variables are free and all others stay as they were chosen; numbers follow `free`.

    A row that the choice breaks may stay as broken as it is, so the choice itself is always allowed.
    """
    number = np.full(len(linear.lower), -1, np.int64)
    number[list(free)] = np.arange(len(free))
    columns, factors = np.asarray(linear.columns, np.int64), np.asarray(linear.factors, np.int64)
    still = chosen.copy()
    still[list(free)] = 0
    now = linear.activity(chosen)
    settled, starts = linear.activity(still), linear.starts
    is_free = np.concatenate(([0], np.cumsum(number[columns] >= 0)))
    found = Linear(
        [linear.lower[one] for one in free],
        [linear.upper[one] for one in free],
        [linear.cost[one] for one in free],
    )
    found.offset = linear.value(still)
    for row in np.flatnonzero(is_free[starts[1:]] > is_free[starts[:-1]]):
        here = slice(starts[row], starts[row + 1])
        at = number[columns[here]]
        terms = dict(zip(at[at >= 0].tolist(), factors[here][at >= 0].tolist(), strict=True))
        known = int(settled[row])
        low, high = min(linear.low[row], int(now[row])), max(linear.high[row], int(now[row]))
        found.row(
            terms,
            low if low <= -UNBOUNDED else low - known,
            high if high >= UNBOUNDED else high - known,
        )
    return found


def added(*parts: Iterable[tuple[int, int]]) -> Terms:
    """Sum terms of several parts."""
    found: Terms = {}
    for part in parts:
        for variable, factor in part:
            found[variable] = found.get(variable, 0) + factor
    return found
