"""A schedule on the table: its stored shifts in terms of the plan, so that every rule and price can be asked of them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from hamseda.workforce.schedule.asking import Asking
from hamseda.workforce.schedule.plan import Duty, Lock, Pause, Plan, Template
from hamseda.workforce.schedule.problem import Problem
from hamseda.workforce.schedule.reading import plan_of
from hamseda.workforce.shifts.impossible import impossible
from hamseda.workforce.shifts.stored import KeptOff, StoredShift


class Board(msgspec.Struct, frozen=True):
    """The plan with the templates that hand-made shifts need and the locks; `duties` stand in the order of `shifts`.

    `labels` are the names of the templates as people know them.
    """

    plan: Plan
    labels: tuple[str, ...]
    shifts: tuple[StoredShift, ...]
    duties: tuple[Duty, ...]


def plan_from(problem: Problem) -> Plan:
    """Read the problem of a schedule; raises Impossible with all that cannot be."""
    asking = Asking()
    plan = plan_of(problem, asking)
    if asking.faults or plan is None:
        raise impossible(problem, asking.faults)
    return plan


def set_up(plan: Plan, shifts: Iterable[StoredShift], kept_off: Iterable[KeptOff] = ()) -> Board:
    """Lay the shifts out; one that its template does not offer gets a template of its own, for its day."""
    table = _Table(plan)
    found = tuple(sorted(shifts, key=lambda one: (one.day, one.start_m, str(one.user_id))))
    known = tuple(one for one in found if table.knows(one.user_id))
    duties = tuple(table.duty(one) for one in known)
    locks = [
        Lock(duty.worker, duty.day, duty.template, duty.start, duty.pauses)
        for shift, duty in zip(known, duties, strict=True)
        if shift.locked
    ]
    locks += [
        Lock(table.workers[str(one.user_id)], table.day(one.day))
        for one in kept_off
        if table.knows(one.user_id)
    ]
    whole = replace(plan, templates=tuple(table.templates), locks=tuple(locks))
    return Board(whole, tuple(table.labels), known, duties)


def worker_of(plan: Plan, user_id: UUID) -> int | None:
    """The number of a person in the plan."""
    return next((at for at, one in enumerate(plan.workers) if one.name == str(user_id)), None)


class _Table:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.templates = list(plan.templates)
        self.by_name = {one.name: at for at, one in enumerate(plan.templates)}
        self.workers = {one.name: at for at, one in enumerate(plan.workers)}
        self.own: dict[tuple[object, ...], int] = {}
        self.labels = [one.name for one in plan.templates]

    def knows(self, user_id: UUID) -> bool:
        return str(user_id) in self.workers

    def day(self, day: date) -> int:
        return (day - self.plan.first).days

    def duty(self, shift: StoredShift) -> Duty:
        minutes = self.plan.minutes
        day, start = self.day(shift.day), shift.start_m // minutes
        number = self._template(shift, day, start)
        names = {pause.name: at for at, pause in enumerate(self.templates[number].pauses)}
        pauses = tuple((names[one.name], one.start_m // minutes) for one in shift.breaks)
        away = tuple(
            (one.start_m // minutes, (one.start_m + one.length_m) // minutes) for one in shift.activities
        )
        ordered = tuple(sorted(pauses, key=lambda pause: pause[1]))
        return Duty(self.workers[str(shift.user_id)], day, number, start, ordered, away)

    def _template(self, shift: StoredShift, day: int, start: int) -> int:
        base = self.by_name.get(shift.template)
        if base is not None and self._is_offered(self.templates[base], shift, day, start):
            return base
        made = self._hand_made(shift, start, None if base is None else self.templates[base])
        key = (made.name, made.starts, made.length, made.pauses)
        if key not in self.own:
            self.own[key] = len(self.templates)
            self.templates.append(made)
            self.labels.append(shift.template)
        number = self.own[key]
        there = self.templates[number]
        self.templates[number] = replace(there, days=there.days | {day})
        return number

    def _is_offered(self, template: Template, shift: StoredShift, day: int, start: int) -> bool:
        lengths = {pause.name: (pause.length * self.plan.minutes, pause.is_paid) for pause in template.pauses}
        return (
            start in template.starts
            and day in template.days
            and template.length * self.plan.minutes == shift.length_m
            and all(lengths.get(one.name) == (one.length_m, one.paid) for one in shift.breaks)
        )

    def _hand_made(self, shift: StoredShift, start: int, base: Template | None) -> Template:
        """A template for this one start: breaks of the named template keep their hours, others stand where they are."""
        minutes = self.plan.minutes
        known = {} if base is None else {pause.name: pause for pause in base.pauses}
        pauses = []
        for one in shift.breaks:
            length, at = one.length_m // minutes, one.start_m // minutes - start
            if one.name in known:
                pauses.append(replace(known.pop(one.name), length=length, is_paid=one.paid))
            else:
                pauses.append(Pause(one.name, length, at, at, None, one.paid))
        pauses += known.values()
        return Template(
            f"{shift.template} {shift.start_m}+{shift.length_m}",
            (start,),
            shift.length_m // minutes,
            tuple(pauses),
            frozenset(),
        )
