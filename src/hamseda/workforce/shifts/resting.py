"""Places the breaks of a shift that somebody puts by hand: when fewest others rest, near to the middle of their time."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from hamseda.workforce.schedule.pauses import Due, due, fitting
from hamseda.workforce.schedule.plan import Plan, Template
from hamseda.workforce.shifts.stored import StoredBreak, StoredShift
from hamseda.workforce.shifts.words import DAY_MINUTES


class Resting:
    """How many rest in each slot of the plan."""

    def __init__(self, plan: Plan, shifts: Iterable[StoredShift] = ()) -> None:
        self.plan = plan
        self.counts: Counter[int] = Counter()
        for one in shifts:
            self.add(one)

    def add(self, shift: StoredShift) -> None:
        """Count the breaks of a shift."""
        for rest in shift.breaks:
            first = self.slot(shift.day, rest.start_m)
            self.counts.update(range(first, first + rest.length_m // self.plan.minutes))

    def slot(self, day: date, minute: int) -> int:
        """The slot of a wall time."""
        return ((day - self.plan.first).days * DAY_MINUTES + minute) // self.plan.minutes

    def at(self, slot: int, length: int) -> int:
        """The most who rest at once from a slot on."""
        return max((self.counts[at] for at in range(slot, slot + length)), default=0)


def placed_breaks(plan: Plan, shift: StoredShift, resting: Resting) -> tuple[StoredBreak, ...]:
    """The breaks of the shift's template for its start and length; none where it has no template."""
    base = next((one for one in plan.templates if one.name == shift.template), None)
    if base is None:
        return ()
    start, length = shift.start_m // plan.minutes, shift.length_m // plan.minutes
    own = Template(base.name, (start,), length, base.pauses, frozenset())
    windows = fitting(own, start, plan.rules, plan.per_day) or due(own, start, plan.per_day)
    taken = [
        (one.start_m // plan.minutes, (one.start_m + one.length_m) // plan.minutes)
        for one in shift.activities
    ]
    midnight = resting.slot(shift.day, 0)
    found: list[StoredBreak] = []
    free_from = start
    for one in windows:
        pause = own.pauses[one.number]
        at = _place(one, pause.length, free_from, taken, (resting, midnight))
        free_from = at + pause.length + plan.rules.gap
        found.append(StoredBreak(pause.name, at * plan.minutes, pause.length * plan.minutes, pause.is_paid))
    return tuple(
        one for one in found if shift.start_m <= one.start_m and one.start_m + one.length_m <= shift.end_m
    )


def _place(
    one: Due, length: int, free_from: int, taken: list[tuple[int, int]], others: tuple[Resting, int]
) -> int:
    resting, midnight = others
    middle = (one.first + one.last) // 2
    slots = sorted(
        range(max(one.first, free_from), one.last + 1),
        key=lambda at: (resting.at(midnight + at, length), abs(at - middle)),
    )
    clear = [at for at in slots if all(at + length <= begin or end <= at for begin, end in taken)]
    return next(iter([*clear, *slots]), max(one.first, free_from))
