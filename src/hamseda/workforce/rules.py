"""Staffing: how many agents an interval needs, and what some number of agents gives."""

from typing import Final, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from hamseda.workforce.chat import chain_idle, slots_idle
from hamseda.workforce.erlang import Flags, Floats, Ints, least_agents
from hamseda.workforce.loss import blocked, least_lines, unqueued
from hamseda.workforce.solve import least
from hamseda.workforce.waits import Waits, delayed, impatient, patient, unanswered

Definition = Literal["offered", "answered", "with_abandons"]
Model = Literal["slots", "chain", "b"]
# What service level means. Each is usual somewhere, and they differ as soon as people give up; see docs/workforce.md.
DEFINITIONS: Final[tuple[Definition, ...]] = ("offered", "answered", "with_abandons")
COLUMNS: Final = (
    "agents", "scheduled", "load_erlang", "unstable", "p_wait", "service_level", "asa_s", "wait_mean_s",
    "abandon", "occupancy",
)  # fmt: skip
ROUNDING: Final = 1e-9  # 14 / (1 - 0.3) is 20, not the 21 of a rounding error


class Goal(Struct, frozen=True, kw_only=True):
    """What is promised: this share within this time, by this definition of service level.

    Of model b, where nobody waits, it is the share that may be `blocked`.
    """

    share: float = 0.8
    within_s: float = 20.0
    blocked: float = 0.01
    definition: Definition = "offered"


class Work(Struct, frozen=True, kw_only=True):
    """What comes, row by row: contacts in an interval, seconds each, seconds of patience (infinite: endless).

    `speeds` are f(1), …, f(c) of chats held at once, the same for all rows; (1,) for calls.
    """

    volume: Floats
    interval_s: Floats
    aht_s: Floats
    patience_s: Floats
    speeds: tuple[float, ...] = (1.0,)
    model: Model = "slots"

    @property
    def arrival(self) -> Floats:
        """Contacts a second."""
        return self.volume / self.interval_s

    @property
    def load(self) -> Floats:
        """Offered work in erlangs: how many agents it keeps busy with one contact at a time each."""
        return self.arrival * self.aht_s

    @property
    def is_plain(self) -> bool:
        """Erlang C: one contact at a time and endless patience everywhere."""
        return len(self.speeds) == 1 and bool(np.isinf(self.patience_s).all())

    def rows(self, chosen: Ints) -> "Work":
        """Take some of the rows."""
        columns = {
            name: getattr(self, name)[chosen] for name in ("volume", "interval_s", "aht_s", "patience_s")
        }
        return Work(**columns, speeds=self.speeds, model=self.model)


class Staffing(Struct, frozen=True, kw_only=True):
    """The answer, row by row; NaN where undefined. Columns as in COLUMNS; `blocking` of model b alone."""

    agents: Ints
    scheduled: Ints
    load_erlang: Floats
    unstable: Flags
    p_wait: Floats
    service_level: Floats
    asa_s: Floats
    wait_mean_s: Floats
    abandon: Floats
    occupancy: Floats
    blocking: Floats | None = None

    def row(self, number: int) -> dict[str, int | float | bool | None]:
        """One row as JSON has it: null where undefined."""
        names = COLUMNS if self.blocking is None else (*COLUMNS, "blocking")
        values = {name: getattr(self, name)[number].item() for name in names}
        return {name: None if value != value else value for name, value in values.items()}  # noqa: PLR0124 (NaN)


def required(work: Work, goal: Goal, shrinkage: Floats) -> Staffing:
    """Find the fewest agents (of model b: lines) that reach the goal in each row; none where nothing comes."""
    if work.model == "b":
        return evaluate(work, least_lines(work.load, goal.blocked), goal, shrinkage)
    if work.is_plain and (work.volume > 0).all():
        target = np.full(work.volume.size, goal.within_s)
        agents, p_wait = least_agents(work.load, target / work.aht_s, np.full(target.size, goal.share))
        waits = delayed(p_wait, agents / work.aht_s - work.arrival, target)
        return _staffing(work, agents, waits, goal, shrinkage)
    agents = np.zeros(work.volume.size, np.int64)
    busy = np.flatnonzero(work.volume > 0)
    agents[busy] = _least(work.rows(busy), goal)
    return evaluate(work, agents, goal, shrinkage)


def evaluate(work: Work, agents: Ints, goal: Goal, shrinkage: Floats) -> Staffing:
    """Say what these agents, or lines, give."""
    if work.model == "b":
        return _without_queue(work, agents, goal, shrinkage)
    return _staffing(work, agents, _waits(work, agents, _idle(work, agents), goal), goal, shrinkage)


def _staffing(work: Work, agents: Ints, waits: Waits, goal: Goal, shrinkage: Floats) -> Staffing:
    full = agents * work.speeds[-1]
    unstable = np.isinf(work.patience_s) & (work.volume > 0) & (work.load >= full)
    answered = waits.answered
    with np.errstate(divide="ignore", invalid="ignore"):
        busy = work.load * answered / full
    return Staffing(
        agents=agents,
        scheduled=scheduled(agents, shrinkage),
        load_erlang=work.load,
        unstable=unstable,
        p_wait=waits.p_wait,
        service_level=service_level(waits, goal.definition),
        asa_s=waits.asa,
        wait_mean_s=waits.mean,
        abandon=waits.abandoned,
        occupancy=np.where(full > 0, np.minimum(busy, 1), np.nan),
    )


def _without_queue(work: Work, lines: Ints, goal: Goal, shrinkage: Floats) -> Staffing:
    blocking = blocked(lines, work.load)
    found = _staffing(work, lines, unqueued(blocking), goal, shrinkage)
    return replace(found, blocking=blocking, unstable=np.zeros(lines.size, np.bool_))


def service_level(waits: Waits, definition: Definition) -> Floats:
    """Service level by one of three definitions, for a target time within which `waits` has counted.

    offered: answered in time / offered; whoever gives up counts as missed, however soon (the strictest).
    answered: answered in time / answered; those who give up count nowhere (flatters: the worse, the more give up).
    with_abandons: (answered in time + given up in time) / offered; whoever gives up before the promised time had not
    been failed yet.
    Sources: B. Cleveland, "Call Center Management on Fast Forward" (ICMI), chapter "Service level and response time";
    O. Garnett, A. Mandelbaum and M. Reiman, "Designing a call center with impatient customers" (2002), section 2.
    """
    found = waits.in_target + (waits.lost_in_target if definition == "with_abandons" else 0)
    if definition == "answered":
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.where(waits.answered > 0, waits.in_target / waits.answered, np.nan)
    return np.minimum(found, 1)  # what rounding puts above 1 is none


def scheduled(agents: Ints, shrinkage: Floats) -> Ints:
    """People to schedule so that this many are there: agents / (1 - shrinkage), rounded up."""
    return np.ceil(agents / (1 - shrinkage) - ROUNDING).astype(np.int64)


def quick_estimate(volume: float, agents: float, days: float) -> float | None:
    """Contacts an agent a day, L = V / N / D: a volume spread evenly over people and days; None without people.

    It knows no busy hour, no wait and no patience, so it can only be compared, never staffed by.
    """
    return volume / agents / days if agents > 0 else None


def _least(work: Work, goal: Goal) -> Ints:
    if work.is_plain:
        return least_agents(work.load, goal.within_s / work.aht_s, np.full(work.volume.size, goal.share))[0]

    def enough(agents: Ints, rows: Ints) -> Flags:
        some = work.rows(rows)
        level = service_level(_waits(some, agents, _idle(some, agents), goal), goal.definition)
        return level >= goal.share  # NaN, which is unstable, is not enough

    load = work.load / work.speeds[-1]
    return least(enough, np.where(np.isinf(work.patience_s), load + np.sqrt(load), load))


def _waits(work: Work, agents: Ints, idle: Floats, goal: Goal) -> Waits:
    """The waits of each row, by the model that fits it."""
    rate = agents * work.speeds[-1] / work.aht_s
    target = np.full(agents.size, goal.within_s)
    columns = np.full((len(Waits.__struct_fields__), agents.size), np.nan)
    endless = np.isinf(work.patience_s)
    for rows, find in (
        (endless & (agents > 0), patient),
        (~endless & (agents > 0), impatient),
        (~endless & (agents == 0) & (work.volume > 0), unanswered),
    ):
        if rows.any():
            found = find(idle[rows], rate[rows], work.arrival[rows], work.patience_s[rows], target[rows])
            columns[:, rows] = [getattr(found, name) for name in Waits.__struct_fields__]
    return Waits(*columns)


def _idle(work: Work, agents: Ints) -> Floats:
    weigh = chain_idle if work.model == "chain" else slots_idle
    return weigh(agents, work.load, np.array(work.speeds))
