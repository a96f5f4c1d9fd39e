"""The road back for mails that were given up: `hamseda mail retry`."""

from hamseda.channels.email import queries
from hamseda.kit.database import SYSTEM, Database
from hamseda.settings import Settings


async def retry_failed(settings: Settings) -> str:
    """Let the worker read again what it has given up and no message shows; answers a sentence."""
    system = await Database.connect(settings.database_url, role=SYSTEM, most=1)
    try:
        async with system.everywhere() as connection:
            rows = await connection.fetch(queries.TRY_AGAIN)
    finally:
        await system.close()
    if not rows:
        return "No mail was given up."
    return f"{len(rows)} to be read again; the worker takes them within seconds, `hamseda doctor` says what became of them."
