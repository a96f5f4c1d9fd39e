"""Wall time to instants: microseconds since 1970 in UTC, with gaps and folds of daylight saving."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros_of(instant: datetime) -> int:
    """Return microseconds since 1970 of an aware datetime."""
    return (instant - _EPOCH) // _MICROSECOND


def instant_of(micros: int) -> datetime:
    """Return the UTC datetime of microseconds since 1970."""
    return _EPOCH + timedelta(0, 0, micros)


def reached(wall: datetime, zone: ZoneInfo) -> int:
    """Return the first instant at which the clocks of a zone show that wall time or a later one.

    So a time that is skipped (gap) means the moment of the jump, and a time that comes twice (fold) means its
    first coming. This keeps the order of wall times, hence no slot ever ends before it starts.
    """
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return micros_of(instant)
    return _jump_over(wall, zone)


def midnight(day: date, zone: ZoneInfo) -> int:
    """Return the instant at which a day begins in a zone."""
    return reached(datetime.combine(day, time()), zone)


def _jump_over(wall: datetime, zone: ZoneInfo) -> int:
    """Return the instant of the clock change that skips a wall time, by bisection."""
    before = micros_of(wall.replace(tzinfo=zone, fold=1).astimezone(UTC))
    after = micros_of(wall.replace(tzinfo=zone, fold=0).astimezone(UTC))
    while after - before > 1:
        middle = (before + after) // 2
        if instant_of(middle).astimezone(zone).replace(tzinfo=None) >= wall:
            after = middle
        else:
            before = middle
    return after
