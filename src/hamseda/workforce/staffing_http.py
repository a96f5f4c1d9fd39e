"""Route of staffing: how many people intervals need."""

import asyncio
from typing import Annotated, Final

import msgspec
from litestar import post
from msgspec import Meta
from msgspec.structs import replace

from hamseda.kit.problem import Invalid
from hamseda.organization.api import LEADERS
from hamseda.workforce.quantities import SHORTEST, FaultyError
from hamseda.workforce.rules import Definition, Model
from hamseda.workforce.staffing import (
    MOST_CHATS,
    Answer,
    Ask,
    Terms,
    WaitPoint,
    check_speeds,
    staff_all,
    waits_of_all,
)

MOST_ERLANGS: Final[dict[Model, int]] = {
    "slots": 20_000,
    "chain": 2_000,
    "b": 20_000,
}  # of one interval: so much is quick
MOST_CHAIN: Final = (
    20_000  # steps of the chain, agents × concurrency, of all intervals that are not solved together
)
MOST_AGENTS = 40_000
MOST_TIMES: Final = 20
OF_NO_LINES: Final = (
    "nobody_waits",
    "In model b nobody waits and a line holds one call: leave it out, or take another model.",
)
OF_LINES: Final = (
    "blocked_idle",
    "It is what lines are sought for in model b: leave it out, or leave the agents out.",
)
Seconds = Annotated[float, Meta(ge=SHORTEST, le=31 * 86_400)]


class StaffingInterval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One interval: contacts and seconds; with `agents` it is evaluated, without it is solved for them."""

    volume: Annotated[float, Meta(ge=0, le=10_000_000, description="Contacts in the interval.")]
    interval_s: Seconds
    aht_s: Seconds
    share: Annotated[float, Meta(gt=0, lt=1, description="The share that is promised: 0.8 of 80/20.")] = 0.8
    within_s: Annotated[float, Meta(ge=0, le=31 * 86_400, description="The 20 of 80/20.")] = 20.0
    patience_s: Seconds | None = None
    shrinkage: Annotated[float, Meta(ge=0, le=0.95)] = 0.0
    concurrency: Annotated[
        int, Meta(ge=1, le=MOST_CHATS, description="Chats that an agent holds at once.")
    ] = 1
    agents: Annotated[int, Meta(ge=0, le=MOST_AGENTS, description="Of model b: lines.")] | None = None
    blocked: (
        Annotated[float, Meta(gt=0, lt=1, description="Of model b: the share that may find all lines busy.")]
        | None
    ) = None

    @property
    def load(self) -> float:
        """Offered work in erlangs."""
        return self.volume * self.aht_s / self.interval_s

    @property
    def chain(self) -> float:
        """About how many steps the exact chain has: chats that agents (erlangs, while they are sought) have room for."""
        return (self.load if self.agents is None else self.agents) * self.concurrency


class StaffingWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Intervals to be staffed, and what service level means in all of them."""

    intervals: Annotated[list[StaffingInterval], Meta(min_length=1, max_length=2_000)]
    definition: Definition = "offered"
    model: Model = "slots"
    speeds: Annotated[list[float], Meta(max_length=MOST_CHATS)] = []
    waits_s: Annotated[
        list[Annotated[float, Meta(ge=0, le=31 * 86_400)]],
        Meta(max_length=MOST_TIMES, description="Times of which to say how many are answered by then."),
    ] = []


class StaffedInterval(msgspec.Struct, frozen=True):
    """What an interval needs, or gets; null where undefined, as everything is that overload leaves without bound."""

    agents: int
    scheduled: int
    load_erlang: float
    unstable: bool
    p_wait: float | None
    service_level: float | None
    asa_s: float | None
    wait_mean_s: float | None
    abandon: float | None
    occupancy: float | None
    waits: list[WaitPoint] = []  # at the times that were asked for
    blocking: float | None = None  # of model b alone: the share that finds all lines busy


class StaffedIntervals(msgspec.Struct, frozen=True):
    """The intervals in the order in which they were asked."""

    items: list[StaffedInterval]


@post("/workforce/staffing", access=LEADERS, status_code=200)
async def staff_intervals(data: StaffingWish) -> StaffedIntervals:
    """Say how many agents intervals need, or what a number of agents gives; stores nothing."""
    for number, one in enumerate(data.intervals):
        if one.load > MOST_ERLANGS[data.model]:
            raise Invalid.field(
                f"intervals.{number}.volume",
                "too_much_load",
                "More work than is worked out here: split the interval.",
            )
    if data.model == "chain":
        _check_chain(data.intervals)
    _check_model(data)
    asks = [asked_of(one) for one in data.intervals]
    terms = Terms(definition=data.definition, model=data.model, speeds=tuple(data.speeds))
    try:
        check_speeds(terms.speeds)
        answers, waits = await asyncio.to_thread(_answered, asks, terms, data.waits_s)
    except FaultyError as error:
        raise Invalid.field("speeds", "speeds_impossible", str(error)) from error
    return StaffedIntervals(
        [
            replace(msgspec.convert(answer, StaffedInterval), waits=points)
            for answer, points in zip(answers, waits, strict=True)
        ]
    )


def _answered(
    asks: list[Ask], terms: Terms, times: list[float]
) -> tuple[list[Answer], list[list[WaitPoint]]]:
    answers = staff_all(asks, terms)
    held = [int(one["agents"] or 0) for one in answers]
    return answers, waits_of_all(asks, terms, held, times)


def asked_of(one: StaffingInterval) -> Ask:
    """The interval as the rules take it."""
    given = msgspec.structs.asdict(one)
    return Ask(**{name: value for name, value in given.items() if name != "blocked" or value is not None})


def _check_model(data: StaffingWish) -> None:
    """Refuse what would change nothing: of waiting where nobody waits, of lines where there are none."""
    if data.model == "b" and data.speeds:
        raise Invalid.field("speeds", *OF_NO_LINES)
    if data.model == "b" and data.waits_s:
        raise Invalid.field("waits_s", *OF_NO_LINES)
    for number, one in enumerate(data.intervals):
        waiting = {"patience_s": one.patience_s is not None, "concurrency": one.concurrency > 1}
        idle = [name for name, is_given in waiting.items() if is_given] if data.model == "b" else []
        if idle:
            raise Invalid.field(f"intervals.{number}.{idle[0]}", *OF_NO_LINES)
        if one.blocked is not None and (data.model != "b" or one.agents is not None):
            raise Invalid.field(f"intervals.{number}.blocked", *OF_LINES)


def _check_chain(intervals: list[StaffingInterval]) -> None:
    """Refuse what would keep the exact chain busy for long: intervals alike are walked together, the others in turn."""
    longest: dict[tuple[float, float, int, bool], float] = {}
    for number, one in enumerate(intervals):
        kind = (one.share, one.within_s, one.concurrency, one.agents is None)
        longest[kind] = max(longest.get(kind, 0.0), one.chain)
        if sum(longest.values()) > MOST_CHAIN:
            raise Invalid.field(
                f"intervals.{number}.{'volume' if one.agents is None else 'agents'}",
                "chain_too_long",
                "More chats at once than the exact chain works out: use the model slots, or ask in parts.",
            )
