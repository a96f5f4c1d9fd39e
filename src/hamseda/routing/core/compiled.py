"""The policy for numba: its functions as they are, its columns as one struct each, heaps as arrays.

Imported only where numba (extra `fast`) is there and wanted. numba is told of functions, never changes them: called from
plain Python they go on as they are.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import fields
from types import FunctionType, ModuleType
from typing import Any

from numba import types
from numba.experimental import structref
from numba.extending import overload, register_jitable

from hamseda.routing.core import choosing, columns, crew, index, line, offers
from hamseda.routing.core.columns import NEVER, Arrays, size_of, withdraw

CLOSING = Arrays.closing
SOURCES = (columns, crew, choosing, line, offers)


def compile_functions_of(*modules: ModuleType) -> None:
    """Let compiled code call the functions that some modules define."""
    for module in modules:
        for found in vars(module).values():
            is_its_own = isinstance(found, FunctionType) and found.__module__ == module.__name__
            if is_its_own and found not in {withdraw, size_of}:
                register_jitable(found)


def as_struct(wanted: type) -> None:
    """Let compiled code make and read a dataclass of columns, which it passes on as one pointer."""
    made = type(f"{wanted.__name__}Type", (types.StructRef,), {"preprocess_fields": _unliteral})
    structref.register(made)
    names = [field.name for field in fields(wanted)]
    structref.define_constructor(wanted, made, names)
    structref.define_attributes(made)


def _unliteral(_: Any, given: Iterable[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, types.unliteral(kind)) for name, kind in given)


def push(heap: Any, code: int) -> None:
    """Add an entry to a heap that is an array with room for it; the last entry says its size."""
    at = heap[-1] - NEVER
    heap[-1] += 1
    heap[at + 3] = CLOSING
    while at > 0:
        above = (at - 1) >> 1
        if heap[above] <= code:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = code


def pop(heap: Any) -> int:
    """Take the first entry out of a heap that is an array and not empty."""
    first: int = heap[0]
    heap[-1] -= 1
    size = heap[-1] - NEVER
    last = heap[size]
    heap[size] = CLOSING
    at, below = 0, 1
    while below < size:
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if last <= heap[below]:
            break
        heap[at] = heap[below]
        at, below = below, 2 * below + 1
    if size > 0:
        heap[at] = last
    return first


def draw(heap: Any, code: int) -> None:
    """Take an entry that is there out of a heap that is an array: lift it to the top, then pop it."""
    at = 0
    while heap[at] != code:
        at += 1
    while at > 0:
        above = (at - 1) >> 1
        heap[at] = heap[above]
        at = above
    heap[0] = code
    heapq.heappop(heap)


def size(heap: Any) -> int:
    """How many entries a heap that is an array has."""
    entries: int = heap[-1] - NEVER
    return entries


def _for_arrays(plain: Callable[..., Any], ours: Callable[..., Any]) -> None:
    """Where compiled code calls a function with an array, ours is meant."""

    def chosen(*given: Any) -> Callable[..., Any] | None:
        return ours if isinstance(given[0], types.Array) else None

    overload(plain, strict=False)(chosen)


_for_arrays(heapq.heappush, push)
_for_arrays(heapq.heappop, pop)
_for_arrays(withdraw, draw)
_for_arrays(size_of, size)


def nobody(*_: Any) -> int:
    """What an index would answer: compiled code has none and never asks, yet has to be told what sort of thing it is."""
    return crew.NOBODY


def itself(column: Any, *_: Any) -> Any:
    """The same where a column would be answered."""
    return column


for asked in (index.tell_room, index.tell_presence, index.ask_placeable, index.ask_blocked):
    overload(asked, strict=False)(lambda *_: nobody)
overload(index.ask_agents, strict=False)(lambda *_: itself)
compile_functions_of(*SOURCES)
as_struct(crew.Crew)
as_struct(line.Line)
