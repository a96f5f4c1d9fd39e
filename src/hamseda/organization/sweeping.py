"""What the door leaves behind is swept: ended sessions, used links, counters of limits."""

from hamseda.kit import limits
from hamseda.kit.database import Database
from hamseda.organization import queries


async def sweep_access(database: Database) -> None:
    """Delete sessions and links that are over, and counters that no limit needs; for an hourly job."""
    async with database.everywhere() as connection:
        await connection.execute(queries.SWEEP_SESSIONS)
        await connection.execute(queries.SWEEP_RESETS)
    await limits.sweep(database)
