"""Open periods with the working time before each: every question becomes a binary search."""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate

from hamseda.kit.working_time.arrays import OpenArrays
from hamseda.kit.working_time.periods import Period


class OpenIndex:
    """Open periods of [since, until), sorted and disjoint; answers hold inside that range only.

    `before[i]` and `through[i]` are the working time from `since` to the start and to the end of period i.
    Period 0 is an empty one at `since`, so that every instant has a period at or before it. Datetimes and not
    numbers, because comparing and subtracting UTC datetimes is quicker than converting them.
    """

    def __init__(self, periods: list[Period], since: datetime, until: datetime) -> None:
        self.since, self.until = since, until
        self.starts = [since, *(start for start, _ in periods)]
        self.ends = [since, *(end for _, end in periods)]
        lengths = [end - start for start, end in zip(self.starts, self.ends, strict=True)]
        self.through = list(accumulate(lengths, timedelta.__add__))
        self.before = [timedelta(), *self.through[:-1]]
        self.total = self.through[-1]

    def worked(self, instant: datetime) -> timedelta:
        """Return the working time from `since` to an instant."""
        i = bisect_right(self.starts, instant) - 1
        if instant >= self.ends[i]:
            return self.through[i]
        return self.before[i] + (instant - self.starts[i])

    def due(self, worked: timedelta) -> datetime:
        """Return the first instant by which that much (0 < worked <= total) has been worked."""
        i = bisect_left(self.through, worked)
        return self.starts[i] + (worked - self.before[i])

    def opening(self, instant: datetime) -> datetime | None:
        """Return the instant itself if open, else the next start; None if there is none in the range."""
        i = bisect_right(self.starts, instant)
        if instant < self.ends[i - 1]:
            return instant
        return self.starts[i] if i < len(self.starts) else None

    def closing(self, instant: datetime) -> datetime | None:
        """Return the next end of a period after an instant; None if the range does not show it."""
        i = bisect_right(self.ends, instant)
        return self.ends[i] if i < len(self.ends) and self.ends[i] < self.until else None

    @cached_property
    def arrays(self) -> OpenArrays:
        """The same index for arrays of instants, made when first asked for."""
        return OpenArrays(self.starts, self.ends)
