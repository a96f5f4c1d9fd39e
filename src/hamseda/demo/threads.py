"""A conversation of the demonstration before it becomes rows: who, when, what was said."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from hamseda.kit.ids import id_at

Speaker = Literal["customer", "agent", "note", "notice"]


def instant_id(moment: datetime) -> UUID:
    """A row's id of the time at which it would have been made."""
    return id_at(int(moment.timestamp() * 1000))


@dataclass(kw_only=True)
class Shopper:
    """A customer: identities as (kind, value, raw, proof or None)."""

    id: UUID
    name: str | None
    first: str
    latin: str
    city: tuple[str, str]
    phone: str
    email: str
    known_since: datetime
    identities: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    locale: str = "fa"
    thread: "Thread | None" = None
    busy_until: datetime | None = None

    @property
    def is_proven(self) -> bool:
        return any(proof for _, _, _, proof in self.identities)


@dataclass(kw_only=True)
class Line:
    """One entry of the timeline; `by` is the colleague who wrote it, `meta` what goes with it."""

    at: datetime
    speaker: Speaker
    text: str = ""
    by: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    is_read: bool = True


@dataclass(kw_only=True)
class Promise:
    """What a waiting visitor was told."""

    low_s: int
    high_s: int


@dataclass(kw_only=True)
class Talk:
    """One engagement on one channel; `channel` is the key of a connected one, None for a logged contact."""

    kind: str
    channel: str | None
    queue: str
    lines: list[Line]
    agent: str | None
    answered_at: datetime | None
    ended_at: datetime | None
    disposition: str | None = None
    state: str = "ended"
    promise: Promise | None = None
    context: dict[str, Any] = field(default_factory=dict)
    address: str | None = None
    is_abandoned: bool = False
    missed_by: str | None = None
    id: UUID = field(default=UUID(int=0))

    def __post_init__(self) -> None:
        self.id = instant_id(self.started_at)

    @property
    def started_at(self) -> datetime:
        return self.lines[0].at


@dataclass(kw_only=True)
class Thread:
    """The continuing conversation; `after` are entries that belong to no talk (notices, notes)."""

    customer: Shopper
    queue: str
    is_verified: bool
    talks: list[Talk]
    after: list[Line] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    assignee: str | None = None
    subject: str | None = None
    status: str = "open"
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    snoozed_until: datetime | None = None
    due_at: datetime | None = None
    next_step: str | None = None
    mark: str | None = None
    unread_by_assignee: int = 0
    participants: list[tuple[str, str, str]] = field(default_factory=list)
    id: UUID = field(default=UUID(int=0))

    def __post_init__(self) -> None:
        self.id = instant_id(self.opened_at)

    @property
    def opened_at(self) -> datetime:
        return self.talks[0].started_at

    @property
    def last_at(self) -> datetime:
        return max(line.at for talk in self.talks for line in talk.lines)

    def may_be_joined(self, moment: datetime, within: timedelta) -> bool:
        return self.resolved_at is not None and self.resolved_at < moment < self.resolved_at + within
