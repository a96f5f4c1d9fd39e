"""Reads the people of a problem: contracts, availability, leave, wishes, and what is locked."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import numpy as np

from hamseda.workforce import quantities
from hamseda.workforce.forecast.starts import Moment, moment
from hamseda.workforce.schedule import problem as doc
from hamseda.workforce.schedule.frame import Frame, unknown
from hamseda.workforce.schedule.pauses import on_its_day
from hamseda.workforce.schedule.plan import (
    DAY_MINUTES,
    LONGEST,
    WEEK,
    Elsewhere,
    Lock,
    Span,
    Template,
    Wish,
    Worker,
)
from hamseda.workforce.why import Why

WEEK_SECONDS: Final = WEEK * DAY_MINUTES * 60
HEAVIEST: Final = 100  # a weight


class People(Frame):
    """Reads people and locks."""

    def worker(self, at: int, one: doc.Person, names: dict[str, int]) -> Worker:
        """Read somebody; `names` are the templates."""
        field, asking = f"people.{at}", self.asking
        before = len(asking.faults)
        seconds = [
            asking.read(
                f"{field}.contract.{name}",
                _seconds,
                getattr(one.contract, name),
                0.0,
            )
            for name in ("least", "most")
        ]
        for name, found in zip(("least", "most"), seconds, strict=True):
            if found > WEEK_SECONDS:
                given = getattr(one.contract, name)
                asking.refuse(f"{field}.contract.{name}", Why("problem.week_hours", {"given": given}))
        if seconds[0] > seconds[1] and len(asking.faults) == before:
            asking.refuse(
                f"{field}.contract.least",
                Why("problem.more_than_most", {"given": one.contract.least, "other": one.contract.most}),
            )
        skills = frozenset(self.skills.index(skill) for skill in one.skills if skill in self.skills)
        ended, row, burdens = self._before(f"{field}.before", one.before)
        begins, row_after = self._after(f"{field}.after", one.after)
        return Worker(
            name=one.id,
            skills=skills,
            least=int(seconds[0] // 60),
            most=int(seconds[1] // 60),
            most_days=self._days(f"{field}.contract.days", one.contract.days),
            free=self._free(field, one.available),
            leave=self._leave(field, one.leave),
            wishes=tuple(self._wishes(field, one.wishes, names)),
            days_before=row,
            ended_before=ended,
            days_after=row_after,
            begins_after=begins,
            burdens_before=burdens,
            elsewhere=tuple(self._elsewhere(f"{field}.elsewhere", one.elsewhere)),
        )

    def _days(self, field: str, given: object) -> int:
        found = self.asking.read(field, quantities.count, given, WEEK)
        if found > WEEK:
            self.asking.refuse(field, Why("problem.week_days", {"given": str(given)}))
        return min(WEEK, found)

    def _free(self, field: str, given: list[doc.Available]) -> tuple[Span, ...]:
        everything = self.days * self.per_day + 2 * self.per_day
        if not given:
            return ((0, everything),)
        free = np.zeros(everything + 1, np.bool_)
        for at, one in enumerate(given):
            here = f"{field}.available.{at}"
            first, last = self.span(here, one.begin, one.end)
            for day in self.on(f"{here}.on", one.on):
                free[day * self.per_day + first : day * self.per_day + last] = True
        edges = np.flatnonzero(np.diff(np.concatenate(([0], free.astype(np.int8), [0]))))
        return tuple((int(begin), int(end)) for begin, end in edges.reshape(-1, 2))

    def _leave(self, field: str, given: list[doc.Leave]) -> frozenset[int]:
        found: set[int] = set()
        for at, one in enumerate(given):
            first = self.day(f"{field}.leave.{at}.first", one.first)
            last = self.day(f"{field}.leave.{at}.last", one.last) if one.last else first
            if first is not None and last is not None:
                if last < first:
                    self.asking.refuse(
                        f"{field}.leave.{at}.last",
                        Why("problem.before", {"given": one.last, "other": one.first}),
                    )
                found |= set(range(max(0, first), min(last, self.days) + 1))
        return frozenset(found)

    def _wishes(self, field: str, given: list[doc.Wish], names: dict[str, int]) -> Iterable[Wish]:
        for at, one in enumerate(given):
            here = f"{field}.wishes.{at}"
            if one.template and one.template not in names:
                self.asking.refuse(f"{here}.template", unknown("template", one.template, names))
                continue
            weight = round(10 * self.asking.number(f"{here}.weight", one.weight, most=HEAVIEST))
            for day in self.on(f"{here}.on", one.on):
                yield Wish(day, names.get(one.template), one.want == "off", weight)

    def _before(self, field: str, one: doc.Before) -> tuple[int | None, int, tuple[int, int, int]]:
        asking = self.asking
        counts = [
            asking.count(f"{field}.{name}", getattr(one, name))
            for name in ("days_in_row", "evenings", "nights", "weekends")
        ]
        ended = None
        if one.ended:
            day, minute, _ = asking.read(f"{field}.ended", moment, one.ended, _midnight(self.first))
            ended = (self.first.toordinal() - day) * DAY_MINUTES - minute
            if ended < -LONGEST:
                asking.refuse(f"{field}.ended", Why("problem.ended_within", {"given": one.ended}))
        return ended, counts[0], (counts[1], counts[2], counts[3])

    def _after(self, field: str, one: doc.After) -> tuple[int | None, int]:
        row = self.asking.count(f"{field}.days_in_row", one.days_in_row)
        if not one.begins:
            return None, row
        day, minute, _ = self.asking.read(
            f"{field}.begins", moment, one.begins, _midnight(self.first + timedelta(days=self.days))
        )
        begins = (day - self.first.toordinal()) * DAY_MINUTES + minute
        if begins < self.days * DAY_MINUTES:
            self.asking.refuse(f"{field}.begins", Why("problem.begins_within", {"given": one.begins}))
        return begins, row

    def _elsewhere(self, field: str, given: list[doc.Elsewhere]) -> Iterable[Elsewhere]:
        for at, one in enumerate(given):
            here, asking = f"{field}.{at}", self.asking
            begin, end = (self._minute(f"{here}.{name}", getattr(one, name)) for name in ("begins", "ends"))
            if not 0 <= begin < self.days * DAY_MINUTES:
                asking.refuse(f"{here}.begins", Why("problem.day_outside", {"given": one.begins}))
            elif not begin < end <= begin + LONGEST:
                asking.refuse(f"{here}.ends", Why("problem.before", {"given": one.ends, "other": one.begins}))
            length = (end - begin) * 60
            paid = length if not one.paid else asking.read(f"{here}.paid", _seconds, one.paid, 0.0)
            yield Elsewhere(begin // DAY_MINUTES, begin, end, int(paid // 60))

    def _minute(self, field: str, given: str) -> int:
        day, minute, _ = self.asking.read(field, moment, given, _midnight(self.first))
        return (day - self.first.toordinal()) * DAY_MINUTES + minute

    def lock(
        self, at: int, one: doc.Locked, names: dict[str, int], templates: tuple[Template, ...]
    ) -> Lock | None:
        """Read what stays as it is."""
        field, asking = f"locked.{at}", self.asking
        day, before = self.day(f"{field}.day", one.day), len(asking.faults)
        if one.person not in self.people:
            asking.refuse(f"{field}.person", unknown("person", one.person, self.people))
        if day is not None and not 0 <= day < self.days:
            asking.refuse(f"{field}.day", Why("problem.day_outside", {"given": one.day}))
        if one.off:
            kept = (one.person, day)
            return None if len(asking.faults) > before or day is None else Lock(self.people[kept[0]], day)
        if one.template not in names:
            asking.refuse(f"{field}.template", unknown("template", one.template, names))
        start = asking.clock(f"{field}.start", one.start)
        if len(asking.faults) > before or day is None:
            return None
        template = templates[names[one.template]]
        if start not in template.starts:
            asking.refuse(
                f"{field}.start", Why("problem.no_start", {"name": one.template, "given": one.start})
            )
        pauses = None if one.breaks is None else self._locked_pauses(field, one.breaks, template, start)
        return Lock(self.people[one.person], day, names[one.template], start, pauses)

    def _locked_pauses(
        self, field: str, given: list[tuple[str, str]], template: Template, start: int
    ) -> tuple[Span, ...]:
        numbers = {pause.name: number for number, pause in enumerate(template.pauses)}
        found = []
        for at, (name, clock) in enumerate(given):
            slot = self.asking.clock(f"{field}.breaks.{at}.1", clock)
            if name not in numbers:
                self.asking.refuse(f"{field}.breaks.{at}.0", unknown("break", name, numbers))
                continue
            found.append((numbers[name], on_its_day(template, start, slot, self.per_day)))
        return tuple(found)


def _seconds(text: str) -> float:
    return quantities.seconds(text, above=False, unit=True)


def _midnight(day: date) -> Moment:
    return day.toordinal(), 0, None
