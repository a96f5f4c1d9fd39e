"""One router at a time for each organization: a lease in a row, whose epoch every write of the router checks."""

from uuid import UUID

import asyncpg

from hamseda.kit.database import Transaction

# A router that stops in the middle of a write would keep the lease row locked: the server ends it sooner.
STALLED_MS = 1_500

FREE = """
SELECT o.id FROM organization o
LEFT JOIN lease l ON l.organization_id = o.id AND l.name = 'router'
WHERE l.organization_id IS NULL OR l.expires_at < now() ORDER BY o.id LIMIT $1
"""

TAKE = """
INSERT INTO lease (organization_id, name, holder, epoch, expires_at)
VALUES ($1, 'router', $2, 1, now() + make_interval(secs => $3))
ON CONFLICT (organization_id, name) DO UPDATE
SET holder = excluded.holder, epoch = lease.epoch + 1, expires_at = excluded.expires_at
WHERE lease.expires_at < now()
RETURNING epoch
"""

RENEW = """
UPDATE lease l SET expires_at = now() + make_interval(secs => $4)
FROM unnest($2::uuid[], $3::bigint[]) AS mine(organization_id, epoch)
WHERE l.organization_id = mine.organization_id AND l.name = 'router' AND l.epoch = mine.epoch AND l.holder = $1
RETURNING l.organization_id
"""

GIVE_UP = """
UPDATE lease l SET expires_at = now() - interval '1 second'
FROM unnest($2::uuid[], $3::bigint[]) AS mine(organization_id, epoch)
WHERE l.organization_id = mine.organization_id AND l.name = 'router' AND l.epoch = mine.epoch AND l.holder = $1
"""

# Locked until the commit: a successor waits for this write and then reads it.
FENCE = """
SELECT set_config('idle_in_transaction_session_timeout', $4, true) FROM lease
WHERE organization_id = $1 AND name = 'router' AND holder = $2 AND epoch = $3 FOR SHARE
"""


class DeposedError(Exception):
    """Another router has taken the organization: this one has written nothing and must stop."""


async def free_organizations(connection: asyncpg.Connection, most: int) -> list[UUID]:
    """Find organizations that no living router serves."""
    return [row["id"] for row in await connection.fetch(FREE, most)]


async def take(
    connection: asyncpg.Connection, organization_id: UUID, holder: str, seconds: float
) -> int | None:
    """Take an organization nobody holds; answers the epoch, None if another was quicker."""
    epoch: int | None = await connection.fetchval(TAKE, organization_id, holder, seconds)
    return epoch


async def renew(
    connection: asyncpg.Connection, holder: str, held: dict[UUID, int], seconds: float
) -> set[UUID]:
    """Hold on to organizations by epoch; answers those that are still ours."""
    rows = await connection.fetch(RENEW, holder, list(held), list(held.values()), seconds)
    return {row["organization_id"] for row in rows}


async def give_up(connection: asyncpg.Connection, holder: str, held: dict[UUID, int]) -> None:
    """Let others take what this router held, at once."""
    await connection.execute(GIVE_UP, holder, list(held), list(held.values()))


async def fence(work: Transaction, holder: str, epoch: int) -> None:
    """Let the rest of this transaction be written only by the holder of the lease; raises DeposedError."""
    if await work.row(FENCE, work.organization_id, holder, epoch, f"{STALLED_MS}ms") is None:
        raise DeposedError(f"Another router serves organization {work.organization_id} now.")
