"""Customers as clients see them."""

from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict
from uuid import UUID

import msgspec

CustomerKind = Literal["person", "firm"]
IdentityKind = Literal["phone", "email", "device", "handle", "external"]
Locale = Literal["fa", "en"]


class AddressView(msgspec.Struct):
    """An address in a list of customers."""

    kind: IdentityKind
    value: str
    is_verified: bool


class CustomerItem(msgspec.Struct):
    """A customer in a list; `is_verified` says that one of the identities is."""

    id: UUID
    kind: CustomerKind
    name: str | None
    brand_id: UUID | None
    locale: Locale | None
    is_simulated: bool
    created_at: datetime
    identities: list[AddressView]
    is_verified: bool


class CustomerPage(msgspec.Struct):
    items: list[CustomerItem]
    next: str | None


class IdentityView(msgspec.Struct):
    """`shared_with` counts the other customers with the same address; `raw` is as it was written."""

    id: UUID
    kind: IdentityKind
    value: str
    raw: str
    verified_at: datetime | None
    verified_until: datetime | None
    verified_by: str | None
    is_verified: bool
    created_at: datetime
    shared_with: int


class ConversationBrief(msgspec.Struct):
    """A conversation in the record of its customer."""

    id: UUID
    number: int
    subject: str | None
    status: Literal["open", "snoozed", "resolved"]
    mark: Literal["foreign_subject", "unverified_sender", "third_party_code", "simulated"] | None
    is_verified: bool
    queue_id: UUID
    department_id: UUID
    assignee_id: UUID | None
    brand_id: UUID | None
    last_message_at: datetime | None
    last_message_preview: str
    last_message_channel: str | None
    last_message_inbound: bool | None
    opened_at: datetime
    resolved_at: datetime | None


class MergeReason(TypedDict):
    """Why two customers may be one: a code, and the address or name that it rests on."""

    code: str
    value: NotRequired[str]
    verified: NotRequired[bool]
    similarity: NotRequired[float]


class Evidence(TypedDict):
    """What a suggestion rests on."""

    reasons: list[MergeReason]


class SuggestionView(msgspec.Struct):
    """Two customers that may be one; `evidence.reasons` are codes with what they rest on."""

    id: UUID
    customer_id: UUID
    customer_name: str | None
    other_id: UUID
    other_name: str | None
    evidence: Evidence
    state: Literal["open", "accepted", "refused"]
    created_at: datetime


class SuggestionPage(msgspec.Struct):
    items: list[SuggestionView]
    next: str | None


class CustomerView(msgspec.Struct):
    """One customer: identities, the conversations that the caller may see, open suggestions."""

    id: UUID
    kind: CustomerKind
    name: str | None
    brand_id: UUID | None
    locale: Locale | None
    attributes: dict[str, str | float | bool]
    is_simulated: bool
    created_at: datetime
    identities: list[IdentityView]
    conversations: list[ConversationBrief]
    suggestions: list[SuggestionView]


class MergeView(msgspec.Struct):
    """A merge; only the last one of a customer that stands is reversible."""

    id: UUID
    kept_id: UUID
    merged_id: UUID
    merged_name: str | None
    reason: dict[str, Any]
    merged_by: UUID | None
    merged_at: datetime
    reversed_by: UUID | None
    reversed_at: datetime | None
    is_reversible: bool


class MergePage(msgspec.Struct):
    items: list[MergeView]
    next: str | None = None


class Merged(msgspec.Struct):
    """What became of an accepted suggestion."""

    merge_id: UUID
    kept_id: UUID
    merged_id: UUID
