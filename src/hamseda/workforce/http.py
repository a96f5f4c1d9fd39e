"""Routes of workforce: what is to come, and those of its parts."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Router, get
from litestar.di import Provide
from litestar.params import QueryParameter

from hamseda.kit.database import Database
from hamseda.kit.official_holidays import knows_country
from hamseda.kit.problem import Invalid
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce import special_days_http
from hamseda.workforce.backlog_http import follow_backlog
from hamseda.workforce.file_forecast_http import forecast_from_table
from hamseda.workforce.first_forecast_http import forecast_without_history
from hamseda.workforce.hindsight import QueueHindsights, look_back
from hamseda.workforce.outlooks import QueueOutlooks, forecast_queues
from hamseda.workforce.own_queues import Known, Plan, own_queues
from hamseda.workforce.people import candidates_http, equipment_http, headcount_http, sites_http, tables_http
from hamseda.workforce.shifts import (
    adherence_http,
    breaks_http,
    feed_http,
    materials_http,
    mine_http,
    requests_http,
)
from hamseda.workforce.shifts import http as schedules_http
from hamseda.workforce.staffing_http import staff_intervals
from hamseda.workforce.strategy import http as strategy_http

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


@get("/workforce/forecast", access=LEADERS, dependencies=OF_HISTORY)
async def forecast_own_queues(known: Known, horizon_days: Ahead = 28) -> QueueOutlooks:
    """Forecast the work of the queues that I lead, by channel, from what came to them."""
    return await forecast_queues(known, horizon_days)


@get("/workforce/hindsight", access=LEADERS, dependencies=OF_HISTORY)
async def look_back_on_forecasts(known: Known, weeks: Weeks = 6) -> QueueHindsights:
    """Show what would have been forecast for the past weeks, each on its first morning, and what came."""
    return await look_back(known, weeks)


router = Router(
    "/api/v1",
    route_handlers=[
        staff_intervals,
        follow_backlog,
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
