"""Routes of departments, teams, skills, brands, calendars and bulletins."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import delete, get, patch, post
from litestar.params import QueryParameter

from hamseda.kit.database import Transaction
from hamseda.kit.official_holidays import OfficialHoliday
from hamseda.organization import arrangement as arr
from hamseda.organization import bulletins, shelves
from hamseda.organization.access import ADMINS, EVERYONE, LEADERS, READERS, Caller
from hamseda.organization.http.shared import After, Limit, Page, Whole, page, plain

Country = Annotated[str, QueryParameter(pattern="^[A-Z]{2}$", description="ISO 3166 code, such as IR.")]


async def _shelf(reading: Transaction, shelf: shelves.Shelf, after: UUID | None, limit: int) -> Page[Any]:
    return page(plain(await shelves.listed(reading, shelf, after, limit)), limit)


@get("/departments", access=READERS)
async def list_departments(
    reading: Transaction, after: After = None, limit: Limit = 100
) -> Page[arr.DepartmentView]:
    """List the departments."""
    return await _shelf(reading, arr.DEPARTMENTS, after, limit)


@post("/departments", access=ADMINS)
async def add_department(caller: Caller, work: Transaction, data: arr.NewDepartment) -> arr.DepartmentView:
    """Add a department."""
    return arr.DepartmentView(**dict(await arr.put_up(work, caller, arr.DEPARTMENTS, data)))


@patch("/departments/{department_id:uuid}", access=ADMINS)
async def change_department(
    caller: Caller, work: Transaction, department_id: UUID, data: arr.DepartmentChanges
) -> arr.DepartmentView:
    """Change a department."""
    return arr.DepartmentView(**dict(await arr.rearrange(work, caller, arr.DEPARTMENTS, department_id, data)))


@delete("/departments/{department_id:uuid}", access=ADMINS, status_code=204)
async def archive_department(caller: Caller, work: Transaction, department_id: UUID) -> None:
    """Close a department; its history keeps its name."""
    await shelves.archive(work, caller, arr.DEPARTMENTS, department_id)


@get("/teams", access=READERS)
async def list_teams(reading: Transaction, after: After = None, limit: Limit = 100) -> Page[arr.TeamView]:
    """List the teams."""
    return await _shelf(reading, arr.TEAMS, after, limit)


@post("/teams", access=ADMINS)
async def add_team(caller: Caller, work: Transaction, data: arr.NewTeam) -> arr.TeamView:
    """Add a team."""
    return arr.TeamView(**dict(await arr.put_up(work, caller, arr.TEAMS, data)))


@patch("/teams/{team_id:uuid}", access=ADMINS)
async def change_team(
    caller: Caller, work: Transaction, team_id: UUID, data: arr.TeamChanges
) -> arr.TeamView:
    """Change a team."""
    return arr.TeamView(**dict(await arr.rearrange(work, caller, arr.TEAMS, team_id, data)))


@delete("/teams/{team_id:uuid}", access=ADMINS, status_code=204)
async def remove_team(caller: Caller, work: Transaction, team_id: UUID) -> None:
    """Remove a team that is not in use."""
    await shelves.remove(work, caller, arr.TEAMS, team_id)


@get("/skills", access=READERS)
async def list_skills(reading: Transaction, after: After = None, limit: Limit = 100) -> Page[arr.SkillView]:
    """List the skills."""
    return await _shelf(reading, arr.SKILLS, after, limit)


@post("/skills", access=ADMINS)
async def add_skill(caller: Caller, work: Transaction, data: arr.NewSkill) -> arr.SkillView:
    """Add a skill."""
    return arr.SkillView(**dict(await arr.put_up(work, caller, arr.SKILLS, data)))


@patch("/skills/{skill_id:uuid}", access=ADMINS)
async def change_skill(
    caller: Caller, work: Transaction, skill_id: UUID, data: arr.NewSkill
) -> arr.SkillView:
    """Change a skill."""
    return arr.SkillView(**dict(await arr.rearrange(work, caller, arr.SKILLS, skill_id, data)))


@delete("/skills/{skill_id:uuid}", access=ADMINS, status_code=204)
async def remove_skill(caller: Caller, work: Transaction, skill_id: UUID) -> None:
    """Remove a skill that is not in use."""
    await shelves.remove(work, caller, arr.SKILLS, skill_id)


@get("/brands", access=READERS)
async def list_brands(reading: Transaction, after: After = None, limit: Limit = 100) -> Page[arr.BrandView]:
    """List the brands."""
    return await _shelf(reading, arr.BRANDS, after, limit)


@post("/brands", access=ADMINS)
async def add_brand(caller: Caller, work: Transaction, data: arr.NewBrand) -> arr.BrandView:
    """Add a brand."""
    return arr.BrandView(**dict(await arr.put_up(work, caller, arr.BRANDS, data)))


@patch("/brands/{brand_id:uuid}", access=ADMINS)
async def change_brand(
    caller: Caller, work: Transaction, brand_id: UUID, data: arr.BrandChanges
) -> arr.BrandView:
    """Change a brand."""
    return arr.BrandView(**dict(await arr.rearrange(work, caller, arr.BRANDS, brand_id, data)))


@delete("/brands/{brand_id:uuid}", access=ADMINS, status_code=204)
async def remove_brand(caller: Caller, work: Transaction, brand_id: UUID) -> None:
    """Remove a brand that is not in use."""
    await shelves.remove(work, caller, arr.BRANDS, brand_id)


@get("/calendars", access=READERS)
async def list_calendars(
    reading: Transaction, after: After = None, limit: Limit = 100
) -> Page[arr.CalendarView]:
    """List the calendars."""
    return await _shelf(reading, arr.CALENDARS, after, limit)


@post("/calendars", access=ADMINS)
async def add_calendar(caller: Caller, work: Transaction, data: arr.NewCalendar) -> arr.CalendarView:
    """Add a calendar."""
    return arr.CalendarView(**dict(await arr.put_up(work, caller, arr.CALENDARS, data)))


@patch("/calendars/{calendar_id:uuid}", access=ADMINS)
async def change_calendar(
    caller: Caller, work: Transaction, calendar_id: UUID, data: arr.CalendarChanges
) -> arr.CalendarView:
    """Change a calendar."""
    return arr.CalendarView(**dict(await arr.rearrange(work, caller, arr.CALENDARS, calendar_id, data)))


@delete("/calendars/{calendar_id:uuid}", access=ADMINS, status_code=204)
async def remove_calendar(caller: Caller, work: Transaction, calendar_id: UUID) -> None:
    """Remove a calendar that is not in use."""
    await shelves.remove(work, caller, arr.CALENDARS, calendar_id)


@get("/official-holidays", access=READERS)
async def list_official_holidays(
    caller: Caller, country: Country, first: date, last: date
) -> Whole[OfficialHoliday]:
    """List a country's official holidays between two days, as a calendar with this `country` takes them."""
    return {"items": arr.holidays_between(country, first, last, caller.locale)}


@get("/bulletins", access=EVERYONE)
async def list_bulletins(
    caller: Caller, reading: Transaction, after: After = None, limit: Limit = 50
) -> Page[bulletins.BulletinView]:
    """List bulletins, the newest first; `is_read` is the caller's own mark."""
    return page(plain(await bulletins.list_bulletins(reading, caller, after, limit)), limit)


@post("/bulletins", access=LEADERS)
async def publish_bulletin(
    caller: Caller, work: Transaction, data: bulletins.NewBulletin
) -> bulletins.BulletinView:
    """Publish a bulletin."""
    return bulletins.BulletinView(**dict(await bulletins.publish(work, caller, data)))


@patch("/bulletins/{bulletin_id:uuid}", access=LEADERS)
async def reword_bulletin(
    caller: Caller, work: Transaction, bulletin_id: UUID, data: bulletins.BulletinChanges
) -> bulletins.BulletinView:
    """Change a bulletin; a new wording must be read again."""
    return bulletins.BulletinView(**dict(await bulletins.reword(work, caller, bulletin_id, data)))


@delete("/bulletins/{bulletin_id:uuid}", access=LEADERS, status_code=204)
async def withdraw_bulletin(caller: Caller, work: Transaction, bulletin_id: UUID) -> None:
    """Withdraw a bulletin."""
    await bulletins.withdraw(work, caller, bulletin_id)


@post("/bulletins/{bulletin_id:uuid}/reading", access=EVERYONE, status_code=204)
async def read_bulletin(caller: Caller, work: Transaction, bulletin_id: UUID) -> None:
    """Note that I have read a bulletin."""
    await bulletins.mark_read(work, caller, bulletin_id)


ROUTES = [
    list_departments,
    add_department,
    change_department,
    archive_department,
    list_teams,
    add_team,
    change_team,
    remove_team,
    list_skills,
    add_skill,
    change_skill,
    remove_skill,
    list_brands,
    add_brand,
    change_brand,
    remove_brand,
    list_calendars,
    add_calendar,
    change_calendar,
    remove_calendar,
    list_official_holidays,
    list_bulletins,
    publish_bulletin,
    reword_bulletin,
    withdraw_bulletin,
    read_bulletin,
]
