"""The step of a history, day by day: days that go by another step than the rest are named, not read as if they did."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Final

from hamseda.workforce.forecast.seen import Seen, clock
from hamseda.workforce.forecast.stretches import Stretch, coarse_stretches
from hamseda.workforce.tables import Fault
from hamseda.workforce.why import Filling, Why

DAY_MINUTES: Final = 1440
LEAST_ROWS: Final = 4  # of a day that shows its step
CLEARLY: Final = 2 / 3  # of a day's steps are the same, and none is smaller or lies across
TELLING: Final = 3 / 4  # of the days show one, else the rows are too sparse to say anything by their steps


class Steps:
    """What the rows of one queue, in order, say of their step."""

    def __init__(self, rows: Sequence[Seen]) -> None:
        self._rows = rows
        self._firsts: dict[int, Seen] = {}
        self._by_day = _clear_steps(rows, self._firsts)
        shown = Counter(self._by_day.values())
        most = max(shown, key=lambda step: (shown[step], -step), default=None)
        self.step = _most_frequent(rows) if most is None else most
        self.others = {day: step for day, step in self._by_day.items() if step != self.step}

    def faults(self, interval: int) -> Iterator[Fault]:
        """Each day with another step, or with one that changes within it, by its first line."""
        if coarse := self._coarse(interval):
            spans = tuple(
                Why("start.span", {"first": clock(one.first), "last": clock(one.last), "own": one.step})
                for one in coarse
            )
            filling: dict[str, Filling] = {
                "spans": spans, "step": self.step or 0, "most": max(one.step for one in coarse),
            }  # fmt: skip
            for line in sorted({line for one in coarse for line in one.lines}):
                yield Fault(line, "start", Why("start.step_within_day", filling))
        for day, own in self.others.items():
            filling = {"day": date.fromordinal(day), "own": own, "step": self.step or own}
            yield Fault(self._firsts[day].line, "start", Why("start.other_step", filling))

    def _coarse(self, interval: int) -> list[Stretch]:
        """The parts of every day that go by longer steps, which these intervals would take for one of them."""
        if self.step is None or self.others:
            return []
        found = coarse_stretches(self._rows, self.step)
        return [one for one in found if interval % one.step or one.first % one.step]


def _clear_steps(rows: Iterable[Seen], firsts: dict[int, Seen]) -> dict[int, int]:
    """The step of each day that shows one; nothing where too few days do."""
    found: dict[int, int] = {}
    alone: dict[int, int] = {}
    asked = 0
    for day, group in groupby(rows, key=lambda row: row.day):
        members = list(group)
        firsts[day] = members[0]
        if len(members) == 1 and members[0].minute == 0:
            alone[day] = DAY_MINUTES
        if len(members) < LEAST_ROWS:
            continue
        asked += 1
        if (step := _clear_step(members)) is not None:
            found[day] = step
    if not asked or len(found) < TELLING * asked:
        return {}
    # One row alone at midnight may be where a table was cut off; several are sums of whole days.
    return found | alone if len(alone) > 1 else found


def _clear_step(members: Sequence[Seen]) -> int | None:
    steps = Counter(later.minute - row.minute for row, later in pairwise(members))
    step, count = steps.most_common(1)[0]
    is_clear = step > 0 and count >= CLEARLY * steps.total() and all(one % step == 0 for one in steps)
    return step if is_clear else None


def _most_frequent(rows: Sequence[Seen]) -> int | None:
    steps = Counter(
        later.minute - row.minute
        for row, later in pairwise(rows)
        if later.day == row.day and later.minute > row.minute
    )
    return steps.most_common(1)[0][0] if steps else None
