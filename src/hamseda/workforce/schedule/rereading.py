"""Reads a schedule that was told before, or changed since: the shifts that it gives to the people of a problem."""

from pathlib import Path

from msgspec import Struct

from hamseda.workforce.schedule.answer import Shift
from hamseda.workforce.schedule.asking import Asking, ProblemError
from hamseda.workforce.schedule.documents import document_of, text_of
from hamseda.workforce.schedule.frame import unknown
from hamseda.workforce.schedule.pauses import on_its_day
from hamseda.workforce.schedule.plan import Duty, Plan
from hamseda.workforce.why import Why


class Given(Struct, frozen=True):
    """What is read of a schedule again: its shifts."""

    shifts: list[Shift]


def read_schedule(file: Path, plan: Plan) -> list[Duty]:
    """Read a file; raises FaultyError with everything that the problem does not know, by line."""
    text, asking = text_of(file), Asking(plan.minutes)
    given = document_of(text, file.name, Given)
    found = [_duty(plan, shift, f"shifts.{at}", asking) for at, shift in enumerate(given.shifts)]
    if asking.faults:
        raise ProblemError(asking.faults, text, file.name)
    return [duty for duty in found if duty is not None]


def _duty(plan: Plan, shift: Shift, field: str, asking: Asking) -> Duty | None:
    people = {worker.name: at for at, worker in enumerate(plan.workers)}
    templates = {template.name: at for at, template in enumerate(plan.templates)}
    before, day = len(asking.faults), (shift.day - plan.first).days
    if shift.person not in people:
        asking.refuse(f"{field}.person", unknown("person", shift.person, people))
    if shift.template not in templates:
        asking.refuse(f"{field}.template", unknown("template", shift.template, templates))
    if not 0 <= day < plan.days:
        asking.refuse(f"{field}.day", Why("schedule.day_outside", {"given": shift.day}))
    start = asking.clock(f"{field}.start", shift.start)
    if len(asking.faults) > before:
        return None
    pauses = _pauses(plan, shift, start, field, asking)
    return Duty(people[shift.person], day, templates[shift.template], start, pauses)


def _pauses(plan: Plan, shift: Shift, start: int, field: str, asking: Asking) -> tuple[tuple[int, int], ...]:
    template = next(one for one in plan.templates if one.name == shift.template)
    names = {pause.name: number for number, pause in enumerate(template.pauses)}
    found = []
    for at, rest in enumerate(shift.breaks):
        slot = asking.clock(f"{field}.breaks.{at}.start", rest.start)
        if rest.name in names:
            found.append((names[rest.name], on_its_day(template, start, slot, plan.per_day)))
        else:
            asking.refuse(f"{field}.breaks.{at}.name", unknown("break", rest.name, names))
    return tuple(found)
