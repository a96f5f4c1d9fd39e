"""When customers of a shop write: by weekday, by hour, a little more every week, and sometimes all at once."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = 90
ZONE: Final = ZoneInfo("Asia/Tehran")
FIRST_DAILY: Final = 9.0
GROWTH: Final = 0.45
"""How much more customers write at the end of the history than at its beginning."""

# Saturday first: the shop's week begins with what was ordered on Friday.
WEEKDAYS: Final = (1.55, 1.20, 1.10, 1.00, 1.00, 0.75, 0.35)
HOURS: Final = (
    0.4, 0.2, 0.1, 0.1, 0.1, 0.2, 0.4, 1.0, 2.2, 4.2, 5.8, 6.0,
    5.2, 4.0, 3.4, 3.8, 4.6, 5.2, 5.0, 4.8, 5.2, 4.6, 3.0, 1.4,
)  # fmt: skip
BURST_CHANCE: Final = 0.16
BURST_MINUTES: Final = 14.0


def arrivals(now: datetime, rng: Random) -> list[datetime]:
    """Instants of contacts in the last 90 days, in order, none after now."""
    found = [moment for day in range(DAYS, -1, -1) for moment in _day(now, day, rng)]
    return sorted(moment for moment in found if now - timedelta(days=DAYS) <= moment < now)


def expected(now: datetime, days_ago: int) -> float:
    """How many contacts a day brings on average."""
    day = (now - timedelta(days=days_ago)).astimezone(ZONE).date()
    saturday_first = (day.weekday() + 2) % 7
    return FIRST_DAILY * (1 + GROWTH * (DAYS - days_ago) / DAYS) * WEEKDAYS[saturday_first]


def _day(now: datetime, days_ago: int, rng: Random) -> Iterator[datetime]:
    day = (now - timedelta(days=days_ago)).astimezone(ZONE).date()
    count = max(0, round(rng.gauss(mean := expected(now, days_ago), mean**0.5 * 0.8)))
    while count > 0:
        moment = _moment(day.isoformat(), rng)
        together = min(count, rng.randint(3, 6)) if rng.random() < BURST_CHANCE else 1
        for _ in range(together):
            yield moment + timedelta(minutes=rng.uniform(0, BURST_MINUTES) if together > 1 else 0)
        count -= together


def _moment(day: str, rng: Random) -> datetime:
    hour = rng.choices(range(24), HOURS)[0]
    wall = datetime.combine(datetime.fromisoformat(day), time(hour, rng.randrange(60), rng.randrange(60)))
    return wall.replace(tzinfo=ZONE, microsecond=rng.randrange(1000) * 1000)
