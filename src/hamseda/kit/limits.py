"""Rate limits that hold over all processes: sliding windows, one statement a use."""

import math
from typing import Final

import limits

from hamseda.kit.database import Database
from hamseda.kit.problem import TooMany

RateLimit = limits.RateLimitItem

# The weight of the window before falls as the present one passes, which approximates a sliding window with
# two counters (the same estimate as the "sliding window counter" of the library whose limits we take). The
# database's clock decides, so that processes on several machines agree. No row comes back: refused.
HIT: Final = """
WITH moment AS (
    SELECT to_timestamp(number * $2) AS window_start, to_timestamp((number - 1) * $2) AS before,
           number + 1 - at AS share
    FROM (SELECT at, floor(at) AS number
          FROM (SELECT extract(epoch FROM clock_timestamp())::float8 / $2 AS at) windows) now
), earlier AS (
    SELECT share * coalesce((SELECT hits FROM rate_window WHERE key = $1 AND window_start = before), 0) AS hits
    FROM moment
)
INSERT INTO rate_window AS w (key, window_start, hits)
SELECT $1, moment.window_start, 1 FROM moment, earlier WHERE earlier.hits + 1 <= $3
ON CONFLICT (key, window_start) DO UPDATE SET hits = w.hits + 1
WHERE w.hits + 1 + (SELECT hits FROM earlier) <= $3
RETURNING hits
"""

SWEEP: Final = "DELETE FROM rate_window WHERE window_start < now() - make_interval(secs => $1)"
LONGEST_SECONDS: Final = 86_400


def limit(text: str, name: str) -> RateLimit:
    """Read a limit such as `limit("10/5minutes", "log-in")`; the name keeps its counters apart."""
    item = limits.parse(text)
    if item.get_expiry() > LONGEST_SECONDS:
        raise ValueError(f"A window may last a day at most, not {text}.")
    return type(item)(item.amount, item.multiples, namespace=name)


async def hit(database: Database, limit: RateLimit, *identifiers: str) -> None:
    """Count one use, at once and whatever becomes of the request; raises TooMany where it is one too many.

    `identifiers` say whose uses are counted together: an address, an e-mail, the id of a key.
    """
    window = limit.get_expiry()
    async with database.everywhere() as connection:
        key = limit.key_for(*identifiers)
        counted = await connection.fetchval(HIT, key, float(window), float(limit.amount))
    if counted is None:
        wait = math.ceil(window / limit.amount)
        raise TooMany("Too many attempts: wait a little and try again.", retry_after=wait)


async def sweep(database: Database) -> None:
    """Remove counters that no window needs any more."""
    async with database.everywhere() as connection:
        await connection.execute(SWEEP, float(2 * LONGEST_SECONDS))
