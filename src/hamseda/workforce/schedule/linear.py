"""An integer linear model that any of the solvers takes: whole variables with bounds, rows, and costs to be least."""

from collections.abc import Iterable, Mapping

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


def added(*parts: Iterable[tuple[int, int]]) -> Terms:
    """Sum terms of several parts."""
    found: Terms = {}
    for part in parts:
        for variable, factor in part:
            found[variable] = found.get(variable, 0) + factor
    return found
