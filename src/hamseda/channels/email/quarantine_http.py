"""Mails in quarantine: seen, let through, discarded, and either taken back."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from msgspec import Meta

from hamseda.channels.email import frame as frames
from hamseda.channels.email import queries_quarantine as queries
from hamseda.channels.email.suspicion import Suspicion
from hamseda.kit.database import AuditEntry, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, NotFound
from hamseda.kit.sensitive import mask
from hamseda.organization.api import LEADERS, Caller

MOST: Final = 50
UNDO_SECONDS: Final = 10.0
"""For so long a mail that was let through can be called back."""
State = Literal["held", "released", "discarded"]


class QuarantinedMail(msgspec.Struct, frozen=True):
    """A mail that is held, or was: why, in words; from whom it claims to be; and who decided what.

    `conversation_id`: where it is shown since it was let through. `can_return`: the decision can be taken back.
    """

    id: UUID
    channel_id: UUID
    channel_name: str
    reason: Suspicion
    reasons: list[Suspicion]
    text: str
    sender: str
    sender_name: str
    subject: str
    preview: str
    detail: dict[str, Any]
    state: State
    held_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None
    decided_by_name: str | None
    why: str | None
    conversation_id: UUID | None
    can_return: bool


class QuarantinePage(msgspec.Struct, frozen=True):
    """The newest first; `next` is given as `after` for the following page. `waiting`: how many are held, by reason."""

    items: list[QuarantinedMail]
    waiting: dict[Suspicion, int]
    oldest: datetime | None
    next: str | None = None


class Discard(msgspec.Struct, frozen=True):
    """Why a mail is not wanted: for whoever reads the audit log."""

    why: Annotated[str, Meta(min_length=1, max_length=500)]


@get("/mail-quarantine", access=LEADERS)
async def list_quarantine(
    caller: Caller,
    reading: Transaction,
    reason: Suspicion | None = None,
    status: State = "held",
    after: datetime | None = None,
) -> QuarantinePage:
    """List the mails that are held for one of their reasons, or those that were released or discarded.

    A supervisor of a department sees and decides those of its own mailboxes: of the channels that fill its queues.
    """
    led = reading.organization_id, _department(caller)
    rows = await reading.fetch(queries.LIST, *led, status, reason, after, MOST + 1)
    counts = await reading.fetch(queries.COUNTS, *led)
    items = [_shown(caller, row) for row in rows[:MOST]]
    return QuarantinePage(
        items,
        {row["reason"]: row["n"] for row in counts},
        min((row["oldest"] for row in counts), default=None),
        items[-1].held_at.isoformat() if len(rows) > MOST else None,
    )


@post("/mail-quarantine/{quarantined_id:uuid}/release", access=LEADERS, status_code=200)
async def release_mail(caller: Caller, work: Transaction, quarantined_id: UUID) -> QuarantinedMail:
    """Let a mail through, marked as not verified, in ten seconds; until then it can be called back. Twice is once."""
    state = await _locked(caller, work, quarantined_id)
    if state == "discarded":
        raise Conflict("The mail was discarded: take that back first.", code="mail_discarded")
    if state == "held":
        await work.execute(
            queries.DECIDE, work.organization_id, quarantined_id, "released", None, caller.user_id
        )
        await work.execute(queries.SET_TIMER, work.organization_id, new_id(), quarantined_id, UNDO_SECONDS)
        await work.audit(_entry(caller, quarantined_id, "mail.quarantine_released"))
    return await _one(caller, work, quarantined_id)


@post("/mail-quarantine/{quarantined_id:uuid}/discard", access=LEADERS, status_code=200)
async def discard_mail(
    caller: Caller, work: Transaction, quarantined_id: UUID, data: Discard
) -> QuarantinedMail:
    """Put a mail away for good reason; it can be taken back for as long as its original is kept."""
    state = await _locked(caller, work, quarantined_id)
    if state == "released":
        raise Conflict("The mail was let through already.", code="mail_released")
    if state == "held":
        why = mask(data.why).text
        await work.execute(
            queries.DECIDE, work.organization_id, quarantined_id, "discarded", why, caller.user_id
        )
        await _move(work, quarantined_id, "quarantined", "discarded")
        await work.audit(_entry(caller, quarantined_id, "mail.quarantine_discarded", why=why))
    return await _one(caller, work, quarantined_id)


@post("/mail-quarantine/{quarantined_id:uuid}/return", access=LEADERS, status_code=200)
async def return_mail(caller: Caller, work: Transaction, quarantined_id: UUID) -> QuarantinedMail:
    """Take a decision back: the mail is held again. 409 where it was let through more than ten seconds ago."""
    state = await _locked(caller, work, quarantined_id)
    if state == "released" and not await work.value(
        queries.CANCEL_TIMER, work.organization_id, quarantined_id
    ):
        raise Conflict("The mail is in its conversation already.", code="mail_released")
    if state == "discarded" and not (await _row(work, quarantined_id))["has_original"]:
        raise Conflict("The original is not kept any more.", code="original_gone")
    if state != "held":
        await _move(work, quarantined_id, "discarded", "quarantined")
        await work.execute(queries.HOLD_AGAIN, work.organization_id, quarantined_id)
        await work.audit(_entry(caller, quarantined_id, "mail.quarantine_returned", was=state))
    return await _one(caller, work, quarantined_id)


@get("/mail-quarantine/{quarantined_id:uuid}/frame", access=LEADERS)
async def show_quarantined(caller: Caller, reading: Transaction, quarantined_id: UUID) -> Response[str]:
    """The mail as a page for a sandboxed frame: without its pictures, masked like every other."""
    row = await reading.row(queries.PAGE, reading.organization_id, _department(caller), quarantined_id)
    if row is None:
        raise NotFound("The mail is not there.")
    return frames.response(frames.page_without_pictures(row["html"], row["text"]), images=False)


def _department(caller: Caller) -> UUID | None:
    """The only department whose mailboxes the caller leads, None for all."""
    return caller.department_id if caller.role == "supervisor" else None


async def _locked(caller: Caller, work: Transaction, quarantined_id: UUID) -> State:
    state: State | None = await work.value(
        queries.LOCK, work.organization_id, _department(caller), quarantined_id
    )
    if state is None:
        raise NotFound("The mail is not there.")
    return state


async def _move(work: Transaction, quarantined_id: UUID, was: str, becomes: str) -> None:
    await work.value(queries.MOVE_RAW, work.organization_id, quarantined_id, was, becomes)


async def _row(view: Transaction, quarantined_id: UUID) -> Any:
    return await view.row(queries.ONE, view.organization_id, quarantined_id)


async def _one(caller: Caller, view: Transaction, quarantined_id: UUID) -> QuarantinedMail:
    return _shown(caller, await _row(view, quarantined_id))


def _shown(caller: Caller, row: Any) -> QuarantinedMail:
    values = {name: row[name] for name in QuarantinedMail.__struct_fields__ if name in row}
    is_open = row["message_id"] is None
    return QuarantinedMail(
        **values,
        text=translate(caller.locale, f"email.quarantine.{row['reason']}", address=row["sender"] or "—"),
        can_return=row["has_original"]
        if row["state"] == "discarded"
        else row["state"] == "released" and is_open,
    )


def _entry(caller: Caller, quarantined_id: UUID, action: str, **detail: str) -> AuditEntry:
    return AuditEntry(
        actor_kind=caller.kind,
        actor_id=caller.id,
        action=action,
        subject_kind="mail_quarantine",
        subject_id=quarantined_id,
        detail=detail,
    )


router = Router(
    "/api/v1",
    tags=["mail"],
    route_handlers=[list_quarantine, release_mail, discard_mail, return_mail, show_quarantined],
)
