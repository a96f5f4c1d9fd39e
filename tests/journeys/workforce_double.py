"""The scripted administration with the rooms of planning: made-up queues, by the product's own rules."""

import uuid
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from hamseda.kit.problem import Invalid
from hamseda.workforce.file_forecast_http import FileForecastWish, forecast_table
from hamseda.workforce.first_forecast_http import FirstForecastWish, first_forecast
from hamseda.workforce.forecast.series import Series, weekday
from hamseda.workforce.forecast.special import SpecialDays
from hamseda.workforce.hindsight import hindsights_of
from hamseda.workforce.outlooks import outlooks_of
from hamseda.workforce.own_queues import Known, OwnQueue
from hamseda.workforce.staffing import Terms, staff_all
from hamseda.workforce.staffing_http import StaffingWish, asked_of
from journeys.admin_double import AdminDouble, Answer, refused
from journeys.desk_double_data import SALES, SUPPORT, uid

HISTORY_DAYS, WHOLE_DAY = 120, 1440
ROOMS = "/workforce/"
SHELF = "/workforce/special-days"
RARE = uid("q-rare")
# Monday first: the shop's week begins on Saturday, and Friday is short.
WEEKDAYS = np.array([1.0, 0.95, 0.95, 0.8, 0.35, 1.3, 1.1])


def today() -> date:
    return datetime.now(UTC).astimezone(ZoneInfo("Asia/Tehran")).date()


def grid(minutes: int, scale: float, seed: int, first_hour: int = 8, last_hour: int = 20) -> Series:
    """Days with two busy times, calls of three minutes."""
    pick = np.random.default_rng(seed)
    days = np.arange(today().toordinal() - HISTORY_DAYS, today().toordinal())
    if minutes == WHOLE_DAY:
        hours = grid(60, scale, seed, first_hour, last_hour)
        return Series(
            days, np.array([0]), hours.volume.sum(axis=1, keepdims=True), np.full((days.size, 1), 190.0)
        )
    starts = np.arange(0, 1440, minutes)
    at = (starts / 60 - first_hour) / (last_hour - first_hour)
    shape = 0.4 + np.exp(-(((at - 0.3) / 0.16) ** 2)) + 0.7 * np.exp(-(((at - 0.76) / 0.15) ** 2))
    mean = scale * minutes / 60 * WEEKDAYS[weekday(days)][:, None] * np.where((at >= 0) & (at < 1), shape, 0)
    volume = pick.poisson(mean * pick.gamma(60, 1 / 60, days.size)[:, None]).astype(float)
    return Series(days, starts.astype(np.int64), volume, np.where(volume > 0, 180 + 40 * at, np.nan))


def own(queue_id: str, name: str, channel: str, series: Series) -> OwnQueue:
    return OwnQueue(
        queue_id=uuid.UUID(queue_id), queue=name, department_id=None, channel=channel, grid=series
    )


@cache
def known(minutes: int, locale: str, special: tuple[SpecialDays, ...]) -> Known:
    young = grid(minutes, 9, 5)
    young = msgspec.structs.replace(
        young,
        days=young.days[-16:],
        volume=young.volume[-16:],
        aht=None if young.aht is None else young.aht[-16:],
    )
    return Known(
        today=today(),
        first=today() - timedelta(days=HISTORY_DAYS),
        minutes=minutes,
        time_zone="Asia/Tehran",
        queues=[
            own(SUPPORT, "پشتیبانی سفارش", "phone", grid(minutes, 70, 1)),
            own(SUPPORT, "پشتیبانی سفارش", "webchat", grid(minutes, 24, 2)),
            own(SALES, "فروش", "webchat", young),
            own(RARE, "مرجوعی", "email", grid(minutes, 0.2, 3)),
        ],
        special=[(None, one) for one in special],
        country="IR",
        locale=locale,
    )


@cache
def played(
    what: str, far: int, minutes: int, locale: str, special: tuple[SpecialDays, ...]
) -> list[dict[str, Any]]:
    """Forecasts or hindsights, worked out once for all tests."""
    read = known(minutes, locale, special)
    found: list[Any] = [*(outlooks_of(read, far) if what == "forecast" else hindsights_of(read, far))]
    return list(msgspec.to_builtins(found))


def special_row(kind: str, name: str, first: date, last: date, **more: Any) -> dict[str, Any]:
    return {
        "id": uid(f"special-{name}"), "kind": kind, "name": name, "first_day": str(first), "last_day": str(last),
        "repeats": "never", "factor": None, "opens": None, "closes": None, "department_id": None, **more,
    }  # fmt: skip


class WorkforceDouble(AdminDouble):
    """`slow` seconds are waited before a forecast is answered."""

    def __init__(self, role: str = "admin") -> None:
        super().__init__(role)
        self.slow = 0.0
        self.board["queues"].append({**self.board["queues"][0], "queue_id": RARE, "name": "مرجوعی"})
        self.special: list[dict[str, Any]] = [
            special_row(
                "campaign", "شب یلدا", today() + timedelta(days=2), today() + timedelta(days=4), factor=1.6
            ),
            special_row("billing", "صورت‌حساب", date(2026, 11, 16), date(2026, 11, 17), repeats="monthly"),
            special_row("holiday", "آلودگی هوا", today() + timedelta(days=5), today() + timedelta(days=5)),
        ]

    def delay_of(self, path: str) -> float:
        return self.slow if path == f"{ROOMS}forecast" else 0.0

    def answer(self, method: str, path: str, query: str, body: Any) -> Answer:
        if not path.startswith(ROOMS):
            return super().answer(method, path, query, body)
        self.calls.append((method, path, body))
        if path.startswith(SHELF):
            return self._special_days(method, path, body)
        asked = dict(parse_qsl(query))
        match path.removeprefix(ROOMS):
            case "staffing":
                return self._staffing(body)
            case "forecast" if method == "POST":
                return self._table(body)
            case "forecast":
                return 200, self._of_queue(asked, "forecast")
            case "hindsight":
                return 200, self._of_queue(asked, "hindsight")
            case "first-forecast":
                return self._first(body)
        return 404, {"title": "Not found", "status": 404}

    def _staffing(self, body: Any) -> Answer:
        wish = msgspec.convert(body, StaffingWish)
        if any(one.load > 20_000 for one in wish.intervals):
            said = "این حجم کار از اندازه‌ی یک محاسبه بیشتر است."
            error = {"field": "intervals.0.volume", "code": "too_much_load", "message": said}
            return refused(said, [error])
        asks = [asked_of(one) for one in wish.intervals]
        return 200, {
            "items": staff_all(
                asks, Terms(definition=wish.definition, model=wish.model, speeds=tuple(wish.speeds))
            )
        }

    def _of_queue(self, asked: dict[str, str], what: str) -> dict[str, Any]:
        minutes = int(asked["minutes"])
        names = SpecialDays.__struct_fields__
        special = tuple(
            msgspec.convert({name: row[name] for name in names}, SpecialDays) for row in self.special
        )
        far = int(asked["horizon_days"] if what == "forecast" else asked["weeks"])
        found = played(what, far, minutes, self.me["user"]["locale"], special)
        items = [one for one in found if one["queue_id"] == asked["queue_id"]]
        return {"time_zone": "Asia/Tehran", "interval_s": minutes * 60, "items": items}

    def _special_days(self, method: str, path: str, body: Any) -> Answer:
        if method == "GET":
            return 200, {"items": self.special, "next": None}
        if (errors := self.refuse.pop("special-days", None)) is not None:
            return refused(errors[0]["message"], errors)
        if method == "POST":
            made = {**body, "id": str(uuid.uuid4()), "last_day": body["last_day"] or body["first_day"]}
            self.special.append(made)
            return 201, made
        row = next(one for one in self.special if one["id"] == path.rpartition("/")[2])
        if method == "DELETE":
            self.special.remove(row)
            return 204, None
        row.update(body)
        return 200, row

    def _table(self, body: Any) -> Answer:
        try:
            wish = msgspec.convert(body, FileForecastWish)
            return 200, msgspec.to_builtins(forecast_table(wish, self.me["user"]["locale"], "Asia/Tehran"))
        except Invalid as why:
            errors = msgspec.to_builtins(why.errors)
            return refused("تاریخچه پذیرفتنی نیست.", errors, code=why.code, **why.extra)

    def _first(self, body: Any) -> Answer:
        try:
            return 200, msgspec.to_builtins(first_forecast(msgspec.convert(body, FirstForecastWish), today()))
        except Invalid as why:
            return refused(why.detail, [], code=why.code)
