"""Routes of the headcount plan: what one's own queues ask for, and whom to hire when."""

import asyncio
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import QueryParameter

from hamseda.kit.database import Database
from hamseda.kit.jalali import Language
from hamseda.kit.official_holidays import knows_country
from hamseda.kit.problem import Invalid
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce.forecast.cold import MONTH_DAYS
from hamseda.workforce.outlooks import QueueOutlook, forecast_queues
from hamseda.workforce.own_queues import Plan, own_queues
from hamseda.workforce.people.plans import (
    HeadcountWish,
    MonthCost,
    PlanError,
    PlannedGroup,
    headcount,
)
from hamseda.workforce.people.telling import months_of, sentences
from hamseda.workforce.reach import check_day

AHEAD = 28  # days of the forecast that stand for a month
Country = Annotated[
    str, QueryParameter(pattern="^[A-Za-z]{0,2}$", description="Whose official holidays count.")
]


class HeadcountPlan(msgspec.Struct, frozen=True):
    """Whom to start training when, who is there, who is missing, what it costs; `said` tells it in words."""

    months: list[date]
    groups: list[PlannedGroup]
    costs: list[MonthCost]
    doubted: bool
    said: list[str]


class QueueMonth(msgspec.Struct, frozen=True):
    """Contacts of a month in a queue, as its forecast has them.

    Low and high take every day to be off the same way: wider than the truth, never narrower.
    """

    queue_id: UUID
    queue: str
    channel: str
    volume: float
    low: float
    high: float
    aht_s: float | None
    history_days: int


class QueueMonths(msgspec.Struct, frozen=True):
    items: list[QueueMonth]


@post("/workforce/headcount", access=LEADERS, status_code=200)
async def plan_headcount(caller: Caller, data: HeadcountWish) -> HeadcountPlan:
    """Say how many to start training when, who is missing in which month, and what it costs; stores nothing."""
    check_day("first", data.first)
    return await asyncio.to_thread(plan_of, data, caller.locale)


@get("/workforce/headcount/own", access=LEADERS)
async def foresee_own_months(caller: Caller, database: Database, country: Country = "IR") -> QueueMonths:
    """Say what a month brings to the queues that I lead: 28 days of their forecast, stretched to a month."""
    if country and not knows_country(country.upper()):
        raise Invalid.field("country", "country_unknown", "No official holidays are known for this country.")
    plan = Plan(minutes=1440, history_days=180, country=country)
    async with database.reading(caller.organization_id) as view:
        known = await own_queues(view, caller, plan)
    found = await forecast_queues(known, AHEAD)  # with no transaction open
    return QueueMonths([_month(one) for one in found.items])


def plan_of(wish: HeadcountWish, language: Language) -> HeadcountPlan:
    """Plan, and tell it in a language; raises Invalid."""
    try:
        found = headcount(wish)
    except PlanError as error:
        raise Invalid.field(error.field, error.code, str(error)) from error
    return HeadcountPlan(
        months_of(wish), found.groups, found.costs, found.doubted, sentences(wish, found, language)
    )


def _month(one: QueueOutlook) -> QueueMonth:
    stretch = MONTH_DAYS / AHEAD
    volume = sum(point.mean for point in one.points)
    timed = [(point.mean, point.aht_s) for point in one.points if point.aht_s is not None and point.mean > 0]
    weight = sum(mean for mean, _ in timed)
    return QueueMonth(
        queue_id=one.queue_id,
        queue=one.queue,
        channel=one.channel,
        volume=round(volume * stretch, 1),
        low=round(sum(min(point.p10, point.mean) for point in one.points) * stretch, 1),
        high=round(sum(max(point.p90, point.mean) for point in one.points) * stretch, 1),
        aht_s=round(sum(mean * aht for mean, aht in timed) / weight, 1) if weight else None,
        history_days=one.history_days,
    )


ROUTES = [plan_headcount, foresee_own_months]
