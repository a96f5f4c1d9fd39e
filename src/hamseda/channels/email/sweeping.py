"""Raw mails that need not lie here any longer: those that nobody was told of, and those that are old enough."""

from datetime import datetime, timedelta
from typing import Final

from hamseda.channels.email import queries
from hamseda.channels.email.spool import Spool
from hamseda.kit.database import Database

ORPHAN_AGE: Final = timedelta(days=1)
MOST_AT_ONCE: Final = 1_000


async def sweep_spool(system: Database, spool: Spool, now: datetime, age: timedelta = ORPHAN_AGE) -> int:
    """Remove mails older than `age` that no row names; answers how many.

    They are left when the database was away between the mail and its row.
    """
    return await _remove_unnamed(system, spool, await spool.older_than(now - age))


async def sweep_old_mail(system: Database, spool: Spool, now: datetime, days: int) -> int:
    """Remove originals that came more than `days` ago (0: none ever); answers how many.

    Rows forget their originals first: a crash between leaves a mail without a row, for `sweep_spool`.
    """
    if days == 0:
        return 0
    gone = 0
    while True:
        async with system.everywhere() as connection:
            rows = await connection.fetch(queries.FORGET_ORIGINALS, now - timedelta(days=days), MOST_AT_ONCE)
        # A mail to two channels is one blob with two rows.
        gone += await _remove_unnamed(system, spool, list({row["storage_key"] for row in rows}))
        if len(rows) < MOST_AT_ONCE:
            return gone


async def _remove_unnamed(system: Database, spool: Spool, keys: list[str]) -> int:
    gone = 0
    for start in range(0, len(keys), MOST_AT_ONCE):
        some = keys[start : start + MOST_AT_ONCE]
        async with system.everywhere() as connection:
            kept = {row["storage_key"] for row in await connection.fetch(queries.KEPT_KEYS, some)}
        for key in some:
            if key not in kept:
                await spool.remove(key)
                gone += 1
    return gone
