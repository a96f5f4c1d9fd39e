"""How an organization is arranged: departments, teams, skills, brands, calendars and bulletins."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hamseda.kit.clock import Instant
from hamseda.kit.database import Row, Transaction
from hamseda.kit.official_holidays import OfficialHoliday, knows_country, official_holidays
from hamseda.kit.problem import FieldError, Invalid
from hamseda.kit.working_time import WorkingCalendar
from hamseda.organization import rows, shelves
from hamseda.organization.access import Caller
from hamseda.organization.me import Name, check_time_zone
from hamseda.organization.shelves import Shelf

Color = Annotated[str, Meta(pattern="^#[0-9a-fA-F]{6}$")]
ALL_CALENDAR_BYTES: Final = 262_144
MOST_HOLIDAY_SPAN: Final = timedelta(days=732)


DEPARTMENTS: Final = Shelf("department", "departments", "id, name, time_zone, calendar_id, archived_at")
TEAMS: Final = Shelf(
    "team",
    "teams",
    "id, name, department_id, ARRAY(SELECT user_id FROM team_member m"
    " WHERE m.organization_id = team.organization_id AND m.team_id = team.id ORDER BY 1) AS member_ids",
)
SKILLS: Final = Shelf("skill", "skills", "id, name")
BRANDS: Final = Shelf("brand", "brands", "id, name, color, settings")
CALENDARS: Final = Shelf("calendar", "calendars", "id, name, definition")


class DepartmentView(msgspec.Struct):
    id: UUID
    name: str
    time_zone: str | None
    calendar_id: UUID | None
    archived_at: datetime | None


class NewDepartment(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    time_zone: str | None = None
    calendar_id: UUID | None = None


class DepartmentChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    time_zone: str | UnsetType | None = UNSET
    calendar_id: UUID | UnsetType | None = UNSET
    archived_at: Instant | UnsetType | None = UNSET


class TeamView(msgspec.Struct):
    id: UUID
    name: str
    department_id: UUID | None
    member_ids: list[UUID]


class NewTeam(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    department_id: UUID | None = None
    member_ids: list[UUID] = []


class TeamChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    department_id: UUID | UnsetType | None = UNSET
    member_ids: list[UUID] | UnsetType = UNSET


class SkillView(msgspec.Struct):
    id: UUID
    name: str


class NewSkill(msgspec.Struct, forbid_unknown_fields=True):
    name: Name


class BrandView(msgspec.Struct):
    id: UUID
    name: str
    color: str
    settings: dict[str, Any]


class NewBrand(msgspec.Struct, forbid_unknown_fields=True):
    name: Name
    color: Color = "#0f766e"
    settings: dict[str, Any] = {}


class BrandChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    color: Color | UnsetType = UNSET
    settings: dict[str, Any] | UnsetType = UNSET


class CalendarView(msgspec.Struct):
    id: UUID
    name: str
    definition: dict[str, Any]


class NewCalendar(msgspec.Struct, forbid_unknown_fields=True):
    """`definition` is the working-time calendar: zone, week, holidays, exceptions, closures."""

    name: Name
    definition: dict[str, Any]


class CalendarChanges(msgspec.Struct, forbid_unknown_fields=True):
    name: Name | UnsetType = UNSET
    definition: dict[str, Any] | UnsetType = UNSET


async def put_up(work: Transaction, caller: Caller, shelf: Shelf, new: msgspec.Struct) -> Row:
    """Add a row to a shelf and answer it as it stands."""
    values = _checked(rows.given(new))
    members = values.pop("member_ids", None)
    row_id = await rows.add(work, shelf.table, values)
    await _set_members(work, row_id, members)
    await shelves.tell(work, caller, shelf, row_id, "added")
    return await shelves.read(work, shelf, row_id)


async def rearrange(
    work: Transaction, caller: Caller, shelf: Shelf, row_id: UUID, changes: msgspec.Struct
) -> Row:
    """Change a row of a shelf and answer it as it stands; raises NotFound."""
    values = _checked(rows.given(changes))
    members = values.pop("member_ids", None)
    await rows.change(work, shelf.table, row_id, values)
    await _set_members(work, row_id, members)
    await shelves.tell(work, caller, shelf, row_id, "changed")
    return await shelves.read(work, shelf, row_id)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("time_zone") is not None:
        check_time_zone(values["time_zone"])
    if "definition" in values:
        check_calendar(values["definition"])
    return values


def check_calendar(definition: dict[str, Any]) -> None:
    """Refuse a definition that the working-time engine does not take."""
    if len(msgspec.json.encode(definition)) > ALL_CALENDAR_BYTES:
        raise Invalid.field("definition", "too_large", "The calendar is too large.")
    try:
        msgspec.convert(definition, WorkingCalendar)
    except (msgspec.ValidationError, ValueError) as error:
        said = f"The calendar does not hold together: {error}"
        fault = FieldError("definition", "calendar_invalid", said)
        raise Invalid(said, errors=(fault,), said=str(error)) from error


def holidays_between(country: str, first: date, last: date, language: str) -> list[OfficialHoliday]:
    """List the official holidays from `first` to `last`; refuses a span beyond two years."""
    if not knows_country(country):
        raise Invalid.field("country", "country_unknown", f"No official holidays are known for {country}.")
    if not first <= last <= first + MOST_HOLIDAY_SPAN:
        raise Invalid.field(
            "last", "span_too_long", "Ask for a span of two years at most, from its first to its last day."
        )
    spoken = "en" if language == "en" else "fa"
    years = range(first.year, last.year + 1)
    return [h for year in years for h in official_holidays(country, year, spoken) if first <= h.day <= last]


async def _set_members(work: Transaction, team_id: UUID, members: list[UUID] | None) -> None:
    if members is None:
        return
    await work.execute(
        "DELETE FROM team_member WHERE organization_id = $1 AND team_id = $2", work.organization_id, team_id
    )
    with rows.refusals():
        await work.execute(
            "INSERT INTO team_member (organization_id, team_id, user_id)"
            " SELECT $1, $2, m FROM unnest($3::uuid[]) m",
            work.organization_id,
            team_id,
            list(set(members)),
        )
