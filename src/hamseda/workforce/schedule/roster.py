"""Stage 2, roster: who works the shifts of a group, so that as many as can be are worked, fairly and as people wish.

Groups have no shift in common, so each is a model of its own: one variable for each person, day and kind of shift.
"""

from collections.abc import Iterable

import numpy as np
from msgspec import Struct, field

from hamseda.workforce.schedule.crew import Crew, fixed, pinned, settled_days, settled_minutes
from hamseda.workforce.schedule.linear import Ints, Linear, Terms
from hamseda.workforce.schedule.plan import HOUR_COST, Plan

POINT = HOUR_COST // 100  # weights are tenths of a point, so a point may cost six minutes of work
REACH = (1, 2)  # days after a shift on which its rest may still count


class Roster(Struct):
    """The model of a group: variables by (worker, day, choice)."""

    plan: Plan
    crew: Crew
    linear: Linear
    works: dict[tuple[int, int, int], int] = field(default_factory=dict)
    shorts: list[tuple[int, Terms, int]] = field(
        default_factory=list
    )  # variable, minutes worked, minutes promised
    priced: list[int] = field(default_factory=list)  # variables of empty places and short promises
    steps: list[tuple[list[int], Terms]] = field(default_factory=list)  # variables, what they count

    def keep_cost(self, chosen: Ints) -> None:
        """Let no answer leave more places empty or promises short than a choice does."""
        terms = {variable: self.linear.cost[variable] for variable in self.priced}
        self.linear.row(terms, high=sum(cost * int(chosen[one]) for one, cost in terms.items()))

    def as_chosen(self, worked: set[tuple[int, int, int]]) -> Ints:
        """A roster that is there, with every place filled, in these variables: where the search begins."""
        chosen = np.zeros(len(self.linear.lower), np.int64)
        for place, variable in self.works.items():
            chosen[variable] = place in worked
        for short, terms, least in self.shorts:
            chosen[short] = max(0, least - sum(count * int(chosen[one]) for one, count in terms.items()))
        for steps, terms in self.steps:
            chosen[steps[: sum(int(chosen[one]) for one in terms)]] = 1
        return chosen

    def worked(self, chosen: Ints) -> list[tuple[int, int, int]]:
        """Who works what on which day."""
        return [place for place, variable in self.works.items() if chosen[variable]]


def roster_of(
    plan: Plan, crew: Crew, group: int, wanted: dict[tuple[int, int], int], *, fair: bool
) -> Roster:
    """Build the model; `wanted` says how many of each (day, choice) are to be worked.

    Without `fair` only empty places and short contracts count: that is quickly solved to the end.
    """
    found = Roster(plan, crew, Linear())
    must = pinned(plan, crew)
    for worker in crew.groups[group].members:
        for day, choice in wanted:
            if crew.may[worker, day, choice]:
                is_pinned = must.get((worker, day)) == choice
                found.works[worker, day, choice] = found.linear.variable(int(is_pinned), 1)
    _fill(found, group, wanted)
    for worker in crew.groups[group].members:
        own: list[dict[int, int]] = [{} for _ in range(plan.days)]
        for (whose, day, choice), variable in found.works.items():
            if whose == worker:
                own[day][choice] = variable
        _keep_rules(found, worker, own)
        _keep_contract(found, worker, own)
        if fair:
            _share_burdens(found, worker, own, _mean_most(plan, crew, group))
            _heed_wishes(found, worker, own)
    return found


def _mean_most(plan: Plan, crew: Crew, group: int) -> float:
    return float(np.mean([plan.workers[member].most for member in crew.groups[group].members]))


def _fill(roster: Roster, group: int, wanted: dict[tuple[int, int], int]) -> None:
    """As many as are wanted, and no more; an empty place costs as if all of it were missed."""
    plan, crew, linear = roster.plan, roster.crew, roster.linear
    for (day, choice), count in wanted.items():
        worth = plan.costs.missing_deep * plan.templates[crew.template(choice)].length
        empty = linear.variable(0, count, max(worth, POINT))
        members = crew.groups[group].members
        terms = {
            variable: 1
            for member in members
            if (variable := roster.works.get((member, day, choice))) is not None
        }
        linear.row({**terms, empty: 1}, count, count)
        roster.priced.append(empty)


def _keep_rules(roster: Roster, worker: int, own: list[dict[int, int]]) -> None:
    plan, linear = roster.plan, roster.linear
    one = plan.workers[worker]
    for today in own:
        linear.row(dict.fromkeys(today.values(), 1), high=1)
    for day in range(plan.days):
        for reach in REACH:
            if day + reach < plan.days:
                _keep_rest(roster, own[day], own[day + reach], reach)
    taken = settled_days(plan, worker)
    settled = [int(day in taken) for day in range(plan.days)]
    row = plan.rules.days_in_row
    spans = [(range(begin, begin + row + 1), row) for begin in range(plan.days - row)]
    left = max(0, row - one.days_before)
    if one.days_before and left < plan.days:
        spans.append((range(left + 1), left))
    left = max(0, row - one.days_after)
    if one.days_after and left < plan.days:
        spans.append((range(plan.days - left - 1, plan.days), left))
    if one.days_before and one.days_after and one.days_before + plan.days + one.days_after > row:
        spans.append((range(plan.days), plan.days - 1))
    spans += [(days, one.most_days) for days in plan.weeks()]
    for span, most in spans:
        terms = {variable: 1 for day in span for variable in own[day].values()}
        linear.row(terms, high=max(0, most - sum(settled[day] for day in span)))


def _keep_rest(roster: Roster, today: dict[int, int], later: dict[int, int], reach: int) -> None:
    """Of the shifts until late and those that begin too early after them, one."""
    plan, crew = roster.plan, roster.crew
    rest = -(-plan.rules.rest_minutes // plan.minutes)
    ends = {choice: _end(plan, crew, choice) for choice in today}
    seen: set[frozenset[int]] = set()
    for end in sorted(set(ends.values())):
        early = frozenset(
            choice for choice in later if crew.kind(choice).start + reach * plan.per_day < end + rest
        )
        if early and early not in seen:
            seen.add(early)
            late = [variable for choice, variable in today.items() if ends[choice] >= end]
            roster.linear.row({**dict.fromkeys(late, 1), **{later[choice]: 1 for choice in early}}, high=1)


def _end(plan: Plan, crew: Crew, choice: int) -> int:
    return crew.kind(choice).start + plan.templates[crew.template(choice)].length


def _keep_contract(roster: Roster, worker: int, own: list[dict[int, int]]) -> None:
    plan, linear = roster.plan, roster.linear
    for week, days in enumerate(plan.weeks()):
        terms: Terms = {
            variable: plan.paid_minutes(roster.crew.template(choice))
            for day in days
            for choice, variable in own[day].items()
        }
        done = sum(settled_minutes(plan, worker, days))
        linear.row(terms, high=max(0, plan.workers[worker].most - done))
        if (least := plan.least(worker, week) - done) > 0:
            short = linear.variable(0, least, plan.costs.short_minute)
            linear.row({**terms, short: 1}, least)
            roster.shorts.append((short, terms, least))
            roster.priced.append(short)


def _share_burdens(roster: Roster, worker: int, own: list[dict[int, int]], mean: float) -> None:
    """Each further evening, night or weekend of somebody weighs one more than the one before, more for part-timers."""
    plan, linear = roster.plan, roster.linear
    for burden, weight in enumerate(plan.weights.burdens):
        terms: Terms = {}
        for day, choices in enumerate(own):
            for choice, variable in choices.items():
                start = roster.crew.kind(choice).start
                if plan.burdens(day, roster.crew.template(choice), start)[burden]:
                    terms[variable] = 1
        days = len({day for day, choices in enumerate(own) if any(v in terms for v in choices.values())})
        if not terms or not weight:
            continue
        before = plan.workers[worker].burdens_before[burden] + sum(
            plan.burdens(lock.day, lock.template or 0, lock.start)[burden]
            for lock in fixed(plan)
            if lock.worker == worker
        )
        scale = POINT * weight * mean / max(plan.workers[worker].most, 60)
        steps = [linear.variable(0, 1, round(scale * (before + step + 1))) for step in range(days)]
        linear.row({**terms, **dict.fromkeys(steps, -1)}, high=0)
        roster.steps.append((steps, terms))


def _heed_wishes(roster: Roster, worker: int, own: list[dict[int, int]]) -> None:
    linear, unit = roster.linear, POINT * roster.plan.weights.wish
    for wish in roster.plan.workers[worker].wishes:
        meant = [
            variable
            for choice, variable in own[wish.day].items()
            if wish.template is None or roster.crew.template(choice) == wish.template
        ]
        for variable in meant:
            linear.cost[variable] += unit * wish.weight * (1 if wish.is_against else -1)


def by_group(
    counts: dict[tuple[int, int, int], int], groups: Iterable[int]
) -> dict[int, dict[tuple[int, int], int]]:
    """Split (group, day, choice) counts by group."""
    return {
        group: {(day, choice): count for (whose, day, choice), count in counts.items() if whose == group}
        for group in groups
    }
