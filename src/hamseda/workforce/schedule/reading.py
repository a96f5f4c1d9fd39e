"""From the document to the plan: everything is read, and everything that cannot be meant is named at once."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from hamseda.kit.telling_once import nearest
from hamseda.workforce import quantities
from hamseda.workforce.schedule import problem as doc
from hamseda.workforce.schedule.asking import Asking, ProblemError, day_of, minute_of
from hamseda.workforce.schedule.checking import check
from hamseda.workforce.schedule.documents import document_of, text_of
from hamseda.workforce.schedule.pauses import fitting, unheld
from hamseda.workforce.schedule.people import People
from hamseda.workforce.schedule.plan import (
    DAY_MINUTES,
    LONGEST,
    Pause,
    Plan,
    Rules,
    Template,
    Weights,
)
from hamseda.workforce.schedule.pricing import costs_of, weekend_of
from hamseda.workforce.why import Why

YEARS: Final = range(1970, 2200)
USUAL: Final = 30  # minutes: work between breaks, and from start to start, where nobody writes them
HEAVIEST: Final = 100  # a weight


def read_problem(file: Path) -> tuple[doc.Problem, Plan]:
    """Read a file; raises FaultyError with all that is wrong with it."""
    return parse_problem(text_of(file), file.name)


def parse_problem(text: str, name: str = "problem") -> tuple[doc.Problem, Plan]:
    """Read a text."""
    found = document_of(text, name, doc.Problem)
    asking = Asking()
    plan = plan_of(found, asking)
    if asking.faults or plan is None:
        raise ProblemError(asking.faults, text, name)
    return found, plan


def plan_of(found: doc.Problem, asking: Asking) -> Plan | None:
    """Read the document; None where its frame cannot be meant."""
    first = asking.read("first_day", day_of, found.first_day, date.min)
    minutes = asking.read(
        "interval", lambda text: quantities.seconds(text, unit=True) / 60, found.interval, 15.0
    )
    if minutes % 1 or DAY_MINUTES % minutes or minutes > 60:
        asking.refuse("interval", Why("problem.interval", {"given": found.interval}))
    if not asking.faults and first.year not in YEARS:
        asking.refuse("first_day", Why("problem.far_day", {"given": found.first_day}))
    if asking.faults:
        return None
    return _Reader(found, asking, first, int(minutes)).plan()


class _Reader(People):
    def plan(self) -> Plan | None:
        required = self._required()
        rules = self._rules()
        templates = tuple(self._template(at, one) for at, one in enumerate(self.doc.templates))
        self.once("templates", [one.name for one in templates], "name")
        self.once("people", [one.id for one in self.doc.people], "id")
        self.people = {one.id: at for at, one in enumerate(self.doc.people)}
        names = {one.name: at for at, one in enumerate(templates)}
        workers = tuple(self.worker(at, one, names) for at, one in enumerate(self.doc.people))
        locks = [self.lock(at, one, names, templates) for at, one in enumerate(self.doc.locked)]
        fair, asking = self.doc.fairness, self.asking
        night = (
            asking.clock("fairness.night_from", fair.night_from),
            asking.clock("fairness.night_to", fair.night_to),
        )
        night = (night[0], night[1] + (self.per_day if night[1] <= night[0] else 0))
        burdens = [
            int(10 * asking.number(f"fairness.{name}", getattr(fair, name), most=HEAVIEST))
            for name in ("evening", "night", "weekend", "wishes")
        ]
        evening = asking.clock("fairness.evening_from", fair.evening_from)
        weekend = weekend_of(self.calendar, asking, self.minutes)
        costs = costs_of(self.doc.costs, asking, self.minutes, weekend, night)
        if asking.faults:
            return None
        found = Plan(
            first=self.first,
            days=self.days,
            minutes=self.minutes,
            skills=tuple(self.skills),
            required=required,
            templates=templates,
            workers=workers,
            rules=rules,
            costs=costs,
            weights=Weights((burdens[0], burdens[1], burdens[2]), burdens[3]),
            evening=evening,
            night=night,
            weekend=weekend,
            holidays=self.calendar.holidays,
            locks=tuple(lock for lock in locks if lock is not None),
        )
        self._check_templates(found)
        if not asking.faults:
            check(found, asking)
        return found

    def _required(self) -> Any:
        self.skills = list(dict.fromkeys(one.skill for one in self.doc.required))
        found = np.full((len(self.skills), self.days * self.per_day), -1, np.int64)
        able = {skill for person in self.doc.people for skill in person.skills}
        for at, one in enumerate(self.doc.required):
            field = f"required.{at}"
            if one.skill not in able:
                self.asking.refuse(
                    f"{field}.skill",
                    Why("problem.nobody_able", {"skill": one.skill}, nearest(one.skill, able)),
                )
            first, last = self.span(field, one.begin, one.end)
            numbers = self._numbers(field, one, last - first)
            row = found[self.skills.index(one.skill)]
            for day in self.on(f"{field}.on", one.on):
                begin = day * self.per_day + first
                here = row[begin : begin + len(numbers)]
                if (here >= 0).any():
                    self.asking.refuse(field, Why("problem.need_twice", {"skill": one.skill}))
                here[:] = numbers[: here.size]
        return np.maximum(found, 0)

    def _numbers(self, field: str, one: doc.Required, length: int) -> list[int]:
        if not isinstance(one.agents, list):
            return [self.asking.count(f"{field}.agents", one.agents)] * length
        step = self.asking.slots(f"{field}.step", one.step or self.doc.interval, least=1)
        if step * len(one.agents) != length:
            self.asking.refuse(
                f"{field}.agents",
                Why("problem.numbers", {"count": len(one.agents), "steps": length / step}),
            )
        read = [self.asking.count(f"{field}.agents.{at}", given) for at, given in enumerate(one.agents)]
        return [number for number in read for _ in range(step)][:length]

    def _rules(self) -> Rules:
        given, asking = self.doc.rules, self.asking
        rest = asking.read(
            "rules.rest", lambda text: quantities.seconds(text, above=False, unit=True), given.rest, 0.0
        )
        if rest > 24 * 3600:
            asking.refuse("rules.rest", Why("problem.rest_long", {"given": given.rest}))
        row = asking.count("rules.days_in_row", given.days_in_row, 6)
        if not row:
            asking.refuse("rules.days_in_row", Why("problem.no_row"))
        stretch = (
            asking.slots("rules.longest_stretch", given.longest_stretch, least=1)
            if given.longest_stretch
            else None
        )
        most = percent = None
        if given.most_on_break is not None:
            text = str(given.most_on_break).replace("٪", "%").strip()
            if text.endswith("%"):
                percent = round(100 * asking.read("rules.most_on_break", quantities.share, text, 0.5))
            else:
                most = asking.count("rules.most_on_break", text, 1)
        if 0 in {most, percent} and any(one.breaks for one in self.doc.templates):
            asking.refuse("rules.most_on_break", Why("problem.no_break"))
        return Rules(
            rest_minutes=int(rest // 60),
            days_in_row=max(1, row),
            gap=self._slots_or_usual("rules.between_breaks", given.between_breaks),
            stretch=stretch,
            most_on_break=most,
            break_percent=percent,
            closed=self.calendar.holidays if given.closed_on_holidays else frozenset(),
        )

    def _slots_or_usual(self, field: str, given: str, *, least: int = 0) -> int:
        """What is written or, where nothing is, half an hour in whole intervals."""
        return self.asking.slots(field, given, least=least) if given else -(-USUAL // self.minutes)

    def _template(self, at: int, one: doc.ShiftTemplate) -> Template:
        field, asking = f"templates.{at}", self.asking
        length = asking.slots(f"{field}.length", one.length, least=1)
        if length * self.minutes > LONGEST:
            asking.refuse(f"{field}.length", Why("problem.shift_long", {"given": one.length}))
        first, last = (
            asking.clock(f"{field}.earliest", one.earliest),
            asking.clock(f"{field}.latest", one.latest),
        )
        if last < first:
            asking.refuse(
                f"{field}.latest", Why("problem.before", {"given": one.latest, "other": one.earliest})
            )
        step = self._slots_or_usual(f"{field}.step", one.step, least=1)
        pauses = tuple(self._pause(f"{field}.breaks.{n}", pause) for n, pause in enumerate(one.breaks))
        self.once(f"{field}.breaks", [pause.name for pause in pauses], "name")
        days = frozenset(self.on(f"{field}.on", one.on))
        starts = tuple(range(first, min(last, self.per_day - 1) + 1, step))
        return Template(one.name, starts, length, pauses, days)

    def _pause(self, field: str, one: doc.Break) -> Pause:
        asking = self.asking
        length = asking.slots(f"{field}.length", one.length, least=1)
        after, before = (
            asking.slots(f"{field}.{name}", given) if given else None
            for name, given in (("after", one.after), ("before", one.before))
        )
        if after is not None and before is not None and before < after:
            asking.refuse(
                f"{field}.before", Why("problem.less_than_after", {"given": one.before, "other": one.after})
            )
        window = None
        if one.within is not None:
            first, last = (asking.clock(f"{field}.within.{n}", given) for n, given in enumerate(one.within))
            window = (first, last + (self.per_day if last <= first else 0))
            if window[1] - window[0] < length:
                asking.refuse(f"{field}.within", Why("problem.window_short", {"given": one.length}))
        return Pause(one.name, length, after, before, window, one.paid)

    def _check_templates(self, plan: Plan) -> None:
        for at, template in enumerate(plan.templates):
            if lost := unheld(template, plan.per_day):
                for number in lost:
                    self._refuse_window(at, number)
            elif not any(
                fitting(template, start, plan.rules, plan.per_day) is not None for start in template.starts
            ):
                self.asking.refuse(
                    f"templates.{at}",
                    Why("problem.no_room", {"name": template.name}),
                )

    def _refuse_window(self, at: int, number: int) -> None:
        """Hours at which no shift of the template is at work all the time: crossed, or of another shift."""
        template = self.doc.templates[at]
        begin, end = template.breaks[number].within or ("", "")
        is_crossed = minute_of(end) <= minute_of(begin)
        self.asking.refuse(
            f"templates.{at}.breaks.{number}.within",
            Why(
                "problem.window_crossed" if is_crossed else "problem.window_never",
                {"name": template.name, "begin": begin, "end": end},
            ),
        )
