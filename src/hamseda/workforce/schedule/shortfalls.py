"""What is missing, by part of the day, and why nobody of those with the skill fills it."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from hamseda.workforce.schedule.coverage import Coverage
from hamseda.workforce.schedule.pauses import fitting
from hamseda.workforce.schedule.plan import Duty, Plan
from hamseda.workforce.schedule.rules import of_duty, of_worker

DayPart = Literal["night", "morning", "midday", "evening"]
PARTS: Final[tuple[tuple[int, DayPart], ...]] = (
    (0, "night"), (6, "morning"), (12, "midday"), (16, "evening"), (20, "night"), (24, "night"),
)  # fmt: skip
MOST_EXPLAINED: Final = 24
Why = Literal[
    "given", "other_skill", "other_work", "on_break", "other_shift", "leave", "not_available", "closed", "rest", "hours",
    "days", "no_shift", "could_come",
]  # fmt: skip
BY_BREACH: Final[dict[str, Why]] = {
    "leave": "leave",
    "not_available": "not_available",
    "closed": "closed",
    "two_in_a_day": "other_shift",
    "rest_too_short": "rest",
    "rest_after_too_short": "rest",
    "too_many_hours": "hours",
    "too_many_days": "days",
    "too_many_days_in_row": "days",
}


class Shortfall(Struct, frozen=True):
    """A part of a day that lacks people of a skill: at most `missing` at once, from slot to slot, and why."""

    day: int
    part: DayPart
    skill: int
    begin: int
    end: int
    missing: int
    worst: int
    missing_slots: int
    able: int = 0  # how many have the skill
    why: tuple[tuple[Why, int], ...] = ()  # what they do instead, and how many of them


def shortfalls(plan: Plan, duties: Sequence[Duty], coverage: Coverage) -> list[Shortfall]:
    """Everything that is missing, the most first; the first of them with reasons."""
    lacking = np.maximum(0, plan.required - coverage.given)
    hour, found = 60 // plan.minutes, []
    for day in range(plan.days):
        for (first, part), (last, _) in pairwise(PARTS):
            begin, end = (day * plan.per_day + at * hour for at in (first, last))
            for skill in range(len(plan.skills)):
                here = np.flatnonzero(lacking[skill, begin:end])
                if here.size:
                    row = lacking[skill, begin:end]
                    span = (begin + int(here[0]), begin + int(here[-1]) + 1)
                    figures = (int(row.max()), begin + int(row.argmax()), int(row.sum()))
                    found.append(Shortfall(day, part, skill, *span, *figures))
    found.sort(key=lambda one: (-one.missing_slots, one.begin, one.skill))
    explaining = _Explaining(plan, duties, coverage)
    return [explaining.explained(one) if at < MOST_EXPLAINED else one for at, one in enumerate(found)]


class _Explaining:
    def __init__(self, plan: Plan, duties: Sequence[Duty], coverage: Coverage) -> None:
        self.plan, self.coverage = plan, coverage
        self.own: dict[int, list[Duty]] = {}
        for duty in duties:
            self.own.setdefault(duty.worker, []).append(duty)

    def explained(self, one: Shortfall) -> Shortfall:
        able = [at for at, worker in enumerate(self.plan.workers) if one.skill in worker.skills]
        found = Counter(self._why(worker, one.worst) for worker in able)
        given = min(found["given"], int(self.coverage.given[one.skill, one.worst]))
        found["other_skill"] += found["given"] - given
        found["given"] = given
        ordered = tuple((why, count) for why, count in found.most_common() if count)
        return replace(one, able=len(able), why=ordered)

    def _why(self, worker: int, slot: int) -> Why:
        own = self.own.get(worker, [])
        for duty in own:
            begin, end = self.plan.span(duty)
            if begin <= slot < end:
                return self._at_work(duty, slot)
        tried = [self._hindrance(worker, own, duty) for duty in self._candidates(worker, slot)]
        if not tried:
            return "no_shift"
        return min(tried, key=lambda hindrance: hindrance[0])[1]

    def _at_work(self, duty: Duty, slot: int) -> Why:
        """What somebody does whose shift it is."""
        at = slot - duty.day * self.plan.per_day
        if any(first <= at < last for first, last in duty.away):
            return "other_work"
        return "on_break" if self._rests(duty, slot) else "given"

    def _rests(self, duty: Duty, slot: int) -> bool:
        pauses, shift = self.plan.templates[duty.template].pauses, duty.day * self.plan.per_day
        return any(shift + at <= slot < shift + at + pauses[number].length for number, at in duty.pauses)

    def _candidates(self, worker: int, slot: int) -> list[Duty]:
        """One shift of each template that would be there then, as near to the middle as it can be."""
        plan, found = self.plan, []
        for number, template in enumerate(plan.templates):
            choices = [
                (abs(day * plan.per_day + start + template.length // 2 - slot), day, start)
                for day in (slot // plan.per_day - 1, slot // plan.per_day)
                for start in template.starts
                if day in template.days
                and 0 <= slot - day * plan.per_day - start < template.length
                and fitting(template, start, plan.rules, plan.per_day) is not None
            ]
            found += [Duty(worker, day, number, start, ()) for _, day, start in choices]
        return found

    def _hindrance(self, worker: int, own: list[Duty], duty: Duty) -> tuple[int, Why]:
        codes = [one.code for one in of_duty(self.plan, duty)]
        codes += [one.code for one in of_worker(self.plan, worker, [*own, duty])]
        known = [BY_BREACH[code] for code in codes if code in BY_BREACH]
        return (len(known), known[0]) if known else (0, "could_come")
