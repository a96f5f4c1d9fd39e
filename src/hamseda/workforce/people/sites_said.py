"""The cover of the hours of a day in words: each site with its clock, and who is there hour by hour."""

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from hamseda.kit.i18n import translate
from hamseda.kit.jalali import Language
from hamseda.kit.persian.digits import persian_digits
from hamseda.workforce.lines import aligned
from hamseda.workforce.people.coverage import DAY_HOURS, Hour
from hamseda.workforce.people.sites import offset_said


class ClockHour(Struct, frozen=True):
    """An hour of the clock over all days: the fewest and most who are there and are needed, and the most who miss."""

    there: tuple[int, int]
    needed: tuple[int, int]
    missing: int


def cover_said(sites: Sequence[tuple[str, str, int]], hours: Sequence[Hour], language: Language) -> list[str]:
    """How many hours are covered; each site (name, zone, people), its clock and its hours; who is there around the clock."""
    full = sum(hour.missing == 0 for hour in hours)
    return [
        translate(language, "coverage.told", covered=full, hours=len(hours)),
        *aligned([_site(at, site, hours, language) for at, site in enumerate(sites)]),
        *_around_the_clock(hours, language),
    ]


def _site(
    at: int, site: tuple[str, str, int], hours: Sequence[Hour], language: Language
) -> tuple[str, str, str]:
    name, zone, people = site
    there = sum(hour.people[at] > 0 for hour in hours)
    clock = _written(f"UTC{offset_said(zone, hours[0].start)}", language)
    told = translate(language, "coverage.site", people=people, there=there, hours=len(hours))
    return name, clock, told


def _around_the_clock(hours: Sequence[Hour], language: Language) -> list[str]:
    """A line for hours on end that are alike."""
    rows = [
        tuple(translate(language, f"coverage.{name}") for name in ("hours", "there", "needed", "missing"))
    ]
    alike = groupby(range(DAY_HOURS), lambda hour: _hour(hours, hour))
    for one, members in alike:
        if one is not None:
            first, *rest = members
            span = _written(f"{first:02}:00–{(rest[-1] if rest else first) + 1:02}:00", language)
            cells = (_least_and_most(one.there), _least_and_most(one.needed), str(one.missing))
            rows.append((span, *(_written(cell, language) for cell in cells)))
    return aligned(rows)


def _hour(hours: Sequence[Hour], number: int) -> ClockHour | None:
    """What this hour of the clock has on all days; None where clocks skip it on the only day."""
    own = [hour for hour in hours if hour.start.hour == number]
    if not own:
        return None
    there, needed = [sum(hour.people) for hour in own], [hour.required for hour in own]
    most = max(hour.missing for hour in own)
    return ClockHour((min(there), max(there)), (min(needed), max(needed)), most)


def _least_and_most(bounds: tuple[int, int]) -> str:
    least, most = bounds
    return str(least) if least == most else f"{least}–{most}"


def _written(text: str, language: Language) -> str:
    """Figures with what stands between them, in the digits of the language."""
    return text if language == "en" else persian_digits(text)
