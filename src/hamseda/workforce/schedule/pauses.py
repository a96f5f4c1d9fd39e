"""Which breaks a shift has, in which order, and when each may begin."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from msgspec import Struct

from hamseda.workforce.schedule.plan import Pause, Plan, Rules, Span, Template


class Due(NamedTuple):
    """A break that a shift has: its number in the template, and the first and last slot of the day at which it may begin."""

    number: int
    first: int
    last: int


class Kind(Struct, frozen=True):
    """A shift that can be worked: its start, and when each of its breaks may begin so that all of them fit."""

    start: int
    due: tuple[Due, ...]


class Family(Struct, frozen=True):
    """Kinds of one template with the same breaks in the same order, by start; later ones never rest earlier."""

    template: int
    kinds: tuple[Kind, ...]
    order: tuple[int, ...]


def due(template: Template, start: int, per_day: int) -> tuple[Due, ...]:
    """The breaks of a shift by the middle of the time at which they may begin.

    A break with hours of its own (prayer, meal) belongs to the shifts that are at work during all of them.
    """
    found = _windows(template, start, per_day)
    return tuple(sorted(found, key=lambda one: (one.first + one.last, one.number)))


def on_its_day(template: Template, start: int, slot: int, per_day: int) -> int:
    """A wall time as a slot of the shift: on the next day where the shift is still on then, else where it stands."""
    return slot + per_day if slot < start and slot + per_day < start + template.length else slot


def unheld(template: Template, per_day: int) -> list[int]:
    """The breaks whose hours no start of the template is at work during: no shift would have them."""
    held = {number for start in template.starts for number, _, _ in _windows(template, start, per_day)}
    return [number for number in range(len(template.pauses)) if number not in held]


def fitting(template: Template, start: int, rules: Rules, per_day: int) -> tuple[Due, ...] | None:
    """The breaks of a shift with windows so narrow that each can be kept with all the others; None where they cannot."""
    asked = due(template, start, per_day)
    lengths = [template.pauses[one.number].length for one in asked]
    stretch = rules.stretch if rules.stretch is not None else template.length
    end = start + template.length
    if not asked:
        return () if template.length <= stretch else None
    first = [one.first for one in asked]
    last = [one.last for one in asked]
    first[0], last[0] = max(first[0], start + rules.gap), min(last[0], start + stretch)
    first[-1] = max(first[-1], end - stretch - lengths[-1])
    last[-1] = min(last[-1], end - rules.gap - lengths[-1])
    _narrow(first, last, lengths, rules.gap, stretch)
    if any(begin > close for begin, close in zip(first, last, strict=True)):
        return None
    return tuple(Due(one.number, *span) for one, *span in zip(asked, first, last, strict=True))


def families(plan: Plan) -> list[Family]:
    """All kinds of shifts of the plan; starts whose breaks cannot be kept are left out."""
    found: list[Family] = []
    for number, template in enumerate(plan.templates):
        kinds = [
            Kind(start, windows)
            for start in template.starts
            if (windows := fitting(template, start, plan.rules, plan.per_day)) is not None
        ]
        for order, members in groupby(kinds, key=lambda kind: tuple(one.number for one in kind.due)):
            found += [Family(number, run, order) for run in _rising(tuple(members))]
    return found


def _windows(template: Template, start: int, per_day: int) -> Iterator[Due]:
    for number, pause in enumerate(template.pauses):
        first, last = _relative(pause, start, template.length)
        if pause.window is None:
            yield Due(number, first, last)
            continue
        for shift in (0, per_day):
            opens, closes = (slot + shift for slot in pause.window)
            if start <= opens and closes <= start + template.length:
                yield Due(number, max(first, opens), min(last, closes - pause.length))
                break


def _relative(pause: Pause, start: int, length: int) -> Span:
    first = start + (pause.after or 0)
    last = start + (length - pause.length if pause.before is None else pause.before)
    return first, last


def _narrow(first: list[int], last: list[int], lengths: list[int], gap: int, stretch: int) -> None:
    for at in range(1, len(first)):
        first[at] = max(first[at], first[at - 1] + lengths[at - 1] + gap)
        last[at] = min(last[at], last[at - 1] + lengths[at - 1] + stretch)
    for at in range(len(first) - 1, 0, -1):
        first[at - 1] = max(first[at - 1], first[at] - lengths[at - 1] - stretch)
        last[at - 1] = min(last[at - 1], last[at] - lengths[at - 1] - gap)


def _rising(kinds: tuple[Kind, ...]) -> Iterator[tuple[Kind, ...]]:
    """Cut where a later shift would rest earlier than the one before it."""
    run: list[Kind] = []
    for kind in kinds:
        if run and any(
            new.first < old.first or new.last < old.last
            for new, old in zip(kind.due, run[-1].due, strict=True)
        ):
            yield tuple(run)
            run = []
        run.append(kind)
    yield tuple(run)
