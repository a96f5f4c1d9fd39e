"""Open periods as arrays with the working time before each: every question becomes a binary search."""

from bisect import bisect_left, bisect_right

import numpy as np
from numpy.typing import NDArray

from hamseda.kit.working_time.periods import Period

Micros = NDArray[np.int64]
NOT_SHOWN = np.iinfo(np.int64).min


class OpenIndex:
    """Open periods of [since, until) in microseconds; answers hold inside that range only.

    `before[i]` and `through[i]` are the working microseconds from `since` to the start and to the end of the
    i-th period. Period 0 is an empty one at `since`, so that every instant has a period at or before it.
    The same figures are kept as lists for single questions and as arrays for many.
    """

    def __init__(self, periods: list[Period], since: int, until: int) -> None:
        self.since, self.until = since, until
        bounds = np.array([(since, since), *periods], dtype=np.int64)
        self._starts, self._ends = bounds[:, 0].copy(), bounds[:, 1].copy()
        self._through = np.cumsum(self._ends - self._starts)
        self._before = self._through - (self._ends - self._starts)
        self.starts: list[int] = self._starts.tolist()
        self.ends: list[int] = self._ends.tolist()
        self.before: list[int] = self._before.tolist()
        self.through: list[int] = self._through.tolist()
        self.total = self.through[-1]

    def worked(self, instant: int) -> int:
        """Return working microseconds from `since` to an instant."""
        i = bisect_right(self.starts, instant) - 1
        if instant >= self.ends[i]:
            return self.through[i]
        return self.before[i] + instant - self.starts[i]

    def due(self, worked: int) -> int:
        """Return the first instant by which that much (0 < worked <= total) has been worked."""
        i = bisect_left(self.through, worked)
        return self.starts[i] + worked - self.before[i]

    def opening(self, instant: int) -> int | None:
        """Return the instant itself if open, else the next start; None if there is none in the range."""
        i = bisect_right(self.starts, instant) - 1
        if instant < self.ends[i]:
            return instant
        return self.starts[i + 1] if i + 1 < len(self.starts) else None

    def closing(self, instant: int) -> int | None:
        """Return the next end of a period after an instant; None if the range does not show it."""
        i = bisect_right(self.ends, instant)
        return self.ends[i] if i < len(self.ends) and self.ends[i] < self.until else None

    def worked_many(self, instants: Micros) -> Micros:
        """Return `worked` of each instant, same shape."""
        i = np.searchsorted(self._starts, instants, side="right") - 1
        worked: Micros = self._before[i] + (np.minimum(instants, self._ends[i]) - self._starts[i])
        return worked

    def due_many(self, worked: Micros) -> Micros:
        """Return `due` of each amount, same shape; amounts of 0 give an arbitrary instant."""
        i = np.searchsorted(self._through, worked, side="left")
        due: Micros = self._starts[i] + (worked - self._before[i])
        return due

    def opening_many(self, instants: Micros) -> Micros:
        """Return `opening` of each instant, same shape; NOT_SHOWN where there is none in the range."""
        i = np.searchsorted(self._starts, instants, side="right") - 1
        following = np.append(self._starts[1:], NOT_SHOWN)[i]
        return np.where(instants < self._ends[i], instants, following)
