"""Is this process alive, and can it serve?"""

from typing import Literal, NotRequired, TypedDict

import asyncpg
from litestar import Response, get

from hamseda.kit.database import DISCONNECTED, Database
from hamseda.organization.api import PUBLIC


class Alive(TypedDict):
    status: Literal["ok"]


class Readiness(TypedDict):
    """Whether this installation serves; `missing` names the processes that have not been seen lately."""

    status: Literal["ok", "degraded", "database_unavailable"]
    missing: NotRequired[list[str]]
    processes: NotRequired[dict[str, int]]
    detail: NotRequired[str]


@get("/health/live", access=PUBLIC, tags=["health"])
async def live() -> Alive:
    """This process answers."""
    return {"status": "ok"}


@get("/health/ready", access=PUBLIC, tags=["health"])
async def ready(database: Database) -> Response[Readiness]:
    """The database answers too, and by its own beats the worker and the router live."""
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
    status: Literal["ok", "degraded"] = "degraded" if missing else "ok"
    return Response({"status": status, "missing": missing, "processes": beating})
