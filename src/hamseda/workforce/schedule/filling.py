"""Adds single shifts where they save more than they cost: a contract that is short, people who are missing."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from hamseda.workforce.schedule.coverage import Ints, covered, short_minutes
from hamseda.workforce.schedule.crew import Crew
from hamseda.workforce.schedule.pauses import Kind
from hamseda.workforce.schedule.plan import WEEK, Duty, Plan, Span, Template
from hamseda.workforce.schedule.rules import breaches, of_worker

Flags = NDArray[np.bool_]


def filled(plan: Plan, crew: Crew, duties: Sequence[Duty], goes_on: Callable[[], bool]) -> list[Duty]:
    """Add the shift that saves most, again and again, while one saves anything and there is time."""
    found, refused = list(duties), np.zeros(crew.may.shape, np.bool_)
    while goes_on():
        best = _best(plan, crew, found, refused)
        if best is None:
            break
        worker, day, choice, pauses = best
        refused[worker, day, choice] = True
        duty = Duty(worker, day, crew.template(choice), crew.kind(choice).start, pauses)
        own = [one for one in found if one.worker == worker]
        if not any(of_worker(plan, worker, [*own, duty])) and not crowds(plan, [*found, duty]):
            found.append(duty)
    return found


def crowds(plan: Plan, duties: list[Duty]) -> bool:
    """Whether too many would be on a break at once."""
    rules = plan.rules
    if rules.most_on_break is None and rules.break_percent is None:
        return False
    return any(one.code == "too_many_on_break" for one in breaches(plan, duties))


def _best(
    plan: Plan, crew: Crew, duties: list[Duty], refused: Flags
) -> tuple[int, int, int, tuple[Span, ...]] | None:
    """The shift that saves most, if any saves something."""
    worth = _worth(plan, duties)
    short = short_minutes(plan, duties)
    busy = {(duty.worker, duty.day) for duty in duties} | {(lock.worker, lock.day) for lock in plan.locks}
    sums = {skills: np.concatenate(([0], np.cumsum(row))) for skills, row in worth.items()}
    options: list[tuple[int, int, int, int]] = []
    for worker, one in enumerate(plan.workers):
        for day in range(plan.days if one.skills else 0):
            if (worker, day) in busy:
                continue
            for choice in np.flatnonzero(crew.may[worker, day] & ~refused[worker, day]).tolist():
                template = crew.template(choice)
                begin = day * plan.per_day + crew.kind(choice).start
                span = begin, min(begin + plan.templates[template].length, plan.slots)
                lacking = short.get((worker, day // WEEK), 0)
                saved = min(lacking, plan.paid_minutes(template)) * plan.costs.short_minute
                saved += int(sums[one.skills][span[1]] - sums[one.skills][span[0]])
                saved -= plan.shift_cost(day, template, span[0] - day * plan.per_day)
                if saved > 0:
                    options.append((saved, worker, day, choice))
    for most, worker, day, choice in sorted(options, reverse=True):
        row = worth[plan.workers[worker].skills][day * plan.per_day :]
        pauses, lost = _rests(plan, plan.templates[crew.template(choice)], crew.kind(choice), row)
        if most > lost:
            return worker, day, choice, pauses
    return None


def _worth(plan: Plan, duties: list[Duty]) -> dict[frozenset[int], Ints]:
    """What one more person of some skills saves on each slot."""
    given = covered(plan, duties).given
    lacking = np.maximum(0, plan.required - given)
    shallow = -(-plan.required * plan.costs.shallow_percent // 100)
    price = np.where(lacking > shallow, plan.costs.missing_deep, plan.costs.missing) * (lacking > 0)
    return {
        worker.skills: np.asarray(price[sorted(worker.skills)].max(axis=0), np.int64)
        for worker in plan.workers
        if worker.skills
    }


def _rests(plan: Plan, template: Template, kind: Kind, worth: Ints) -> tuple[tuple[Span, ...], int]:
    """Breaks where somebody is missed least, one after the other, and what is missed then."""
    pauses, lost, free_from, free_to = [], 0, 0, 10**6
    for one in kind.due:
        length = template.pauses[one.number].length
        slots = range(max(one.first, free_from), min(one.last, free_to) + 1)
        losses = [int(worth[slot : slot + length].sum()) for slot in slots]
        at = slots[int(np.argmin(losses))]
        pauses.append((one.number, at))
        lost += min(losses)
        free_from = at + length + plan.rules.gap
        free_to = 10**6 if plan.rules.stretch is None else at + length + plan.rules.stretch
    return tuple(pauses), lost
