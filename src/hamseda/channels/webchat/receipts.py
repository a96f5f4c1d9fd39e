"""Read marks, the end of a chat, and wishes left outside opening hours."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.channels.webchat import opening, queries
from hamseda.channels.webchat.service import Visitor
from hamseda.conversations.api import change_state, conversation_audience, conversation_row
from hamseda.customers.api import Claim, add_told_identity
from hamseda.kit.database import Database, Transaction
from hamseda.kit.problem import FieldError, Invalid
from hamseda.routing.api import end_interaction, promise_callback

READ_FROM = ["sent", "delivered"]


class Wish(msgspec.Struct, kw_only=True):
    """A message left, or a call asked for at a time."""

    id: UUID
    text: Annotated[str, Meta(max_length=10_000)] = ""
    email: Annotated[str, Meta(max_length=320)] = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    at: datetime | None = None
    brief: Annotated[str, Meta(max_length=2_000)] = ""

    def as_text(self) -> str:
        """What the timeline shows of it: the visitor's own words, then how to reach them."""
        return "\n".join(part for part in (self.text or self.brief, self.phone, self.email) if part)

    def claims(self) -> list[Claim]:
        """Addresses told by the visitor: told, not proven."""
        found = [Claim("email", self.email, None)] if self.email else []
        return found + ([Claim("phone", self.phone, None)] if self.phone else [])


async def audience_of(view: Transaction, visitor: Visitor) -> dict[str, Any]:
    """Which staff may hear of this visitor's conversation."""
    if visitor.conversation_id is None:
        return {}
    return conversation_audience(await conversation_row(view, visitor.conversation_id))


async def read(database: Database, visitor: Visitor, position: int) -> None:
    """The visitor has seen everything up to a position: those messages become `read`."""
    if visitor.conversation_id is None:
        return
    async with database.transaction(visitor.organization_id) as work:
        conversation = await conversation_row(work, visitor.conversation_id)
        for message in await work.fetch(
            queries.DELIVERED,
            visitor.organization_id,
            visitor.conversation_id,
            position,
            visitor.channel_id,
            READ_FROM,
        ):
            await change_state(work, conversation, message, "read")


async def end(database: Database, visitor: Visitor) -> None:
    """The visitor ends the chat: nobody need wait for them any more."""
    if visitor.interaction_id is None:
        return
    async with database.transaction(visitor.organization_id) as work:
        await end_interaction(work, visitor.interaction_id, by="customer")


async def check_wish(database: Database, visitor: Visitor, wish: Wish, now: datetime) -> None:
    """Refuse a call that cannot be promised, before anything is stored; outside our hours with the next time."""
    if not wish.as_text():
        raise Invalid.field("text", "empty", "Write something, or leave a number or an address.")
    if wish.at is None:
        return
    if wish.at.tzinfo is None or wish.at <= now:
        raise Invalid.field("at", "not_in_future", "Choose a time in the future.")
    if not wish.phone:
        raise Invalid.field("phone", "missing", "A call needs a number.")
    hours = await opening.at(database, visitor.organization_id, visitor.channel_id, wish.at)
    if not hours["open"]:
        said = "We are closed then: choose a time within our hours."
        opens_at = hours["opens_at"].astimezone(UTC).isoformat() if hours["opens_at"] else None
        errors = (FieldError("at", "outside_hours", said),)
        raise Invalid(said, code="outside_hours", errors=errors, opens_at=opens_at)


async def keep_wish(work: Transaction, visitor: Visitor, wish: Wish) -> None:
    """Remember the addresses told, and the promised call with its time."""
    if visitor.customer_id is not None:
        for claim in wish.claims():
            await add_told_identity(work, visitor.customer_id, claim)
    if wish.at is None or visitor.conversation_id is None:
        return
    wanted_at = wish.at.astimezone(UTC)
    conversation = await conversation_row(work, visitor.conversation_id)
    # Sent again after a lost answer: it is promised already.
    if await work.value(
        queries.PROMISED, work.organization_id, visitor.conversation_id, wanted_at, wish.phone
    ):
        return
    await promise_callback(
        work,
        conversation_id=visitor.conversation_id,
        queue_id=conversation["queue_id"],
        wanted_at=wanted_at,
        address=wish.phone,
        brief=wish.brief or wish.text,
    )
