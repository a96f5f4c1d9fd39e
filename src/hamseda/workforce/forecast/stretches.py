"""Parts of every day that go by a longer step than the rest: hours at night among half hours by day."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Final

from msgspec import Struct

from hamseda.workforce.forecast.seen import Seen

LEAST_STEPS: Final = 3  # one after the other: a pause is one long step
LEAST_SEEN: Final = 12  # rows in all: what few show may be chance where only what came has rows
SELDOM: Final = 0.1  # of a start's rows: so many between it and the next are a slip


class Stretch(Struct, frozen=True):
    """From which start to which (minutes of the day), by which step, and its first line on each day."""

    first: int
    last: int
    step: int
    lines: Sequence[int]


def coarse_stretches(rows: Sequence[Seen], step: int) -> list[Stretch]:
    """The stretches with longer steps, in which most days have every start and hardly one has a row between two."""
    seen = Counter(row.minute for row in rows)
    days = len({row.day for row in rows})
    usual = sorted(minute for minute, count in seen.items() if 2 * count >= days)
    return [
        Stretch(starts[0], starts[-1], longer, _first_lines(rows, starts))
        for longer, starts in _even(usual)
        if longer > step and len(starts) >= LEAST_STEPS and _is_shown(seen, starts, longer)
    ]


def _even(minutes: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Starts one after the other that are followed by the next at the same distance."""
    steps = [(later - minute, minute) for minute, later in pairwise(minutes)]
    for distance, members in groupby(steps, key=lambda step: step[0]):
        yield distance, [minute for _, minute in members]


def _is_shown(seen: Mapping[int, int], starts: Sequence[int], longer: int) -> bool:
    between = (
        count > SELDOM * seen[start]
        for start in starts
        for minute, count in seen.items()
        if start < minute < start + longer
    )
    return sum(seen[start] for start in starts) >= LEAST_SEEN and not any(between)


def _first_lines(rows: Sequence[Seen], starts: Sequence[int]) -> list[int]:
    firsts: dict[int, int] = {}
    for row in rows:
        if starts[0] <= row.minute <= starts[-1]:
            firsts.setdefault(row.day, row.line)
    return [*firsts.values()]
