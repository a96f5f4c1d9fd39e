"""The rules of schedules, checked on any schedule, whoever or whatever made it.

Nothing here knows of the solvers: what they answer is checked by it, and so are changes that people make.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from msgspec import Struct

from hamseda.workforce.schedule.coverage import present_of
from hamseda.workforce.schedule.pauses import due
from hamseda.workforce.schedule.plan import Duty, Plan

Code = Literal[
    "not_offered",
    "closed",
    "leave",
    "not_available",
    "no_skill",
    "breaks_differ",
    "break_outside_shift",
    "break_outside_window",
    "breaks_out_of_order",
    "breaks_too_close",
    "stretch_too_long",
    "two_in_a_day",
    "rest_too_short",
    "rest_after_too_short",
    "too_many_days_in_row",
    "too_many_days",
    "too_many_hours",
    "too_many_on_break",
    "lock_broken",
]


class Breach(Struct, frozen=True):
    """A rule that a schedule breaks: whose, on which day (-1: of nobody), and how far."""

    code: Code
    worker: int
    day: int
    figure: int = 0
    bound: int = 0


def breaches(plan: Plan, duties: Sequence[Duty]) -> list[Breach]:
    """Everything that a schedule breaks; nothing where it keeps all rules."""
    by_worker: dict[int, list[Duty]] = {}
    for duty in duties:
        by_worker.setdefault(duty.worker, []).append(duty)
    found = [one for duty in duties for one in of_duty(plan, duty)]
    for worker, own in by_worker.items():
        found += of_worker(plan, worker, own)
    return [*found, *_of_breaks_at_once(plan, duties), *_of_locks(plan, duties)]


def of_duty(plan: Plan, duty: Duty) -> Iterator[Breach]:
    """What is wrong with one shift by itself."""
    worker, template = plan.workers[duty.worker], plan.templates[duty.template]
    begin, end = plan.span(duty)
    here = (duty.worker, duty.day)
    if duty.day in plan.rules.closed:
        yield Breach("closed", *here)
    elif duty.day not in template.days or duty.start not in template.starts:
        yield Breach("not_offered", *here)
    days = range(begin // plan.per_day, (end - 1) // plan.per_day + 1)
    if worker.leave & set(days):
        yield Breach("leave", *here)
    elif not any(first <= begin and end <= last for first, last in worker.free):
        yield Breach("not_available", *here)
    if not worker.skills:
        yield Breach("no_skill", *here)
    yield from _of_pauses(plan, duty)


def of_worker(plan: Plan, worker: int, duties: Iterable[Duty]) -> Iterator[Breach]:
    """What is wrong with the shifts of one person together."""
    own = sorted(duties, key=lambda duty: (duty.day, duty.start))
    yield from _of_rest(plan, worker, own)
    yield from _of_days_in_row(plan, worker, {duty.day for duty in own})
    one = plan.workers[worker]
    for days in plan.weeks():
        here = [duty for duty in own if duty.day in days]
        if not here:
            continue
        beside = [shift for shift in one.elsewhere if shift.day in days]
        minutes = sum(plan.paid_minutes(duty.template) for duty in here) + sum(s.paid for s in beside)
        if minutes > one.most:
            yield Breach("too_many_hours", worker, days[0], minutes, one.most)
        worked = len({duty.day for duty in here} | {shift.day for shift in beside})
        if worked > one.most_days:
            yield Breach("too_many_days", worker, days[0], worked, one.most_days)


def _of_pauses(plan: Plan, duty: Duty) -> Iterator[Breach]:
    template, rules = plan.templates[duty.template], plan.rules
    here = (duty.worker, duty.day)
    asked = {one.number: one for one in due(template, duty.start, plan.per_day)}
    if sorted(number for number, _ in duty.pauses) != sorted(asked):
        yield Breach("breaks_differ", *here, len(duty.pauses), len(asked))
        return
    if any(
        start < duty.start or start + template.pauses[number].length > duty.start + template.length
        for number, start in duty.pauses
    ):
        yield Breach("break_outside_shift", *here)  # where work is without a break cannot be said then
        return
    if any(not asked[number].first <= start <= asked[number].last for number, start in duty.pauses):
        yield Breach("break_outside_window", *here)
    taken = sorted(duty.pauses, key=lambda pause: pause[1])
    if [number for number, _ in taken] != list(asked):
        yield Breach("breaks_out_of_order", *here)
    edges = [duty.start]
    for number, start in taken:
        edges += [start, start + template.pauses[number].length]
    edges.append(duty.start + template.length)
    worked = [edges[at + 1] - edges[at] for at in range(0, len(edges), 2)]
    if len(worked) > 1 and min(worked) < rules.gap:
        yield Breach("breaks_too_close", *here, min(worked) * plan.minutes, rules.gap * plan.minutes)
    if rules.stretch is not None and max(worked) > rules.stretch:
        yield Breach("stretch_too_long", *here, max(worked) * plan.minutes, rules.stretch * plan.minutes)


def _of_rest(plan: Plan, worker: int, own: list[Duty]) -> Iterator[Breach]:
    before = plan.workers[worker].ended_before
    if own and before is not None:
        rested = plan.span(own[0])[0] * plan.minutes + before
        if rested < plan.rules.rest_minutes:
            yield Breach("rest_too_short", worker, own[0].day, rested, plan.rules.rest_minutes)
    after = plan.workers[worker].begins_after
    if own and after is not None:
        rested = after - plan.span(own[-1])[1] * plan.minutes
        if rested < plan.rules.rest_minutes:
            yield Breach("rest_after_too_short", worker, own[-1].day, rested, plan.rules.rest_minutes)
    yield from _of_rest_between(plan, worker, own)


def _of_rest_between(plan: Plan, worker: int, own: list[Duty]) -> Iterator[Breach]:
    stints = [_Stint(one.day, one.begin, one.end, is_own=False) for one in plan.workers[worker].elsewhere]
    for duty in own:
        begin, end = plan.span(duty)
        stints.append(_Stint(duty.day, begin * plan.minutes, end * plan.minutes, is_own=True))
    for one, two in pairwise(sorted(stints)):
        rested = two.begin - one.end
        if not (one.is_own or two.is_own):
            continue  # both are of other schedules
        if one.day == two.day:
            yield Breach("two_in_a_day", worker, one.day)
        elif rested < plan.rules.rest_minutes and two.is_own:
            yield Breach("rest_too_short", worker, two.day, rested, plan.rules.rest_minutes)
        elif rested < plan.rules.rest_minutes:
            yield Breach("rest_after_too_short", worker, one.day, rested, plan.rules.rest_minutes)


class _Stint(NamedTuple):
    """A shift of this schedule or of another one, in minutes from the first midnight."""

    day: int
    begin: int
    end: int
    is_own: bool


def _of_days_in_row(plan: Plan, worker: int, own: set[int]) -> Iterator[Breach]:
    row, has_own = plan.workers[worker].days_before, False
    days = own | {shift.day for shift in plan.workers[worker].elsewhere}
    for day in range(plan.days):
        row = row + 1 if day in days else 0
        has_own = row > 0 and (has_own or day in own)
        if row > plan.rules.days_in_row and has_own:
            yield Breach("too_many_days_in_row", worker, day, row, plan.rules.days_in_row)
    if has_own and row <= plan.rules.days_in_row < row + plan.workers[worker].days_after:
        whole = row + plan.workers[worker].days_after
        yield Breach("too_many_days_in_row", worker, plan.days - 1, whole, plan.rules.days_in_row)


def _of_breaks_at_once(plan: Plan, duties: Sequence[Duty]) -> Iterator[Breach]:
    rules = plan.rules
    if rules.most_on_break is None and rules.break_percent is None:
        return
    present, resting = present_of(plan, duties)
    for slot in range(plan.slots):
        bounds = [] if rules.most_on_break is None else [rules.most_on_break]
        if rules.break_percent is not None:
            bounds.append(-(-int(present[slot]) * rules.break_percent // 100))
        if resting[slot] > min(bounds):
            yield Breach("too_many_on_break", -1, slot // plan.per_day, int(resting[slot]), min(bounds))


def _of_locks(plan: Plan, duties: Sequence[Duty]) -> Iterator[Breach]:
    by_place = {(duty.worker, duty.day): duty for duty in duties}
    for lock in plan.locks:
        duty = by_place.get((lock.worker, lock.day))
        if lock.template is None:
            kept = duty is None
        else:
            kept = duty is not None and (duty.template, duty.start) == (lock.template, lock.start)
            if kept and duty is not None and lock.pauses is not None:
                kept = sorted(duty.pauses) == sorted(lock.pauses)
        if not kept:
            yield Breach("lock_broken", lock.worker, lock.day)
