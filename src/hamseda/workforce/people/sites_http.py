"""Routes of sites, and who covers which hours of the day."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.params import QueryParameter
from msgspec import Meta

from hamseda.kit.database import Transaction
from hamseda.kit.problem import Invalid
from hamseda.organization.api import LEADERS, Caller, shelves
from hamseda.workforce.people import sites as use
from hamseda.workforce.people.coverage import DAY_HOURS, Gap, Hour, cover, gaps
from hamseda.workforce.people.gaps_said import gaps_said
from hamseda.workforce.reach import check_day

Most = Annotated[int, QueryParameter(ge=1, le=200, description="How many at most.")]
WEEK_HOURS = 168


class SitePage(msgspec.Struct, frozen=True):
    """One page; `next` is the `after` of the following one, null at the end."""

    items: list[use.SiteView]
    next: UUID | None


class CoverageWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days to look at, and people needed in each hour of my clock: of a day (24), or of a week from Monday (168)."""

    first: date
    days: Annotated[int, Meta(ge=1, le=14)] = 7
    required: Annotated[list[Annotated[int, Meta(ge=0, le=10_000)]], Meta(min_length=24, max_length=168)] = (
        msgspec.field(default_factory=lambda: [1] * DAY_HOURS)
    )


class CoverageHour(msgspec.Struct, frozen=True):
    """An hour, with the people of each site in the order of `sites`."""

    start: datetime
    required: int
    people: list[int]
    missing: int


class CoverageGap(msgspec.Struct, frozen=True):
    first: datetime
    end: datetime
    missing: int
    nobody: bool


class CoverageSite(msgspec.Struct, frozen=True):
    """A site of the coverage, and how far its clock is from UTC on the first day."""

    id: UUID
    name: str
    kind: use.Kind
    offset: str


class Coverage(msgspec.Struct, frozen=True):
    """Who covers which hours, by the reader's clock; `said` names the gaps in words."""

    time_zone: str
    sites: list[CoverageSite]
    hours: list[CoverageHour]
    gaps: list[CoverageGap]
    said: list[str]


@get("/workforce/sites", access=LEADERS)
async def list_sites(reading: Transaction, after: UUID | None = None, limit: Most = 100) -> SitePage:
    """List the places where people sit."""
    found = await use.list_sites(reading, after, limit)
    return SitePage(found, found[-1].id if len(found) == limit else None)


@post("/workforce/sites", access=LEADERS)
async def add_site(caller: Caller, work: Transaction, data: use.NewSite) -> use.SiteView:
    """Add a place: one's own, an outsourced one, or one in another country."""
    return await use.read_site(work, await use.add_site(work, caller, data))


@patch("/workforce/sites/{site_id:uuid}", access=LEADERS)
async def change_site(
    caller: Caller, work: Transaction, site_id: UUID, data: use.SiteChanges
) -> use.SiteView:
    """Change a place, or who sits there."""
    await use.change_site(work, caller, site_id, data)
    return await use.read_site(work, site_id)


@delete("/workforce/sites/{site_id:uuid}", access=LEADERS, status_code=204)
async def remove_site(caller: Caller, work: Transaction, site_id: UUID) -> None:
    """Remove a place; who sat there sits nowhere."""
    await shelves.remove(work, caller, use.SHELF, site_id)


@post("/workforce/sites/coverage", access=LEADERS, status_code=200)
async def cover_hours(caller: Caller, reading: Transaction, data: CoverageWish) -> Coverage:
    """Say who covers which hours of the day, and when nobody does; stores nothing."""
    check_day("first", data.first)
    if len(data.required) not in {DAY_HOURS, WEEK_HOURS}:
        raise Invalid.field(
            "required", "hours_unclear", "Give 24 hours of a day, or the 168 of a week from Monday."
        )
    return coverage_of(
        await use.list_sites(reading, None, use.MOST_SITES), data, caller.time_zone, caller.locale
    )


def coverage_of(sites: list[use.SiteView], wish: CoverageWish, zone: str, locale: str) -> Coverage:
    """Cover the hours of a wish by sites, told in a language."""
    hours = cover(use.places_of(sites), zone, wish.first, wish.days, wish.required)
    found = gaps(hours)
    at = hours[0].start
    return Coverage(
        time_zone=zone,
        sites=[CoverageSite(one.id, one.name, one.kind, use.offset_said(one.time_zone, at)) for one in sites],
        hours=[_hour(one) for one in hours],
        gaps=[_gap(one) for one in found],
        said=gaps_said(found, "en" if locale == "en" else "fa"),
    )


def _hour(one: Hour) -> CoverageHour:
    return CoverageHour(one.start, one.required, list(one.people), one.missing)


def _gap(one: Gap) -> CoverageGap:
    return CoverageGap(one.first, one.end, one.missing, one.nobody)


ROUTES = [list_sites, add_site, change_site, remove_site, cover_hours]
