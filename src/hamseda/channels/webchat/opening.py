"""Whether a channel is open now, when it opens, and how long its line is."""

from datetime import datetime
from uuid import UUID

from hamseda.channels.webchat import queries
from hamseda.channels.webchat.views import Hours
from hamseda.kit.database import Database, Row
from hamseda.kit.working_time import NeverClosesError, NeverOpensError, WorkingCalendar, stored
from hamseda.routing.api import Wait, usual_wait

ALWAYS: Hours = {"open": True, "opens_at": None, "closes_at": None}


async def now(database: Database, organization_id: UUID, channel: Row, moment: datetime) -> Hours:
    """`open`, and the instants of the next opening or closing; a queue without hours is always open."""
    if "calendar_id" not in channel.keys():  # noqa: SIM118 -- a record, not a dict
        async with database.reading(organization_id) as view:
            full = await view.row(queries.CHANNEL, organization_id, channel["id"])
        if full is None:
            return ALWAYS
        channel = full
    if channel["calendar_id"] is None:
        return ALWAYS
    async with database.reading(organization_id) as view:
        definition = await view.value(queries.CALENDAR, organization_id, channel["calendar_id"])
    return ALWAYS if definition is None else hours(stored(definition), moment)


async def at(database: Database, organization_id: UUID, channel_id: UUID, moment: datetime) -> Hours:
    """As `now`, at any moment, for a channel by its id."""
    async with database.reading(organization_id) as view:
        channel = await view.row(queries.CHANNEL, organization_id, channel_id)
    return ALWAYS if channel is None else await now(database, organization_id, channel, moment)


def hours(calendar: WorkingCalendar, moment: datetime) -> Hours:
    """Open or not at a moment, and when that changes."""
    try:
        if calendar.is_open(moment):
            try:
                return {"open": True, "opens_at": None, "closes_at": calendar.next_close(moment)}
            except NeverClosesError:
                return ALWAYS
        return {"open": False, "opens_at": calendar.next_open(moment), "closes_at": None}
    except NeverOpensError:
        return {"open": False, "opens_at": None, "closes_at": None}


async def queue_wait(database: Database, organization_id: UUID, queue_id: UUID) -> Wait | None:
    """What somebody who comes now may expect to wait."""
    async with database.reading(organization_id) as view:
        return await usual_wait(view, queue_id)
