"""Route of the first forecast: a guess from proxies where there is no history."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from litestar import post
from msgspec import Meta

from hamseda.kit.problem import FieldError, Invalid
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce.forecast.cold import Guess, Opening, Proxies, guess
from hamseda.workforce.forecast.cold_table import WEEKDAYS, first_table
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.why import Why

PROXIES: Final = ("email_month", "customers", "similar_month")
FOUR_IN_FIVE: Final = 1.2816  # standard deviations from the middle to p10 and p90
Amount = Annotated[float, Meta(gt=0, le=1e9)]
Ratio = Annotated[float, Meta(gt=0, le=1e4)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
USUAL_WEEK: Final[tuple[Weekday, ...]] = ("sat", "sun", "mon", "tue", "wed")


class FirstForecastWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be known before the first contact: give what there is; the opening hours in minutes of the day."""

    email_month: Amount | None = None
    contacts_per_email: Ratio = 1.0
    customers: Amount | None = None
    contact_rate: Ratio | None = None
    similar_month: Amount | None = None
    size_ratio: Ratio = 1.0
    opens_min: Annotated[int, Meta(ge=0, lt=1440)] = 480
    closes_min: Annotated[int, Meta(gt=0, le=1440)] = 1200
    weekdays: Annotated[list[Weekday], Meta(min_length=1, max_length=7)] = msgspec.field(
        default_factory=lambda: list(USUAL_WEEK)
    )
    minutes: Literal[15, 30, 60] = 30
    horizon_days: Annotated[int, Meta(ge=1, le=56)] = 7


class FirstPoint(msgspec.Struct, frozen=True):
    """An interval to come, by the wall clock of the reader's zone."""

    start: str
    mean: float
    p10: float
    p50: float
    p90: float


class FirstForecast(msgspec.Struct, frozen=True):
    """Contacts a month as guessed, in between which they lie four times in five, what each proxy said, and intervals."""

    month: float
    month_p10: float
    month_p90: float
    proxies: dict[str, float]
    interval_s: int
    points: list[FirstPoint]


@post("/workforce/first-forecast", access=LEADERS, status_code=200)
async def forecast_without_history(caller: Caller, data: FirstForecastWish) -> FirstForecast:
    """Guess what will come from proxies, where nothing came yet; stores nothing."""
    today = datetime.now(UTC).astimezone(ZoneInfo(caller.time_zone)).date()
    return first_forecast(data, today)


def first_forecast(data: FirstForecastWish, today: date) -> FirstForecast:
    """Guess the month and spread it over the intervals from today; raises Invalid."""
    found = _guess(data)
    table = first_table(found, today, data.horizon_days, data.minutes, _opening(data))
    rows = zip(*(table.columns[name] for name in FirstPoint.__struct_fields__), strict=True)
    return FirstForecast(
        month=found.month,
        month_p10=found.quantile(-FOUR_IN_FIVE),
        month_p90=found.quantile(FOUR_IN_FIVE),
        proxies=dict(found.proxies),
        interval_s=data.minutes * 60,
        points=[FirstPoint(*row) for row in rows],
    )


def _guess(data: FirstForecastWish) -> Guess:
    if (data.customers is None) != (data.contact_rate is None):
        field = "contact_rate" if data.contact_rate is None else "customers"
        raise Invalid.field(
            field,
            "proxy_half",
            "Customers and contacts of each in a month belong together: give both, or neither.",
        )
    names = Proxies.__struct_fields__
    try:
        return guess(Proxies(**{name: getattr(data, name) for name in names}))
    except FaultyError as error:
        is_apart = isinstance(error.why, Why) and error.why.code == "proxies.apart"
        given = [name for name in PROXIES if getattr(data, name) is not None]
        raise _refused(
            "proxies_apart" if is_apart else "proxies_missing", given or PROXIES, str(error)
        ) from error


def _refused(code: str, fields: Sequence[str], said: str) -> Invalid:
    return Invalid(said, code=code, errors=tuple(FieldError(field, code, said) for field in fields))


def _opening(data: FirstForecastWish) -> Opening:
    length = data.closes_min - data.opens_min
    if length <= 0 or length % data.minutes:
        raise Invalid.field(
            "closes_min", "opening_impossible", "It closes after it opens, a whole number of intervals later."
        )
    return Opening(
        first=data.opens_min,
        end=data.closes_min,
        weekdays=frozenset(WEEKDAYS.index(day) for day in data.weekdays),
    )
