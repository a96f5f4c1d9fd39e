"""Is this process alive, and can it serve?"""

import shutil
from pathlib import Path
from typing import Final, Literal, NotRequired, TypedDict

import asyncpg
from litestar import Response, get

from hamseda.kit.database import DISCONNECTED, Database
from hamseda.organization.api import PUBLIC
from hamseda.settings import Settings

# Two segments of PostgreSQL's log: below that the next message may find no room.
LEAST_FREE_BYTES: Final = 32 << 20


class Alive(TypedDict):
    status: Literal["ok"]


class Readiness(TypedDict):
    """Whether this installation serves; `missing` names the processes that have not been seen lately.

    With `disk_full` everything can be read, and what is sent is refused with 507.
    """

    status: Literal["ok", "degraded", "disk_full", "database_unavailable"]
    missing: NotRequired[list[str]]
    processes: NotRequired[dict[str, int]]
    detail: NotRequired[str]


@get("/health/live", access=PUBLIC, tags=["health"])
async def live() -> Alive:
    """This process answers."""
    return {"status": "ok"}


@get("/health/ready", access=PUBLIC, tags=["health"])
async def ready(database: Database, settings: Settings) -> Response[Readiness]:
    """The database answers too, there is room on the disk, and by their own beats the worker and the router live."""
    try:
        async with database.everywhere() as connection:
            processes = await connection.fetch(
                "SELECT kind, count(*) AS n FROM process WHERE seen_at > now() - interval '15 seconds' GROUP BY kind",
                timeout=3,
            )
    except (asyncpg.PostgresError, *DISCONNECTED) as error:
        away: Readiness = {"status": "database_unavailable", "detail": type(error).__name__}
        return Response(away, status_code=503)
    beating = {row["kind"]: row["n"] for row in processes}
    missing = [kind for kind in ("worker", "router") if kind not in beating]
    status: Literal["ok", "degraded", "disk_full"] = "degraded" if missing else "ok"
    if _is_full(settings.data_folder):
        status = "disk_full"
    return Response({"status": status, "missing": missing, "processes": beating})


def _is_full(folder: Path) -> bool:
    """A full disk of another machine shows as well: the worker cannot write its beat there."""
    return shutil.disk_usage(folder).free < LEAST_FREE_BYTES
