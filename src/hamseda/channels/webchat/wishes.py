"""Messages left and calls asked for: checked first, then stored with their message or not at all."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.channels.webchat import opening
from hamseda.conversations.api import conversation_row
from hamseda.customers.api import Claim, address
from hamseda.kit.clock import Instant
from hamseda.kit.database import Database, Transaction
from hamseda.kit.problem import FieldError, Invalid
from hamseda.routing.api import promise_callback


class Wish(msgspec.Struct, kw_only=True):
    """A message left, or a call asked for at a time."""

    id: UUID
    text: Annotated[str, Meta(max_length=10_000)] = ""
    email: Annotated[str, Meta(max_length=320)] = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    at: Instant | None = None
    brief: Annotated[str, Meta(max_length=2_000)] = ""

    def as_text(self) -> str:
        """What the timeline shows of it: the visitor's own words, then how to reach them."""
        return "\n".join(part for part in (self.text or self.brief, self.phone, self.email) if part)

    def claims(self) -> list[Claim]:
        """Addresses told by the visitor: told, not proven."""
        found = [Claim("email", self.email, None)] if self.email else []
        return found + ([Claim("phone", self.phone, None)] if self.phone else [])


async def check_wish(
    database: Database, organization_id: UUID, channel_id: UUID, wish: Wish, now: datetime
) -> None:
    """Refuse a call that cannot be promised, before anything is stored; outside our hours with the next time."""
    if not wish.as_text():
        raise Invalid.field("text", "empty", "Write something, or leave a number or an address.")
    for claim in wish.claims():
        if address(claim.kind, claim.raw) is None:
            said = f"This is not a valid {claim.kind}: look at it again."
            raise Invalid.field(claim.kind, "not_an_address", said)
    if wish.at is None:
        return
    if wish.at <= now:
        raise Invalid.field("at", "not_in_future", "Choose a time in the future.")
    if not wish.phone:
        raise Invalid.field("phone", "missing", "A call needs a number.")
    hours = await opening.at(database, organization_id, channel_id, wish.at)
    if not hours["open"]:
        said = "We are closed then: choose a time within our hours."
        opens_at = hours["opens_at"].astimezone(UTC).isoformat() if hours["opens_at"] else None
        errors = (FieldError("at", "outside_hours", said),)
        raise Invalid(said, code="outside_hours", errors=errors, opens_at=opens_at)


async def keep_wish(work: Transaction, conversation_id: UUID, wish: Wish) -> None:
    """Promise the call that was asked for, in the transaction of its message; once, however often it is sent."""
    if wish.at is None:
        return
    conversation = await conversation_row(work, conversation_id)
    await promise_callback(
        work,
        conversation_id=conversation_id,
        queue_id=conversation["queue_id"],
        wanted_at=wish.at.astimezone(UTC),
        address=wish.phone,
        brief=wish.brief or wish.text,
        callback_id=wish.id,
    )
