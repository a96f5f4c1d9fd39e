"""Bulletins: what everybody of a department must have read before the shift."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hamseda import events
from hamseda.kit.clock import Instant
from hamseda.kit.database import Row, Transaction
from hamseda.kit.problem import NotFound
from hamseda.kit.sensitive import mask_within
from hamseda.organization import rows
from hamseda.organization.access import Caller

Title = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Text = Annotated[str, Meta(min_length=1, max_length=20_000, pattern=r"\S")]
COLUMNS = "id, title, text, department_id, published_by, published_at, expires_at"

LIST = """
SELECT b.id, b.title, b.text, b.department_id, b.published_by, b.published_at, b.expires_at,
       EXISTS (SELECT FROM bulletin_read r
               WHERE r.organization_id = $1 AND r.bulletin_id = b.id AND r.user_id = $2) AS is_read
FROM bulletin b
WHERE b.organization_id = $1 AND ($3::uuid IS NULL OR b.id < $3)
      AND ($5 OR ((b.expires_at IS NULL OR b.expires_at > now())
                  AND (b.department_id IS NULL OR b.department_id = $6)))
ORDER BY b.id DESC LIMIT $4
"""

MARK_READ = """
INSERT INTO bulletin_read (organization_id, bulletin_id, user_id)
SELECT organization_id, id, $3 FROM bulletin WHERE organization_id = $1 AND id = $2
      AND ($4 OR department_id IS NULL OR department_id = $5)
ON CONFLICT DO NOTHING
"""


class BulletinView(msgspec.Struct):
    id: UUID
    title: str
    text: str
    department_id: UUID | None
    published_by: UUID | None
    published_at: datetime
    expires_at: datetime | None
    is_read: bool = False


class NewBulletin(msgspec.Struct, forbid_unknown_fields=True):
    title: Title
    text: Text
    department_id: UUID | None = None
    expires_at: Instant | None = None


class BulletinChanges(msgspec.Struct, forbid_unknown_fields=True):
    title: Title | UnsetType = UNSET
    text: Text | UnsetType = UNSET
    department_id: UUID | UnsetType | None = UNSET
    expires_at: Instant | UnsetType | None = UNSET


async def list_bulletins(reading: Transaction, caller: Caller, after: UUID | None, most: int) -> list[Row]:
    """Read the newest first: leaders see all, others what is addressed to them and still holds."""
    return await reading.fetch(
        LIST, caller.organization_id, caller.id, after, most, _leads(caller), caller.department_id
    )


async def publish(work: Transaction, caller: Caller, new: NewBulletin) -> Row:
    """Publish a bulletin and tell everybody at once."""
    values = mask_within(rows.given(new))
    bulletin_id = await rows.add(work, "bulletin", {**values, "published_by": caller.user_id})
    await _audit(work, caller, bulletin_id, "bulletin.published")
    work.emit(events.BulletinPublished(id=bulletin_id), audience={"staff": True})
    return await rows.read(work, "bulletin", COLUMNS, bulletin_id)


async def reword(work: Transaction, caller: Caller, bulletin_id: UUID, changes: BulletinChanges) -> Row:
    """Change a bulletin; it must be read again, because it says something else now."""
    values = mask_within(rows.given(changes))
    await rows.change(work, "bulletin", bulletin_id, values)
    if {"title", "text"} & set(values):
        await work.execute(
            "DELETE FROM bulletin_read WHERE organization_id = $1 AND bulletin_id = $2",
            work.organization_id,
            bulletin_id,
        )
        work.emit(events.BulletinPublished(id=bulletin_id), audience={"staff": True})
    await _audit(work, caller, bulletin_id, "bulletin.changed")
    return await rows.read(work, "bulletin", COLUMNS, bulletin_id)


async def withdraw(work: Transaction, caller: Caller, bulletin_id: UUID) -> None:
    await rows.remove(work, "bulletin", bulletin_id)
    await _audit(work, caller, bulletin_id, "bulletin.removed")
    work.emit(events.ConfigurationChanged(what="bulletins", id=bulletin_id), audience={"staff": True})


async def mark_read(work: Transaction, caller: Caller, bulletin_id: UUID) -> None:
    """Note that the caller has read it; noting it twice changes nothing."""
    marked = await work.execute(
        MARK_READ, work.organization_id, bulletin_id, caller.id, _leads(caller), caller.department_id
    )
    known = marked or await work.value(
        "SELECT true FROM bulletin_read WHERE organization_id = $1 AND bulletin_id = $2 AND user_id = $3",
        work.organization_id,
        bulletin_id,
        caller.id,
    )
    if not known:
        raise NotFound("There is no such bulletin.")


def _leads(caller: Caller) -> bool:
    return caller.role in {"admin", "supervisor", "auditor"}


async def _audit(work: Transaction, caller: Caller, bulletin_id: UUID, action: str) -> None:
    await work.audit(caller.did(action, "bulletin", bulletin_id))
