"""Route of forecasts from somebody's own table: a history as CSV, refused line by line where it cannot be meant."""

import asyncio
from datetime import date, timedelta
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from litestar import post
from msgspec import Meta

from hamseda.kit.jalali import Language
from hamseda.kit.official_holidays import knows_country
from hamseda.kit.problem import FieldError, Invalid
from hamseda.organization.api import LEADERS, Caller
from hamseda.workforce.forecast.calendars import IRAN, calendar_of
from hamseda.workforce.forecast.contest import Measure
from hamseda.workforce.forecast.effects import Calendar, Month
from hamseda.workforce.forecast.history import Gaps, Group, read_history
from hamseda.workforce.forecast.outlook import first_to_come, look_ahead
from hamseda.workforce.forecast.starts import Clock
from hamseda.workforce.marks import DayMark, marks_of
from hamseda.workforce.outlooks import OutlookPoint
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.tables import MOST_FAULTS, TableError, read_csv
from hamseda.workforce.why import said_why

MOST_LETTERS: Final = 4_000_000
MOST_GROUPS: Final = 50


class FileForecastWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A history with the columns start and volume, and maybe aht, queue, channel, skill; how gaps are to be taken."""

    csv: Annotated[str, Meta(min_length=1, max_length=MOST_LETTERS)]
    minutes: Literal[15, 30, 60, 1440] = 30
    horizon_days: Annotated[int, Meta(ge=1, le=56)] = 28
    country: Annotated[str, Meta(pattern="^[A-Za-z]{0,2}$")] = "IR"
    gaps: Gaps = "refuse"


class FileOutlook(msgspec.Struct, frozen=True):
    """What a queue, channel or skill of the table may expect; `notes` tell what was taken how."""

    labels: dict[str, str]
    model: str
    wape: dict[str, float]
    judged_by: Measure
    origins: int
    points: list[OutlookPoint]
    history_days: int
    marks: list[DayMark]
    notes: tuple[str, ...]


class FileOutlooks(msgspec.Struct, frozen=True):
    """All of them, from the day after the newest of the whole table."""

    first_day: date
    interval_s: int
    items: list[FileOutlook]


@post("/workforce/forecast", access=LEADERS, status_code=200)
async def forecast_from_table(caller: Caller, data: FileForecastWish) -> FileOutlooks:
    """Forecast a history that is sent as CSV; stores nothing, and refuses line by line what cannot be meant."""
    if data.country and not knows_country(data.country.upper()):
        raise Invalid.field("country", "country_unknown", "No official holidays are known for this country.")
    return await asyncio.to_thread(forecast_table, data, caller.locale, caller.time_zone)


def forecast_table(data: FileForecastWish, language: Language, zone: str) -> FileOutlooks:
    """Read a history (starts in UTC by the clock of this zone) and forecast it; raises Invalid with every faulty line."""
    try:
        return _forecast(data, language, Clock(ZoneInfo(zone)))
    except TableError as error:
        raise _refused(error, language) from error
    except FaultyError as error:
        faults = [_fault(1, "", said_why(error.why, language))]  # options of a command are not theirs to see
        raise Invalid(str(error), code="history_faulty", faults=faults) from error


def _forecast(data: FileForecastWish, language: Language, clock: Clock) -> FileOutlooks:
    groups = read_history(
        read_csv(data.csv, "csv"),
        data.minutes * 60,
        data.gaps,
        lambda first, last: calendar_of(first, last, data.country),
        clock,
    )
    if len(groups) > MOST_GROUPS:
        raise FaultyError.of("history.many", count=len(groups), most=MOST_GROUPS)
    first = first_to_come(groups)
    span = date.fromordinal(first), date.fromordinal(first + data.horizon_days - 1)
    begin = min(int(group.series.days[0]) for group in groups)
    calendar = calendar_of(date.fromordinal(begin), span[1] + timedelta(days=1), data.country)
    country = data.country.upper()
    month: Month = "jalali" if country == IRAN else "gregorian"
    marks = marks_of(calendar, [], span, (country, month, language))
    return FileOutlooks(
        first_day=span[0],
        interval_s=data.minutes * 60,
        items=[_outlook(group, data.horizon_days, calendar, first, marks, language) for group in groups],
    )


def _outlook(
    group: Group, horizon: int, calendar: Calendar, first: int, marks: list[DayMark], language: Language
) -> FileOutlook:
    one = look_ahead(group, horizon, calendar, first)
    columns, verdict = one.columns, one.verdict
    ahts = columns.get("aht", [None] * len(columns["start"]))
    rows = zip(*(columns[name] for name in ("start", "mean", "p10", "p50", "p90")), ahts, strict=True)
    return FileOutlook(
        labels=dict(group.labels),
        model=verdict.model,
        wape=dict(verdict.wape),
        judged_by=verdict.judged_by,
        origins=verdict.origins,
        points=[OutlookPoint(*row) for row in rows],
        history_days=int(group.series.days.size),
        marks=marks,
        notes=tuple(note.said(language) for note in one.notes),
    )


def _refused(error: TableError, language: Language) -> Invalid:
    """Name every faulty place: as fields for programs, and beside them by line, with the exact sentence for the reader."""
    shown = error.told()[:MOST_FAULTS]
    return Invalid(
        str(error),
        code="history_faulty",
        errors=tuple(
            FieldError(f"csv.{fault.line}.{fault.column}".rstrip("."), "row_faulty", fault.cure("en", more))
            for fault, more in shown
        ),
        faults=[_fault(fault.line, fault.column, fault.cure(language, more)) for fault, more in shown],
        fault_count=len(error.faults),
    )


def _fault(line: int, column: str, why: str) -> dict[str, str | int]:
    return {"line": line, "column": column, "why": why}
