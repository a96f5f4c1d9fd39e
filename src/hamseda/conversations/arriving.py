"""What comes in by a channel, and where it went."""

from typing import Any
from uuid import UUID

import msgspec

from hamseda.conversations.message_views import AttachmentView
from hamseda.customers.api import Claim
from hamseda.kit.ids import new_id


class Arrival(msgspec.Struct, kw_only=True):
    """Something a customer sent by a channel; all that is known of it before it is placed."""

    channel_id: UUID
    claims: list[Claim]
    text: str
    id: UUID = msgspec.field(default_factory=new_id)
    html: str | None = None
    name: str | None = None
    locale: str | None = None
    subject: str | None = None
    attachments: list[AttachmentView] = []
    meta: dict[str, Any] = {}
    context: dict[str, Any] = {}
    address: str | None = None
    external_id: str | None = None
    thread_id: UUID | None = None
    mark: str | None = None
    caller: UUID | None = None
    key: str | None = None
    is_simulated: bool = False


class Received(msgspec.Struct, frozen=True):
    """Where an arrival went."""

    conversation_id: UUID
    interaction_id: UUID | None
    customer_id: UUID
    message: dict[str, Any]
    is_verified: bool
    repeated: bool
