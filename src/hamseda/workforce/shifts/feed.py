"""One's shifts as a calendar that programs subscribe to, behind an address that nobody can guess."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from hamseda.kit.clock import Clock
from hamseda.kit.database import Database, Row, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.ids import new_id
from hamseda.kit.jalali import in_digits
from hamseda.kit.keys import digest, new_token
from hamseda.kit.problem import NotFound
from hamseda.organization.api import Caller
from hamseda.settings import Settings
from hamseda.workforce.shifts import queries_feed as sql
from hamseda.workforce.shifts.stored import StoredShift, shift_of
from hamseda.workforce.shifts.words import clock_of

if TYPE_CHECKING:
    from icalendar import Event

PREFIX: Final = "hmsf_"
BACK: Final = timedelta(days=31)
AHEAD: Final = timedelta(days=183)
MOST: Final = 1_000
SINCE, UNTIL = date(2020, 1, 1), date(2038, 1, 1)  # of the rules of zones
LONGEST_TOKEN: Final = 100


class ShiftFeed(msgspec.Struct, frozen=True):
    """Whether I have a feed; its address is shown once, when it is made."""

    exists: bool
    created_at: datetime | None
    last_read_at: datetime | None


class MadeShiftFeed(msgspec.Struct, frozen=True):
    """The address of my feed, to be given to a calendar; whoever has it reads my shifts."""

    url: str


async def own_feed(view: Transaction, user_id: UUID) -> ShiftFeed:
    row = await view.row(sql.OWN, view.organization_id, user_id)
    return ShiftFeed(row is not None, row and row["created_at"], row and row["last_read_at"])


async def make_feed(work: Transaction, caller: Caller, settings: Settings, user_id: UUID) -> MadeShiftFeed:
    """Make a feed, or give mine another address: the old one is worth nothing from then on."""
    await work.execute(sql.REMOVE, work.organization_id, user_id)
    token, feed_id = PREFIX + new_token(), new_id()
    await work.execute(sql.ADD, work.organization_id, feed_id, user_id)
    await work.execute(sql.ADD_LOOKUP, digest(token), work.organization_id, feed_id)
    await work.audit(caller.did("shift_feed.made", "shift_feed", feed_id))
    return MadeShiftFeed(f"{settings.base_url}/calendar/{token}.ics")


async def revoke_feed(work: Transaction, caller: Caller, user_id: UUID) -> None:
    """Make the address of my feed worth nothing."""
    await work.execute(sql.REMOVE, work.organization_id, user_id)
    await work.audit(caller.did("shift_feed.revoked", "shift_feed", None))


async def read_feed(database: Database, clock: Clock, name: str) -> bytes:
    """Write the calendar of an address; raises NotFound for every address that is not one."""
    token = name.removesuffix(".ics")
    if not token.startswith(PREFIX) or len(token) > LONGEST_TOKEN:
        raise NotFound("There is nothing at this address.")
    async with database.everywhere() as connection:
        found = await connection.fetchrow(sql.FIND, digest(token))
    if found is None:
        raise NotFound("There is nothing at this address.")
    async with database.transaction(found["organization_id"]) as work:
        owner = await work.row(sql.READ, work.organization_id, found["id"])
        if owner is None:
            raise NotFound("There is nothing at this address.")
        await work.execute(sql.NOTE_READ, work.organization_id, found["id"])
        today = clock.now().date()
        rows = await work.fetch(
            sql.SHIFTS, work.organization_id, owner["user_id"], today - BACK, today + AHEAD, MOST
        )
    return written(owner, rows)


def written(owner: Row, rows: list[Row]) -> bytes:
    """The calendar: every shift under a name that stays, those that fell away as cancelled, with the rules of its zones.

    It names no METHOD: that would make it a message of iTIP (RFC 5546), which has an organizer in each event.
    """
    from icalendar import Calendar, Timezone  # noqa: PLC0415 (its zones take a while to load)

    calendar = Calendar()
    calendar.add("prodid", "-//Hamseda//shifts//FA")
    calendar.add("version", "2.0")
    title = translate(owner["locale"], "shifts.feed.title", organization=owner["organization"])
    calendar.add("x-wr-calname", title)
    calendar.add("x-published-ttl", "PT1H")
    for row in rows:
        calendar.add_component(_event(owner, row))
    if not rows:  # a calendar has one component at least (RFC 5545, 3.6)
        calendar.add_component(Timezone.from_tzid(owner["time_zone"], first_date=SINCE, last_date=UNTIL))
    calendar.add_missing_timezones(first_date=SINCE, last_date=UNTIL)
    text: bytes = calendar.to_ical()
    return text


def _event(owner: Row, row: Row) -> "Event":
    from icalendar import Event  # noqa: PLC0415

    shift, zone, event = shift_of(row), ZoneInfo(row["time_zone"]), Event()
    event.add("uid", f"{shift.id}@shifts.hamseda")
    event.add("sequence", shift.sequence)
    event.add("dtstamp", row["changed_at"])
    event.add("dtstart", _wall(shift.day, shift.start_m, zone))
    event.add("dtend", _wall(shift.day, shift.end_m, zone))
    event.add("summary", translate(owner["locale"], "shifts.feed.summary", name=shift.template))
    event.add("status", "CONFIRMED" if row["holds"] else "CANCELLED")
    if text := _rests(owner["locale"], shift):
        event.add("description", text)
    return event


def _rests(locale: str, shift: StoredShift) -> str:
    parts = [(one.start_m, one.length_m, one.name) for one in shift.breaks]
    parts += [(one.start_m, one.length_m, one.name) for one in shift.activities]
    lines = [f"{name} {clock_of(start)}-{clock_of(start + length)}" for start, length, name in sorted(parts)]
    text = "\n".join(lines)
    return in_digits(text, "fa") if locale == "fa" else text


def _wall(day: date, minute: int, zone: ZoneInfo) -> datetime:
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 (its zone is put on it)
    return wall.replace(tzinfo=zone)
