"""Makes a schedule: cover, roster, then each day anew while that helps; checked before it is given out."""

import math
from collections import Counter
from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.schedule.clock import Clock, Watch
from hamseda.workforce.schedule.completing import beginning
from hamseda.workforce.schedule.cover import Counts, Cover, counts_of, cover_of, free_on, pauses_of
from hamseda.workforce.schedule.coverage import Coverage, Price, covered, price
from hamseda.workforce.schedule.crew import Crew, crew_of, pinned, pinned_counts
from hamseda.workforce.schedule.filling import crowds, filled, first_schedule, locked_duties
from hamseda.workforce.schedule.improving import as_chosen, with_one_day_open
from hamseda.workforce.schedule.linear import Ints, around
from hamseda.workforce.schedule.plan import Duty, Plan
from hamseda.workforce.schedule.polishing import polished
from hamseda.workforce.schedule.roster import by_group, roster_of
from hamseda.workforce.schedule.rules import Breach, breaches
from hamseda.workforce.schedule.solvers.port import Solver

SMALL: Final = 4000  # variables of a cover that is searched as a whole
FIRST_SHARE: Final = (
    0.1  # of the whole time: where a first schedule takes more of it, models of all days are too large
)
SMALL_ROSTER: Final = 250  # people times days: schedules that are made cheaper without a solver as well
# Shares of the time that is left at each step.
POLISH_SHARE: Final = 0.15
RELAX_SHARE: Final = 0.5
SEARCH_SHARE: Final = 0.5
ROSTER_SHARE: Final = 0.5
BREAKS_SHARE: Final = 0.5
DAY_SHARE: Final = 0.3
SHARING_SHARE: Final = 0.15  # of the whole time
FINE: Final = 5e-4
ROUNDING: Final = 1e-6  # of a relaxation's figure; costs are whole


class Outcome(Struct, frozen=True):
    """A schedule that keeps the rules, what it costs, and what none can cost less than."""

    duties: tuple[Duty, ...]
    coverage: Coverage
    price: Price
    bound: int
    covered: int  # what the shifts of the first stage would cost, all of them worked
    empty: int  # shifts that the cover wanted and nobody could work
    solver: str
    seconds: float

    @property
    def gap(self) -> float:
        """How much cheaper a schedule could be at most, as a share of what this one costs."""
        return 0.0 if not self.price.total else max(0.0, 1 - self.bound / self.price.total)


class RuleBrokenError(RuntimeError):
    """A solver gave a schedule that breaks a rule: a fault of ours, never given out."""

    def __init__(self, found: list[Breach]) -> None:
        self.breaches = tuple(found)
        super().__init__(
            f"The schedule breaks {len(found)} rules, first {found[0]}; please report this problem."
        )


Pauses = dict[tuple[int, int, int], list[tuple[tuple[int, int], ...]]]


def make_schedule(plan: Plan, solver: Solver, seconds: float, *, gap: float, watch: Watch) -> Outcome:
    """Make the best schedule that is found in the time; raises RuleBrokenError rather than give out a faulty one."""
    making = _Making(plan, solver, Clock(seconds, watch), gap)
    duties, empty = making.begin()
    duties, empty = making.improve(duties, empty)
    duties = making.share_out(duties)
    if found := breaches(plan, duties):
        raise RuleBrokenError(found)
    coverage = covered(plan, duties)
    return Outcome(
        duties=tuple(sorted(duties, key=lambda duty: (duty.day, duty.start, duty.worker))),
        coverage=coverage,
        price=price(plan, duties, coverage),
        bound=making.bound,
        covered=making.covered,
        empty=empty,
        solver=solver.name,
        seconds=making.clock.spent,
    )


class _Making:
    """The steps towards a schedule, with the bound that the first of them found."""

    def __init__(self, plan: Plan, solver: Solver, clock: Clock, gap: float) -> None:
        self.plan, self.solver, self.clock, self.gap = plan, solver, clock, gap
        self.crew = crew_of(plan)
        self.bound = self.covered = 0

    def begin(self) -> tuple[list[Duty], int]:
        """A schedule to make cheaper: the better of one made at once and, where there is time, one of models of all days."""
        at_once = first_schedule(self.plan, self.crew, lambda: self.clock.spent < self.clock.seconds)
        self.clock.has_schedule = at_once is not None
        if at_once is None:
            return self._modelled()
        is_large = self.clock.spent > FIRST_SHARE * self.clock.seconds
        at_once = self._polished(at_once)
        self.clock.tell("filling", _price(self.plan, at_once))
        if is_large:
            return at_once, 0
        try:
            found, empty = self._modelled()
        except (BreaksNotPlacedError, _NotRelaxedError):
            return at_once, 0
        found = self._polished(found)
        return (found, empty) if _price(self.plan, found) <= _price(self.plan, at_once) else (at_once, 0)

    def _polished(self, duties: list[Duty]) -> list[Duty]:
        """A small schedule made cheaper without a solver, for a part of the time."""
        if len(self.plan.workers) * self.plan.days > SMALL_ROSTER:
            return duties
        end = self.clock.spent + POLISH_SHARE * self.clock.left
        return polished(self.plan, self.crew, duties, lambda: self.clock.goes_on and self.clock.spent < end)

    def _modelled(self) -> tuple[list[Duty], int]:
        """A schedule by what all days need: counted first, then given to people."""
        wanted, pauses = self.cover()
        duties, empty = self.roster(self.plan, self.crew, wanted, pauses)
        self.clock.has_schedule = True
        return filled(self.plan, self.crew, duties, self.may_fill), empty

    def cover(self) -> tuple[Counts, Pauses]:
        """Count shifts and breaks: the rounded relaxation or, where the model is small, the best there is."""
        cover = cover_of(self.plan, self.crew)
        self.clock.tell("relaxing")
        relaxed = self.solver.relax(cover.linear, self.clock.left * RELAX_SHARE)
        if relaxed is None and self.clock.has_schedule:
            raise _NotRelaxedError  # days by themselves make better use of the time
        if relaxed is None:
            chosen = np.asarray(cover.linear.lower, np.int64)
        else:
            self._raise_bound(relaxed.bound)
            chosen = beginning(cover, relaxed.values)
        search = self._search if len(cover.linear.lower) <= SMALL else self._search_by_days
        chosen = search(cover, chosen)
        self.covered = cover.linear.value(chosen)
        return counts_of(cover, chosen), pauses_of(cover, chosen)

    def _search(self, cover: Cover, hint: Ints) -> Ints:
        found = self.solver.solve(
            cover.linear,
            self.clock.left * SEARCH_SHARE,
            gap=self.gap,
            hint=hint,
            tell=lambda cost, own: self.clock.tell("cover", cost, max(own, self.bound)),
        )
        self._raise_bound(found.bound)
        return hint if found.chosen is None else found.chosen

    def _search_by_days(self, cover: Cover, chosen: Ints) -> Ints:
        """Search each day with the others as they are; the busiest first."""
        wanted = self.plan.required.sum(axis=0).reshape(self.plan.days, -1).sum(axis=1)
        share = self.clock.left * SEARCH_SHARE / self.plan.days
        for day in np.argsort(-wanted, kind="stable"):
            free = free_on(cover, int(day))
            around_day = around(cover.linear, chosen, free)
            tell = lambda cost, _: self.clock.tell("cover", cost, self.bound)  # noqa: E731
            found = self.solver.solve(around_day, share, gap=FINE, hint=chosen[free], tell=tell)
            if found.chosen is not None:
                chosen[free] = found.chosen
        return chosen

    def _raise_bound(self, found: float) -> None:
        if math.isfinite(found):
            self.bound = max(self.bound, math.ceil(found - ROUNDING))

    def roster(self, plan: Plan, crew: Crew, wanted: Counts, pauses: Pauses) -> tuple[list[Duty], int]:
        """Give shifts to people; says how many found nobody."""
        wanted = dict(Counter(wanted) | pinned_counts(plan, crew))
        worked = self._assign(plan, crew, wanted)
        counts = Counter((group, day, choice) for group, _, day, choice in worked)
        duties = _named(plan, crew, worked, pauses)
        if dict(counts) != {key: len(found) for key, found in pauses.items()} or crowds(
            plan, [*duties, *locked_duties(plan)]
        ):
            duties = _named(plan, crew, worked, self._place_breaks(plan, crew, counts))
        return [*duties, *locked_duties(plan)], sum(wanted.values()) - len(duties)

    def _assign(self, plan: Plan, crew: Crew, wanted: Counts) -> list[tuple[int, int, int, int]]:
        """(group, worker, day, choice) of everybody who works."""
        found: list[tuple[int, int, int, int]] = []
        split = {group: one for group, one in by_group(wanted, range(len(crew.groups))).items() if one}
        order = sorted(split, key=lambda group: len(crew.groups[group].members))
        for place, group in enumerate(order):
            roster = roster_of(plan, crew, group, split[group], fair=False)
            sizes = [len(crew.groups[one].members) for one in order[place:]]
            share = self.clock.left * ROSTER_SHARE * sizes[0] / sum(sizes)
            tell = lambda *_: self.clock.tell("roster")  # noqa: E731
            answer = self.solver.solve(roster.linear, share, gap=FINE, hint=None, tell=tell)
            if answer.chosen is not None:
                found += [(group, *place) for place in roster.worked(answer.chosen)]
        return found

    def _place_breaks(self, plan: Plan, crew: Crew, counts: Counts) -> Pauses:
        """Place the breaks anew for the shifts that are worked; where they do not all fit, for as many as may be."""
        for may_drop in (False, True):
            cover = cover_of(plan, crew, counts, may_drop=may_drop)
            if (chosen := self._searched_breaks(cover)) is not None:
                return pauses_of(cover, chosen)
        raise BreaksNotPlacedError.of("schedule.not_placed")

    def _searched_breaks(self, cover: Cover) -> Ints | None:
        relaxed = self.solver.relax(cover.linear, self._breaks_share)
        hint = None if relaxed is None else beginning(cover, relaxed.values)
        if relaxed is not None and hint is not None and _is_enough(cover, hint, relaxed.bound):
            return (
                hint  # the relaxation is nearly whole, and CP-SAT would take all of its time to prove as much
            )
        tell = lambda *_: self.clock.tell("breaks")  # noqa: E731
        found = self.solver.solve(cover.linear, self._breaks_share, gap=FINE, hint=hint, tell=tell)
        kept = [one for one in (hint, found.chosen) if one is not None and cover.linear.keeps(one)]
        return min(kept, key=cover.linear.value, default=None)

    @property
    def _breaks_share(self) -> float:
        return max(self.clock.least, self.clock.left * BREAKS_SHARE)

    def may_fill(self) -> bool:
        """Whether single shifts may still be added."""
        return self.clock.tell("filling") and self.clock.spent < self.clock.seconds

    def share_out(self, duties: list[Duty]) -> list[Duty]:
        """Swap people within their groups until burdens are even and wishes heeded; shifts and breaks stay."""
        if self.clock.is_over:
            return duties
        settled = set(locked_duties(self.plan))
        places = self._places([duty for duty in duties if duty not in settled])
        split = by_group({key: len(found) for key, found in places.items()}, range(len(self.crew.groups)))
        worked: list[tuple[int, int, int, int]] = []
        for group, wanted in split.items():
            roster = roster_of(self.plan, self.crew, group, wanted, fair=True)
            hint = roster.as_chosen(
                {
                    (duty.worker, *key[1:])
                    for key, found in places.items()
                    if key[0] == group
                    for duty in found
                }
            )
            roster.keep_cost(hint)
            tell = lambda *_: self.clock.tell("sharing")  # noqa: E731
            share = min(self.clock.left, SHARING_SHARE * self.clock.seconds) / len(split)
            answer = self.solver.solve(roster.linear, share, gap=FINE, hint=hint, tell=tell)
            best = hint if answer.chosen is None else answer.chosen
            worked += [(group, *place) for place in roster.worked(best)]
        pauses = {key: [duty.pauses for duty in found] for key, found in places.items()}
        again = [*_named(self.plan, self.crew, worked, pauses), *settled]
        return again if _price(self.plan, again) <= _price(self.plan, duties) else duties

    def _places(self, duties: list[Duty]) -> dict[tuple[int, int, int], list[Duty]]:
        """The shifts of each group, day and choice."""
        group_of = {member: at for at, one in enumerate(self.crew.groups) for member in one.members}
        found: dict[tuple[int, int, int], list[Duty]] = {}
        for duty in duties:
            choice = self.crew.choice_of(duty.template, duty.start)
            if choice is not None:
                found.setdefault((group_of[duty.worker], duty.day, choice), []).append(duty)
        return found

    def improve(self, duties: list[Duty], empty: int) -> tuple[list[Duty], int]:
        """Plan one day anew after the other while that makes the schedule cheaper and there is time."""
        costs = _price(self.plan, duties)
        waiting = list(range(self.plan.days))
        end = self.clock.seconds * (1 - SHARING_SHARE)
        while (
            waiting and self.clock.goes_on and self.clock.spent < end and costs * (1 - self.gap) > self.bound
        ):
            self.clock.tell("improving", costs, self.bound)
            day = waiting.pop(0)
            again = self._replan(duties, day, len(waiting) + 1)
            if again is None or (cost := _price(self.plan, again)) >= costs:
                continue
            duties, costs, empty = again, cost, 0
            waiting += [other for other in range(self.plan.days) if other not in waiting and other != day]
        self.clock.tell("improving", costs, self.bound)
        return duties, empty

    def _replan(self, duties: list[Duty], day: int, among: int) -> list[Duty] | None:
        open_day = with_one_day_open(self.plan, duties, day)
        crew = crew_of(open_day)
        cover = cover_of(open_day, crew)
        if not cover.parts:
            return None
        hint = as_chosen(cover, duties)
        share = max(self.clock.least, min(self.clock.left * DAY_SHARE, 2 * self.clock.left / among))
        found = self.solver.solve(
            cover.linear, share, gap=FINE, hint=hint, tell=lambda *_: self.clock.goes_on
        )
        if found.chosen is None or cover.linear.value(found.chosen) >= cover.linear.value(hint):
            return None
        wanted, pauses = counts_of(cover, found.chosen), pauses_of(cover, found.chosen)
        try:
            return self.roster(open_day, crew, wanted, pauses)[0]
        except BreaksNotPlacedError:
            return None  # the day stays as it is


def _is_enough(cover: Cover, chosen: Ints, bound: float) -> bool:
    return cover.linear.keeps(chosen) and cover.linear.value(chosen) * (1 - FINE) <= bound


def _price(plan: Plan, duties: list[Duty]) -> int:
    return price(plan, duties, covered(plan, duties)).total


class _NotRelaxedError(RuntimeError):
    """The time did not suffice for the relaxation of all days."""


class BreaksNotPlacedError(FaultyError):
    """Neither rules nor time left a place for the breaks."""


def _named(
    plan: Plan,
    crew: Crew,
    worked: list[tuple[int, int, int, int]],
    pauses: Pauses,
) -> list[Duty]:
    """Put names to shifts; those of one kind take its breaks in turn, who is locked to it first."""
    queues = {key: list(found) for key, found in pauses.items()}
    must = pinned(plan, crew)
    return [
        Duty(worker, day, crew.template(choice), crew.kind(choice).start, queue.pop(0))
        for group, worker, day, choice in sorted(worked, key=lambda one: (one[1:3] not in must, one))
        if (queue := queues.get((group, day, choice)))
    ]
