"""Sites of a JSON file, and who covers which hours of the day there."""

from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Meta, Struct, field, to_builtins

from hamseda.kit.jalali import Language
from hamseda.workforce.people.coverage import DAY_HOURS, Gap, Hour, Place, Spell, cover, gaps
from hamseda.workforce.people.gaps_said import gaps_said
from hamseda.workforce.people.sites import Heads, Hours, Name, Zone, offset_said
from hamseda.workforce.people.sites_said import cover_said
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.reach import within_reach
from hamseda.workforce.schedule.asking import ProblemError, day_of
from hamseda.workforce.schedule.documents import document_of
from hamseda.workforce.why import Reason, Why

WEEK_HOURS = 168


class FiledSite(Struct, frozen=True, forbid_unknown_fields=True):
    """A place where people sit, with its own clock."""

    name: Name
    time_zone: Zone
    hours: Hours
    people: Heads


class SitesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Sites, whose clock counts, the days to look at, and people needed in each hour of a day (24) or of a week (168)."""

    sites: Annotated[list[FiledSite], Meta(min_length=1, max_length=200)]
    time_zone: Zone = "Asia/Tehran"
    first: str = ""  # none: today
    days: Annotated[int, Meta(ge=1, le=14)] = 7
    required: Annotated[list[Annotated[int, Meta(ge=0, le=10_000)]], Meta(min_length=24, max_length=168)] = (
        field(default_factory=lambda: [1] * DAY_HOURS)
    )


class Covered(Struct, frozen=True):
    """Hours with the people of each site in their order, and the stretches in which somebody is missing."""

    file: SitesFile
    hours: list[Hour]
    gaps: list[Gap]


def covered(text: str, name: str) -> Covered:
    """Read sites and cover their hours; raises FaultyError with all that cannot be meant, line by line."""
    file = document_of(text, name, SitesFile)
    faults = list(_faults(file))
    try:
        first = within_reach(day_of(file.first), file.first) if file.first else None
    except FaultyError as error:
        faults.append(("first", error.why))
    if faults:
        raise ProblemError(faults, text, name)
    begin = first or datetime.now(UTC).astimezone(ZoneInfo(file.time_zone)).date()
    hours = cover([_place(one) for one in file.sites], file.time_zone, begin, file.days, file.required)
    return Covered(file, hours, gaps(hours))


def as_document(found: Covered, language: Language) -> dict[str, Any]:
    """The coverage with the keys of the API."""
    at = found.hours[0].start
    return {
        "time_zone": found.file.time_zone,
        "sites": [{"name": one.name, "offset": offset_said(one.time_zone, at)} for one in found.file.sites],
        "hours": [{**to_builtins(hour), "missing": hour.missing} for hour in found.hours],
        "gaps": to_builtins(found.gaps),
        "said": gaps_said(found.gaps, language),
    }


def in_words(found: Covered, language: Language) -> str:
    """The cover of the hours, site by site and around the clock, and its gaps."""
    sites = [(one.name, one.time_zone, one.people) for one in found.file.sites]
    return "\n".join([*cover_said(sites, found.hours, language), *gaps_said(found.gaps, language)])


def _faults(file: SitesFile) -> list[tuple[str, Reason]]:
    zones = [
        ("time_zone", file.time_zone),
        *((f"sites.{at}.time_zone", one.time_zone) for at, one in enumerate(file.sites)),
    ]
    known = available_timezones()
    found: list[tuple[str, Reason]] = [
        (place, Why("sites.zone", {"given": zone})) for place, zone in zones if zone not in known
    ]
    if len(file.required) not in {DAY_HOURS, WEEK_HOURS}:
        found.append(("required", Why("sites.hours", {"count": len(file.required)})))
    return found


def _place(site: FiledSite) -> Place:
    hours: dict[str, list[Spell]] = {
        day: [Spell(one.first, one.end) for one in spells] for day, spells in site.hours.items()
    }
    return Place(site.name, site.time_zone, hours, site.people)
