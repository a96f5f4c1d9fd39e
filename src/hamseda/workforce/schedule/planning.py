"""Makes a schedule: cover, then roster, then the breaks of those who were found; checked before it is given out."""

import math
import time
from collections.abc import Callable
from typing import Final, Literal

import numpy as np
from msgspec import Struct

from hamseda.workforce.schedule.completing import beginning, complete
from hamseda.workforce.schedule.cover import Counts, Cover, counts_of, cover_of, pauses_of
from hamseda.workforce.schedule.coverage import Coverage, Price, covered, price
from hamseda.workforce.schedule.crew import Crew, crew_of, fixed
from hamseda.workforce.schedule.linear import Ints
from hamseda.workforce.schedule.plan import Duty, Plan
from hamseda.workforce.schedule.roster import by_group, roster_of
from hamseda.workforce.schedule.rules import Breach, breaches
from hamseda.workforce.schedule.solvers.port import Solver

Stage = Literal["relaxing", "cover", "roster", "breaks"]
COVER_SHARE: Final = 0.6  # of the time; the rest is for the roster and its breaks
RELAX_SHARE: Final = 0.5  # of the time of the cover
BREAKS_SHARE: Final = 0.25  # of what is left after the roster
LEAST_S: Final = 1.0


class Progress(Struct, frozen=True):
    """How far it is: the best cost so far and the bound, in ordinary hours; null where there is none yet."""

    stage: Stage
    seconds: float
    cost: float | None = None
    bound: float | None = None


class Outcome(Struct, frozen=True):
    """A schedule that keeps the rules, what it costs, and what none can cost less than."""

    duties: tuple[Duty, ...]
    coverage: Coverage
    price: Price
    bound: int
    cover_cost: int  # of the first stage
    empty: int  # shifts of the first stage that nobody could work
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


Watch = Callable[[Progress], bool]


class _Clock:
    """The time that is left, and whether whoever watches wants to go on."""

    def __init__(self, seconds: float, watch: Watch) -> None:
        self.begun, self.seconds, self.watch, self.goes_on = time.monotonic(), seconds, watch, True

    @property
    def spent(self) -> float:
        return time.monotonic() - self.begun

    @property
    def left(self) -> float:
        return max(LEAST_S, self.seconds - self.spent) if self.goes_on else LEAST_S

    def tell(self, stage: Stage, cost: float | None = None, bound: float | None = None) -> bool:
        figures = [None if one is None or math.isinf(one) else one / 1000 for one in (cost, bound)]
        self.goes_on &= self.watch(Progress(stage, self.spent, *figures))
        return self.goes_on


def make_schedule(plan: Plan, solver: Solver, seconds: float, *, gap: float, watch: Watch) -> Outcome:
    """Make the best schedule that is found in the time; raises RuleBrokenError rather than give out a faulty one."""
    clock, crew = _Clock(seconds, watch), crew_of(plan)
    cover = cover_of(plan, crew)
    chosen, bound = _solve_cover(cover, solver, clock, gap)
    wanted, pauses = counts_of(cover, chosen), pauses_of(cover, chosen)
    worked = _solve_roster(plan, crew, wanted, solver, clock)
    counts: Counts = {}
    for group, _, day, choice in worked:
        counts[group, day, choice] = counts.get((group, day, choice), 0) + 1
    if counts != wanted:
        again = cover_of(plan, crew, counts)
        pauses = pauses_of(again, _solve_breaks(again, solver, clock))
    duties = [*_named(crew, worked, pauses), *_locked(plan)]
    if found := breaches(plan, duties):
        raise RuleBrokenError(found)
    coverage = covered(plan, duties)
    return Outcome(
        duties=tuple(sorted(duties, key=lambda duty: (duty.day, duty.start, duty.worker))),
        coverage=coverage,
        price=price(plan, duties, coverage),
        bound=math.ceil(bound - 1e-6) if math.isfinite(bound) else 0,
        cover_cost=cover.linear.value(chosen),
        empty=sum(wanted.values()) - len(worked),
        solver=solver.name,
        seconds=clock.spent,
    )


def _solve_cover(cover: Cover, solver: Solver, clock: _Clock, gap: float) -> tuple[Ints, float]:
    linear, share = cover.linear, clock.left * COVER_SHARE
    clock.tell("relaxing")
    relaxed = solver.relax(linear, share * RELAX_SHARE)
    bound = -math.inf if relaxed is None else relaxed.bound
    values = [0.0] * len(linear.lower) if relaxed is None else relaxed.values
    hint = beginning(cover, values)
    if linear.keeps(hint):
        clock.tell("cover", linear.value(hint), bound)
        if linear.value(hint) * (1 - gap) <= bound:
            return hint, bound

    def tell(cost: float, own: float) -> bool:
        return clock.tell("cover", cost, max(own, bound)) and cost * (1 - gap) > bound

    found = solver.solve(linear, max(LEAST_S, share - clock.spent), gap=gap, hint=hint, tell=tell)
    chosen = _best(cover, [hint, found.chosen])
    return chosen, max(bound, found.bound)


def _best(cover: Cover, answers: list[Ints | None]) -> Ints:
    """The cheapest that keeps every row; where none does, nobody works, which keeps all rules."""
    nothing = complete(cover, np.asarray(cover.linear.lower, np.int64).copy())
    kept = [one for one in (*answers, nothing) if one is not None and cover.linear.keeps(one)]
    return min(kept, key=cover.linear.value)


def _solve_roster(
    plan: Plan, crew: Crew, wanted: Counts, solver: Solver, clock: _Clock
) -> list[tuple[int, int, int, int]]:
    """(group, worker, day, choice) of everybody who works."""
    found: list[tuple[int, int, int, int]] = []
    split = by_group(wanted, range(len(crew.groups)))
    order = sorted(split, key=lambda group: len(crew.groups[group].members))
    for place, group in enumerate(order):
        if not split[group]:
            continue
        roster = roster_of(plan, crew, group, split[group])
        sizes = [len(crew.groups[one].members) for one in order[place:]]
        share = clock.left * (1 - BREAKS_SHARE) * sizes[0] / sum(sizes)
        answer = solver.solve(roster.linear, share, gap=1e-3, hint=None, tell=lambda *_: clock.tell("roster"))
        if answer.chosen is not None:
            found += [(group, *place) for place in roster.worked(answer.chosen)]
    return found


def _solve_breaks(cover: Cover, solver: Solver, clock: _Clock) -> Ints:
    """Place the breaks anew for the shifts that are worked."""
    relaxed = solver.relax(cover.linear, clock.left)
    hint = None if relaxed is None else beginning(cover, relaxed.values)
    found = solver.solve(
        cover.linear, clock.left, gap=1e-3, hint=hint, tell=lambda cost, _: clock.tell("breaks", cost)
    )
    kept = [one for one in (hint, found.chosen) if one is not None and cover.linear.keeps(one)]
    if not kept:
        raise BreaksNotPlacedError
    return min(kept, key=cover.linear.value)


class BreaksNotPlacedError(RuntimeError):
    """The time did not suffice to place the breaks."""


def _named(
    crew: Crew,
    worked: list[tuple[int, int, int, int]],
    pauses: dict[tuple[int, int, int], list[tuple[tuple[int, int], ...]]],
) -> list[Duty]:
    """Put names to shifts; those of one kind take its breaks in turn."""
    queues = {key: list(found) for key, found in pauses.items()}
    return [
        Duty(worker, day, crew.template(choice), crew.kind(choice).start, queues[group, day, choice].pop(0))
        for group, worker, day, choice in sorted(worked)
    ]


def _locked(plan: Plan) -> list[Duty]:
    return [
        Duty(lock.worker, lock.day, lock.template or 0, lock.start, lock.pauses or ()) for lock in fixed(plan)
    ]
