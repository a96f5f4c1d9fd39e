"""Who covers which hours: sites of several zones against what the organization's hours need.

Hours are those that really pass: in the night in which clocks change a day has 23 or 25 of them. A site counts in an hour
of the organization's clock if it is open for all of it, by its own clock, which may be half an hour off ours.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOUR: Final = timedelta(hours=1)
PARTS: Final = 4  # quarters of an hour are looked at, and the fewest counts
DAY_HOURS: Final = 24
DAY_MINUTES: Final = 1440


class Spell(Struct, frozen=True):
    """An opening, in minutes of the site's day; one that ends before it begins goes on into the next day."""

    first: int
    end: int


class Place(Struct, frozen=True):
    """A site: its zone, when it is open, and how many are at work at once then."""

    name: str
    zone: str
    hours: Mapping[str, Sequence[Spell]]
    people: int


class Hour(Struct, frozen=True):
    """An hour of the organization's clock: what is needed, and who is there by site, in their order."""

    start: datetime
    required: int
    people: tuple[int, ...]

    @property
    def missing(self) -> int:
        return max(0, self.required - sum(self.people))


class Gap(Struct, frozen=True):
    """Hours on end in which people are missing: the most of an hour; `nobody`: no one is there in any of them."""

    first: datetime
    end: datetime
    missing: int
    nobody: bool


def cover(places: Sequence[Place], zone: str, first: date, days: int, required: Sequence[int]) -> list[Hour]:
    """Lay out the hours of so many days; `required` are those of a day (24) or of a week from Monday (168)."""
    clock = ZoneInfo(zone)
    begin = datetime.combine(first, datetime.min.time(), clock).astimezone(UTC)
    end = datetime.combine(first + timedelta(days=days), datetime.min.time(), clock).astimezone(UTC)
    found = []
    while begin < end:
        local = begin.astimezone(clock)
        needed = required[local.hour + (DAY_HOURS * local.weekday() if len(required) > DAY_HOURS else 0)]
        there = tuple(_there(place, begin) for place in places)
        found.append(Hour(local, needed, there))
        begin += HOUR
    return found


def gaps(hours: Sequence[Hour]) -> list[Gap]:
    """Name the stretches in which anybody is missing: nobody at all apart from too few; longer than a day, day by day."""
    stretches: list[list[Hour]] = []
    for hour in hours:
        if hour.missing == 0:
            continue
        last = stretches[-1][-1] if stretches else None
        if last and _after(last.start) == hour.start and _is_empty(last) == _is_empty(hour):
            stretches[-1].append(hour)
        else:
            stretches.append([hour])
    return [_gap(part) for stretch in stretches for part in _parts(stretch)]


def _gap(hours: Sequence[Hour]) -> Gap:
    most = max(hour.missing for hour in hours)
    return Gap(hours[0].start, _after(hours[-1].start), most, _is_empty(hours[0]))


def _parts(stretch: list[Hour]) -> list[list[Hour]]:
    """A stretch as it is, or cut at its midnights where it is longer than a day."""
    if len(stretch) <= DAY_HOURS:
        return [stretch]
    return [list(part) for _, part in groupby(stretch, lambda hour: hour.start.date())]


def _is_empty(hour: Hour) -> bool:
    return sum(hour.people) == 0


def _after(start: datetime) -> datetime:
    """An hour that really passes later, by the same clock."""
    return (start.astimezone(UTC) + HOUR).astimezone(start.tzinfo)


def _there(place: Place, begin: datetime) -> int:
    zone = ZoneInfo(place.zone)
    quarters = [begin + HOUR / PARTS * part for part in range(PARTS)]
    return place.people if all(_is_open(place, at.astimezone(zone)) for at in quarters) else 0


def _is_open(place: Place, local: datetime) -> bool:
    minute = local.hour * 60 + local.minute
    today, before = WEEKDAYS[local.weekday()], WEEKDAYS[(local.weekday() - 1) % 7]
    for spell in place.hours.get(today, ()):
        if spell.first <= minute < (spell.end if spell.end > spell.first else DAY_MINUTES):
            return True
    return any(minute < spell.end <= spell.first for spell in place.hours.get(before, ()))
