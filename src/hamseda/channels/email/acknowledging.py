"""The automatic answer to a first mail: never to a machine, seldom, and with none of the sender's own words."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from hamseda.channels.email import queries
from hamseda.channels.email.findings import Finding
from hamseda.channels.email.settings import EmailSettings, mailbox_key
from hamseda.conversations.api import NewMessage, Received, append_within
from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.keys import digest
from hamseda.kit.persian import direction

SENDER_PAUSE: Final = timedelta(hours=1)
MOST_A_CONVERSATION: Final = 2


def may_acknowledge(*, last_to_sender: datetime | None, in_conversation: int, now: datetime) -> bool:
    """The budget: one answer an hour to an address, whatever it writes, and two in one conversation."""
    is_rested = last_to_sender is None or now - last_to_sender >= SENDER_PAUSE
    return is_rested and in_conversation < MOST_A_CONVERSATION


async def acknowledge(
    work: Transaction,
    settings: EmailSettings,
    found: Finding,
    envelope_sender: str,
    received: Received,
    now: datetime,
) -> bool:
    """Answer a mail by itself where its channel has a text for that; the last act of the transaction that stored it."""
    text = settings.acknowledgement.strip()
    if not text or received.repeated or not found.sender or not envelope_sender:
        return False
    if (
        found.mail.is_code_of_others
        or not found.mail.machine.is_answerable
        or await _is_own(work, found.sender)
    ):
        return False
    # A quoted name has many spellings; nobody has one but who wants to be answered many times.
    if '"' in found.sender:
        return False
    # a+1@… and a+2@… are one person's mailbox, who would get all of them.
    mailbox = mailbox_key(found.sender) or found.sender
    if not await _spend(work, mailbox, received.conversation_id, now):
        return False
    message_id = new_id()
    await append_within(
        work,
        NewMessage(
            id=message_id,
            conversation_id=received.conversation_id,
            interaction_id=received.interaction_id,
            kind="message",
            direction="outbound",
            author_kind="system",
            text=text,
            text_direction=direction(text),
            channel_id=found.channel_id,
            channel_kind="email",
            state="queued",
            outbox={"id": new_id(), "kind": "mail", "body": {"message_id": message_id}},
        ),
        is_locked=True,
    )
    return True


async def _is_own(work: Transaction, sender: str) -> bool:
    """Whether the sender is a mailbox of this organization: we would answer ourselves."""
    key = mailbox_key(sender)
    return key is not None and bool(await work.value(queries.OWN_ADDRESS, work.organization_id, digest(key)))


async def _spend(work: Transaction, sender: str, conversation_id: UUID, now: datetime) -> bool:
    """Take one from the budget; equal senders come one by one."""
    row = await work.row(queries.SPENT, work.organization_id, sender, conversation_id)
    last, count = (row["last"], row["count"]) if row else (None, 0)
    if not may_acknowledge(last_to_sender=last, in_conversation=count, now=now):
        return False
    await work.execute(queries.SPEND, work.organization_id, new_id(), sender, conversation_id, now)
    return True
