"""What conversations asks of the domains above it; the composition root fills it in."""

from typing import Any, Protocol, runtime_checkable
from uuid import UUID

import msgspec

from hamseda.kit.database import Transaction


class WorkRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Something came in that somebody must take."""

    conversation_id: UUID
    interaction_id: UUID
    queue_id: UUID
    channel_kind: str
    is_identified: bool
    preferred_agent_id: UUID | None = None
    context: dict[str, Any] = {}


class Went(msgspec.Struct, frozen=True, kw_only=True):
    """What of the work of a conversation went into another one; what was waited for twice has ended."""

    items: list[UUID] = []
    ended: list[UUID] = []
    callbacks: list[UUID] = []


@runtime_checkable
class Work(Protocol):
    """The queue, as conversations sees it; every call is part of the caller's transaction."""

    async def standing(self, view: Transaction, conversation_id: UUID) -> dict[str, Any] | None:
        """What waits or is worked on in a conversation now, the newest; None where nothing is."""

    async def enqueue(self, work: Transaction, request: WorkRequest) -> None:
        """Let an interaction wait in its queue."""

    async def taken(self, work: Transaction, conversation_id: UUID, agent_id: UUID | None) -> None:
        """A person gave the conversation to an agent (or took it away from everybody: None)."""

    async def moved(self, work: Transaction, conversation_id: UUID, queue_id: UUID) -> None:
        """The conversation waits in another queue now; its place in time is kept."""

    async def snoozed(self, work: Transaction, conversation_id: UUID) -> None:
        """The conversation sleeps: what waits leaves the line, and keeps its place."""

    async def woken(self, work: Transaction, conversation_id: UUID) -> None:
        """The conversation is awake again: what left the line comes back to its place."""

    async def joined(self, work: Transaction, from_id: UUID, to_id: UUID) -> Went:
        """A conversation goes into another one: its work goes on there."""

    async def parted(self, work: Transaction, went: Went, back_to: UUID) -> None:
        """The work that a merge took along goes back."""

    async def closed(self, work: Transaction, conversation_id: UUID, disposition_id: UUID | None) -> None:
        """The conversation is resolved: nothing of it waits any more."""
