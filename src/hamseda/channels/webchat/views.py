"""What the widget is answered."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict
from uuid import UUID

from hamseda.conversations.api import AttachmentView
from hamseda.routing.api import Wait


class Hours(TypedDict):
    """Whether a channel is open, and the instant at which that changes, where it does."""

    open: bool
    opens_at: datetime | None
    closes_at: datetime | None


class WidgetBrand(TypedDict):
    name: str
    color: str | None


class Features(TypedDict):
    """What the channel's owner lets visitors do."""

    attachments: bool
    location: bool
    callback: bool


class WidgetConfig(Hours):
    """What the widget needs to draw itself; `queue_wait` is what somebody who comes now may expect."""

    name: str
    brand: WidgetBrand
    locale: Literal["fa", "en"]
    queue_wait: Wait | None
    features: Features
    max_upload_bytes: int


class VisitBegun(TypedDict):
    """A visit; `visitor_token` goes with every further call until `expires_at`."""

    visitor_token: str
    expires_at: datetime
    visitor_id: UUID
    verified: bool
    conversation_id: UUID | None
    name: str | None


class Acknowledged(TypedDict):
    """`ack` with the place of what was stored, or `done` where nothing had to be."""

    t: Literal["ack", "done"]
    id: NotRequired[UUID]
    position: NotRequired[int]
    at: NotRequired[datetime]
    conversation_id: UUID | None


class VisitorMessage(TypedDict):
    """A message as the widget shows it; colleagues' names only where they answered."""

    t: Literal["message"]
    id: UUID
    position: int
    direction: Literal["inbound", "outbound"]
    author_name: str | None
    text: str
    channel_kind: str | None
    state: Literal["queued", "sent", "delivered", "read", "failed"]
    attachments: list[AttachmentView]
    at: datetime


class News(TypedDict):
    """What was said after a position, and the place in line; null for whoever waits for nobody."""

    items: list[VisitorMessage]
    wait: Wait | None
