"""What a composer of mails is told, and what is passed on to somebody outside."""

from datetime import datetime
from typing import Annotated, TypedDict
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.conversations.api import AttachmentView, MailAddress, Signature

Address = Annotated[str, Meta(max_length=600)]
Addresses = Annotated[list[Address], Meta(max_length=50)]


class QuotedText(TypedDict):
    """What stands below an answer: the mail that it answers."""

    html: str
    text: str


class MailComposition(TypedDict):
    """How an answer by mail would go out now.

    `to` is the customer; `cc` are candidates, whom the answered mail also went to, less our own addresses: nobody of
    them is written to unless a person chooses so. `can_html`: the conversation has a mail road that is open.
    """

    to: list[MailAddress]
    cc: list[MailAddress]
    subject: str
    quote: QuotedText | None
    signature: Signature | None
    can_html: bool


class Passing(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is passed on, and how: everything of a forward but whom it goes to."""

    message_id: UUID
    cc: Addresses = []
    bcc: Addresses = []
    subject: Annotated[str, Meta(max_length=500)] | None = None
    text: Annotated[str, Meta(max_length=100_000)] = ""
    html: Annotated[str, Meta(max_length=300_000)] | None = None
    history: bool = False
    attachments: Annotated[list[UUID], Meta(max_length=50)] = []
    include_attachments: bool = False
    signature: bool = True
    channel_id: UUID | None = None
    send_at: datetime | None = None
    undo_s: Annotated[int, Meta(ge=0, le=60)] | None = None

    @property
    def quote(self) -> bool:
        """What is passed on is no quote of an answered mail."""
        return True


class Forward(Passing, kw_only=True, forbid_unknown_fields=True):
    """A message that goes to somebody outside, perhaps with all that was said before it; `id` is the client's."""

    id: UUID
    to: Annotated[list[Address], Meta(min_length=1, max_length=50)]


class ForwardToShow(Passing, kw_only=True, forbid_unknown_fields=True):
    """A forward that is still being written."""

    id: UUID | None = None
    to: Addresses = []


class ForwardPreview(TypedDict):
    """A forward as it would go out; pictures in `html` are addresses of attachments."""

    subject: str
    html: str
    text: str
    attachments: list[AttachmentView]


class MailSource(TypedDict):
    """A mail as it came: its headers in their order, decoded, and the first 200 KB of its bytes as text."""

    headers: list[tuple[str, str]]
    source: str
    size: int
    cut: bool
