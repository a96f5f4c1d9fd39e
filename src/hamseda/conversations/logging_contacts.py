"""Contacts that came by a road not connected yet, logged by hand under their true channel."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.conversations import intake_queries, queries, reading
from hamseda.conversations.append import NewMessage, append_within
from hamseda.conversations.masking import mask_and_seal
from hamseda.conversations.notices import conversation_audience, opened_event, summary
from hamseda.conversations.views import ConversationSummary
from hamseda.customers.api import Claim, read_customer, recognise
from hamseda.events import ConversationOpened
from hamseda.kit.clock import Instant
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys
from hamseda.kit.persian import direction
from hamseda.kit.problem import Invalid
from hamseda.kit.sensitive import mask
from hamseda.organization.api import Caller, Terms

CLOCKS_DIFFER = timedelta(minutes=5)
# Roads that people name when they log a contact; a connected channel has its own rows instead.
ROADS = (
    "phone",
    "sms",
    "email",
    "webchat",
    "telegram",
    "whatsapp",
    "bale",
    "eitaa",
    "rubika",
    "instagram",
    "branch",
    "letter",
    "other",
)


class ToldIdentity(msgspec.Struct):
    kind: Literal["phone", "email", "handle"]
    value: Annotated[str, Meta(min_length=1, max_length=320)]


class ToldCustomer(msgspec.Struct):
    name: Annotated[str, Meta(max_length=200)] = ""
    identities: list[ToldIdentity] = []


class LoggedContact(msgspec.Struct, kw_only=True):
    """What somebody tells of a contact: with whom, how, when and what was said."""

    channel_kind: str
    queue_id: UUID
    text: Annotated[str, Meta(min_length=1, max_length=100_000)]
    direction: Literal["inbound", "outbound"] = "inbound"
    at: Instant | None = None
    subject: Annotated[str, Meta(max_length=500)] | None = None
    customer_id: UUID | None = None
    customer: ToldCustomer | None = None
    conversation_id: UUID | None = None


async def log(
    work: Transaction,
    caller: Caller,
    keys: Keys,
    contact: LoggedContact,
    terms: Terms,
) -> ConversationSummary:
    """Store a contact as a `logged` interaction; answers the summary of its conversation."""
    if contact.channel_kind not in ROADS:
        raise Invalid.field("channel_kind", "unknown", f"A road is one of {', '.join(ROADS)}.")
    now = datetime.now(UTC)
    moment = (contact.at or now).astimezone(UTC)
    if moment > now + CLOCKS_DIFFER:
        raise Invalid.field("at", "in_future", "A contact has happened: choose a time that is over.")
    conversation = await _conversation(work, caller, contact, terms.verification_days)
    interaction_id = new_id()
    await work.execute(
        queries.OPEN_INTERACTION,
        work.organization_id,
        interaction_id,
        conversation["id"],
        None,
        contact.channel_kind,
        contact.direction,
        "logged",
        caller.user_id,
        {},
        None,
        moment,
        moment,
        moment,
    )
    message = _message(caller, contact, conversation, interaction_id, moment)
    await mask_and_seal(work, keys, message, terms)
    await append_within(work, message)
    row = await work.row(queries.SUMMARY, *reading.rights(work, caller), conversation["id"])
    if row is None:
        raise RuntimeError("The conversation just written into is not there.")
    return summary(row)


def _message(
    caller: Caller, contact: LoggedContact, conversation: Row, interaction_id: UUID, moment: datetime
) -> NewMessage:
    is_inbound = contact.direction == "inbound"
    return NewMessage(
        conversation_id=conversation["id"],
        interaction_id=interaction_id,
        kind="message",
        direction=contact.direction,
        author_kind="customer" if is_inbound else "agent",
        author_id=conversation["customer_id"] if is_inbound else caller.id,
        author_name=None if is_inbound else caller.name,
        channel_kind=contact.channel_kind,
        text=contact.text,
        text_direction=direction(contact.text),
        reopen=True,
        meta={"logged_by": caller.id, "logged_by_name": caller.name, "happened_at": moment},
    )


async def _conversation(
    work: Transaction, caller: Caller, contact: LoggedContact, verification_days: int
) -> Row:
    if contact.conversation_id is not None:
        return await reading.workable(work, caller, contact.conversation_id)
    queue = await work.row(queries.QUEUE, work.organization_id, contact.queue_id)
    if queue is None:
        raise Invalid.field("queue_id", "unknown", "The queue is not there.")
    customer_id = await _customer(work, caller, contact, verification_days)
    conversation_id = new_id()
    # Told by a colleague, proven by nobody: it stands by itself until somebody verifies the customer.
    row = await work.row(
        intake_queries.OPEN_CONVERSATION,
        work.organization_id,
        conversation_id,
        queue["id"],
        customer_id,
        queue["brand_id"],
        mask(contact.subject).text if contact.subject else None,
        False,
        None,
        contact.channel_kind,
        caller.user_id,
        False,
    )
    if row is None:
        raise RuntimeError("The conversation just opened is not there.")
    work.emit(
        ConversationOpened(conversation=await opened_event(work, conversation_id)),
        conversation_id=conversation_id,
        audience=conversation_audience(row),
    )
    return row


async def _customer(
    work: Transaction, caller: Caller, contact: LoggedContact, verification_days: int
) -> UUID:
    if contact.customer_id is not None:
        # Whoever logs a contact sees the customer from then on: only one they may see already.
        await read_customer(work, caller, contact.customer_id)
        found = await work.value(
            "SELECT id FROM customer WHERE organization_id = $1 AND id = $2 AND merged_into IS NULL",
            work.organization_id,
            contact.customer_id,
        )
        if found is None:
            raise Invalid.field("customer_id", "unknown", "The customer is not there.")
        return contact.customer_id
    if contact.customer is None:
        raise Invalid.field("customer", "missing", "Say who the customer is.")
    for place, told in enumerate(contact.customer.identities):
        if told.kind != "phone" and mask(told.value).findings:
            raise Invalid.field(
                f"customer.identities.{place}.value",
                "sensitive_number",
                "This holds a number that we may not keep as it is.",
            )
    claims = [Claim(i.kind, i.value, None) for i in contact.customer.identities]
    who = await recognise(
        work,
        claims=claims,
        name=contact.customer.name or None,
        brand_id=None,
        locale=None,
        is_simulated=False,
        settings_days=verification_days,
    )
    return who.customer_id
