"""What a solver does for schedules."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from hamseda.workforce.schedule.linear import Ints, Linear

Tell = Callable[[float, float], bool]  # cost of the best so far, bound; True: go on


class Relaxed(Struct):
    """The answer of the linear relaxation: values, and what nothing whole can undercut."""

    values: list[float]
    bound: float


class Found(Struct):
    """The best choice found, if any, and a bound on what any choice costs."""

    chosen: Ints | None
    bound: float


class Solver(Protocol):
    """A program that minimises integer linear models."""

    name: str

    def relax(self, linear: Linear, seconds: float) -> Relaxed | None:
        """Solve without wholeness; None where the time did not suffice."""

    def solve(self, linear: Linear, seconds: float, *, gap: float, hint: Ints | None, tell: Tell) -> Found:
        """Search until the gap to the bound is small enough, the time is over or `tell` says stop."""
