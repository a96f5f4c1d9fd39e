"""Binary heaps of item slots inside one integer array, each with a base; plain loops that numba can compile.

`place[slot]` is the index of a slot in its heap, so any slot can be taken out in O(log n): no tombstones.
Ordered by (order[slot], tie[slot]).
"""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def push(heap: Ints, place: Ints, order: Ints, tie: Ints, base: int, size: int, slot: int) -> None:
    """Add a slot to the heap of `size` entries at `base`; the array must have room for one more."""
    heap[base + size] = slot
    rise(heap, place, order, tie, base, size)


def take(heap: Ints, place: Ints, order: Ints, tie: Ints, base: int, size: int, slot: int) -> None:
    """Remove a slot, wherever it stands, from the heap of `size` entries at `base`."""
    at = int(place[slot])
    last = int(heap[base + size - 1])
    place[slot] = -1
    if last == slot:
        return
    heap[base + at] = last
    place[last] = at
    sink(heap, place, order, tie, base, size - 1, at)
    rise(heap, place, order, tie, base, int(place[last]))


def rise(heap: Ints, place: Ints, order: Ints, tie: Ints, base: int, at: int) -> None:
    """Move the entry at index `at` towards the top as far as it belongs."""
    slot = int(heap[base + at])
    mine = order[slot]
    while at > 0:
        above = (at - 1) >> 1
        other = int(heap[base + above])
        theirs = order[other]
        if theirs < mine or (theirs == mine and tie[other] < tie[slot]):
            break
        heap[base + at] = other
        place[other] = at
        at = above
    heap[base + at] = slot
    place[slot] = at


def sink(heap: Ints, place: Ints, order: Ints, tie: Ints, base: int, size: int, at: int) -> None:
    """Move the entry at index `at` away from the top as far as it belongs."""
    slot = int(heap[base + at])
    mine = order[slot]
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        other = int(heap[base + below])
        if below + 1 < size:
            sibling = int(heap[base + below + 1])
            if order[sibling] < order[other] or (
                order[sibling] == order[other] and tie[sibling] < tie[other]
            ):
                below += 1
                other = sibling
        theirs = order[other]
        if mine < theirs or (mine == theirs and tie[slot] < tie[other]):
            break
        heap[base + at] = other
        place[other] = at
        at = below
    heap[base + at] = slot
    place[slot] = at
