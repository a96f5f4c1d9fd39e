"""What the shifts of a schedule come to: broken rules, shortfalls, cost, and who is there when."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
from msgspec import field
from msgspec.structs import replace

from hamseda.workforce.schedule.coverage import covered, price
from hamseda.workforce.schedule.plan import HOUR_COST, Plan
from hamseda.workforce.schedule.rules import Breach, breaches
from hamseda.workforce.schedule.saying import said_breach, said_shortfall
from hamseda.workforce.schedule.shortfalls import Shortfall, shortfalls
from hamseda.workforce.shifts.board import Board
from hamseda.workforce.shifts.words import clock_of

LANGUAGES = ("fa", "en")
RESTS = frozenset({"rest_too_short", "rest_after_too_short"})
Names = dict[str, str]


class BreachFigure(msgspec.Struct, frozen=True):
    """A rule that is broken, in both languages; of nobody where it is about all (breaks at once)."""

    code: str
    user_id: UUID | None
    day: date
    said: dict[str, str]
    figure: int = 0

    @property
    def key(self) -> tuple[str, UUID | None, date, int]:
        return (self.code, self.user_id, self.day, self.figure)


class ShortfallFigure(msgspec.Struct, frozen=True):
    """A part of a day that lacks people of a queue."""

    day: date
    part: str
    queue_id: UUID
    start: str
    end: str
    missing: int
    missing_hours: float
    why: dict[str, int]
    said: dict[str, str]


class CostFigure(msgspec.Struct, frozen=True):
    """In hours of ordinary work."""

    total: float
    shifts: float
    missing: float
    short_contracts: float


class CoverFigure(msgspec.Struct, frozen=True):
    """How many a queue needs and gets in each interval from the first midnight."""

    queue_id: UUID
    required: list[int]
    scheduled: list[int]


class Burden(msgspec.Struct, frozen=True):
    """What somebody works."""

    planned_m: int
    evenings: int
    nights: int
    weekends: int


class Figures(msgspec.Struct, frozen=True):
    """All of it; `bound` and `gap` are those of the solution that was taken, null once it was changed by hand."""

    breaches: list[BreachFigure] = []
    shortfalls: list[ShortfallFigure] = []
    cost: CostFigure = CostFigure(0, 0, 0, 0)
    missing_hours: float = 0.0
    cover: list[CoverFigure] = []
    present: list[int] = []
    resting: list[int] = []
    burdens: dict[str, Burden] = field(default_factory=dict)
    bound: float | None = None
    gap: float | None = None


def figures_of(board: Board, names: Names) -> Figures:
    """Work all of it out; `names` gives those of people and queues by id."""
    plan, duties = board.plan, board.duties
    coverage = covered(plan, duties)
    cost = price(plan, duties, coverage)
    said = named(plan, names)
    lacking = np.maximum(0, plan.required - coverage.given)
    return Figures(
        breaches=breaches_of(board, names),
        shortfalls=[_shortfall(plan, said, one) for one in shortfalls(plan, duties, coverage)],
        cost=CostFigure(
            *(round(one / HOUR_COST, 2) for one in (cost.total, cost.shifts, cost.missing, cost.short))
        ),
        missing_hours=round(float(lacking.sum()) * plan.minutes / 60, 2),
        cover=[
            CoverFigure(UUID(skill), plan.required[at].tolist(), coverage.given[at].tolist())
            for at, skill in enumerate(plan.skills)
        ],
        present=_slots(plan, coverage.present),
        resting=_slots(plan, coverage.resting),
        burdens=_burdens(board),
    )


def breaches_of(board: Board, names: Names) -> list[BreachFigure]:
    """Every rule that is broken."""
    said = named(board.plan, names)
    return [_breach(board.plan, said, one) for one in breaches(board.plan, board.duties)]


def new_breaches(before: list[BreachFigure], after: list[BreachFigure]) -> list[BreachFigure]:
    """What was not broken before, or was broken by less."""
    known: dict[tuple[Any, ...], int] = {}
    for one in before:
        known[one.key[:3]] = max(known.get(one.key[:3], 0), abs(one.figure))
    return [one for one in after if one.key not in {old.key for old in before} and _is_worse(one, known)]


def named(plan: Plan, names: Names) -> Plan:
    """The plan with names for ids, for sentences; each keeps its direction to itself (Unicode's isolates)."""
    isolated = {key: f"\u2068{name}\u2069" for key, name in names.items()}
    workers = tuple(replace(one, name=isolated.get(one.name, one.name)) for one in plan.workers)
    return replace(plan, workers=workers, skills=tuple(isolated.get(one, one) for one in plan.skills))


def _is_worse(one: BreachFigure, known: dict[tuple[Any, ...], int]) -> bool:
    if one.key[:3] not in known:
        return True
    # Of rest more is better; of all other figures less is.
    return one.figure > known[one.key[:3]] if one.code not in RESTS else True


def _breach(plan: Plan, said: Plan, one: Breach) -> BreachFigure:
    return BreachFigure(
        code=one.code,
        user_id=UUID(plan.workers[one.worker].name) if one.worker >= 0 else None,
        day=plan.first + timedelta(one.day),
        said={language: said_breach(said, one, language) for language in LANGUAGES},
        figure=one.figure,
    )


def _shortfall(plan: Plan, said: Plan, one: Shortfall) -> ShortfallFigure:
    return ShortfallFigure(
        day=plan.first + timedelta(one.day),
        part=one.part,
        queue_id=UUID(plan.skills[one.skill]),
        start=clock_of(one.begin * plan.minutes),
        end=clock_of(one.end * plan.minutes),
        missing=one.missing,
        missing_hours=round(one.missing_slots * plan.minutes / 60, 2),
        why=dict(one.why),
        said={language: said_shortfall(said, one, language) for language in LANGUAGES},
    )


def _slots(plan: Plan, row: Any) -> list[int]:
    found: list[int] = row[: plan.slots].tolist()
    return found


def _burdens(board: Board) -> dict[str, Burden]:
    plan, sums = board.plan, {one.name: [0, 0, 0, 0] for one in board.plan.workers}
    for shift, duty in zip(board.shifts, board.duties, strict=True):
        own = sums[str(shift.user_id)]
        own[0] += shift.paid_m
        for at, one in enumerate(plan.burdens(duty.day, duty.template, duty.start), 1):
            own[at] += one
    return {name: Burden(*found) for name, found in sums.items()}
