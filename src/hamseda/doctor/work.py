"""What is under way: processes, timers, what goes out, what came in, and the chain of the audit log."""

from typing import Any, Final

import asyncpg

from hamseda.doctor.finding import Finding, listed
from hamseda.organization.api import verify_audit

BEATS: Final = "SELECT DISTINCT kind FROM process WHERE seen_at > now() - interval '15 seconds'"
LATE: Final = """
SELECT kind, count(*) AS n FROM timer WHERE due_at < now() - interval '1 minute' GROUP BY kind ORDER BY n DESC
"""
FAILED: Final = """
SELECT kind, count(*) AS n, max(last_error) AS error FROM outbox
WHERE state = 'failed' AND created_at > now() - interval '7 days' GROUP BY kind ORDER BY n DESC
"""
# What is tried again for hours is no fault yet; what nobody has taken up for so long is.
STUCK: Final = """
SELECT kind, count(*) AS n, max(last_error) AS error,
       (extract(epoch FROM now() - min(created_at)) / 60)::int AS minutes
FROM outbox WHERE state = 'waiting' AND created_at < now() - interval '30 minutes'
  AND (attempts > 0 OR due_at < now() - interval '5 minutes')
GROUP BY kind ORDER BY n DESC
"""
UNREAD: Final = "SELECT count(*) AS n, max(reason) AS reason FROM raw_mail WHERE state = 'failed'"
WAITING: Final = """
SELECT count(*) AS n, (extract(epoch FROM now() - min(received_at)) / 60)::int AS minutes
FROM raw_mail WHERE state = 'received' AND received_at < now() - interval '5 minutes'
"""


HELD: Final = """
SELECT count(*) AS n, count(DISTINCT organization_id) AS houses,
       (extract(epoch FROM now() - min(held_at)) / 3600)::int AS hours FROM mail_quarantine WHERE state = 'held'
"""
# Somebody looks on a working day; a long weekend is no fault.
MOST_HELD_HOURS: Final = 96


async def look(connection: asyncpg.Connection) -> list[Finding]:
    """Whether everything moves."""
    return [
        await _processes(connection),
        await _timers(connection),
        await _failed(connection),
        await _stuck(connection),
        await _unread(connection),
        await _spool(connection),
        await _quarantine(connection),
    ]


async def audit(connection: Any) -> list[Finding]:
    """The chain of each organization's audit log."""
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


async def _processes(connection: asyncpg.Connection) -> Finding:
    beating = {row["kind"] for row in await connection.fetch(BEATS)}
    still = [kind for kind in ("worker", "router") if kind not in beating]
    return Finding(
        "processes",
        bool(still),
        f"not running: {', '.join(still)}" if still else "worker and router live",
        "Start `hamseda serve`; its output says why one does not start.",
    )


async def _timers(connection: asyncpg.Connection) -> Finding:
    rows = await connection.fetch(LATE)
    return Finding(
        "timers",
        bool(rows),
        "late: " + listed([f"{row['n']} {row['kind']}" for row in rows]) if rows else "none is late",
        "The worker is behind or keeps failing: its log names the timer.",
    )


async def _failed(connection: asyncpg.Connection) -> Finding:
    rows = await connection.fetch(FAILED)
    return Finding(
        "outbox",
        bool(rows),
        "given up: " + listed([_counted(row) for row in rows]) if rows else "nothing was given up in 7 days",
        "Mend what the error says; the desk marks such a message as not delivered.",
    )


async def _stuck(connection: asyncpg.Connection) -> Finding:
    rows = await connection.fetch(STUCK)
    return Finding(
        "outbox that waits",
        bool(rows),
        listed([f"{_counted(row)} for {row['minutes']} min" for row in rows])
        if rows
        else "nothing waits long",
        "It is tried again for hours: mend what the error says (outgoing mail: smtp_host and the channel's *test* "
        "button; webhooks: the receiver), or start the worker.",
    )


async def _unread(connection: asyncpg.Connection) -> Finding:
    row = await connection.fetchrow(UNREAD)
    return Finding(
        "unread mail",
        row["n"] > 0,
        f"{row['n']} could not be read ({row['reason']})" if row["n"] else "every mail could be read",
        "They are kept as they came; raw_mail.reason says why. Most are shown on the desk; mend the cause and run "
        "`hamseda mail retry` for those that are not.",
    )


async def _spool(connection: asyncpg.Connection) -> Finding:
    row = await connection.fetchrow(WAITING)
    return Finding(
        "mail spool",
        row["n"] > 0,
        f"{row['n']} taken and not yet read for {row['minutes']} min"
        if row["n"]
        else "no mail waits to be read",
        "The worker reads them: is it running, and what does its log say? raw_mail.attempts counts its tries.",
    )


async def _quarantine(connection: asyncpg.Connection) -> Finding:
    row = await connection.fetchrow(HELD)
    return Finding(
        "mail quarantine",
        row["n"] > 0 and row["hours"] >= MOST_HELD_HOURS,
        f"{row['n']} suspicious mails wait, the oldest for {row['hours']} h" if row["n"] else "empty",
        "Administration → Quarantine: let through what is honest, discard the rest.",
    )


def _counted(row: asyncpg.Record) -> str:
    return f"{row['n']} {row['kind']}" + (f" ({row['error'][:120]})" if row["error"] else "")
