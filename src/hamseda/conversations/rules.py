"""Decisions about conversations: values in, values out."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

_VARIABLE: Final = re.compile(
    r"(?P<space> ?)(?P<typed>\{\{\s*(?P<named>[a-z]+(?:\.[a-z]+)?)\s*\}\}|\{(?P<name>[a-z]+(?:\.[a-z]+)?)\})"
)


class Candidate(msgspec.Struct, frozen=True):
    """A conversation of the customer and brand that a new contact might join."""

    id: UUID
    status: str
    resolved_at: datetime | None


class Joining(msgspec.Struct, frozen=True):
    """Where a new contact goes: into a conversation (perhaps reopening it), or into a new one."""

    conversation_id: UUID | None
    reopens: bool
    reason: Literal["open", "recent", "thread", "new"]


def join(candidates: list[Candidate], now: datetime, rejoin: timedelta) -> Joining:
    """The open conversation, else the one resolved last and less than `rejoin` ago, else a new one."""
    for candidate in candidates:
        if candidate.status != "resolved":
            return Joining(candidate.id, False, "open")
    recent = [c for c in candidates if c.resolved_at is not None and now - c.resolved_at < rejoin]
    if recent:
        latest = max(recent, key=lambda c: (c.resolved_at, c.id))
        return Joining(latest.id, True, "recent")
    return Joining(None, False, "new")


class Placed(msgspec.Struct, frozen=True):
    """A message on the line of two conversations that become one; `is_coming`: it comes from the other one."""

    id: UUID
    position: int
    is_coming: bool
    written_at: datetime


def interleave(lines: list[Placed]) -> dict[UUID, int]:
    """The positions on the common line of two conversations: each keeps its own order, together they go by time.

    What stands before the first that comes stays where it is. A message that was stored a moment out of turn does not
    leave its place for that: the clock only decides between the two.
    """
    queue = []
    for is_coming in (False, True):
        latest = None
        for line in sorted(
            (one for one in lines if one.is_coming is is_coming), key=lambda one: one.position
        ):
            latest = line.written_at if latest is None else max(latest, line.written_at)
            queue.append((latest, is_coming, line.position, line))
    placed: dict[UUID, int] = {}
    last = 0
    has_begun = False
    for _, is_coming, position, line in sorted(queue, key=lambda one: one[:3]):
        has_begun = has_begun or is_coming
        last = last + 1 if has_begun else position
        placed[line.id] = last
    return placed


def merged_status(kept: str, gone: str) -> str:
    """The status of a conversation that another one goes into: whoever waits in either waits in it."""
    if gone == "resolved":
        return kept
    return "snoozed" if kept == gone == "snoozed" else "open"


class ReplyRoad(msgspec.Struct, frozen=True, kw_only=True):
    """A channel by which the customer of a conversation can be answered now, or why not."""

    channel_id: UUID
    kind: str
    name: str
    address: str | None
    available: bool
    reason: str | None = None


class LastContact(msgspec.Struct, frozen=True):
    """The newest engagement on a channel of the conversation."""

    channel_id: UUID
    channel_kind: str
    channel_name: str
    channel_enabled: bool
    address: str | None
    state: str


def reply_roads(contacts: list[LastContact]) -> list[ReplyRoad]:
    """The roads of a reply, newest first: a chat needs a chat that was had, a mail needs an address."""
    roads = []
    for contact in contacts:
        reason = _why_closed(contact)
        roads.append(
            ReplyRoad(
                channel_id=contact.channel_id,
                kind=contact.channel_kind,
                name=contact.channel_name,
                address=contact.address,
                available=reason is None,
                reason=reason,
            )
        )
    return roads


def _why_closed(contact: LastContact) -> str | None:
    if not contact.channel_enabled:
        return "channel_off"
    if contact.channel_kind == "email" and not contact.address:
        return "no_address"
    return None


class SuggestedStep(msgspec.Struct, frozen=True):
    """What an agent might do next, as a catalogue key with its values."""

    key: str
    params: dict[str, Any]


def suggested_step(context: dict[str, Any], *, is_verified: bool) -> SuggestedStep | None:
    """A next step from what the visitor was doing: the last page's topic, the journey, or who they are.

    The order says what helps most: a named step of a journey, then the page they were on, then identification.
    """
    journey = context.get("journey") or {}
    if journey.get("step"):
        return SuggestedStep("step.journey", {"step": journey["step"], "topic": journey.get("topic") or ""})
    pages = context.get("pages") or []
    if pages:
        last = pages[-1]
        return SuggestedStep("step.page", {"title": last.get("title") or last.get("url") or ""})
    if not is_verified:
        return SuggestedStep("step.identify", {})
    return None


VARIABLES = ("agent.name", "customer.name", "conversation.number", "queue.name", "organization.name")
# As canned replies have named them from the beginning.
SHORT = {"agent": "agent.name", "customer": "customer.name", "number": "conversation.number"}


def render(template: str, values: Mapping[str, str], written: Callable[[str], str] = str) -> str:
    """A text with its {{variables}} filled; an unknown one stays visible so that nobody sends it unseen.

    `values` by the names of VARIABLES; `written` makes a value fit the template, for HTML by escaping it. One without
    a value takes the space before it along («سلام {{customer.name}}،» to somebody without a name is «سلام،»).
    """

    def fill(found: re.Match[str]) -> str:
        value = values.get(_named(found))
        if value is None:
            return found[0]
        return f"{found['space']}{written(value)}" if value else ""

    return _VARIABLE.sub(fill, template)


def unknown_variables(template: str) -> list[str]:
    """The {{variables}} of a template that nothing can fill, as they were typed."""
    return [found["typed"] for found in _VARIABLE.finditer(template) if _named(found) not in VARIABLES]


def _named(found: re.Match[str]) -> str:
    name = found["named"] or found["name"]
    return SHORT.get(name, name)
