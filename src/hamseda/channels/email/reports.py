"""Mails of machines that belong to a mail of ours: they change or explain it, and wait in no queue."""

import hmac
from base64 import b32encode
from typing import Any, Final
from uuid import UUID

from hamseda.channels.email import parties, queries
from hamseda.channels.email.bounce_kinds import Bounce
from hamseda.channels.email.delivery import settle_delivery, settle_recipients, suppress, tell_failure
from hamseda.channels.email.findings import Finding, about
from hamseda.channels.email.rules import Place, external_id
from hamseda.channels.email.settings import normal_address
from hamseda.conversations.api import NewMessage, append_within
from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.keys import Keys
from hamseda.kit.persian import direction
from hamseda.kit.sensitive import mask

# Of several reports the one that tells most.
_BY_WEIGHT: Final = ("failed", "complained", "delayed", "delivered", "relayed", "expanded")
MOST_TEXT: Final = 4_000
RECEIPT_BYTES: Final = 10


def mark_of(keys: Keys, organization_id: UUID) -> str:
    """The mark by which an organization knows its own automatic mails again."""
    return keys.sign("mail loop", organization_id.bytes)[:12].hex()


def receipt_of(keys: Keys, organization_id: UUID, message_id: UUID) -> str:
    """What a report must give back of a mail of ours: its Message-ID stands in every answer and proves nothing."""
    signed = keys.sign("mail receipt", organization_id.bytes + message_id.bytes)
    return b32encode(signed[:RECEIPT_BYTES]).decode().lower()


async def take_machine(
    work: Transaction, keys: Keys, found: Finding, where: Place, message_id: UUID
) -> tuple[str, str | None, UUID | None] | None:
    """Put a machine's mail where it belongs; answers the state, reason and message of the raw mail.

    None: it belongs to no mail of ours and takes the way of every other mail.
    """
    machine = found.mail.machine
    if machine.bounces:
        return await _take_report(work, keys, found, machine.bounces)
    if machine.automatic == "auto-reply":
        return await _take_reply(work, found, where, message_id)
    return None


async def _take_report(
    work: Transaction, keys: Keys, found: Finding, bounces: list[Bounce]
) -> tuple[str, str | None, UUID | None] | None:
    heaviest = min(bounces, key=lambda one: _BY_WEIGHT.index(one.action))
    ours = await _ours(work, [heaviest.original_id])
    message = await work.row(queries.MESSAGE, work.organization_id, ours["message_id"]) if ours else None
    if ours is None or message is None or not _has_it(keys, work.organization_id, ours, heaviest):
        return None
    if before := await _delivered_before(work, found):
        return before
    await work.execute(
        queries.KEEP_RECEIPT,
        work.organization_id,
        found.channel_id,
        _external_id(found),
        message["id"],
        message["conversation_id"],
    )
    if len(parties.named(message["meta"])) > 1:
        await _settle_each(work, message, bounces)
    else:
        await _settle_one(work, ours, message, heaviest)
    return "stored", heaviest.action, message["id"]


def _has_it(keys: Keys, organization_id: UUID, ours: Row, bounce: Bounce) -> bool:
    """Whether who reports has the mail itself: else anybody who was ever in copy could stop our mails to somebody."""
    receipt = receipt_of(keys, organization_id, ours["message_id"])
    return any(hmac.compare_digest(receipt.encode(), one.encode()) for one in bounce.receipts)


async def _settle_one(work: Transaction, ours: Row, message: Row, heaviest: Bounce) -> None:
    detail = await _detail(work, heaviest, ours["address"])
    state = {"failed": "failed", "delivered": "delivered"}.get(heaviest.action, message["state"])
    if heaviest.is_hard and ours["address"]:
        await suppress(work, ours["address"], message["id"], detail)
        detail["suppressed"] = True
    moved = await settle_delivery(work, message, state, detail)
    if moved and state == "failed":
        await tell_failure(work, moved, detail["text"])


async def _settle_each(work: Transaction, message: Row, bounces: list[Bounce]) -> None:
    """A mail to several: each report is of the recipient that it names, and of nobody where it names none of them.

    Each of them knows its Message-ID and could write a report about another: it is shown, and suppresses no address.
    """
    addresses = {normal_address(one): one for one in parties.named(message["meta"])}
    news: dict[str, parties.Outcome] = {}
    for bounce in sorted(bounces, key=lambda one: _BY_WEIGHT.index(one.action), reverse=True):
        address = addresses.get(normal_address(bounce.recipient))
        state = {"failed": "failed", "delivered": "delivered", "delayed": "delayed"}.get(bounce.action)
        if address is None or state is None:
            continue
        news[address] = {"state": state, **await _detail(work, bounce, address)}
    if news:
        await settle_recipients(work, message, news, {})


async def _detail(work: Transaction, bounce: Bounce, address: str) -> dict[str, Any]:
    """What is shown at the message: the kind of reason, its words in the house's language, and the server's own."""
    locale = await work.value(queries.LOCALE, work.organization_id) or "fa"
    why = bounce.why if bounce.action in {"failed", "delayed", "complained"} else bounce.action
    return {
        "why": why,
        "text": translate(locale, f"email.bounce.{why}", address=address or bounce.recipient),
        "status": bounce.status,
        "reason": mask(bounce.reason).text,
        "recipient": bounce.recipient,
    }


async def _take_reply(
    work: Transaction, found: Finding, where: Place, message_id: UUID
) -> tuple[str, str | None, UUID | None] | None:
    """An absence or the like in answer to a mail of ours: a note beside it, for nobody waits."""
    ours = await _ours(work, found.mail.refers_to)
    # Whoever was in copy knows our Message-ID and who else got the mail: only a proved From counts.
    is_to_us = ours is not None and found.method is not None and await _was_sent_to(work, ours, found.sender)
    conversation_id = where.thread_id or (ours["conversation_id"] if ours and is_to_us else None)
    if conversation_id is None:
        return None
    if before := await _delivered_before(work, found):
        return before
    await append_within(work, await _note(work, found, where, message_id, conversation_id))
    return "stored", "auto-reply", message_id


async def _was_sent_to(work: Transaction, ours: Row, sender: str) -> bool:
    """Whether a mail of ours went to the one who answers it."""
    if not sender or ours["address"] == sender:
        return bool(sender)
    message = await work.row(queries.MESSAGE, work.organization_id, ours["message_id"])
    return message is not None and sender in {normal_address(one) for one in parties.named(message["meta"])}


async def _note(
    work: Transaction, found: Finding, where: Place, message_id: UUID, conversation_id: UUID
) -> NewMessage:
    locale = await work.value(queries.LOCALE, work.organization_id) or "fa"
    text = mask(found.mail.text[:MOST_TEXT]).text
    said = f"{translate(locale, 'email.automatic.note', address=found.sender or '—')}\n{text}".strip()
    return NewMessage(
        id=message_id,
        conversation_id=conversation_id,
        kind="note",
        direction="internal",
        author_kind="system",
        text=said,
        text_direction=direction(said),
        channel_id=found.channel_id,
        channel_kind="email",
        meta={"mail": about(found, where, mask(found.mail.subject).text)},
        external=_external_id(found),
    )


async def _delivered_before(work: Transaction, found: Finding) -> tuple[str, str | None, UUID | None] | None:
    """What a raw mail becomes whose first delivery was taken; holds back a delivery at the same moment."""
    first = await work.value(
        queries.DELIVERED_BEFORE, work.organization_id, found.channel_id, _external_id(found)
    )
    return ("duplicate", "delivered_before", first) if first else None


def _external_id(found: Finding) -> str:
    return external_id(found.mail.message_id, found.sender, found.mail.sha256)


async def _ours(work: Transaction, ids: list[str]) -> Row | None:
    named = [one for one in ids if one]
    return await work.row(queries.OUR_MAIL, work.organization_id, named) if named else None
