"""The database server: version, durability, what is installed, who we are there, its clock, its schema."""

from datetime import UTC, datetime
from typing import Final

import asyncpg

from hamseda.doctor.finding import Finding, listed
from hamseda.kit.database import APP, SYSTEM
from hamseda.kit.foundation import foreign_scripts
from hamseda.kit.migration import current_revision, newest_revision

LEAST_VERSION: Final = 160_000
DURABLE: Final = ("fsync", "synchronous_commit", "full_page_writes")
EXTENSIONS: Final = ("btree_gin", "pg_trgm")
MOST_SKEW_S: Final = 5


async def look(connection: asyncpg.Connection) -> list[Finding]:
    """Everything about the server but the schema."""
    return [await ask(connection) for ask in (_server, _durability, _extensions, _roles, _clock)]


async def schema(dsn: str) -> Finding:
    """How far the database's schema is behind the program's."""
    now, newest = await current_revision(dsn), newest_revision()
    is_ahead = now is not None and now > newest
    cure = (
        "Update the program: this database was migrated by a newer one."
        if is_ahead
        else "Run `hamseda migrate`."
    )
    return Finding("schema", now != newest, f"{now or 'none'} (newest {newest})", cure)


async def foundation(dsn: str) -> Finding:
    """Whether the tables are those that this program means: before the first release they change in place."""
    foreign = await foreign_scripts(dsn)
    return Finding(
        "foundation",
        bool(foreign),
        f"made by another version: {listed(foreign)}" if foreign else "made by the scripts of this program",
        "Go on with the version that made it, or begin anew: a demonstration by `hamseda demo --reset`, "
        "else with an empty database (docs/runbook.md, Upgrade).",
    )


async def _server(connection: asyncpg.Connection) -> Finding:
    number = int(await connection.fetchval("SHOW server_version_num"))
    shown = await connection.fetchval("SHOW server_version")
    return Finding("PostgreSQL", number < LEAST_VERSION, shown, "Use PostgreSQL 16 or newer.")


async def _durability(connection: asyncpg.Connection) -> Finding:
    off = [name for name in DURABLE if await connection.fetchval(f"SHOW {name}") == "off"]
    return Finding(
        "durability",
        bool(off),
        f"off: {', '.join(off)}" if off else "fsync and synchronous_commit are on",
        "Set them to on: what is acknowledged may be lost otherwise.",
    )


async def _extensions(connection: asyncpg.Connection) -> Finding:
    rows = await connection.fetch("SELECT name FROM pg_available_extensions")
    missing = [name for name in EXTENSIONS if name not in {row["name"] for row in rows}]
    return Finding(
        "extensions",
        bool(missing),
        f"missing: {', '.join(missing)}" if missing else ", ".join(EXTENSIONS),
        "Install PostgreSQL's contrib package on the server.",
    )


async def _roles(connection: asyncpg.Connection) -> Finding:
    rows = await connection.fetch(
        "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'hamseda\\_%'"
    )
    found = {row["rolname"]: row["rolsuper"] or row["rolbypassrls"] for row in rows}
    wrong = [name for name in (APP, SYSTEM) if name not in found] + [
        name for name, strong in found.items() if strong
    ]
    return Finding(
        "roles",
        bool(wrong),
        f"missing or too strong: {', '.join(wrong)}" if wrong else "under row security",
        "Run `hamseda migrate` as the database's owner; the roles must not bypass row security.",
    )


async def _clock(connection: asyncpg.Connection) -> Finding:
    theirs: datetime = await connection.fetchval("SELECT clock_timestamp()")
    skew = abs((datetime.now(UTC) - theirs).total_seconds())
    return Finding(
        "clock",
        skew > MOST_SKEW_S,
        f"{skew:.1f} s from the database's",
        "Let both machines keep time by NTP: tokens, waits and timers go by it.",
    )
