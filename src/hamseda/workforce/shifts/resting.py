"""Places the breaks of a shift that somebody puts by hand: each as near to the middle of its time as the others let it."""

from hamseda.workforce.schedule.pauses import Due, due, fitting
from hamseda.workforce.schedule.plan import Plan, Template
from hamseda.workforce.shifts.stored import StoredBreak, StoredShift


def placed_breaks(plan: Plan, shift: StoredShift) -> tuple[StoredBreak, ...]:
    """The breaks of the shift's template for its start and length; none where it has no template."""
    base = next((one for one in plan.templates if one.name == shift.template), None)
    if base is None:
        return ()
    start, length = shift.start_m // plan.minutes, shift.length_m // plan.minutes
    own = Template(base.name, (start,), length, base.pauses, frozenset())
    windows = fitting(own, start, plan.rules, plan.per_day)
    if windows is None:
        windows = due(own, start, plan.per_day)
    taken = [
        (one.start_m // plan.minutes, (one.start_m + one.length_m) // plan.minutes)
        for one in shift.activities
    ]
    found: list[StoredBreak] = []
    free_from = start
    for one in windows:
        pause = own.pauses[one.number]
        at = _place(one, pause.length, free_from, taken)
        free_from = at + pause.length + plan.rules.gap
        found.append(StoredBreak(pause.name, at * plan.minutes, pause.length * plan.minutes, pause.is_paid))
    inside = (shift.start_m, shift.end_m)
    return tuple(one for one in found if inside[0] <= one.start_m and one.start_m + one.length_m <= inside[1])


def _place(one: Due, length: int, free_from: int, taken: list[tuple[int, int]]) -> int:
    middle = (one.first + one.last) // 2
    slots = sorted(range(max(one.first, free_from), one.last + 1), key=lambda at: abs(at - middle))
    clear = [at for at in slots if all(at + length <= begin or end <= at for begin, end in taken)]
    return next(iter([*clear, *slots]), max(one.first, free_from))
