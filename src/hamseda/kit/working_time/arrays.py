"""Open periods as int64 arrays of microseconds since 1970, for millions of questions at once."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from hamseda.kit.working_time.wall import micros_of

Micros = NDArray[np.int64]
NOT_SHOWN = np.iinfo(np.int64).min


class OpenArrays:
    """The array twin of OpenIndex: same periods, same questions, answers of the question's shape."""

    def __init__(self, starts: Sequence[datetime], ends: Sequence[datetime]) -> None:
        self._starts = np.array([micros_of(start) for start in starts], dtype=np.int64)
        self._ends = np.array([micros_of(end) for end in ends], dtype=np.int64)
        self._through = np.cumsum(self._ends - self._starts)
        self._before = self._through - (self._ends - self._starts)
        self._following = np.append(self._starts[1:], NOT_SHOWN)
        self.total = int(self._through[-1])

    def worked(self, instants: Micros) -> Micros:
        """Return the working microseconds from the start of the index to each instant."""
        i = np.searchsorted(self._starts, instants, side="right") - 1
        worked: Micros = self._before[i] + (np.minimum(instants, self._ends[i]) - self._starts[i])
        return worked

    def due(self, worked: Micros) -> Micros:
        """Return the first instant by which each amount (0 < worked <= total) has been worked."""
        i = np.searchsorted(self._through, worked, side="left")
        due: Micros = self._starts[i] + (worked - self._before[i])
        return due

    def opening(self, instants: Micros) -> Micros:
        """Return each instant if open, else the next start; NOT_SHOWN where there is none."""
        i = np.searchsorted(self._starts, instants, side="right") - 1
        return np.where(instants < self._ends[i], instants, self._following[i])
