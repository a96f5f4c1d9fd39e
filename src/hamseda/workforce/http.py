"""Routes of workforce: how many people intervals need, and what is to come."""

import asyncio
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.di import Provide
from litestar.params import QueryParameter
from msgspec import Meta

from hamseda.kit.database import Database
from hamseda.kit.official_holidays import knows_country
from hamseda.kit.problem import Invalid
from hamseda.organization.api import Caller, staff
from hamseda.workforce import special_days_http
from hamseda.workforce.file_forecast_http import forecast_from_table
from hamseda.workforce.first_forecast_http import forecast_without_history
from hamseda.workforce.hindsight import QueueHindsights, look_back
from hamseda.workforce.outlooks import QueueOutlooks, forecast_queues
from hamseda.workforce.own_queues import Known, Plan, own_queues
from hamseda.workforce.people import candidates_http, equipment_http, headcount_http, sites_http, tables_http
from hamseda.workforce.quantities import SHORTEST, FaultyError
from hamseda.workforce.rules import Definition, Model
from hamseda.workforce.shifts import (
    adherence_http,
    breaks_http,
    feed_http,
    materials_http,
    mine_http,
    requests_http,
)
from hamseda.workforce.shifts import http as schedules_http
from hamseda.workforce.staffing import MOST_CHATS, Ask, Terms, check_speeds, staff_all
from hamseda.workforce.strategy import http as strategy_http

PLANNERS = staff("admin", "supervisor", scopes=("supervision",))
MOST_ERLANGS: Final[dict[Model, int]] = {"slots": 20_000, "chain": 2_000}  # of one interval: so much is quick
MOST_CHAIN: Final = (
    20_000  # steps of the chain, agents × concurrency, of all intervals that are not solved together
)
MOST_AGENTS = 40_000
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
    agents: Annotated[int, Meta(ge=0, le=MOST_AGENTS)] | None = None

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


class StaffedIntervals(msgspec.Struct, frozen=True):
    """The intervals in the order in which they were asked."""

    items: list[StaffedInterval]


@post("/workforce/staffing", access=PLANNERS, status_code=200)
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
    asks = [Ask(**msgspec.structs.asdict(one)) for one in data.intervals]
    terms = Terms(definition=data.definition, model=data.model, speeds=tuple(data.speeds))
    try:
        check_speeds(terms.speeds)
        answers = await asyncio.to_thread(staff_all, asks, terms)
    except FaultyError as error:
        raise Invalid.field("speeds", "speeds_impossible", str(error)) from error
    return StaffedIntervals([msgspec.convert(answer, StaffedInterval) for answer in answers])


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


Minutes = Annotated[
    Literal[15, 30, 60, 1440], QueryParameter(description="Length of the intervals; 1440: whole days.")
]
Days = Annotated[
    int, QueryParameter(ge=1, le=400, description="Whole days up to yesterday that are learned from.")
]
Ahead = Annotated[int, QueryParameter(ge=1, le=56, description="Days to forecast, from today.")]
Weeks = Annotated[
    int, QueryParameter(ge=1, le=12, description="Whole weeks up to yesterday to look back on.")
]
Country = Annotated[
    str, QueryParameter(pattern="^[A-Za-z]{0,2}$", description="Whose official holidays count.")
]
OneQueue = Annotated[UUID | None, QueryParameter(description="This queue alone; none: all that I lead.")]


async def read_known(
    caller: Caller,
    database: Database,
    minutes: Minutes = 30,
    history_days: Days = 180,
    country: Country = "IR",
    queue_id: OneQueue = None,
) -> Known:
    """Read what came to the queues that I lead; the transaction is over before anything is worked out."""
    if country and not knows_country(country.upper()):
        raise Invalid.field("country", "country_unknown", "No official holidays are known for this country.")
    plan = Plan(minutes=minutes, history_days=history_days, country=country, queue_id=queue_id)
    async with database.reading(caller.organization_id) as view:
        return await own_queues(view, caller, plan)


OF_HISTORY = {"known": Provide(read_known)}


@get("/workforce/forecast", access=PLANNERS, dependencies=OF_HISTORY)
async def forecast_own_queues(known: Known, horizon_days: Ahead = 28) -> QueueOutlooks:
    """Forecast the work of the queues that I lead, by channel, from what came to them."""
    return await forecast_queues(known, horizon_days)


@get("/workforce/hindsight", access=PLANNERS, dependencies=OF_HISTORY)
async def look_back_on_forecasts(known: Known, weeks: Weeks = 6) -> QueueHindsights:
    """Show what would have been forecast for the past weeks, each on its first morning, and what came."""
    return await look_back(known, weeks)


router = Router(
    "/api/v1",
    route_handlers=[
        staff_intervals,
        forecast_own_queues,
        look_back_on_forecasts,
        forecast_without_history,
        forecast_from_table,
        *special_days_http.ROUTES,
        *headcount_http.ROUTES,
        *tables_http.ROUTES,
        *equipment_http.ROUTES,
        *candidates_http.ROUTES,
        *sites_http.ROUTES,
        *materials_http.ROUTES,
        *schedules_http.ROUTES,
        *mine_http.ROUTES,
        *requests_http.ROUTES,
        *adherence_http.ROUTES,
        *breaks_http.ROUTES,
        *feed_http.ROUTES,
        *strategy_http.ROUTES,
    ],
    tags=["workforce"],
)
