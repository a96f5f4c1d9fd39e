"""Wall time to instants, with gaps and folds of daylight saving; every instant here is a UTC datetime."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MICROSECOND = timedelta(microseconds=1)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros_of(instant: datetime) -> int:
    """Return microseconds since 1970."""
    return (instant - _EPOCH) // MICROSECOND


def instant_of(micros: int) -> datetime:
    """Return the instant that is so many microseconds after 1970."""
    return _EPOCH + timedelta(0, 0, micros)


def reached(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant at which the clocks of a zone show that wall time or a later one.

    So a time that is skipped (gap) means the moment of the jump, and a time that comes twice (fold) means its
    first coming. This keeps the order of wall times, hence no slot ever ends before it starts.
    """
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _jump_over(wall, zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day begins in a zone."""
    return reached(datetime.combine(day, time()), zone)


def _jump_over(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of the clock change that skips a wall time, by bisection."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while after - before > MICROSECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) >= wall:
            after = middle
        else:
            before = middle
    return after
