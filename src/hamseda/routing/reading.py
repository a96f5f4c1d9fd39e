"""Rows as the kernel takes them: agents with what they did lately, items with where they stand."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from hamseda.conversations.api import QueueSettings
from hamseda.kit.database import Row, Transaction
from hamseda.routing import queries_router as sql
from hamseda.routing.numbers import Numbers
from hamseda.routing.rules import (
    MINUTE_MS,
    Agent,
    Config,
    Fairness,
    Item,
    Presence,
    Ring,
    Shift,
    Snapshot,
    Stage,
)
from hamseda.routing.settings import settings_of

# Channels of the kernel; whatever is not listed is written, and waits like a letter.
CHANNELS = {"webchat": 0, "phone": 1, "email": 2, "log": 3}
OTHER_CHANNEL = 4
# Letters and logged work may be interrupted by people who wait on the line.
INTERRUPTED_BY = ((2, 0), (2, 1), (3, 0), (3, 1))
# How long back a shift counts when a router begins: what was done earlier was another day's.
ACCOUNT_HOURS = 12
FAIRNESS = {"occupancy": Fairness.OCCUPANCY, "count": Fairness.COUNT}
STAGES = {
    "waiting": Stage.WAITING,
    "offered": Stage.RESERVED,
    "active": Stage.WORKING,
    "wrap_up": Stage.WRAP_UP,
}


class Line(msgspec.Struct, frozen=True):
    """A queue as items need it: its settings, skills and rings in the kernel's numbers."""

    settings: QueueSettings
    skills: tuple[tuple[int, int], ...]
    rings: tuple[Ring, ...]


class Loaded(msgspec.Struct, frozen=True):
    """Everything a router begins with, as it stood at event number `as_of`."""

    as_of: int
    config: Config
    snapshot: Snapshot


class Reader:
    """Reads the rows of one organization into the kernel's values."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.lines: dict[UUID, Line] = {}

    async def load(self, view: Transaction, now: datetime) -> Loaded:
        """Read everything; the transaction must be one snapshot."""
        as_of = await view.value(sql.EVENT_HEAD, view.organization_id) or 0
        self.lines = await self._lines(view)
        items = await self.items(view, None, now)
        agents = await self.agents(view, None, now)
        return Loaded(as_of, config_of(self.lines.values()), Snapshot(tuple(agents), tuple(items)))

    async def items(self, view: Transaction, ids: Iterable[UUID] | None, now: datetime) -> list[Item]:
        """Read live work items (all, or of these ids) with who must not be asked for them yet."""
        wanted = None if ids is None else list(ids)
        rows = await view.fetch(sql.ITEMS, view.organization_id, wanted)
        return [self._item(row, now) for row in rows if row["queue_id"] in self.lines]

    async def agents(
        self, view: Transaction, ids: Iterable[UUID] | None, now: datetime
    ) -> list[tuple[Agent, Shift]]:
        """Read agents (all, or of these ids) with the account of their shift."""
        wanted = None if ids is None else list(ids)
        since = now - timedelta(hours=ACCOUNT_HOURS)
        rows = await view.fetch(sql.AGENTS, view.organization_id, wanted, since, now)
        return [(self._agent(row), _shift(row, now)) for row in rows]

    async def _lines(self, view: Transaction) -> dict[UUID, Line]:
        rows = await view.fetch(sql.QUEUES, view.organization_id)
        return {row["id"]: self._line(row) for row in rows}

    def _line(self, row: Row) -> Line:
        settings = settings_of(row["settings"])
        number = self.numbers.of
        skills = [(number(UUID(s["skill_id"])), s["level"], s["optional_after_s"]) for s in row["skills"]]
        rings = [
            Ring(ring.after_s * 1000, lower=ring.drop_levels, overflow=tuple(map(number, ring.add_queue_ids)))
            for ring in settings.rings
        ]
        rings += [Ring(after * 1000, drop=(skill,)) for skill, _, after in skills if after is not None]
        if settings.overflow_queue_id is not None:
            rings.append(
                Ring(settings.overflow_after_s * 1000, overflow=(number(settings.overflow_queue_id),))
            )
        return Line(
            settings,
            tuple(sorted((skill, level) for skill, level, _ in skills)),
            tuple(sorted(rings, key=lambda ring: ring.after_ms)),
        )

    def _item(self, row: Row, now: datetime) -> Item:
        line, number = self.lines[row["queue_id"]], self.numbers.of
        stage = STAGES[row["state"]]
        agent = row["offered_to"] if stage is Stage.RESERVED else row["agent_id"]
        if agent is None:
            stage = Stage.WAITING
        elif stage is Stage.WAITING:
            agent = None
        owner = row["preferred_agent_id"]
        return Item(
            id=number(row["id"]),
            queue=number(row["queue_id"]),
            channel=CHANNELS.get(row["channel_kind"], OTHER_CHANNEL),
            entered_ms=milliseconds(row["entered_at"]),
            priority_minutes=float(row["priority"]),
            boost_minutes=row["boost_ms"] / MINUTE_MS,
            safety=row["is_safety"],
            skills=line.skills,
            rings=line.rings,
            owner=None if owner is None else number(owner),
            owner_until_ms=0 if row["preferred_until"] is None else milliseconds(row["preferred_until"]),
            weight=row["weight"],
            fairness=FAIRNESS[line.settings.fairness],
            excluded=self._excluded(row["refusals"], line.settings, now),
            stage=stage,
            agent=None if agent is None else number(agent),
        )

    def _excluded(
        self, refusals: list[dict[str, Any]], settings: QueueSettings, now: datetime
    ) -> tuple[tuple[int, int], ...]:
        until: dict[int, int] = {}
        for refusal in refusals:
            agent = self.numbers.of(UUID(refusal["agent_id"]))
            at = milliseconds(datetime.fromisoformat(refusal["at"])) + settings.barred_s * 1000
            until[agent] = max(at, until.get(agent, 0))
        return tuple(sorted((agent, at) for agent, at in until.items() if at > milliseconds(now)))

    def _agent(self, row: Row) -> Agent:
        number = self.numbers.of
        return Agent(
            id=number(row["user_id"]),
            queues=tuple(sorted(number(queue) for queue in row["queues"])),
            skills=tuple(sorted((number(UUID(s["skill_id"])), s["level"]) for s in row["skills"])),
            units=row["capacity"],
        )


def config_of(lines: Iterable[Line]) -> Config:
    """Derive the floor's policy; every item's boost was bounded by its own queue when it entered."""
    most_boost = max((line.settings.boost_max_min for line in lines), default=Config().max_boost_minutes)
    return Config(max_boost_minutes=most_boost, interrupted_by=INTERRUPTED_BY)


def milliseconds(moment: datetime) -> int:
    """Count the milliseconds since 1970, as the kernel takes instants."""
    return int(moment.timestamp() * 1000)


def _shift(row: Row, now: datetime) -> Shift:
    return Shift(
        presence=Presence(row["presence"]),
        at_ms=milliseconds(now),
        busy_unit_ms=int(row["busy_unit_s"] * 1000),
        signed_ms=int(row["signed_s"] * 1000),
        handled=row["handled"],
        idle_since_ms=milliseconds(row["idle_since"]),
    )
