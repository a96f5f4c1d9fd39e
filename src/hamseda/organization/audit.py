"""The audit log as a hash chain: one background job links it, anybody may verify it."""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import asyncpg
import msgspec

from hamseda.kit.ids import id_at

# An entry is linked when no transaction can be under way any more that would bring an earlier one: ids are
# made when an entry is written, and a request is cut off long before this time has passed.
HORIZON: Final = timedelta(seconds=60)
GENESIS: Final = bytes(32)
BATCH: Final = 1_000
# Any constant that nobody else locks: two linkers at once would number the same entries.
LINK_LOCK: Final = 7_205_759_403_793

UNLINKED: Final = """
SELECT DISTINCT organization_id FROM audit_entry WHERE position IS NULL AND id < $1
"""

HEAD: Final = """
SELECT position, hash FROM audit_entry
WHERE organization_id = $1 AND position IS NOT NULL ORDER BY position DESC LIMIT 1
"""

ENTRY: Final = """
organization_id, id, at, actor_kind, actor_id, action, subject_kind, subject_id, detail, address, position
"""

NEXT: Final = f"""
SELECT {ENTRY} FROM audit_entry
WHERE organization_id = $1 AND position IS NULL AND id < $2 ORDER BY id LIMIT {BATCH}
"""

LINK: Final = """
UPDATE audit_entry a SET position = l.position, previous_hash = l.previous_hash, hash = l.hash
FROM unnest($2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[]) l(id, position, previous_hash, hash)
WHERE a.organization_id = $1 AND a.id = l.id AND a.position IS NULL
"""

LINKED: Final = f"""
SELECT {ENTRY}, previous_hash, hash FROM audit_entry
WHERE organization_id = $1 AND position > $2 ORDER BY position LIMIT {BATCH}
"""

FORGOTTEN: Final = """
SELECT id FROM audit_entry WHERE organization_id = $1 AND position IS NULL AND id < $2 ORDER BY id LIMIT 100
"""

Reason = Literal["missing", "changed", "torn", "unlinked"]


class Break(msgspec.Struct, frozen=True):
    """One place where the chain does not hold.

    `missing`: a position is not there; `changed`: an entry is not what was linked; `torn`: it does not follow
    the one before; `unlinked`: it waits longer than it should, so that the linking job does not run.
    """

    reason: Reason
    position: int | None
    id: UUID | None


async def link_audit(connection: asyncpg.Connection, now: datetime | None = None) -> int:
    """Link what is old enough, for every organization; answers how many. Run by one job, as system."""
    horizon = _first_id_at((now or datetime.now(UTC)) - HORIZON)
    linked = 0
    async with connection.transaction():
        if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", LINK_LOCK):
            return 0
        for row in await connection.fetch(UNLINKED, horizon):
            linked += await _link(connection, row["organization_id"], horizon)
    return linked


async def verify_audit(connection: asyncpg.Connection, organization_id: UUID) -> list[Break]:
    """Follow the chain from its beginning and list every place where it does not hold."""
    breaks: list[Break] = []
    position, previous = 0, GENESIS
    async for row in _chain(connection, organization_id):
        breaks += [
            Break("missing", gone, None) for gone in range(position + 1, min(row["position"], position + 101))
        ]
        if row["previous_hash"] != previous:
            breaks.append(Break("torn", row["position"], row["id"]))
        if row["hash"] != entry_hash(row["previous_hash"], _content(row)):
            breaks.append(Break("changed", row["position"], row["id"]))
        position, previous = row["position"], row["hash"]
    late = _first_id_at(datetime.now(UTC) - 10 * HORIZON)
    waiting = await connection.fetch(FORGOTTEN, organization_id, late)
    return breaks + [Break("unlinked", None, row["id"]) for row in waiting]


async def audit_head(connection: asyncpg.Connection, organization_id: UUID) -> tuple[int, str]:
    """Read position and hash (hex) of the newest link: noted elsewhere, it shows that none was cut off."""
    row = await connection.fetchrow(HEAD, organization_id)
    return (row["position"], row["hash"].hex()) if row else (0, GENESIS.hex())


def entry_hash(previous: bytes, content: dict[str, Any]) -> bytes:
    """SHA-256 over the hash before and the entry as JSON: keys sorted, no spaces, UTF-8, instants in UTC."""
    return hashlib.sha256(previous + msgspec.json.encode(content, order="sorted")).digest()


async def _link(connection: asyncpg.Connection, organization_id: UUID, horizon: UUID) -> int:
    head = await connection.fetchrow(HEAD, organization_id)
    position, previous = (head["position"], head["hash"]) if head else (0, GENESIS)
    total = 0
    while rows := await connection.fetch(NEXT, organization_id, horizon):
        ids, positions, befores, hashes = [], [], [], []
        for row in rows:
            position += 1
            befores.append(previous)
            previous = entry_hash(previous, {**_content(row), "position": position})
            ids.append(row["id"])
            positions.append(position)
            hashes.append(previous)
        await connection.execute(LINK, organization_id, ids, positions, befores, hashes)
        total += len(rows)
    return total


async def _chain(connection: asyncpg.Connection, organization_id: UUID) -> AsyncIterator[Any]:
    position = 0
    while rows := await connection.fetch(LINKED, organization_id, position):
        for row in rows:
            yield row
        position = rows[-1]["position"]


def _content(row: Any) -> dict[str, Any]:
    content = {name.strip(): row[name.strip()] for name in ENTRY.split(",")}
    # A plain connection reads jsonb as text.
    if isinstance(content["detail"], str):
        content["detail"] = msgspec.json.decode(content["detail"])
    return content


def _first_id_at(moment: datetime) -> UUID:
    # The lowest id of that millisecond: the time is in the upper 48 bits.
    return UUID(int=id_at(int(moment.timestamp() * 1000)).int >> 80 << 80)
