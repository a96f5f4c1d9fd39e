"""Originals of masked values: sealed with a key that is not in the database, opened by role with a reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, TypedDict
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.kit.database import Database, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys
from hamseda.kit.problem import NotFound
from hamseda.kit.sensitive import Finding, mask
from hamseda.organization.access import Caller, require
from hamseda.organization.seals import open_seal

SEAL: Final = "sealed"

INSERT: Final = """
INSERT INTO sealed_value (organization_id, id, kind, subject_kind, subject_id, masked, ciphertext, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8)
"""

# A leader of one department opens what stands in the conversations of that department.
READ: Final = """
SELECT s.kind, s.masked, s.ciphertext, s.subject_kind, s.subject_id
FROM sealed_value s
WHERE s.organization_id = $1 AND s.id = $2 AND s.expires_at > $3
  AND ($4 = 'admin' OR $6::uuid IS NULL OR EXISTS (
      SELECT FROM message m
      JOIN conversation c ON c.organization_id = m.organization_id AND c.id = m.conversation_id
      WHERE m.organization_id = s.organization_id AND m.id = s.subject_id AND s.subject_kind = 'message'
        AND may_see_conversation(c, $5, $4, $6, '{}', false)))
"""

SWEEP: Final = "DELETE FROM sealed_value WHERE expires_at < now()"


class Sealed(msgspec.Struct, frozen=True):
    """The mark left in the row that names the masked value."""

    id: UUID
    kind: str
    masked: str


class Revealed(TypedDict):
    """The original of a masked value."""

    value: str


class Reason(msgspec.Struct, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S")]


async def seal_findings(
    work: Transaction,
    keys: Keys,
    subject_kind: str,
    subject_id: UUID,
    findings: Iterable[Finding],
    *,
    kept: timedelta,
) -> list[Sealed]:
    """Keep the originals of what was masked in a row (`subject_kind`, `subject_id`), for a time."""
    made = []
    for finding in findings:
        sealed_id = new_id()
        ciphertext = keys.seal(SEAL, finding.original.encode(), sealed_id.bytes)
        await work.execute(
            INSERT,
            work.organization_id,
            sealed_id,
            finding.kind,
            subject_kind,
            subject_id,
            finding.masked,
            ciphertext,
            kept,
        )
        made.append(Sealed(sealed_id, finding.kind, finding.masked))
    return made


async def reveal_value(
    work: Transaction, keys: Keys, caller: Caller, sealed_id: UUID, reason: str, now: datetime
) -> str:
    """Open one sealed value; who did it and why is in the audit log before the value is told.

    Raises Forbidden for other roles and NotFound for what is gone, expired or not the caller's to see.
    """
    require(caller, "admin", "supervisor")
    row: Any = await work.row(
        READ, work.organization_id, sealed_id, now, caller.role, caller.id, caller.department_id
    )
    if row is None:
        raise NotFound("The original is not kept any more.", code="sealed_value_gone")
    await work.audit(
        caller.did(
            "sealed_value.revealed",
            "sealed_value",
            sealed_id,
            {
                "reason": mask(reason).text,
                "kind": row["kind"],
                "masked": row["masked"],
                "of": row["subject_kind"],
                "of_id": row["subject_id"],
            },
        )
    )
    return open_seal(keys, SEAL, row["ciphertext"], sealed_id.bytes).decode()


async def sweep_sealed(system: Database) -> int:
    """Delete what was kept long enough; answers how many."""
    async with system.everywhere() as connection:
        tag: str = await connection.execute(SWEEP)
    return int(tag.rsplit(" ", 1)[-1])
