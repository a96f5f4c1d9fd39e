"""Columns of integers: lists, which plain Python reads quickest, or arrays, which numba compiles for.

A heap is read by `heap[0]` in both and changed by `heappush`, `heappop` and `withdraw` alone. It is closed by three
entries later than anything, so that the first and the second can be read whatever is left. As an array it says its size in
the last entry, as NEVER + size; what stands between is not read, and of `heaps` closes too, so that all of it may be.
"""

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

Column = list[int]  # an array of 64-bit integers where the functions are compiled
Shares = list[float]

NEVER: Final = 2**61  # later than any instant, and still safe to double in 64 bits
CLOSING: Final = 3


class Columns(Protocol):
    """Makes columns of one sort; `closing` is later than anything."""

    @property
    def closing(self) -> int:
        """An entry that is later than any instant."""
        ...

    def of(self, values: Iterable[int] | npt.NDArray[np.int64]) -> Column:
        """A column of these values."""
        ...

    def shares(self, values: Iterable[float] | npt.NDArray[np.float64]) -> Shares:
        """A column of these shares."""
        ...

    def blank(self, count: int, value: int) -> Column:
        """A column of the same value."""
        ...

    def heap(self, codes: Sequence[int], room: int) -> Column:
        """A heap of these codes, with room for so many."""
        ...

    def heaps(self, count: int, room: int) -> list[Column]:
        """So many empty heaps."""
        ...

    def joined(self, column: Column, more: Column) -> Column:
        """The column, longer by another."""
        ...

    def joined_shares(self, column: Shares, more: Shares) -> Shares:
        """The same for shares."""
        ...

    def roomier(self, heap: Column, room: int) -> Column:
        """The same heap, with room for so many."""
        ...


class Lists:
    """Columns as lists."""

    closing: Final[int] = 2**100

    def of(self, values: Iterable[int] | npt.NDArray[np.int64]) -> Column:
        """A column of these values."""
        return values.tolist() if isinstance(values, np.ndarray) else list(values)

    def shares(self, values: Iterable[float] | npt.NDArray[np.float64]) -> Shares:
        """A column of these shares."""
        return values.tolist() if isinstance(values, np.ndarray) else list(values)

    def blank(self, count: int, value: int) -> Column:
        """A column of the same value."""
        return [value] * count

    def heap(self, codes: Sequence[int], room: int) -> Column:  # noqa: ARG002 (a list has room)
        """A heap of these codes."""
        return sorted(codes) + [self.closing] * CLOSING

    def heaps(self, count: int, room: int) -> list[Column]:
        """So many empty heaps."""
        return [self.heap((), room) for _ in range(count)]

    def joined(self, column: Column, more: Column) -> Column:
        """The column itself, longer by another."""
        column.extend(more)
        return column

    def joined_shares(self, column: Shares, more: Shares) -> Shares:
        """The same for shares."""
        column.extend(more)
        return column

    def roomier(self, heap: Column, room: int) -> Column:  # noqa: ARG002
        """The same heap."""
        return heap


class Arrays:
    """Columns as arrays of 64 bits; what is said of lists holds of them where the functions are compiled."""

    closing: Final[int] = 2**63 - 1

    def of(self, values):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        """A column of these values."""
        return np.asarray(values if isinstance(values, np.ndarray) else list(values), np.int64)

    def shares(self, values):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        """A column of these shares."""
        return np.asarray(values if isinstance(values, np.ndarray) else list(values), np.float64)

    def blank(self, count: int, value: int):  # type: ignore[no-untyped-def]  # noqa: ANN201
        """A column of the same value; noughts take no memory until they are written."""
        return np.full(count, value, np.int64) if value else np.zeros(count, np.int64)

    def heap(self, codes: Sequence[int], room: int):  # type: ignore[no-untyped-def]  # noqa: ANN201
        """A heap of these codes, with room for so many."""
        made = np.zeros(max(room, len(codes)) + CLOSING + 1, np.int64)
        made[: len(codes) + CLOSING] = [*sorted(codes), *[self.closing] * CLOSING]
        made[-1] = NEVER + len(codes)
        return made

    def heaps(self, count: int, room: int):  # type: ignore[no-untyped-def]  # noqa: ANN201
        """So many empty heaps, as the rows of one array."""
        made = np.full((count, room + CLOSING + 1), self.closing, np.int64)
        made[:, -1] = NEVER
        return made

    def joined(self, column, more):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        """A column of both."""
        return np.concatenate([column, more])

    joined_shares = joined

    def roomier(self, heap, room):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        """The same heap, with room for so many."""
        return self.heap(heap[: heap[-1] - NEVER].tolist(), room)


def size_of(heap: Column) -> int:
    """How many entries a heap has."""
    return len(heap) - CLOSING


def withdraw(heap: Column, code: int) -> None:
    """Take one entry out of a heap, wherever it stands."""
    if heap[0] == code:
        heappop(heap)
    else:
        heap.remove(code)
        heapify(heap)
