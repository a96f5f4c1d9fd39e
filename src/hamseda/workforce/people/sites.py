"""Sites as people keep them: where somebody sits, in which zone, when it is open, and what it costs beside the others."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hamseda.kit.database import Row, Transaction
from hamseda.kit.problem import Invalid
from hamseda.organization.api import Caller, rows, shelves
from hamseda.workforce.people.coverage import Place, Spell

SHELF: Final = shelves.Shelf("site", "sites", "id, name, kind, time_zone, hours, people, cost_factor")
MOST_SITES: Final = 200
WHERE: Final = """
SELECT s.id,
    ARRAY(SELECT d.department_id FROM site_department d
          WHERE d.organization_id = $1 AND d.site_id = s.id ORDER BY d.department_id) AS department_ids,
    ARRAY(SELECT m.user_id FROM site_member m
          WHERE m.organization_id = $1 AND m.site_id = s.id ORDER BY m.user_id) AS user_ids
FROM site s WHERE s.organization_id = $1 AND ($2::uuid IS NULL OR s.id = $2)
"""
LEAVE_DEPARTMENTS: Final = "DELETE FROM site_department WHERE organization_id = $1 AND site_id = $2"
SEAT_DEPARTMENTS: Final = """
INSERT INTO site_department (organization_id, site_id, department_id) SELECT $1, $2, unnest($3::uuid[])
"""
LEAVE_PEOPLE: Final = "DELETE FROM site_member WHERE organization_id = $1 AND site_id = $2"
SEAT_PEOPLE: Final = """
INSERT INTO site_member (organization_id, site_id, user_id) SELECT $1, $2, unnest($3::uuid[])
ON CONFLICT (organization_id, user_id) DO UPDATE SET site_id = excluded.site_id
"""
Kind = Literal["in_house", "outsourced", "remote"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
Zone = Annotated[str, Meta(min_length=1, max_length=64)]
Heads = Annotated[int, Meta(ge=0, le=10_000, description="At work at once while it is open.")]
Factor = Annotated[
    float, Meta(gt=0, le=100, description="Cost of an hour here ÷ in the organization's own house.")
]
Ids = Annotated[list[UUID], Meta(max_length=5_000)]


class SiteSpell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An opening in minutes of the site's day; with an end at or before its begin it goes on into the next day."""

    first: Annotated[int, Meta(ge=0, lt=1440)]
    end: Annotated[int, Meta(ge=0, le=1440)]


Hours = dict[Weekday, Annotated[list[SiteSpell], Meta(max_length=6)]]


class SiteView(msgspec.Struct, frozen=True):
    """A place where people sit; its hours are wall times of its own zone."""

    id: UUID
    name: str
    kind: Kind
    time_zone: str
    hours: Hours
    people: int
    cost_factor: float
    department_ids: list[UUID]
    user_ids: list[UUID]


class NewSite(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    time_zone: Zone
    hours: Hours
    people: Heads
    kind: Kind = "in_house"
    cost_factor: Factor = 1.0
    department_ids: Ids = []
    user_ids: Ids = []


class SiteChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    time_zone: Zone | UnsetType = UNSET
    hours: Hours | UnsetType = UNSET
    people: Heads | UnsetType = UNSET
    kind: Kind | UnsetType = UNSET
    cost_factor: Factor | UnsetType = UNSET
    department_ids: Ids | UnsetType = UNSET
    user_ids: Ids | UnsetType = UNSET


async def list_sites(view: Transaction, after: UUID | None, most: int) -> list[SiteView]:
    """Read sites with who sits there."""
    where = {row["id"]: row for row in await view.fetch(WHERE, view.organization_id, None)}
    return [_view(row, where[row["id"]]) for row in await shelves.listed(view, SHELF, after, most)]


async def read_site(view: Transaction, site_id: UUID) -> SiteView:
    """Read one; raises NotFound."""
    row = await shelves.read(view, SHELF, site_id)
    (where,) = await view.fetch(WHERE, view.organization_id, site_id)
    return _view(row, where)


async def add_site(work: Transaction, caller: Caller, new: NewSite) -> UUID:
    values, seated = _parted(rows.given(new))
    site_id = await rows.add(work, SHELF.table, values)
    await _seat(work, site_id, seated)
    await shelves.tell(work, caller, SHELF, site_id, "added", {"name": new.name})
    return site_id


async def change_site(work: Transaction, caller: Caller, site_id: UUID, changes: SiteChanges) -> None:
    values, seated = _parted(rows.given(changes))
    await rows.change(work, SHELF.table, site_id, values)
    await _seat(work, site_id, seated)
    await shelves.tell(work, caller, SHELF, site_id, "changed", {"fields": sorted({**values, **seated})})


def places_of(sites: list[SiteView]) -> list[Place]:
    """Sites as the rules take them."""
    return [
        Place(
            site.name,
            site.time_zone,
            {day: [Spell(one.first, one.end) for one in spells] for day, spells in site.hours.items()},
            site.people,
        )
        for site in sites
    ]


def offset_said(zone: str, at: datetime | None = None) -> str:
    """The difference to UTC as people write it: +03:30."""
    text = (at or datetime.now(UTC)).astimezone(ZoneInfo(zone)).strftime("%z")
    return f"{text[:3]}:{text[3:]}"


def _parted(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[UUID]]]:
    """What is a column, and who sits there; raises Invalid for a zone that is none."""
    if (zone := values.get("time_zone")) is not None and zone not in available_timezones():
        raise Invalid.field("time_zone", "unknown_time_zone", "Write an IANA zone, such as Asia/Tehran.")
    seated: dict[str, list[UUID]] = {
        name: values.pop(name) for name in ("department_ids", "user_ids") if name in values
    }
    if "hours" in values:
        values["hours"] = msgspec.to_builtins(values["hours"])
    return values, seated


async def _seat(work: Transaction, site_id: UUID, seated: dict[str, list[UUID]]) -> None:
    """Seat departments and people: whoever sat elsewhere has moved."""
    with rows.refusals():
        if "department_ids" in seated:
            await work.execute(LEAVE_DEPARTMENTS, work.organization_id, site_id)
            await work.execute(
                SEAT_DEPARTMENTS, work.organization_id, site_id, list(set(seated["department_ids"]))
            )
        if "user_ids" in seated:
            await work.execute(LEAVE_PEOPLE, work.organization_id, site_id)
            await work.execute(SEAT_PEOPLE, work.organization_id, site_id, list(set(seated["user_ids"])))


def _view(row: Row, where: Row) -> SiteView:
    found: SiteView = msgspec.convert({**row, **where}, SiteView)
    return found
