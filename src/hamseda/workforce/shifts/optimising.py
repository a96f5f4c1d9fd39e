"""The long calculation of a schedule: runs in a process of its own, where alone the solver is loaded."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from hamseda.calculations.api import CalculationFailed, Kind, Report
from hamseda.kit.ids import new_id
from hamseda.organization.api import LEADERS
from hamseda.workforce.schedule.problem import Problem
from hamseda.workforce.shifts.stored import KeptOff, StoredBreak, StoredShift

if TYPE_CHECKING:
    from hamseda.workforce.schedule.clock import Progress
    from hamseda.workforce.schedule.plan import Plan
    from hamseda.workforce.schedule.planning import Outcome
    from hamseda.workforce.shifts.board import Board


class SolveTask(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be solved, of which version; `day` (0 is the first) alone is planned anew where it is given."""

    schedule_id: UUID
    version: int
    problem: Problem
    shifts: tuple[StoredShift, ...]
    kept_off: tuple[KeptOff, ...]
    day: int | None
    seconds: float
    gap: float


class Solved(msgspec.Struct, frozen=True, kw_only=True):
    """What came out; ids of shifts mean nothing yet. Costs in hours of ordinary work."""

    schedule_id: UUID
    version: int
    day: int | None
    shifts: tuple[StoredShift, ...]
    cost: float
    bound: float
    gap: float
    unfilled: int
    solver: str
    seconds: float


def solve(request: bytes, report: Report) -> bytes:
    """Solve a schedule, anytime: at the end of its time, or when it is concluded, with the best that was found."""
    from hamseda.workforce.quantities import FaultyError  # noqa: PLC0415 (so that the worker stays small)
    from hamseda.workforce.schedule.improving import with_one_day_open  # noqa: PLC0415
    from hamseda.workforce.schedule.planning import BreaksNotPlacedError, make_schedule  # noqa: PLC0415
    from hamseda.workforce.schedule.solvers.choosing import choose  # noqa: PLC0415
    from hamseda.workforce.shifts.board import plan_from, set_up  # noqa: PLC0415

    task = msgspec.json.decode(request, type=SolveTask)
    board = set_up(plan_from(task.problem), task.shifts, task.kept_off)
    plan = board.plan if task.day is None else with_one_day_open(board.plan, board.duties, task.day)
    try:
        solver = choose(stop=report.stop)
    except FaultyError:
        raise CalculationFailed("no_solver") from None
    try:
        found = make_schedule(plan, solver, task.seconds, gap=task.gap, watch=Watching(report, task.seconds))
    except BreaksNotPlacedError:
        raise CalculationFailed("breaks_not_placed") from None
    return msgspec.json.encode(_told(task, board, plan, found))


class Watching:
    """Tells how far a search is: by its time, with cost and gap where they are known; ends it once it is concluded."""

    def __init__(self, report: Report, seconds: float) -> None:
        self.report, self.seconds = report, seconds

    def __call__(self, now: "Progress") -> bool:
        share = min(0.99, now.seconds / self.seconds)
        if now.cost and now.bound is not None:
            percent = f"{100 * max(0.0, 1 - now.bound / now.cost):.1f}"
            self.report(share, f"schedule_{now.stage}_gap", percent=percent)
        else:
            self.report(share, f"schedule_{now.stage}")
        return not self.report.stop.is_set()


def _told(task: SolveTask, board: "Board", plan: "Plan", found: "Outcome") -> Solved:
    from hamseda.workforce.schedule.plan import HOUR_COST  # noqa: PLC0415

    return Solved(
        schedule_id=task.schedule_id,
        version=task.version,
        day=task.day,
        shifts=tuple(_shifts(board, plan, found)),
        cost=round(found.price.total / HOUR_COST, 2),
        bound=round(found.bound / HOUR_COST, 2),
        gap=round(found.gap, 5),
        unfilled=found.empty,
        solver=found.solver,
        seconds=round(found.seconds, 1),
    )


def _shifts(board: "Board", plan: "Plan", found: "Outcome") -> list[StoredShift]:
    shifts = []
    for duty in found.duties:
        template = plan.templates[duty.template]
        breaks = tuple(
            StoredBreak(
                template.pauses[number].name,
                at * plan.minutes,
                template.pauses[number].length * plan.minutes,
                template.pauses[number].is_paid,
            )
            for number, at in sorted(duty.pauses, key=lambda pause: pause[1])
        )
        shifts.append(
            StoredShift(
                id=new_id(),
                user_id=UUID(plan.workers[duty.worker].name),
                day=plan.first + timedelta(duty.day),
                template=board.labels[duty.template],
                start_m=duty.start * plan.minutes,
                length_m=template.length * plan.minutes,
                breaks=breaks,
            )
        )
    return shifts


SOLVE: Final = Kind("workforce.schedule", right=LEADERS, run=solve, can_conclude=True)
