"""`hamseda doctor`: what is wrong, and how to mend it."""

import shutil
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from hamseda.kit.cluster import Cluster
from hamseda.kit.database import APP, SYSTEM
from hamseda.kit.migration import current_revision, newest_revision
from hamseda.organization.api import verify_audit
from hamseda.settings import Settings
from hamseda.static_files import STATIC

LEAST_FREE_MB = 500
LEAST_VERSION = 160_000
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
EXTENSIONS = ("btree_gin", "pg_trgm")
MOST_SKEW_S = 5
LATE = "SELECT count(*) FROM timer WHERE due_at < now() - interval '1 minute'"
STUCK = "SELECT count(*) FROM outbox WHERE state = 'failed' AND created_at > now() - interval '7 days'"
UNREAD_MAIL = "SELECT count(*) FROM raw_mail WHERE state = 'failed'"
BEATS = "SELECT DISTINCT kind FROM process WHERE seen_at > now() - interval '15 seconds'"


class What(StrEnum):
    """What to look at."""

    ALL = "all"
    AUDIT = "audit"


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at; `cure` says what to do where it is wrong."""

    name: str
    is_wrong: bool
    said: str
    cure: str = ""

    def line(self) -> str:
        """The finding as a person reads it."""
        mark = "✗" if self.is_wrong else "✓"
        return f"{mark} {self.name}: {self.said}" + (
            f"\n    → {self.cure}" if self.is_wrong and self.cure else ""
        )


async def examine(settings: Settings, what: What = What.ALL) -> list[Finding]:
    """Look at everything (or, with "audit", only at the chain of the audit log); never changes anything."""
    findings = [] if what is What.AUDIT else _machine(settings)
    dsn, missing = _dsn(settings)
    if missing is not None:
        return [*findings, missing]
    try:
        connection = await asyncpg.connect(dsn, timeout=10)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        return [
            *findings,
            Finding(
                "database",
                True,
                f"does not answer ({type(error).__name__}: {error})",
                "Start `hamseda serve`, or look at HAMSEDA_DATABASE_URL.",
            ),
        ]
    try:
        schema = await _schema(dsn)
        if what is What.AUDIT:
            return [schema] if schema.is_wrong else await _audit(connection)
        for look in (_server, _durability, _extensions, _roles, _clock):
            findings.append(await look(connection))
        findings.append(schema)
        if not schema.is_wrong:
            findings += await _work(connection)
            findings += await _audit(connection)
    finally:
        await connection.close()
    return findings


def _machine(settings: Settings) -> list[Finding]:
    folder = settings.data_folder
    there = next((p for p in (folder, *folder.parents) if p.exists()), Path("/"))
    free = shutil.disk_usage(there).free // 1_000_000
    key = folder / "secret.key"
    open_key = key.exists() and bool(key.stat().st_mode & 0o077)
    built = all((STATIC / name).exists() for name in ("desk/index.html", "widget/loader.js"))
    return [
        Finding(
            "python", sys.version_info < (3, 11), sys.version.split()[0], "Install Python 3.11 or newer."
        ),
        Finding(
            "disk",
            free < LEAST_FREE_MB,
            f"{free} MB free at {there}",
            "Make room, or set HAMSEDA_FOLDER elsewhere.",
        ),
        Finding(
            "key",
            open_key,
            "readable by its owner only" if not open_key else "readable by others",
            f"chmod 600 {key}",
        ),
        Finding(
            "web files",
            not built,
            "built" if built else "not built",
            "Run `make ui` (or install the wheel again).",
        ),
        _mail_server(settings),
    ]


def _mail_server(settings: Settings) -> Finding:
    if settings.smtp_host:
        return Finding("outgoing mail", False, f"{settings.smtp_host}:{settings.smtp_port}")
    said = "kept in a folder (demo)" if settings.demo else "no server is set"
    return Finding(
        "outgoing mail", not settings.demo, said, "Set HAMSEDA_SMTP_HOST (docs/settings.md, smtp_host)."
    )


def _dsn(settings: Settings) -> tuple[str, Finding | None]:
    if settings.database_url:
        return settings.database_url, None
    cluster = Cluster(settings.data_folder / "postgres")
    if cluster.is_alive():
        return cluster.dsn, None
    return "", Finding(
        "database", True, "the embedded PostgreSQL is not running", "Start it with `hamseda serve`."
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
        "Let both machines keep time by NTP.",
    )


async def _schema(dsn: str) -> Finding:
    now, newest = await current_revision(dsn), newest_revision()
    return Finding("schema", now != newest, f"{now or 'none'} (newest {newest})", "Run `hamseda migrate`.")


async def _work(connection: asyncpg.Connection) -> list[Finding]:
    beating = {row["kind"] for row in await connection.fetch(BEATS)}
    still = [kind for kind in ("worker", "router") if kind not in beating]
    findings = [
        Finding(
            "processes",
            bool(still),
            f"not running: {', '.join(still)}" if still else "worker and router live",
            "Start `hamseda serve`; its output says why one does not start.",
        )
    ]
    for name, sql, cure in (
        ("timers", LATE, "The worker is behind or keeps failing: its log names the timer."),
        ("outbox", STUCK, "See last_error: SELECT kind, last_error FROM outbox WHERE state = 'failed'."),
        (
            "unread mail",
            UNREAD_MAIL,
            "These mails are kept as they came; their reason stands in raw_mail.reason.",
        ),
    ):
        count = await connection.fetchval(sql)
        findings.append(
            Finding(name, count > 0, f"{count} late or failed" if count else "nothing late or failed", cure)
        )
    return findings


async def _audit(connection: Any) -> list[Finding]:
    findings = []
    for row in await connection.fetch("SELECT id, slug FROM organization ORDER BY slug"):
        breaks = await verify_audit(connection, row["id"])
        said = f"broken: {breaks[0]}" if breaks else "every entry follows from the one before"
        findings.append(
            Finding(
                f"audit log of {row['slug']}",
                bool(breaks),
                said,
                "Somebody changed the log in the database: compare with a backup, and keep both.",
            )
        )
    return findings
