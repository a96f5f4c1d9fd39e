"""What the administrators have arranged, where it cannot work: queues, calendars, sites, keys, backups."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import asyncpg
import msgspec
from cryptography.exceptions import InvalidTag

from hamseda.doctor.finding import Finding, listed
from hamseda.kit.keys import Keys
from hamseda.kit.working_time import NeverOpensError, WorkingCalendar, WorkingTimeError
from hamseda.settings import Settings

# A queue with neither channel nor work may well have nobody yet.
EMPTY_QUEUES: Final = """
SELECT o.slug, q.name FROM queue q JOIN organization o ON o.id = q.organization_id
WHERE q.archived_at IS NULL
  AND NOT EXISTS (
    SELECT FROM queue_member m JOIN membership p ON p.organization_id = m.organization_id AND p.user_id = m.user_id
    WHERE m.organization_id = q.organization_id AND m.queue_id = q.id AND p.removed_at IS NULL)
  AND (EXISTS (SELECT FROM channel c WHERE c.organization_id = q.organization_id AND c.queue_id = q.id AND c.enabled)
    OR EXISTS (SELECT FROM work_item w WHERE w.organization_id = q.organization_id AND w.queue_id = q.id
               AND w.state IN ('waiting', 'offered')))
ORDER BY o.slug, q.name
"""
CALENDARS: Final = """
SELECT o.slug, c.name, c.definition FROM calendar c JOIN organization o ON o.id = c.organization_id
WHERE EXISTS (SELECT FROM queue q WHERE q.organization_id = c.organization_id AND q.calendar_id = c.id)
   OR EXISTS (SELECT FROM department d WHERE d.organization_id = c.organization_id AND d.calendar_id = c.id)
ORDER BY o.slug, c.name
"""
CHATS_WITHOUT_SITES: Final = """
SELECT o.slug, c.name FROM channel c JOIN organization o ON o.id = c.organization_id
WHERE c.kind = 'webchat' AND c.enabled AND coalesce(jsonb_array_length(c.settings->'origins'), 0) = 0
ORDER BY o.slug, c.name
"""
SEALED: Final = (
    "SELECT id, secret FROM channel WHERE kind = 'webchat' AND secret IS NOT NULL ORDER BY id DESC LIMIT 1"
)
FIRST_DAY: Final = "SELECT min(created_at) FROM organization"


async def look(connection: asyncpg.Connection, settings: Settings) -> list[Finding]:
    """Whether what was arranged can work."""
    return [
        await _key(connection, settings.data_folder / "secret.key"),
        await _queues(connection),
        await _calendars(connection),
        await _sites(connection),
        await _backups(connection, settings),
    ]


async def _key(connection: asyncpg.Connection, file: Path) -> Finding:
    return _compared(file, await connection.fetchrow(SEALED))


def _compared(file: Path, sealed: asyncpg.Record | None) -> Finding:
    """Whether the key here is the one that the rows were sealed with."""
    cure = f"Put secret.key of a backup to {file} and start again (docs/runbook.md: the key is lost)."
    if not file.exists():
        return Finding("key and rows", sealed is not None, f"{file} is not there", cure)
    if sealed is None:
        return Finding("key and rows", False, "nothing is sealed yet")
    try:
        Keys(file.read_bytes()).open("channel", sealed["secret"], sealed["id"].bytes)
    except (InvalidTag, ValueError):
        return Finding("key and rows", True, "the key does not open what is sealed in the database", cure)
    except OSError as error:
        own = "Run doctor as the user that runs the product."
        return Finding("key and rows", True, f"the key cannot be read ({error.strerror})", own)
    return Finding("key and rows", False, "the key opens what is sealed")


async def _queues(connection: asyncpg.Connection) -> Finding:
    empty = [f"{row['name']} ({row['slug']})" for row in await connection.fetch(EMPTY_QUEUES)]
    return Finding(
        "queues",
        bool(empty),
        f"nobody serves {listed(empty)}" if empty else "each is served by somebody",
        "Administration → Queues: add people, or point its channels to another queue.",
    )


async def _calendars(connection: asyncpg.Connection) -> Finding:
    now = datetime.now(UTC)
    shut = [
        f"{row['name']} ({row['slug']})"
        for row in await connection.fetch(CALENDARS)
        if not _opens(row["definition"], now)
    ]
    return Finding(
        "calendars",
        bool(shut),
        f"never open: {listed(shut)}" if shut else "each opens",
        "Administration → Calendars: give it hours, or take away the closure; visitors are told that you are closed.",
    )


def _opens(definition: str | bytes, now: datetime) -> bool:
    try:
        calendar = msgspec.json.decode(definition, type=WorkingCalendar)
        return calendar.is_open(now) or calendar.next_open(now) is not None
    except (NeverOpensError, WorkingTimeError, msgspec.ValidationError):
        return False


async def _sites(connection: asyncpg.Connection) -> Finding:
    alone = [f"{row['name']} ({row['slug']})" for row in await connection.fetch(CHATS_WITHOUT_SITES)]
    return Finding(
        "chat sites",
        bool(alone),
        f"no site may carry {listed(alone)}" if alone else "each chat knows its sites",
        "Administration → Channels → allowed sites: name the origin of your site, such as https://shop.example.",
    )


async def _backups(connection: asyncpg.Connection, settings: Settings) -> Finding:
    if settings.demo or settings.backup_days == 0:
        return Finding("backup", False, "not asked for")
    most = timedelta(days=settings.backup_days)
    made_at = last_backup(settings.backup_note)
    first = await connection.fetchval(FIRST_DAY)
    since = made_at or first
    is_old = since is not None and datetime.now(UTC) - since > most
    return Finding(
        "backup",
        is_old,
        f"the last was made at {made_at:%Y-%m-%d %H:%M} UTC" if made_at else "none was made yet",
        "Run `hamseda backup FILE` each night (docs/runbook.md). Is it done in another way? Set HAMSEDA_BACKUP_DAYS=0.",
    )


def last_backup(note: Path) -> datetime | None:
    """When `hamseda backup` last ended well here."""
    try:
        return datetime.fromisoformat(json.loads(note.read_text(encoding="ascii"))["made_at"])
    except (OSError, ValueError, KeyError):
        return None
