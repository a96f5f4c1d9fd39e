"""Files of mails that nobody was told we have: left when the database was away between the file and its row."""

from datetime import datetime, timedelta
from typing import Final

from hamseda.channels.email import queries
from hamseda.channels.email.spool import Spool
from hamseda.kit.database import Database

ORPHAN_AGE: Final = timedelta(days=1)
MOST_AT_ONCE: Final = 1_000


async def sweep_spool(system: Database, spool: Spool, now: datetime, age: timedelta = ORPHAN_AGE) -> int:
    """Remove files older than `age` that no row names; answers how many."""
    old = await spool.older_than(now - age)
    gone = 0
    for start in range(0, len(old), MOST_AT_ONCE):
        some = old[start : start + MOST_AT_ONCE]
        async with system.everywhere() as connection:
            kept = {row["storage_key"] for row in await connection.fetch(queries.KEPT_KEYS, some)}
        for key in some:
            if key not in kept:
                await spool.remove(key)
                gone += 1
    return gone
