"""Starts of intervals as people and programs write them, by the clock on a wall."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct

from hamseda.kit.jalali import JalaliDateError, parse_date
from hamseda.kit.persian.digits import ascii_digits
from hamseda.kit.telling_once import nearest
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.reach import within_reach
from hamseda.workforce.why import Why

Moment = tuple[int, int, int | None]  # day, minute of it, minutes east of UTC where given
FIRST_GREGORIAN: Final = 1700  # a smaller year is Jalali


class Clock(Struct, frozen=True):
    """Whose wall time counts for starts in UTC and, where somebody asked for it, for all that have an offset."""

    zone: ZoneInfo
    is_asked: bool = False


def clock_of(zone: str) -> Clock:
    """The clock that somebody asks for by the name of its zone."""
    known = available_timezones()
    if zone not in known:
        raise FaultyError(Why("start.zone_unknown", {"given": zone}, nearest(zone, known)))
    return Clock(ZoneInfo(zone), is_asked=True)


def reader_of(starts: Sequence[object], clock: Clock | None) -> Callable[[object], Moment]:
    """How these starts are read: where all are in UTC they are no wall times, and are read by the clock or refused."""
    are_utc = bool(starts) and all(map(_is_utc, starts))
    if are_utc and clock is None:
        return _refuse_utc
    return partial(moment, clock=clock if are_utc or (clock is not None and clock.is_asked) else None)


def moment(given: object, clock: Clock | None = None) -> Moment:
    """Read day, minute and minutes east of UTC: 2026-11-30T08:30, with seconds or an offset, or Jalali 1405/09/09 08:30."""
    found = given if isinstance(given, datetime) else _datetime(str(given))
    within_reach(found.date(), given)
    if clock is not None and found.tzinfo is not None:
        found = found.astimezone(clock.zone)
    return found.toordinal(), _minute(found, given), _offset(found)


def _datetime(given: str) -> datetime:
    text = ascii_digits(given.strip()).replace(" ", "T", 1)
    day, _, rest = text.partition("T")
    try:
        if day[:4].isdigit() and int(day[:4]) < FIRST_GREGORIAN:
            day = parse_date(day).isoformat()
        return datetime.fromisoformat(f"{day.replace('/', '-')}T{rest or '00:00'}")
    except (ValueError, JalaliDateError):
        raise FaultyError.of("start.unread" if text else "start.empty", given=given) from None


def _is_utc(given: object) -> bool:
    """Whether it is an instant in UTC; an offset of nothing alone may be the wall time of London."""
    if isinstance(given, datetime):
        return str(given.tzinfo) == str(UTC)
    return str(given).strip().endswith(("Z", "z"))


def _refuse_utc(given: object) -> Moment:
    moment(given)
    raise FaultyError.of("start.utc", given=str(given))


def _minute(found: datetime, given: object) -> int:
    if found.second or found.microsecond:
        raise FaultyError.of("start.whole_minute", given=str(given))
    return found.hour * 60 + found.minute


def _offset(found: datetime) -> int | None:
    east = found.utcoffset()
    return None if east is None else east // timedelta(minutes=1)
