"""`hamseda doctor`: what is wrong, and how to mend it."""

from enum import StrEnum

import asyncpg

from hamseda.doctor import arrangement, machine, server, work
from hamseda.doctor.finding import Finding
from hamseda.kit.cluster import Cluster
from hamseda.settings import DEMO_FOLDER, Settings

__all__ = ["Finding", "What", "examine"]


class What(StrEnum):
    """What to look at."""

    ALL = "all"
    AUDIT = "audit"


async def examine(settings: Settings, what: What = What.ALL) -> list[Finding]:
    """Look at everything (or, with "audit", only at the chain of the audit log); never changes anything."""
    findings = [] if what is What.AUDIT else machine.look(settings)
    dsn, missing = _dsn(settings)
    if missing is not None:
        return [*findings, missing]
    try:
        connection = await asyncpg.connect(dsn, timeout=10)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        return [*findings, _away(error)]
    try:
        tables = [await server.schema(dsn), await server.foundation(dsn)]
        is_ours = not any(finding.is_wrong for finding in tables)
        if what is What.AUDIT:
            return await work.audit(connection) if is_ours else tables
        findings += [*await server.look(connection), *tables]
        if is_ours:
            findings += await work.look(connection)
            findings += await arrangement.look(connection, settings)
            findings += await work.audit(connection)
    finally:
        await connection.close()
    return findings


def _away(error: Exception) -> Finding:
    said = f"does not answer ({type(error).__name__}: {error})"
    return Finding("database", True, said, "Start `hamseda serve`, or look at HAMSEDA_DATABASE_URL.")


def _dsn(settings: Settings) -> tuple[str, Finding | None]:
    if settings.database_url:
        return settings.database_url, None
    cluster = Cluster(settings.data_folder / "postgres")
    if cluster.is_alive():
        return cluster.dsn, None
    return "", Finding("database", True, "the embedded PostgreSQL is not running", _start(settings))


def _start(settings: Settings) -> str:
    """A demonstration keeps its data apart: who runs one means that one."""
    demo = settings.data_folder / DEMO_FOLDER
    if Cluster(demo / "postgres").is_alive():
        return f"Start it with `hamseda serve`. A demonstration runs: HAMSEDA_FOLDER={demo} hamseda doctor looks at it."
    return "Start it with `hamseda serve`."
