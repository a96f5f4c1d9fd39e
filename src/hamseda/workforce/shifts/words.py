"""How wall times, days of the week and lengths stand in what is stored and sent."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta

DAY_MINUTES: Final = 1440
Weekday = Literal["sat", "sun", "mon", "tue", "wed", "thu", "fri"]
Clock = Annotated[
    str,
    Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$", description="Wall time, 08:30; 24:00 ends the day."),
]
Name = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"\S")]
Minutes = Annotated[int, Meta(ge=0, le=7 * DAY_MINUTES)]
Reason = Annotated[str, Meta(max_length=1000)]


def minute_of(clock: str) -> int:
    """Minutes after midnight."""
    return int(clock[:2]) * 60 + int(clock[3:])


def clock_of(minute: int) -> str:
    """The wall time of a minute, whichever day it falls on."""
    hour, rest = divmod(minute % DAY_MINUTES, 60)
    return f"{hour:02}:{rest:02}"


def length_between(start: int, end: str) -> int:
    """Minutes from a minute of the day to a wall time, that of the next day where it is not later."""
    found = minute_of(end) - start
    return found if found > 0 else found + DAY_MINUTES


def instant_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant of a wall time; the hour that clocks skip counts as the one after it."""
    wall = datetime.combine(day, time(0)) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def day_in(zone: ZoneInfo, now: datetime) -> date:
    """The day that it is in a zone."""
    return now.astimezone(zone).date()
