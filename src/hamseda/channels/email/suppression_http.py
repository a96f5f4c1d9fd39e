"""Addresses to which nothing is sent because their mails came back: seen, and the way back."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec
from litestar import Router, delete, get

from hamseda.channels.email import queries
from hamseda.kit.database import AuditEntry, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.problem import NotFound
from hamseda.organization.api import LEADERS, Caller

MOST: Final = 100


class Suppression(msgspec.Struct, frozen=True):
    """An address that a mail server has called gone: why, in words, since when, and who has lifted that."""

    id: UUID
    address: str
    why: Literal["no_such_address", "no_such_domain", "mailbox_disabled"]
    text: str
    status: str
    said: str
    message_id: UUID | None
    suppressed_at: datetime
    lifted_at: datetime | None
    lifted_by: UUID | None
    lifted_by_name: str | None


class SuppressionPage(msgspec.Struct, frozen=True):
    """The newest first; `next` is given as `after` for the following page."""

    items: list[Suppression]
    next: str | None = None


@get("/mail-suppressions", access=LEADERS)
async def list_suppressions(
    caller: Caller, reading: Transaction, after: datetime | None = None
) -> SuppressionPage:
    """List the addresses to which nothing is sent, and those that were freed again."""
    rows = await reading.fetch(queries.SUPPRESSIONS, reading.organization_id, after, MOST + 1)
    items = [
        Suppression(
            **dict(row), text=translate(caller.locale, f"email.bounce.{row['why']}", address=row["address"])
        )
        for row in rows[:MOST]
    ]
    return SuppressionPage(items, items[-1].suppressed_at.isoformat() if len(rows) > MOST else None)


@delete("/mail-suppressions/{suppression_id:uuid}", access=LEADERS)
async def lift_suppression(caller: Caller, work: Transaction, suppression_id: UUID) -> None:
    """Send to the address again; who lifted it, and when, stays on record."""
    address = await work.value(queries.LIFT_SUPPRESSION, work.organization_id, suppression_id, caller.user_id)
    if address is None:
        raise NotFound("This address is not suppressed.")
    await work.audit(
        AuditEntry(
            actor_kind=caller.kind,
            actor_id=caller.id,
            action="mail.suppression_lifted",
            subject_kind="mail_suppression",
            subject_id=suppression_id,
            detail={"address": address},
        )
    )


router = Router("/api/v1", tags=["mail"], route_handlers=[list_suppressions, lift_suppression])
