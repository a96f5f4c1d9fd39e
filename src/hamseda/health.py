"""Is this process alive, and can it serve?"""

from typing import Any

import asyncpg
import msgspec
from litestar import Response, get

from hamseda.kit.database import DISCONNECTED, Database
from hamseda.organization.api import PUBLIC


@get("/health/live", access=PUBLIC, tags=["health"])
async def live() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@get("/health/ready", access=PUBLIC, tags=["health"])
async def ready(database: Database) -> Response[Any]:
    """The database answers too, and by its own beats the worker and the router live."""
    try:
        async with database.everywhere() as connection:
            processes = await connection.fetch(
                "SELECT kind, count(*) AS n FROM process WHERE seen_at > now() - interval '15 seconds' GROUP BY kind",
                timeout=3,
            )
    except (asyncpg.PostgresError, *DISCONNECTED) as error:
        content = {"status": "database_unavailable", "detail": type(error).__name__}
        return Response(msgspec.json.encode(content), status_code=503, media_type="application/json")
    beating = {row["kind"]: row["n"] for row in processes}
    missing = [kind for kind in ("worker", "router") if kind not in beating]
    return Response({"status": "degraded" if missing else "ok", "missing": missing, "processes": beating})
