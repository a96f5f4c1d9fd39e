"""Reading the audit log: who did what, to what, when; the newest first."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hamseda.kit.database import Transaction
from hamseda.kit.problem import Invalid

# An entry's id is made within its transaction, at most this long after the instant that the entry states: the
# bound on ids lets the primary key find a period, the instants themselves decide.
SLACK: Final = "1 hour"

PAGE: Final = f"""
SELECT id, at, actor_kind, actor_id, action, subject_kind, subject_id, detail, address, position
FROM audit_entry
WHERE organization_id = $1
  AND ($2::uuid IS NULL OR id < $2)
  AND ($3::uuid IS NULL OR actor_id = $3)
  AND ($4::text IS NULL OR action = $4 OR starts_with(action, $4 || '.'))
  AND ($5::text IS NULL OR subject_kind = $5)
  AND ($6::uuid IS NULL OR subject_id = $6)
  AND ($7::timestamptz IS NULL OR (at >= $7 AND id >= first_uuid_of(greatest($7 - interval '{SLACK}', 'epoch'))))
  AND ($8::timestamptz IS NULL OR (at < $8 AND id < first_uuid_of(greatest($8 + interval '{SLACK}', 'epoch'))))
ORDER BY id DESC LIMIT $9
"""


class AuditView(msgspec.Struct):
    id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    action: str
    subject_kind: str | None
    subject_id: UUID | None
    detail: dict[str, Any]
    address: str | None
    position: int | None


class AuditFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries are asked for; `action` is one kind or the first word of several (`member`)."""

    actor_id: UUID | None = None
    action: str | None = None
    subject_kind: str | None = None
    subject_id: UUID | None = None
    begins: datetime | None = None
    ends: datetime | None = None


async def list_audit(
    reading: Transaction, wanted: AuditFilter, after: UUID | None, most: int
) -> list[AuditView]:
    """Read one page of the log; `begins` belongs to the period, `ends` does not."""
    for name, moment in (("from", wanted.begins), ("to", wanted.ends)):
        if moment is not None and moment.tzinfo is None:
            raise Invalid.field(name, "no_zone", "The time needs its zone.")
    rows = await reading.fetch(
        PAGE,
        reading.organization_id,
        after,
        wanted.actor_id,
        wanted.action,
        wanted.subject_kind,
        wanted.subject_id,
        wanted.begins,
        wanted.ends,
        most,
    )
    return [AuditView(**dict(row)) for row in rows]
